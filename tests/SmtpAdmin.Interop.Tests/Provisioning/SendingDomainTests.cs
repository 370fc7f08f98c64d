using SmtpAdmin.Dns;
using SmtpAdmin.Interop.Tests.Peers;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Interop.Tests.Provisioning;

/// <summary>The whole way of a sending domain, against a real BIND and the one that follows it: made, published, waited for, proved, and put back.</summary>
public sealed class SendingDomainTests(PeerSet peers) : PublishTests(peers), IAsyncLifetime
{
    private readonly TemporaryJournal _journal = new();
    private SendingDomain _domain = null!;

    /// <summary>The zone and its server are found, as where nobody names them.</summary>
    private DnsPublishOptions Way => Options() with { Zone = null, Server = null, Merge = true };

    public async ValueTask InitializeAsync()
    {
        Peer.SkipUnlessAvailable("bind9-dnsutils");
        await Peers.BindPrimary.RequirePort53Async();
        _domain = await SendingDomain.CreateAsync(Peers.BindPrimary, $"{NewLabel()}.{BindPrimaryPeer.Zone}", Token);
    }

    public new ValueTask DisposeAsync()
    {
        _domain?.Dispose();
        _journal.Dispose();
        return base.DisposeAsync();
    }

    [Fact]
    public async Task Five_records_go_in_one_message_are_seen_at_both_servers_and_proved()
    {
        var plan = await Publisher().PlanAsync(Batch(_domain.Records), Way, Token);
        Assert.Empty(plan.Problems);
        var result = await Publisher().ApplyAsync(plan.Changes, Way, null, Token);

        Assert.Equal((5, 1), (result.Publications.Count, result.MessageCount));
        Assert.All(result.Publications, publication => Assert.Equal(DnsPublishStatus.Published, publication.Status));
        using var resolver = new DnsResolver(_domain.DnsOptions, TimeProvider.System);
        using var waiter = new DnsRecordWaiter(resolver, _domain.DnsOptions, TimeProvider.System);
        var items = result.Publications.Select(publication => new DnsWaitItem(publication.After, publication.Before)).ToAsyncEnumerable();
        var seen = await waiter.WaitAllAsync(items, new DnsWaitOptions { All = true, Timeout = TimeSpan.FromSeconds(20) }, null, Token).ToListAsync(Token);
        Assert.Equal(5, seen.Count);
        Assert.All(seen, one => Assert.Equal((DnsWaitStatus.Visible, "ns1.publish.test ns2.publish.test"), (one.Status, string.Join(' ', one.Servers.Select(server => server.Host).Order()))));
        Assert.Equal([120L, 300, 120, 120, 120], seen.Select(one => one.StaleSeconds!.Value)); // the token's set was there before; the others were not
        await _domain.ProveAsync(Token);
    }

    [Fact]
    public async Task A_second_time_there_is_no_change_and_no_message()
    {
        await PublishAsync(Way, _journal.Path, _domain.Records);
        var (zone, written) = (await _domain.TransferAsync(Token), await File.ReadAllTextAsync(_journal.Path, Token));

        var plan = await Publisher().PlanAsync(Batch(_domain.Records), Way, Token);
        DnsPublishResult again;
        using (var journal = DnsJournal.Open(_journal.Path)) again = await Publisher().ApplyAsync(plan.Changes, Way, journal, Token);

        Assert.Equal((5, 0), (again.Publications.Count, again.MessageCount));
        Assert.All(again.Publications, publication => Assert.Equal(DnsPublishStatus.Unchanged, publication.Status));
        Assert.Equal(zone, await _domain.TransferAsync(Token));
        Assert.Equal(written, await File.ReadAllTextAsync(_journal.Path, Token));
    }

    [Fact]
    public async Task Undo_brings_the_zone_back_exactly_as_it_was()
    {
        var before = await _domain.TransferAsync(Token);
        Assert.Equal(3, before.Count); // MX, address, token

        await PublishAsync(Way, _journal.Path, _domain.Records);
        Assert.Equal(8, (await _domain.TransferAsync(Token)).Count);
        var plan = await Publisher().PlanUndoAsync(_journal.Path, Options(), Token);
        var undone = await Publisher().ApplyAsync(plan.Changes, Options(), null, Token);

        Assert.Empty(plan.Problems.Concat(plan.LeftAlone).Concat(undone.Problems));
        Assert.Equal(1, undone.MessageCount);
        Assert.Equal(before, await _domain.TransferAsync(Token));
    }

    [Fact]
    public async Task Who_came_between_is_seen_keeps_his_record_and_keeps_it_when_the_rest_is_undone()
    {
        var before = await _domain.TransferAsync(Token);
        await PublishAsync(Way, _journal.Path, _domain.Records);
        var (owner, theirs) = ($"_dmarc.{_domain.Name}", "\"v=DMARC1; p=reject\"");
        var plan = await Publisher().PlanAsync(Batch(Text(owner, "v=DMARC1; p=quarantine"), Text($"also.{_domain.Name}", "beside it")), Way, Token);
        await Peers.BindPrimary.UpdateAsync($"zone {BindPrimaryPeer.Zone}\nupdate delete {owner} TXT\nupdate add {owner} 300 TXT {theirs}", Token);

        DnsPublishResult late;
        using (var journal = DnsJournal.Open(_journal.Path)) late = await Publisher().ApplyAsync(plan.Changes, Way, journal, Token);
        var undo = await Publisher().PlanUndoAsync(_journal.Path, Options(), Token);
        await Publisher().ApplyAsync(undo.Changes, Options(), null, Token);

        Assert.Equal([DnsPublishStatus.ChangedMeanwhile, DnsPublishStatus.NotPublished], late.Publications.Select(one => one.Status));
        Assert.Equal(DnsPublishFault.ChangedMeanwhile, Assert.Single(late.Problems).Fault);
        Assert.Equal((DnsPublishFault.ChangedMeanwhile, owner), (Assert.Single(undo.LeftAlone).Fault, undo.LeftAlone[0].Subject));
        Assert.Equal([.. before, $"{owner}. 300 IN TXT {theirs}"], (await _domain.TransferAsync(Token)).OrderBy(line => line.StartsWith('_')));
    }
}
