namespace SmtpAdmin.Spf;

/// <summary>Tells in words why a published record has to be replaced that can be read.</summary>
internal static class SpfDriftReason
{
    /// <summary>The reasons, all of them, as sentences.</summary>
    public static string Of(SpfDrift drift, SpfOptimizeOptions options)
    {
        var reasons = new List<string>(3);
        if (Differences(drift) is { Length: > 0 } differences) reasons.Add($"It means something else: it {differences}.");
        if (drift.PublishedLookupCount > options.MaxLookups) reasons.Add($"It costs {Counted.Of(drift.PublishedLookupCount, "look-up")}, and {options.MaxLookups} may be.");
        if (drift.Published?.Length > options.MaxLength) reasons.Add($"It has {drift.Published.Length} octets, and {options.MaxLength} may be.");
        return reasons.Count > 0 ? string.Join(' ', reasons) : "Its terms stand in another order.";
    }

    private static string Differences(SpfDrift drift)
    {
        var terms = drift.ChangedTerms.Count > 0 ? $" (of {PlainText.Excerpt(string.Join(", ", drift.ChangedTerms))})" : "";
        (int Count, string Text)[] parts =
        [
            (drift.Added.Count, $"lacks {Counted.Of(drift.Added.Count, "network")}{terms}"),
            (drift.Removed.Count, $"has {Counted.Of(drift.Removed.Count, "network")} too many"),
            (drift.Requalified.Count, $"has another qualifier for {Counted.Of(drift.Requalified.Count, "network")}"),
            (drift.TermsAdded.Count, $"lacks {Quoted(drift.TermsAdded)}"),
            (drift.TermsRemoved.Count, $"has {Quoted(drift.TermsRemoved)} too much"),
        ];
        return string.Join(", ", parts.Where(part => part.Count > 0).Select(part => part.Text));
    }

    private static string Quoted(IReadOnlyList<string> terms) => $"'{PlainText.Excerpt(string.Join(' ', terms))}'";
}
