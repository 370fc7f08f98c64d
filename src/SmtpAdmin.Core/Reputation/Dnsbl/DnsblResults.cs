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
        var result = new DnsblResult
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
            QueriedName = $"{queried}.{list.Zone}",
            DurationMs = durationMs,
            CheckedAt = now,
        };
        if (reading.Status is DnsblStatus.NotListed or DnsblStatus.Allowed) return result;
        if (reading.Status == DnsblStatus.Listed && list.Provider is { } provider)
        {
            result = result with
            {
                Prerequisites = provider.Prerequisites,
                DelistUrl = provider.DelistUrl.Replace("{target}", Uri.EscapeDataString(queried == target.LabelsText ? target.Text : queried), StringComparison.Ordinal),
                Policy = provider.Policy?.Text ?? "",
            };
        }
        return result with { Findings = [DnsblFindings.For(result, list, reading.Problem)] };
    }

    /// <summary>Of a target that the list was not asked about, for what its test entries showed.</summary>
    public static DnsblResult WithoutAsking(DnsblTarget target, DnsblList list, DnsblTestVerdict verdict, DateTimeOffset now)
    {
        var reading = verdict.Reading!.Value;
        var result = new DnsblResult
        {
            Target = target.Text,
            Input = target.Input,
            Provider = list.Name,
            Zone = list.Zone,
            Kind = target.Kind,
            Status = reading.Status,
            Codes = reading.Codes,
            Meanings = reading.Meanings,
            Severity = list.Provider?.Severity ?? DnsblSeverity.Low,
            QueriedName = verdict.QueriedName,
            CheckedAt = now,
        };
        return result with { Findings = [DnsblFindings.For(result, list, reading.Problem)] };
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
