using SmtpAdmin.Dns;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.TlsRpt;

/// <summary>Makes TLS-RPT records: who is told when mail to a domain meets trouble with TLS.</summary>
/// <param name="resolver">Who is asked.</param>
public sealed class TlsRptRecordBuilder(IDnsResolver resolver)
{
    /// <summary>How a record begins; the case counts (RFC 8460 section 3).</summary>
    public const string Version = "v=TLSRPTv1";

    /// <summary>The labels below a domain that hold its record.</summary>
    public const string Label = "_smtp._tls";

    private const string Reference = "RFC 8460 section 3";
    private const int MaxData = ushort.MaxValue; // RFC 1035 section 3.2.1: RDLENGTH has 16 bits

    private static readonly PublishedTextFindings OfPublished = new("TLSRPT-NEW", Version, Reference);

    /// <summary>Makes a record.</summary>
    /// <param name="request">What it is to say.</param>
    /// <param name="cancellationToken">Ends the look-ups.</param>
    /// <returns>The record; or, where what was asked for is wrong by itself, all that is wrong with it.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<RecordBuild<TlsRptNewRecord>> BuildAsync(TlsRptBuildRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var refusals = new List<RecordRefusal>();
        if (!RecordDomain.TryRead(request.Domain, Label, out var domain, out var owner, out var problem)) refusals.Add(new RecordRefusal(RecordRefusalCode.BadDomain, problem, request.Domain));
        else if (domain.LabelCount == 1) refusals.Add(new RecordRefusal(RecordRefusalCode.BadDomain, $"'{PlainText.Excerpt(request.Domain)}' has one label only. Give the whole domain.", request.Domain));
        var uris = ReadUris(request.ReportTo, refusals);
        var value = $"{Version}; rua={string.Join(',', uris.Select(uri => uri.Value))}"; // tlsrpt-rua = %s"rua=" tlsrpt-uri *(*WSP "," *WSP tlsrpt-uri)
        if (TxtText.DataLength(value) > MaxData) refusals.Add(new RecordRefusal(RecordRefusalCode.TooLong, $"The record would be longer than a TXT record can be ({MaxData} octets). Give fewer addresses for reports."));
        if (refusals.Count > 0 || domain is null || owner is null) return new RecordBuild<TlsRptNewRecord> { Refusals = refusals };

        var published = request.NoLookup ? null : await PublishedText.AskAsync(resolver, owner, domain, Version, cancellationToken).ConfigureAwait(false);
        return new RecordBuild<TlsRptNewRecord>
        {
            Made = new TlsRptNewRecord(owner.ToString(), value)
            {
                Domain = domain.ToString(),
                ReportTo = [.. uris.Select(uri => uri.Value)],
                PublishedStatus = PublishedText.StatusOf(published, value),
                Published = published?.OfKind ?? [],
                Findings = Finding.WorstFirst([.. OfPublished.Of(published, value), .. OfDestinations(domain, uris)]),
            },
        };
    }

    private static List<ReportUri> ReadUris(IReadOnlyList<string> texts, List<RecordRefusal> refusals)
    {
        var uris = new List<ReportUri>();
        foreach (var text in texts)
        {
            if (!ReportUriText.TryRead(text, out var uri, out var problem)) refusals.Add(new RecordRefusal(RecordRefusalCode.BadReportAddress, problem, text));
            else if (!uri.IsMail && uri.Scheme != Uri.UriSchemeHttps) refusals.Add(new RecordRefusal(RecordRefusalCode.BadReportAddress, $"'{PlainText.Excerpt(text)}' has the scheme '{uri.Scheme}', and TLS reports are sent by 'mailto' and 'https' alone ({Reference}).", text));
            else if (!uris.Exists(known => known.Value == uri.Value)) uris.Add(uri);
        }
        if (texts.Count == 0) refusals.Add(new RecordRefusal(RecordRefusalCode.NoReportAddress, $"The record is for nothing but addresses for reports ({Reference}). Give one: -ReportTo tls-reports@example.com."));
        return uris;
    }

    /// <summary>Reports by mail go to the very hosts that have the trouble, where the address is at the domain itself.</summary>
    private static IEnumerable<Finding> OfDestinations(DnsName domain, List<ReportUri> uris)
    {
        if (uris.TrueForAll(uri => uri.IsMail && DnsName.Parse(uri.Host).Equals(domain)))
            yield return new(
                FindingSeverity.Information, "TLSRPT-NEW-SAME-HOSTS", $"All reports go by mail to {domain} itself. Senders deliver them whatever is wrong with TLS, but not where its hosts cannot be reached at all.",
                "Give an address at another domain, or an https URI, too.", Reference);
    }
}
