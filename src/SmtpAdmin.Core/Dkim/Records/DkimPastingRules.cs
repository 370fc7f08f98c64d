namespace SmtpAdmin.Dkim;

/// <summary>Whether something of a zone file, a web page or a PEM came into the record.</summary>
internal static class DkimPastingRules
{
    private const string Again = "Publish the text alone, in one piece where a form asks for it.";

    /// <summary>All that came in.</summary>
    public static IEnumerable<DkimJudgement> Judge(DkimRecordEvidence evidence)
    {
        if (evidence.Record is not { } record) yield break;
        var text = record.Text;
        if (HasQuotes(text))
            yield return DkimRule.Error("DKIM-QUOTES", "", $"{evidence.Where} has quotes in its data: the form that it was typed into adds those of the zone file itself. {DkimRule.Quote(text)}", DkimRule.Publish(evidence, Again));
        if (text.Contains('\\', StringComparison.Ordinal))
            yield return DkimRule.Error("DKIM-BACKSLASH", "", $"{evidence.Where} has a backslash in its data, as it stands before a semicolon or at a line end in some zone files and shells: {DkimRule.Quote(text[Math.Max(0, text.IndexOf('\\', StringComparison.Ordinal) - 10)..])}", DkimRule.Publish(evidence, Again));
        else if (text.AsSpan().IndexOfAny('\r', '\n') >= 0)
            yield return DkimRule.Warning("DKIM-LINE-BREAK", "", $"{evidence.Where} has line breaks in its data, which some receivers do not take.", DkimRule.Publish(evidence, Again));
        if (evidence.Shape is { HasArmour: true })
            yield return DkimRule.Error("DKIM-PEM-ARMOUR", "p", $"{evidence.Where} has the lines '-----BEGIN ...-----' and '-----END ...-----' of a file in its key.", DkimRule.Publish(evidence, "Publish only what stands between these lines, in one piece."));
        if (IsMissingSemicolon(record))
            yield return DkimRule.Error("DKIM-MISSING-SEMICOLON", "", $"{evidence.Where} has tags without a semicolon between them.", DkimRule.Publish(evidence, "Put a semicolon between the tags."), "RFC 6376 section 3.2");
    }

    /// <summary>What is wrong is told by one of these, and its syntax need not be told too.</summary>
    public static bool Explains(DkimRecordEvidence evidence) =>
        evidence is { Record: { } record, Shape: { } shape } && (HasQuotes(record.Text) || record.Text.Contains('\\', StringComparison.Ordinal) || shape.HasArmour || IsMissingSemicolon(record));

    /// <summary>Plain quotes, and those that word processors set, as the octets of their UTF-8.</summary>
    private static bool HasQuotes(string text) => text.Contains('"', StringComparison.Ordinal) || text.Contains("\u00e2\u0080\u009c", StringComparison.Ordinal) || text.Contains("\u00e2\u0080\u009d", StringComparison.Ordinal);

    private static bool IsMissingSemicolon(DkimKeyRecord record) =>
        record.Tags["p"] is null && record.Tags.Tags.Any(tag => tag.Name is "v" or "k" or "t" or "s" or "h" && tag.Packed.Contains("p=", StringComparison.Ordinal));
}
