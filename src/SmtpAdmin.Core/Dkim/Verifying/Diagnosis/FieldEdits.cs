using System.Text;
using SmtpAdmin.Mime;

namespace SmtpAdmin.Dkim;

/// <summary>Changes that make a field say something else: tags in subjects, fields that were added, the writer replaced.</summary>
internal static class FieldEdits
{
    private const int MaxTagLength = 80; // characters at the beginning of a subject
    private const int MaxAdded = 40;
    private const string Detected = "Look for what added it. The signer named the field once more than the message had it, so that this breaks the signature.";
    private const string Sign = "Sign behind what changes it, at the last server of your own; a mailing list or the receiver's gateway has to sign for itself.";

    // Where lists and gateways keep the writer that they took the place of; Reply-To is the way of Mailman.
    private static readonly string[] KeptFrom = ["X-Original-From", "X-Google-Original-From", "X-MailFrom-Original", "Reply-To"];

    private static readonly string[] Encodings = ["7bit", "8bit", "quoted-printable", "base64", "binary", "8BIT"];

    /// <summary>The edits, the likely ones first.</summary>
    public static IEnumerable<DkimHeaderEdit> Of(IReadOnlyList<HeaderField> fields, DkimSignatureField signature)
    {
        var names = signature.SignedHeaders.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var signed = fields.Where(field => field.IsField && !field.Raw.Equals(signature.Field.Raw) && names.Contains(field.Name)).ToList();
        return Copied(signed, signature)
            .Concat(Repeated(signed))
            .Concat(signed.Where(field => field.Is("Subject")).SelectMany(WithoutTags))
            .Concat(signed.Take(MaxAdded).Select(Added))
            .Concat(signed.Where(field => field.Is("From")).SelectMany(from => OtherFrom(from, fields)))
            .Concat(signed.Where(field => field.Is("Content-Transfer-Encoding")).SelectMany(OtherEncodings));
    }

    /// <summary>A field with another value; the name and the space behind the colon stay.</summary>
    public static HeaderField WithValue(HeaderField field, string value)
    {
        var text = Encoding.Latin1.GetString(field.Raw.Span[..field.ValueStart]);
        return HeaderField.Read(Encoding.Latin1.GetBytes($"{text}{value}\r\n"));
    }

    /// <summary>The value, as octets in text.</summary>
    public static string Value(HeaderField field) => Encoding.Latin1.GetString(field.ValueOctets);

    /// <summary>z= copies fields as they were signed (RFC 6376 section 3.5): made for this, and for nothing else.</summary>
    private static IEnumerable<DkimHeaderEdit> Copied(List<HeaderField> signed, DkimSignatureField signature)
    {
        if (signature.Tags["z"] is not { } tag) yield break;
        foreach (var copy in tag.Packed.Split('|'))
        {
            var colon = copy.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || DkimQuotedPrintable.DecodeOctets(copy[(colon + 1)..]) is not { } octets) continue;
            foreach (var field in signed.Where(field => field.Is(copy.AsSpan(0, colon))))
            {
                var was = Encoding.Latin1.GetString(octets).TrimEnd('\r', '\n');
                if (was == Value(field)) continue;
                yield return DkimHeaderEdit.Replace($"{field.Name} was '{PlainText.Excerpt(was.Trim(), 60)}', and was changed.", Sign, field, WithValue(field, was));
            }
        }
    }

    private static IEnumerable<DkimHeaderEdit> WithoutTags(HeaderField subject)
    {
        var value = Value(subject);
        var start = value.Length - value.TrimStart(' ', '\t', '\r', '\n').Length;
        // The beginning up to each word; a tag may stand behind 'Re: ' as well.
        foreach (var begin in (int[])[start, AfterReply(value, start)])
        {
            for (var at = begin + 1; at < Math.Min(value.Length, begin + MaxTagLength); at++)
            {
                if (value[at] is not (' ' or '\t') && (value[at - 1] is ' ' or '\t' or ']' or ':' or ')' or '\n'))
                    yield return DkimHeaderEdit.Replace($"'{PlainText.Excerpt(value.AsSpan(begin, at - begin).Trim().ToString(), 60)}' was put into the subject.", Sign, subject, WithValue(subject, value.Remove(begin, at - begin)));
            }
        }
    }

    private static int AfterReply(string value, int start) =>
        value.AsSpan(start).StartsWith("Re: ", StringComparison.OrdinalIgnoreCase) ? start + 4 : start;

    /// <summary>A field in front of one of the same name: what a reader is shown, and over-signing is against (RFC 6376 section 8.15).</summary>
    private static IEnumerable<DkimHeaderEdit> Repeated(List<HeaderField> signed) =>
        from same in signed.GroupBy(field => field.Name, StringComparer.OrdinalIgnoreCase)
        where same.Count() > 1
        let first = same.First()
        select DkimHeaderEdit.Replace($"{(same.Count() == 2 ? "A second" : "Another")} {first.Name} header field was added on top: '{PlainText.Excerpt(Value(first).Trim(), 60)}'.", Detected, first, null);

    private static DkimHeaderEdit Added(HeaderField field) =>
        DkimHeaderEdit.Replace($"A {field.Name} header field was added: '{PlainText.Excerpt(Value(field).Trim(), 60)}'.", Sign, field, null);

    private static IEnumerable<DkimHeaderEdit> OtherFrom(HeaderField from, IReadOnlyList<HeaderField> fields) =>
        KeptFrom.SelectMany(name => fields.Where(field => field.Is(name)))
            .Select(kept => DkimHeaderEdit.Replace($"From was replaced; {kept.Name} has who wrote.", Sign, from, WithValue(from, Value(kept))));

    private static IEnumerable<DkimHeaderEdit> OtherEncodings(HeaderField field) =>
        Encodings.Where(encoding => encoding != Value(field).Trim()).Select(encoding =>
            DkimHeaderEdit.Replace($"Content-Transfer-Encoding was changed from {encoding} to {PlainText.Excerpt(Value(field).Trim(), 40)}.", "Have the message made in 7 bits (quoted-printable or base64) before it is signed.", field, WithValue(field, $" {encoding}")));
}
