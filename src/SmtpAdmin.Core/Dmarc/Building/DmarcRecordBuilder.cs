using SmtpAdmin.Dns;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Dmarc;

/// <summary>Makes DMARC records, and says what has to be there before they are published.</summary>
/// <param name="resolver">Who is asked.</param>
public sealed class DmarcRecordBuilder(IDnsResolver resolver)
{
    private static readonly PublishedTextFindings OfPublished = new("DMARC-NEW", DmarcRecord.Version, "RFC 9989 section 4.10");

    /// <summary>Makes a record.</summary>
    /// <param name="request">What it is to say.</param>
    /// <param name="cancellationToken">Ends the look-ups.</param>
    /// <returns>The record; or, where what was asked for is wrong by itself, all that is wrong with it.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<RecordBuild<DmarcNewRecord>> BuildAsync(DmarcBuildRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!DmarcDrafting.TryMake(request, out var draft, out var refusals)) return new RecordBuild<DmarcNewRecord> { Refusals = refusals };
        var evidence = request.NoLookup ? null : await DmarcEvidence.CollectAsync(resolver, draft, cancellationToken).ConfigureAwait(false);
        var value = draft.Record.ToRecordText();
        return new RecordBuild<DmarcNewRecord>
        {
            Made = new DmarcNewRecord(draft.Owner.ToString(), value)
            {
                Domain = draft.Domain.ToString(),
                Policy = draft.Policy,
                SubdomainPolicy = draft.Subdomains,
                NonexistentSubdomainPolicy = draft.Nonexistent,
                IsTesting = draft.Record.IsTesting,
                AggregateReportTo = [.. draft.Record.AggregateReportTo.Select(uri => uri.Value)],
                FailureReportTo = [.. draft.Record.FailureReportTo.Select(uri => uri.Value)],
                AuthorizationRecords = [.. draft.Destinations.Select(destination => destination.Record).OfType<DnsRecordSet>()],
                PublishedStatus = PublishedText.StatusOf(evidence?.Published, value),
                Published = evidence?.Published.OfKind ?? [],
                Findings = Finding.WorstFirst(Findings(draft, evidence, value)),
            },
        };
    }

    private static IEnumerable<Finding> Findings(DmarcDraft draft, DmarcEvidence? evidence, string value) =>
    [
        .. DmarcSenderFindings.Of(draft, evidence),
        .. DmarcPolicyFindings.Of(draft),
        .. evidence is null ? [] : DmarcPolicyFindings.OfChange(draft, evidence),
        .. OfPublished.Of(evidence?.Published, value),
        .. DmarcReportFindings.Of(draft.Record),
        .. DmarcReportFindings.OfAuthorizations(draft, evidence),
    ];
}
