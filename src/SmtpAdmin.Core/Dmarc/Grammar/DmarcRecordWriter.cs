using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Dmarc;

/// <summary>Writes a record. <c>v</c> stands first, as it must (RFC 9989 section 4.7), and <c>p</c> second, as receivers by RFC 7489 want it; what is so by default is left out.</summary>
internal static class DmarcRecordWriter
{
    /// <summary>The text of a record.</summary>
    public static string Write(DmarcRecord record) => string.Join("; ", Tags(record).Prepend(DmarcRecord.Version));

    private static IEnumerable<string> Tags(DmarcRecord record)
    {
        if (record.Policy is { } policy) yield return $"p={DmarcWords.Of(policy)}";
        if (record.SubdomainPolicy is { } subdomains && subdomains != record.Policy) yield return $"sp={DmarcWords.Of(subdomains)}";
        if (record.NonexistentSubdomainPolicy is { } nonexistent && nonexistent != (record.SubdomainPolicy ?? record.Policy)) yield return $"np={DmarcWords.Of(nonexistent)}";
        if (record.DkimAlignment != DmarcAlignment.Relaxed) yield return $"adkim={DmarcWords.Of(record.DkimAlignment)}";
        if (record.SpfAlignment != DmarcAlignment.Relaxed) yield return $"aspf={DmarcWords.Of(record.SpfAlignment)}";
        if (record.AggregateReportTo.Count > 0) yield return $"rua={List(record.AggregateReportTo)}";
        if (record.FailureReportTo.Count > 0) yield return $"ruf={List(record.FailureReportTo)}";
        if (record.FailureOption is not ([] or [DmarcFailureOption.AllFail])) yield return $"fo={string.Join(':', record.FailureOption.Select(DmarcWords.Of))}";
        if (record.IsTesting) yield return "t=y";
        if (record.PublicSuffixDomain != DmarcPublicSuffix.Unspecified) yield return $"psd={DmarcWords.Of(record.PublicSuffixDomain)}";
    }

    private static string List(IReadOnlyList<ReportUri> uris) => string.Join(',', uris.Select(uri => uri.Value));
}
