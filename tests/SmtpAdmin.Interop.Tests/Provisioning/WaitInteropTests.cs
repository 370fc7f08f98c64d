using System.Net;
using SmtpAdmin.Dns;
using SmtpAdmin.Interop.Tests.Peers;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Interop.Tests.Provisioning;

/// <summary>Waiting for a real BIND and the one that follows it.</summary>
public sealed class WaitInteropTests(PeerSet peers) : PublishTests(peers)
{
    private static readonly DnsWaitOptions Everywhere = new() { All = true, Timeout = TimeSpan.FromSeconds(20) };

    [Fact]
    public async Task The_servers_that_the_NS_records_name_are_asked_until_both_show_it()
    {
        await Peers.BindPrimary.RequirePort53Async();
        var publication = await PublishAsync(Options(), Text($"{NewLabel()}.{BindPrimaryPeer.Zone}", "new"));

        var result = await WaitAsync(new DnsWaitItem(publication.After, publication.Before), Everywhere);

        Assert.Equal(DnsWaitStatus.Visible, result.Status);
        Assert.Equal(["ns1.publish.test", "ns2.publish.test"], result.Servers.Select(server => server.Host).Order());
        Assert.All(result.Servers, server => Assert.Equal((DnsWaitStatus.Visible, 53), (server.Status, IPEndPoint.Parse(server.Server).Port)));
    }

    [Fact]
    public async Task What_is_not_there_yet_is_waited_for_at_a_server_that_follows()
    {
        await Peers.BindPrimary.RequireAsync();
        var wanted = Text($"{NewLabel()}.{BindPrimaryPeer.Zone}", "late");
        var asked = new TaskCompletionSource();
        var waiting = WaitAsync(new DnsWaitItem(wanted), new DnsWaitOptions { Servers = [Peers.BindPrimary.Secondary], Timeout = TimeSpan.FromSeconds(30) }, _ => asked.TrySetResult());

        await asked.Task.WaitAsync(Token); // it was asked once, and is without
        Assert.False(waiting.IsCompleted);
        await PublishAsync(Options(), wanted);
        var result = await waiting;

        Assert.Equal(DnsWaitStatus.Visible, result.Status);
        Assert.Equal(120, result.StaleSeconds); // it saw itself that nothing was there: the zone's negative time
    }

    [Fact]
    public async Task A_delegation_is_seen_where_it_is_pointed_to()
    {
        await Peers.BindPrimary.RequireAsync();
        var owner = $"{NewLabel()}.{BindPrimaryPeer.Zone}";
        await PublishAsync(Options(), DnsRecordLine.Parse($"{owner}. 300 IN NS ns9.elsewhere.test."));
        var options = new DnsWaitOptions { Servers = [Peers.BindPrimary.Primary], Timeout = TimeSpan.FromSeconds(2) };

        Assert.Equal(DnsWaitStatus.Visible, (await WaitAsync(new DnsWaitItem(DnsRecordLine.Parse($"{owner}. 300 IN NS ns9.elsewhere.test.")), options)).Status);
        Assert.Equal(DnsWaitStatus.Different, (await WaitAsync(new DnsWaitItem(DnsRecordLine.Parse($"{owner}. 300 IN NS ns8.elsewhere.test.")), options)).Status);
    }

    [Fact]
    public async Task A_removal_under_a_wildcard_is_seen_whatever_was_there()
    {
        await Peers.BindPrimary.RequireAsync();
        var options = new DnsWaitOptions { Servers = [Peers.BindPrimary.Primary], Timeout = TimeSpan.FromSeconds(2) };
        foreach (var (name, text) in new[] { ("deeper.wild", "its own"), ("wild", "from a wildcard"), ("aliases", "its own") })
        {
            var owner = Text($"{NewLabel()}.{name}.{BindPrimaryPeer.Zone}", text);
            await PublishAsync(Options(), owner);
            Assert.Equal(DnsWaitStatus.Different, (await WaitAsync(new DnsWaitItem(new DnsRecordSet(owner.Owner, DnsType.TXT, [])), options)).Status);
            await RemoveAsync(Options(), owner);
            Assert.Equal(DnsWaitStatus.Visible, (await WaitAsync(new DnsWaitItem(new DnsRecordSet(owner.Owner, DnsType.TXT, [])), options)).Status);
        }
    }

    [Fact]
    public async Task How_long_the_old_may_be_served_comes_from_the_old_time_to_live_or_the_zone()
    {
        await Peers.BindPrimary.RequirePort53Async();
        var owner = $"{NewLabel()}.{BindPrimaryPeer.Zone}";

        var added = await PublishAsync(Options(), Text(owner, "v=spf1 -all", TimeSpan.FromSeconds(77)));
        var afterNothing = await WaitAsync(new DnsWaitItem(added.After, added.Before), Everywhere);
        var replaced = await PublishAsync(Options(), Text(owner, "v=spf1 mx -all", TimeSpan.FromSeconds(900)));
        var afterOld = await WaitAsync(new DnsWaitItem(replaced.After, replaced.Before), Everywhere);
        var removed = await RemoveAsync(Options(), Text(owner, "v=spf1 mx -all"));
        var gone = await WaitAsync(new DnsWaitItem(removed.After, removed.Before), Everywhere);

        Assert.All([afterNothing, afterOld, gone], result => Assert.Equal(DnsWaitStatus.Visible, result.Status));
        Assert.Equal([120L, 77, 900], new[] { afterNothing, afterOld, gone }.Select(result => result.StaleSeconds!.Value)); // 120 is the SOA's minimum
    }

    [Fact]
    public async Task A_server_that_shows_something_else_is_told_with_what_it_shows()
    {
        await Peers.BindPrimary.RequireAsync();
        var owner = $"{NewLabel()}.{BindPrimaryPeer.Zone}";
        await PublishAsync(Options(), Text(owner, "v=spf1 -all"));

        var result = await WaitAsync(new DnsWaitItem(Text(owner, "v=spf1 mx -all")), new DnsWaitOptions { Servers = [Peers.BindPrimary.Primary], Timeout = TimeSpan.FromSeconds(2) });

        Assert.Equal((DnsWaitStatus.Different, "\"v=spf1 -all\""), (result.Status, Assert.Single(result.Servers).Detail));
        Assert.Equal("WAIT-NOT-VISIBLE", Assert.Single(result.Findings).Code);
    }

    [Fact]
    public async Task A_dead_server_is_unknown_whatever_the_others_show()
    {
        await Peers.BindPrimary.RequireAsync();
        var publication = await PublishAsync(Options(), Text($"{NewLabel()}.{BindPrimaryPeer.Zone}", "new"));
        var dead = new IPEndPoint(IPAddress.Loopback, PeerPorts.TakeUdpAndTcp());

        var result = await WaitAsync(new DnsWaitItem(publication.After, publication.Before), new DnsWaitOptions { Servers = [Peers.BindPrimary.Primary, dead], Timeout = TimeSpan.FromSeconds(2) });

        Assert.Equal([DnsWaitStatus.Visible, DnsWaitStatus.Unknown], result.Servers.Select(server => server.Status));
        Assert.Equal((DnsWaitStatus.Unknown, false), (result.Status, result.Passed));
        Assert.Equal("WAIT-UNKNOWN", Assert.Single(result.Findings).Code);
        Assert.Null(result.StaleUntil);
    }

    private async Task<DnsWaitResult> WaitAsync(DnsWaitItem item, DnsWaitOptions options, Action<string>? progress = null)
    {
        var servers = new DnsResolverOptions { Servers = [Peers.BindPrimary.Primary], UseCache = false };
        await using var resolver = new DnsResolver(servers, TimeProvider.System);
        using var waiter = new DnsRecordWaiter(resolver, servers, TimeProvider.System);
        return await waiter.WaitAllAsync(new[] { item }.ToAsyncEnumerable(), options, progress, Token).SingleAsync(Token);
    }
}
