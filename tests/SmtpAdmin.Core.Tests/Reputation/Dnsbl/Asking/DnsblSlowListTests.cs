using SmtpAdmin.Reputation;

namespace SmtpAdmin.Core.Tests.Reputation.Dnsbl;

/// <summary>Dead lists hold up nobody but themselves: every other answer comes while theirs are still pending.</summary>
public sealed class DnsblSlowListTests
{
    private static readonly string[] Dead = ["dead1.test", "dead2.test", "dead3.test", "dead4.test"];

    [Theory]
    [InlineData(false, 500)]
    [InlineData(true, 500)]
    [InlineData(false, 64)]
    [InlineData(true, 64)]
    public async Task All_live_answers_come_while_the_dead_are_pending(bool skipProviderTest, int concurrency)
    {
        using var dns = new PendingResolver(Dead);
        var lists = Enumerable.Range(0, 36).Select(n => Lists.List($"l{n}.test")).Concat(Dead.Select(zone => Lists.List(zone))).ToList();
        var options = new DnsblOptions { SkipProviderTest = skipProviderTest, Concurrency = concurrency };
        var checker = new DnsblChecker(dns, lists, options, TimeProvider.System);
        var results = new List<DnsblResult>();
        var live = 36 * 128;
        await foreach (var result in checker.CheckAllAsync(Lists.Targets("1.2.3.0/25"), TestContext.Current.CancellationToken))
        {
            results.Add(result);
            if (results.Count == live) dns.GiveUp();
        }

        Assert.Equal(40 * 128, results.Count);
        Assert.All(results.Take(live), result => Assert.Equal(DnsblStatus.NotListed, result.Status));
        Assert.All(results.Skip(live), result => Assert.Equal((DnsblStatus.Unknown, true), (result.Status, Dead.Contains(result.Zone))));
        Assert.InRange(dns.MostPending, 1, Dead.Length * 8);
    }

    [Fact]
    public async Task A_block_streams_past_a_dead_list_until_enough_is_put_by_and_no_further()
    {
        using var dns = new PendingResolver("dead.test");
        var checker = new DnsblChecker(dns, [Lists.List("live.test"), Lists.List("dead.test")], new DnsblOptions(), TimeProvider.System);
        var (live, dead) = (0, 0);
        await foreach (var result in checker.CheckAllAsync(Lists.Targets("1.2.0.0/16"), TestContext.Current.CancellationToken))
        {
            if (result.Zone == "live.test") live++;
            else dead++;
            if (live == 10_000) dns.GiveUp(); // so many may wait for the dead list; then the block itself has to
            if (live < 10_000) Assert.Equal(0, dead);
        }

        Assert.Equal((65_536, 65_536), (live, dead));
    }
}
