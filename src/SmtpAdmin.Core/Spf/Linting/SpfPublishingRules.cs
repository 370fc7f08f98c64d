using SmtpAdmin.Dns;

namespace SmtpAdmin.Spf;

/// <summary>Whether there is a record at all and only one, and what looks like one.</summary>
internal static class SpfPublishingRules
{
    private const string Selection = "4.5";
    private const string Nothing = "mx -all";
    private const int MostShown = 600;

    public static IEnumerable<Finding> Judge(SpfLintEvidence evidence)
    {
        if (evidence is { Domain: { } domain, Name: null })
        {
            yield return SpfRule.Error("SPF-BAD-DOMAIN", $"{SpfRule.Quote(domain)} is no domain that can send mail: several labels are wanted, of 63 octets at most each and 253 in all.", "Give the domain behind the @ of your senders, e.g. example.com.", "4.3");
            yield break;
        }
        if (evidence.Published is { IsConclusive: false } unknown && !evidence.IsGiven)
        {
            yield return SpfRule.Warning("SPF-UNKNOWN", $"The TXT look-up of {unknown.Name} got no conclusive answer: {SpfRule.Describe(unknown)}.", "This says nothing about the record. Ask again later, or ask another resolver.", "4.4");
        }
        var lookalikes = evidence.Texts.Select(text => (text.Text, Slip: SpfLookalike.Of(text.Text))).Where(pair => pair.Slip is not null).ToArray();
        var older = SpfOtherRecords.OfType99(evidence).ToArray();
        if (evidence is { Record: null, Published.IsConclusive: true })
        {
            var further = SpfOtherRecords.Further(evidence).ToArray();
            yield return further.Length > 0 ? Several(evidence, further) : None(evidence, lookalikes.Select(pair => pair.Slip!.Remedy).FirstOrDefault(text => text is not null) ?? older.FirstOrDefault(text => SpfRecord.IsSpf(text)));
        }
        else if (evidence.IsGiven && SpfOtherRecords.Further(evidence).Any(text => text != evidence.Record!.Text))
            yield return Replaces(evidence);
        foreach (var (text, slip) in lookalikes) yield return Lookalike(evidence, text, slip!);
        if (older.Length > 0) yield return Type99(evidence, older);
        else if (evidence.Type99 is { IsConclusive: false } open && evidence.Published is { IsConclusive: true })
            yield return SpfRule.Note("SPF-TYPE99-UNKNOWN", $"Whether {open.Name} has records of the old type SPF (99) is not known: {SpfRule.Describe(open)}.", "", "3.1");
    }

    private static Finding None(SpfLintEvidence evidence, string? meant)
    {
        var why = evidence.Published!.Outcome == DnsOutcome.NxDomain ? "does not exist" : "publishes no SPF record";
        if (meant is not null && !IsToBeCopied(meant)) meant = null;
        var line = Line(evidence, meant ?? $"{SpfRecord.Version} {Nothing}");
        return SpfRule.Error(
            "SPF-NONE", $"{evidence.Domain} {why}: nobody can tell which servers may send its mail.",
            meant is not null ? $"Publish: {line}" : $"Publish one TXT record that names your servers, e.g. {line}; for a domain that sends no mail: {Line(evidence, $"{SpfRecord.Version} -all")}", Selection);
    }

    private static Finding Several(SpfLintEvidence evidence, string[] records)
    {
        var joined = Joined(records);
        return SpfRule.Error(
            "SPF-SEVERAL", $"{evidence.Domain} publishes {records.Length} SPF records, and may publish one; every check ends in permanent error: {string.Join(", ", records.Take(5).Select(SpfRule.Quote))}.",
            IsToBeCopied(joined) ? $"Publish one in their place, with the terms of all: {Line(evidence, joined)}" : "Publish one in their place, with those of their terms that are right and needed.", Selection);
    }

    private static Finding Replaces(SpfLintEvidence evidence)
    {
        var others = SpfOtherRecords.Further(evidence).Where(text => text != evidence.Record!.Text).ToArray();
        return SpfRule.Note(
            "SPF-REPLACES", $"{evidence.Domain} publishes {(others.Length == 1 ? "another SPF record" : $"{others.Length} other SPF records")}: {string.Join(", ", others.Take(5).Select(SpfRule.Quote))}.",
            "Put the new record in its place, not beside it: two are a permanent error.", Selection);
    }

    private static Finding Lookalike(SpfLintEvidence evidence, string text, SpfLookalike slip) => slip.Remedy is { } meant
        ? SpfRule.Warning("SPF-LOOKALIKE", $"{SpfRule.Quote(text)} of {evidence.Domain} is no SPF record, though it looks like one: {slip.What}.",
            evidence.Record is null ? IsToBeCopied(meant) ? $"Write: {Line(evidence, meant)}" : $"Write '{SpfRecord.Version}' and a space before its terms, and correct those." : "Remove it: there is an SPF record beside it.", Selection)
        : SpfRule.Note("SPF-SENDER-ID", $"{SpfRule.Quote(text)} of {evidence.Domain} is no SPF record: {slip.What}.", "Remove it.", "RFC 6686");

    private static Finding Type99(SpfLintEvidence evidence, string[] older)
    {
        var differs = evidence.Record is { } record && !older.Contains(record.Text, StringComparer.Ordinal);
        return SpfRule.Warning(
            "SPF-TYPE99", $"{evidence.Domain} still publishes {(older.Length == 1 ? "a record" : $"{older.Length} records")} of the old type SPF (99), which receivers do not ask for{(differs ? ", and its text is another than that of the TXT record" : "")}: {string.Join(", ", older.Take(3).Select(SpfRule.Quote))}.",
            evidence.Record is null ? "Publish the text as a TXT record, and remove the record of type SPF." : "Remove the record of type SPF; keep the TXT record.", "3.1");
    }

    /// <summary>The terms of all records once, and the first word about all others.</summary>
    private static string Joined(string[] records)
    {
        var terms = records.SelectMany(text => text[SpfRecord.Version.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)).Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
        var last = terms.FirstOrDefault(IsAll) ?? terms.FirstOrDefault(IsRedirect);
        return string.Join(' ', [SpfRecord.Version, .. terms.Where(term => !IsAll(term) && !IsRedirect(term)), .. last is null ? Array.Empty<string>() : [last]]);
    }

    private static bool IsAll(string term) => term.TrimStart('+', '-', '~', '?').Equals("all", StringComparison.OrdinalIgnoreCase);

    private static bool IsRedirect(string term) => term.StartsWith("redirect=", StringComparison.OrdinalIgnoreCase);

    /// <summary>What is told to be published must be a record, and stand there to its end.</summary>
    private static bool IsToBeCopied(string record) => record.Length <= MostShown && SpfRecord.Parse(record).IsValid;

    private static string Line(SpfLintEvidence evidence, string record) => $"{evidence.Owner} IN TXT \"{PlainText.Excerpt(record, MostShown)}\"";
}
