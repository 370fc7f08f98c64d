using SmtpAdmin.Dns;

namespace SmtpAdmin.Spf;

/// <summary>Makes SPF records: short, in a sensible order, counted and proved before they are published.</summary>
/// <param name="resolver">Who is asked.</param>
/// <param name="timeProvider">The clock that time limits go by.</param>
public sealed class SpfRecordBuilder(IDnsResolver resolver, TimeProvider timeProvider)
{
    private static readonly IDnsResolver Nobody = new SpfSilentResolver();

    /// <summary>Makes a record.</summary>
    /// <param name="request">What it is to say.</param>
    /// <param name="cancellationToken">Ends the look-ups.</param>
    /// <returns>The record; or, where what was asked for is wrong by itself, all that is wrong with it.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<SpfBuildResult> BuildAsync(SpfBuildRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var draft = SpfDrafting.Of(request);
        if (draft.Refusals.Count > 0) return new SpfBuildResult { Refusals = draft.Refusals };
        var record = SpfRecord.Parse(draft.Value);
        if (SpfBuildRefusals.OfProve(record, draft, request.NoLookup) is { } unprovable) return new SpfBuildResult { Refusals = [unprovable] };

        var asked = request.NoLookup ? Nobody : resolver;
        var domain = draft.Domain?.ToString();
        var report = await new SpfRecordChecker(asked, timeProvider).CheckAsync(domain, record, new SpfRecordCheckOptions(), cancellationToken).ConfigureAwait(false);
        var refusals = SpfBuildRefusals.Of(report).ToList();
        if (refusals.Count > 0) return new SpfBuildResult { Refusals = refusals };

        var proof = await ProveAsync(asked, record, draft, cancellationToken).ConfigureAwait(false);
        var isComplete = SpfBuildFindings.IsComplete(report);
        return new SpfBuildResult
        {
            Record = new SpfNewRecord(domain ?? "", draft.Value)
            {
                LookupCount = report.LookupCount,
                VoidLookupCount = report.VoidLookupCount,
                IsLookupCountComplete = isComplete,
                Findings = [.. SpfBuildFindings.All(draft, report, request.NoLookup, proof)],
                Proof = proof,
            },
        };
    }

    private async Task<IReadOnlyList<SpfCheckResult>> ProveAsync(IDnsResolver asked, SpfRecord record, SpfDraft draft, CancellationToken cancellationToken)
    {
        var checker = new SpfChecker(asked, timeProvider);
        var options = draft.Domain is { } name
            ? new SpfCheckOptions { Unpublished = new Dictionary<DnsName, SpfRecord> { [name] = record } }
            : new SpfCheckOptions { Record = record };
        var proof = new List<SpfCheckResult>(draft.Prove.Count);
        foreach (var sender in draft.Prove) proof.Add(await checker.CheckAsync(sender, options, cancellationToken).ConfigureAwait(false)); // few, and in the order in which they were given
        return proof;
    }
}
