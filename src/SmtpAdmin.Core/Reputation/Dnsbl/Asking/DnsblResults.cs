using SmtpAdmin.Dns;

namespace SmtpAdmin.Reputation;

/// <summary>Puts results together.</summary>
internal static class DnsblResults
{
    private const int MaxReason = 1000; // characters; an explanation and a link have a few hundred

    /// <summary>Of an answer.</summary>
    public static DnsblResult Of(
        DnsblTarget target, DnsblList list, in DnsblReading reading, DnsName labels, string? reason, double durationMs, DateTimeOffset now)
    {
        var queried = ReferenceEquals(labels, target.Labels) ? target.LabelsText : labels.ToString();
        var asked = ReferenceEquals(queried, target.LabelsText) ? target.Text : queried;
        return Of(target, list, reading, $"{queried}.{list.Zone}", asked, reason, durationMs, now);
    }

    /// <summary>Of a target that the list was not asked about, for what its test entries showed.</summary>
    public static DnsblResult WithoutAsking(DnsblTarget target, DnsblList list, DnsblTestVerdict verdict, DateTimeOffset now) =>
        Of(target, list, verdict.Reading!.Value, verdict.QueriedName, target.Text, reason: null, durationMs: 0, now);

    private static DnsblResult Of(
        DnsblTarget target, DnsblList list, in DnsblReading reading, string queriedName, string asked, string? reason, double durationMs, DateTimeOffset now)
    {
        var listing = reading.Status == DnsblStatus.Listed ? list.Provider : null;
        var delistUrl = listing?.DelistUrl.Replace("{target}", Uri.EscapeDataString(asked), StringComparison.Ordinal) ?? "";
        return new DnsblResult
        {
            Target = target.Text,
            Input = target.Input,
            Provider = list.Name,
            Zone = list.Zone,
            Kind = target.Kind,
            Status = reading.Status,
            Codes = reading.Codes,
            Meanings = reading.Meanings,
            Reason = reason,
            Severity = list.Provider?.Severity ?? DnsblSeverity.Low,
            Prerequisites = listing?.Prerequisites ?? "",
            DelistUrl = delistUrl,
            Policy = listing?.Policy?.ToString() ?? "",
            QueriedName = queriedName,
            Findings = reading.Status == DnsblStatus.Listed ? [DnsblFindings.Listed(target, list, reading, asked, reason, delistUrl)]
                : reading.Problem is { } problem ? [DnsblFindings.Undecided(list, problem, queriedName)] : [],
            DurationMs = durationMs,
            CheckedAt = now,
        };
    }

    /// <summary>Of a target that no list was asked about.</summary>
    public static DnsblResult WithoutList(DnsblTarget target, Finding notice, DateTimeOffset now) => new()
    {
        Target = target.Text,
        Input = target.Input,
        Provider = "",
        Zone = "",
        Kind = target.Kind,
        Status = DnsblStatus.Unknown,
        Findings = [notice],
        CheckedAt = now,
    };

    /// <summary>A list's own words, fit to be shown.</summary>
    public static string Reason(IEnumerable<TxtRecord> records, DnsblList list) =>
        PlainText.Excerpt(list.WithoutKey(string.Join(" | ", records.Select(record => record.Text))), MaxReason);
}
