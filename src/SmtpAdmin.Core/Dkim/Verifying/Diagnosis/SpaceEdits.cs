using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using SmtpAdmin.Mime;

namespace SmtpAdmin.Dkim;

/// <summary>Changes of the looks of fields alone: folds, case, white space. Most of them matter to simple canonicalization only.</summary>
internal static partial class SpaceEdits
{
    private const string Remedy = "Sign with c=relaxed/relaxed, which bears changes of folds and case.";
    private const int MaxFields = 20;

    // The usual spellings of names that programs write in their own way.
    private static readonly string[] Spellings =
        ["From", "To", "CC", "Cc", "Subject", "Date", "Message-ID", "Message-Id", "MIME-Version", "Mime-Version", "Content-Type", "Content-type", "Content-Transfer-Encoding", "Content-transfer-encoding", "Reply-To", "Sender", "References", "In-Reply-To"];

    /// <summary>The edits.</summary>
    public static IEnumerable<DkimHeaderEdit> Of(IReadOnlyList<HeaderField> fields, DkimSignatureField signature)
    {
        var names = signature.SignedHeaders.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var signed = fields.Where(field => field.IsField && !field.Raw.Equals(signature.Field.Raw) && names.Contains(field.Name)).Take(MaxFields).ToList();
        foreach (var edit in Each(signed, "White space was put in where {0} is folded.", field => FieldEdits.WithValue(field, Fold().Replace(FieldEdits.Value(field), "")))) yield return edit;
        if (signature.HeaderCanonicalization == DkimCanonicalization.Relaxed) yield break;

        foreach (var (message, change) in Changes)
        {
            foreach (var edit in Each(signed, message, change)) yield return edit;
            yield return All(signed, message, change);
        }
        foreach (var field in signed)
        {
            foreach (var name in Spellings.Where(name => field.Is(name) && name != field.Name)) yield return DkimHeaderEdit.Replace($"The name {name} was written anew as {field.Name}.", Remedy, field, WithName(field, name));
        }
    }

    private static IEnumerable<(string Message, Func<HeaderField, HeaderField> Change)> Changes { get; } =
    [
        ("{0} was folded.", field => FieldEdits.WithValue(field, LineEnd().Replace(FieldEdits.Value(field), ""))),
        ("{0} was folded.", field => FieldEdits.WithValue(field, Fold().Replace(FieldEdits.Value(field), " "))),
        ("{0} was folded anew.", field => FieldEdits.WithValue(field, Fold().Replace(FieldEdits.Value(field), "\r\n\t"))),
        ("{0} was folded anew.", field => FieldEdits.WithValue(field, Fold().Replace(FieldEdits.Value(field), "\r\n "))),
        ("{0} was folded anew.", field => FieldEdits.WithValue(field, Fold().Replace(FieldEdits.Value(field), "\r\n        "))),
        ("The space behind the colon of {0} was changed.", field => FieldEdits.WithValue(field, FieldEdits.Value(field).TrimStart(' ', '\t'))),
        ("The space behind the colon of {0} was changed.", field => FieldEdits.WithValue(field, " " + FieldEdits.Value(field).TrimStart(' ', '\t'))),
        ("White space was added at the end of {0}.", field => FieldEdits.WithValue(field, FieldEdits.Value(field).TrimEnd(' ', '\t'))),
        ("White space was taken from the end of {0}.", field => FieldEdits.WithValue(field, FieldEdits.Value(field) + " ")),
    ];

    private static IEnumerable<DkimHeaderEdit> Each(List<HeaderField> signed, string message, Func<HeaderField, HeaderField> change) =>
        from field in signed
        let original = change(field)
        where !original.Raw.Span.SequenceEqual(field.Raw.Span)
        select DkimHeaderEdit.Replace(string.Format(CultureInfo.InvariantCulture, message, field.Name), Remedy, field, original);

    private static DkimHeaderEdit All(List<HeaderField> signed, string message, Func<HeaderField, HeaderField> change) => new(
        string.Format(CultureInfo.InvariantCulture, message, "Each field"), Remedy,
        fields => [.. fields.Select(field => signed.Exists(there => there.Raw.Equals(field.Raw)) ? change(field) : field)]);

    private static HeaderField WithName(HeaderField field, string name) =>
        HeaderField.Read((byte[])[.. Encoding.ASCII.GetBytes(name), .. field.Raw.Span[field.NameLength..]]);

    [GeneratedRegex(@"\r\n[ \t]+", RegexOptions.CultureInvariant)]
    private static partial Regex Fold();

    [GeneratedRegex(@"\r\n", RegexOptions.CultureInvariant)]
    private static partial Regex LineEnd();
}
