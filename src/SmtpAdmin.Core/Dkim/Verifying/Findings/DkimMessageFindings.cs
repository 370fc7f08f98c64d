using System.Text;
using SmtpAdmin.Mime;

namespace SmtpAdmin.Dkim;

/// <summary>What is wrong with the message itself: it can be read in more than one way, or servers will change it (RFC 6376 sections 5.3 and 8.15).</summary>
internal static class DkimMessageFindings
{
    // RFC 5322 section 3.6 and RFC 2045 section 3: those that a message has once at most.
    private static readonly string[] Single =
    [
        "From", "To", "Subject", "Date", "Cc", "Reply-To", "Sender", "Message-ID", "In-Reply-To", "References",
        "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "List-Unsubscribe", "List-Unsubscribe-Post",
    ];

    /// <summary>Collects the findings.</summary>
    public static IEnumerable<Finding> Of(DkimEvidence evidence, DkimSignatureResult result)
    {
        var head = evidence.Head;
        var names = evidence.Signature.Problem is null ? evidence.Signature.SignedHeaders : [];
        foreach (var finding in Repeated(new DkimFieldCounts(head.Fields, names), mayHold: result.HeaderHashMatches != false && !result.IsByOtherKey)) yield return finding;
        foreach (var finding in OfLines(head)) yield return finding;
        if (!head.Fields.Any(field => field.Is("From")))
            yield return new(FindingSeverity.Error, "DKIM-FROM-MISSING", "The message has no From header field, which every message needs: nobody is told who wrote it, and readers may show another field in its place.", "Have the program that makes the message write one From, and sign it.", "RFC 5322 section 3.6");
        if (head.HasNul || evidence.Body is { HasNul: true })
            yield return new(FindingSeverity.Warning, "DKIM-NUL", "The message holds a NUL octet, which mail does not carry: servers drop or change it.", "Encode the part that it is in (base64).", "RFC 5322 section 4");
        if (head.HasBareReturn || evidence.Body is { HasBareReturn: true })
            yield return new(FindingSeverity.Warning, "DKIM-LINE-ENDS", "A CR stands without an LF behind it; servers change or refuse that, and signatures break.", "Have the program that makes the message end lines in CRLF.", "RFC 5321 section 2.3.8");
        else if (head.HasMixedLineEnds || (!head.HasBareLineFeed && evidence.Body is { HasBareLineFeed: true }))
            yield return new(FindingSeverity.Warning, "DKIM-LINE-ENDS", "Some lines end in CRLF, and some in LF alone; here LF counts as CRLF, and other verifiers may see it otherwise.", "Have the program that makes the message end all lines alike.", "RFC 5321 section 2.3.8");
    }

    /// <summary>Of lines that are no header fields: what stands in one of them is signed by nobody, though it be a signature.</summary>
    /// <param name="head">The header section.</param>
    public static IEnumerable<Finding> OfLines(HeaderSection head)
    {
        foreach (var field in head.Fields)
        {
            if (field.IsField) continue;
            yield return field.Raw.Span.StartsWith(DkimFileEncoding.Mark)
                ? new(
                    FindingSeverity.Warning,
                    "DKIM-MESSAGE-ENCODING",
                    $"A UTF-8 byte order mark stands in front of the message, so that its first line is no header field{(HidesSignature(field) ? ", and the signature in it is not seen" : "")}: '{Excerpt(field)}'.",
                    "Take the message as it came, octet by octet, or save it without the mark.",
                    "RFC 5322 section 2.2")
                : new(
                    FindingSeverity.Warning,
                    "DKIM-HEADER-MALFORMED",
                    $"A line in the header section is no header field: '{Excerpt(field)}'. No signature covers it, and readers may take it for one.",
                    "Look for what put it there.",
                    "RFC 6376 section 8.15, RFC 5322 section 2.2");
            break; // one is enough to know
        }
        if (head.Fields.Count == 0)
            yield return new(FindingSeverity.Warning, "DKIM-HEADER-MALFORMED", "The message has no header section: it is empty, or begins with an empty line.", "Take the message as it came, from its first header field on.", "RFC 5322 section 2.1");
    }

    private static IEnumerable<Finding> Repeated(DkimFieldCounts counts, bool mayHold)
    {
        if (counts.There("From") > 1)
        {
            yield return new(
                FindingSeverity.Error,
                "DKIM-FROM-SEVERAL",
                $"The message has {counts.There("From")} From header fields: a signature may hold for one, and a reader be shown the other.",
                "Do not trust the message. What sends it has to write one From.",
                "RFC 6376 section 8.15, RFC 5322 section 3.6");
        }
        var added = Single.Where(name => mayHold && counts.There(name) > 1 && counts.Signed(name) > 0 && counts.Signed(name) < counts.There(name)).ToList();
        if (added.Count > 0)
        {
            yield return new(
                FindingSeverity.Error,
                "DKIM-HEADER-DUPLICATE",
                $"The message has more of these fields than are signed, and may have one of each: {string.Join(", ", added)}. The signature covers the lowest, and a reader may be shown the uppermost.",
                "Do not trust what is not signed. Sign such fields once more than they are there, so that none can be added.",
                "RFC 6376 sections 5.4.2 and 8.15");
        }
        var several = Single.Skip(1).Where(name => counts.There(name) > 1).Except(added).ToList();
        if (several.Count > 0)
        {
            yield return new(
                FindingSeverity.Warning,
                "DKIM-HEADER-REPEATED",
                $"The message has several of these fields, and may have one of each: {string.Join(", ", several)}.",
                "Have the program that makes the message write one.",
                "RFC 5322 section 3.6");
        }
    }

    private static bool HidesSignature(HeaderField field) => HeaderField.Read(field.Raw[DkimFileEncoding.Mark.Length..]).Is(DkimSignatureField.FieldName);

    private static string Excerpt(HeaderField field)
    {
        var octets = field.Raw.Span[(field.Raw.Span.StartsWith(DkimFileEncoding.Mark) ? DkimFileEncoding.Mark.Length : 0)..];
        return PlainText.Excerpt(Encoding.Latin1.GetString(octets[..Math.Min(octets.Length, 80)]).TrimEnd('\r', '\n'), 60);
    }
}
