using System.Security.Cryptography;
using SmtpAdmin.Dns;
using SmtpAdmin.Interop.Tests.Peers;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Interop.Tests.Provisioning;

/// <summary>What tests of publishing have in common.</summary>
public abstract class PublishTests(PeerSet peers) : IAsyncDisposable
{
    private DnsResolver? _resolver;

    /// <summary>All servers.</summary>
    protected PeerSet Peers { get; } = peers;

    /// <summary>The run's token.</summary>
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _resolver?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    /// <summary>A label that no other test has.</summary>
    protected static string NewLabel() => $"t{Convert.ToHexString(RandomNumberGenerator.GetBytes(5)).ToLowerInvariant()}";

    /// <summary>Asks the primary server as a resolver would be asked.</summary>
    protected DnsResolver Resolver() => new(new DnsResolverOptions { Servers = [Peers.BindPrimary.Primary], UseCache = false }, TimeProvider.System);

    /// <summary>What publishes.</summary>
    protected DnsPublisher Publisher() => new(_resolver ??= Resolver(), TimeProvider.System);

    /// <summary>How it does.</summary>
    protected DnsPublishOptions Options(string key = "publisher") => new() { Zone = DnsName.Parse(BindPrimaryPeer.Zone), Server = Peers.BindPrimary.Primary.ToString(), Key = Peers.BindPrimary.Key(key) };

    /// <summary>A set of one text.</summary>
    protected static DnsRecordSet Text(string owner, string text, TimeSpan? timeToLive = null) => DnsRecordSet.OfText(DnsName.Parse(owner), text, timeToLive);

    /// <summary>Sets to be published together.</summary>
    protected static DnsRecordBatch Batch(params DnsRecordSet[] sets)
    {
        var batch = new DnsRecordBatch();
        foreach (var set in sets) batch.Add(set);
        return batch;
    }

    /// <summary>Publishes one set, which must not fail.</summary>
    protected async Task<DnsPublication> PublishAsync(DnsPublishOptions options, DnsRecordSet set) => (await PublishAsync(options, null, set))[0];

    /// <summary>Publishes sets, which must not fail, with a journal or without.</summary>
    protected async Task<IReadOnlyList<DnsPublication>> PublishAsync(DnsPublishOptions options, string? journalPath, params DnsRecordSet[] sets) =>
        await ApplyAsync(await Publisher().PlanAsync(Batch(sets), options, Token), options, journalPath);

    /// <summary>Removes one set, which must not fail.</summary>
    protected async Task<DnsPublication> RemoveAsync(DnsPublishOptions options, DnsRecordSet set, string? journal = null) =>
        (await ApplyAsync(await Publisher().PlanRemovalAsync(Batch(set), options, Token), options, journal))[0];

    /// <summary>Puts back what a journal tells of, which must not fail.</summary>
    protected async Task<IReadOnlyList<DnsPublication>> UndoAsync(string journalPath) =>
        await ApplyAsync(await Publisher().PlanUndoAsync(journalPath, Options(), Token), Options(), null);

    /// <summary>Tries to publish, which must fail for one reason.</summary>
    protected async Task<DnsPublishProblem> FailAsync(DnsPublishOptions options, DnsRecordSet set)
    {
        var plan = await Publisher().PlanAsync(Batch(set), options, Token);
        if (plan.Problems.Count > 0) return Assert.Single(plan.Problems);
        var result = await Publisher().ApplyAsync(plan.Changes, options, null, Token);
        Assert.DoesNotContain(result.Publications, publication => publication.Passed);
        return Assert.Single(result.Problems);
    }

    /// <summary>What the primary server has.</summary>
    protected async Task<IReadOnlyList<string>> LookAsync(string name, DnsType type)
    {
        var answer = await (_resolver ??= Resolver()).ResolveAsync(DnsName.Parse(name), type, Token);
        Assert.True(answer.IsConclusive, answer.Detail);
        return [.. answer.Records.Select(record => record.DataText)];
    }

    private async Task<IReadOnlyList<DnsPublication>> ApplyAsync(DnsPublishPlan plan, DnsPublishOptions options, string? journalPath)
    {
        Assert.Empty(plan.Problems);
        using var journal = journalPath is null ? null : DnsJournal.Open(journalPath);
        var result = await Publisher().ApplyAsync(plan.Changes, options, journal, Token);
        Assert.Empty(result.Problems);
        return result.Publications;
    }
}
