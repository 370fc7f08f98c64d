using System.Net;
using SmtpAdmin.Dns;
using SmtpAdmin.Interop.Tests.Peers;

namespace SmtpAdmin.Interop.Tests.Dns;

public class OutcomeInteropTests(PeerSet peers) : NameServerTests(peers)
{
    [Theory]
    [InlineData(NameServer.Bind, "mx.interop.test", DnsType.A, DnsOutcome.Answer)]
    [InlineData(NameServer.Bind, "mx.interop.test", DnsType.TXT, DnsOutcome.NoData)]
    [InlineData(NameServer.Bind, "empty.interop.test", DnsType.A, DnsOutcome.NoData)]
    [InlineData(NameServer.Bind, "nowhere.interop.test", DnsType.A, DnsOutcome.NxDomain)]
    [InlineData(NameServer.Bind, "www.interop.test", DnsType.TXT, DnsOutcome.NoData)]
    [InlineData(NameServer.Bind, "dangling.interop.test", DnsType.A, DnsOutcome.NxDomain)]
    [InlineData(NameServer.Bind, "name.broken.test", DnsType.A, DnsOutcome.ServFail)]
    [InlineData(NameServer.Bind, "www.refused.test", DnsType.A, DnsOutcome.Refused)]
    [InlineData(NameServer.Bind, "somewhere.else.example", DnsType.A, DnsOutcome.Refused)]
    [InlineData(NameServer.Bind, "broken-name.interop.test", DnsType.A, DnsOutcome.ServFail)]
    [InlineData(NameServer.Nsd, "mx.interop.test", DnsType.A, DnsOutcome.Answer)]
    [InlineData(NameServer.Nsd, "mx.interop.test", DnsType.TXT, DnsOutcome.NoData)]
    [InlineData(NameServer.Nsd, "empty.interop.test", DnsType.A, DnsOutcome.NoData)]
    [InlineData(NameServer.Nsd, "nowhere.interop.test", DnsType.A, DnsOutcome.NxDomain)]
    [InlineData(NameServer.Nsd, "www.interop.test", DnsType.TXT, DnsOutcome.NoData)]
    [InlineData(NameServer.Nsd, "dangling.interop.test", DnsType.A, DnsOutcome.NxDomain)]
    [InlineData(NameServer.Nsd, "name.broken.test", DnsType.A, DnsOutcome.ServFail)]
    [InlineData(NameServer.Nsd, "somewhere.else.example", DnsType.A, DnsOutcome.Refused)]
    [InlineData(NameServer.Nsd, "broken-name.interop.test", DnsType.A, DnsOutcome.ServFail)]
    [InlineData(NameServer.Unbound, "mx.interop.test", DnsType.A, DnsOutcome.Answer)]
    [InlineData(NameServer.Unbound, "mx.interop.test", DnsType.TXT, DnsOutcome.NoData)]
    [InlineData(NameServer.Unbound, "empty.interop.test", DnsType.A, DnsOutcome.NoData)]
    [InlineData(NameServer.Unbound, "nowhere.interop.test", DnsType.A, DnsOutcome.NxDomain)]
    [InlineData(NameServer.Unbound, "www.interop.test", DnsType.TXT, DnsOutcome.NoData)]
    [InlineData(NameServer.Unbound, "dangling.interop.test", DnsType.A, DnsOutcome.NxDomain)]
    [InlineData(NameServer.Unbound, "name.broken.test", DnsType.A, DnsOutcome.ServFail)]
    [InlineData(NameServer.Unbound, "www.refused.test", DnsType.A, DnsOutcome.ServFail)]
    [InlineData(NameServer.Unbound, "somewhere.else.example", DnsType.A, DnsOutcome.Refused)]
    [InlineData(NameServer.Unbound, "broken-name.interop.test", DnsType.A, DnsOutcome.ServFail)]
    [InlineData(NameServer.Unbound, "www.bogus.test", DnsType.A, DnsOutcome.ServFail)]
    public async Task Outcomes_are_kept_apart(NameServer server, string name, DnsType type, DnsOutcome outcome)
    {
        var answer = await AskAsync(server, name, type);

        Assert.Equal(outcome, answer.Outcome);
        Assert.Equal(outcome == DnsOutcome.Answer, answer.Records.Count > 0);
        if (outcome is DnsOutcome.NoData or DnsOutcome.NxDomain) Assert.Contains(answer.Authority, record => record is SoaRecord);
    }

    [Theory]
    [InlineData(NameServer.Bind)] // answers SERVFAIL with what it has of the chain
    [InlineData(NameServer.Nsd)] // answers NOERROR with what it has of the chain
    [InlineData(NameServer.Unbound)] // answers SERVFAIL alone
    public async Task An_alias_loop_is_never_a_name_without_records(NameServer server)
    {
        foreach (var name in (string[])["loop1.interop.test", "self.interop.test", "131.2.0.192.in-addr.arpa"])
        {
            var answer = await AskAsync(server, name, DnsType.A);
            Assert.False(answer.IsConclusive, $"{name}: {answer.Outcome} {answer.Detail}");
            Assert.Contains(answer.Outcome, (DnsOutcome[])[DnsOutcome.ServFail, DnsOutcome.Malformed]);
        }
    }

    [Theory]
    [InlineData(NameServer.Bind)]
    [InlineData(NameServer.Nsd)]
    [InlineData(NameServer.Unbound)]
    public async Task An_alias_chain_is_followed_to_its_end(NameServer server)
    {
        var answer = await AskAsync(server, "chain1.interop.test", DnsType.A);

        Assert.Equal(DnsOutcome.Answer, answer.Outcome);
        Assert.Equal("192.0.2.10", Assert.Single(answer.Records).DataText);
        Assert.Equal(["chain2.interop.test", "chain3.interop.test", "mx.interop.test"], answer.Aliases.Select(alias => alias.Target.ToString()));
        Assert.Equal(DnsName.Parse("mx.interop.test"), answer.CanonicalName);
    }

    [Theory]
    [InlineData(NameServer.Bind)] // BIND and NSD stop at the zone's edge: the client asks on
    [InlineData(NameServer.Nsd)]
    [InlineData(NameServer.Unbound)]
    public async Task A_classless_reverse_zone_is_reached_through_its_alias(NameServer server)
    {
        await using var resolver = new DnsResolver(Options(await RequireAsync(server)), TimeProvider.System);

        var answer = await resolver.ResolveAsync(DnsName.ForReverse(IPAddress.Parse("192.0.2.65")), DnsType.PTR, Token);
        var missing = await resolver.ResolveAsync(DnsName.ForReverse(IPAddress.Parse("192.0.2.67")), DnsType.PTR, Token);

        Assert.Equal("classless.interop.test.", Assert.Single(answer.Records).DataText);
        Assert.Equal("65.64/26.2.0.192.in-addr.arpa", answer.CanonicalName.ToString());
        Assert.Equal(DnsOutcome.NxDomain, missing.Outcome);
        Assert.Equal("67.64/26.2.0.192.in-addr.arpa", missing.CanonicalName.ToString());
    }

    [Fact]
    public async Task What_a_resolver_has_validated_says_so()
    {
        var signed = await AskAsync(NameServer.Unbound, "www.signed.test", DnsType.A);
        var alias = await AskAsync(NameServer.Unbound, "mail.signed.test", DnsType.MX);
        var unsigned = await AskAsync(NameServer.Unbound, "mx.interop.test", DnsType.A);
        var authority = await AskAsync(NameServer.Bind, "www.signed.test", DnsType.A);
        var spoiled = await AskAsync(NameServer.Bind, "www.bogus.test", DnsType.A);

        Assert.True(signed.AuthenticatedData);
        Assert.True(alias.AuthenticatedData);
        Assert.False(unsigned.AuthenticatedData);
        Assert.False(authority.AuthenticatedData); // nobody vouches for his own zone
        Assert.Equal(("192.0.2.91", false), (Assert.Single(spoiled.Records).DataText, spoiled.AuthenticatedData));
    }

    [Fact]
    public async Task A_closed_port_is_passed_over_for_the_next_server()
    {
        var nowhere = Nowhere();
        var bind = await RequireAsync(NameServer.Bind);
        await using var both = new DnsResolver(Options(nowhere, bind), TimeProvider.System);
        await using var none = new DnsResolver(Options(nowhere), TimeProvider.System);

        var answer = await both.ResolveAsync(DnsName.Parse("mx.interop.test"), DnsType.A, Token);
        var nothing = await none.ResolveAsync(DnsName.Parse("mx.interop.test"), DnsType.A, Token);

        Assert.Equal((DnsOutcome.Answer, bind), (answer.Outcome, answer.Server));
        Assert.Equal(DnsOutcome.Unreachable, nothing.Outcome);
    }

    [Fact]
    public async Task A_server_that_refuses_is_passed_over_for_one_that_knows()
    {
        var unbound = await RequireAsync(NameServer.Unbound);
        var nsd = await RequireAsync(NameServer.Nsd);
        await using var resolver = new DnsResolver(Options(nsd, unbound), TimeProvider.System); // NSD has no signed.test

        var answer = await resolver.ResolveAsync(DnsName.Parse("www.signed.test"), DnsType.A, Token);

        Assert.Equal((DnsOutcome.Answer, unbound), (answer.Outcome, answer.Server));
    }

    [Fact]
    public async Task A_negative_answer_is_remembered_as_long_as_the_zone_says()
    {
        var time = new StoppedTime();
        await using var resolver = new DnsResolver(Options(await RequireAsync(NameServer.Bind)) with { UseCache = true }, time);
        var name = DnsName.Parse("nowhere.interop.test");

        var first = await resolver.ResolveAsync(name, DnsType.A, Token);
        time.Advance(TimeSpan.FromSeconds(59)); // the SOA record's last field is 60 seconds
        var second = await resolver.ResolveAsync(name, DnsType.A, Token);
        time.Advance(TimeSpan.FromSeconds(2));
        var third = await resolver.ResolveAsync(name, DnsType.A, Token);

        Assert.Equal([false, true, false], ((DnsAnswer[])[first, second, third]).Select(answer => answer.FromCache));
        Assert.All((DnsAnswer[])[first, second, third], answer => Assert.Equal(DnsOutcome.NxDomain, answer.Outcome));
    }

    /// <summary>A clock that a test moves; timers run by the real one.</summary>
    private sealed class StoppedTime : TimeProvider
    {
        private long _ticks = DateTimeOffset.UtcNow.UtcTicks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Read(ref _ticks);

        public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

        public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
    }
}
