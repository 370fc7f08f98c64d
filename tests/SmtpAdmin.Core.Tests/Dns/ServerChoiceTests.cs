using SmtpAdmin.Dns;

namespace SmtpAdmin.Core.Tests.Dns;

public class ServerChoiceTests : ResolverTests
{
    [Theory]
    [InlineData(DnsRcode.ServFail, DnsOutcome.ServFail)]
    [InlineData(DnsRcode.Refused, DnsOutcome.Refused)]
    [InlineData(9, DnsOutcome.ServerError)]
    public async Task A_server_that_will_not_tell_is_asked_once_and_then_the_next(int rcode, DnsOutcome outcome)
    {
        await using var bad = FakeDnsServer.Messages(_ => new DnsMessage { Rcode = rcode });
        await using var good = FakeDnsServer.Messages(question => question.Address());
        await using var both = Resolver(bad, good);
        await using var alone = Resolver(bad);

        var answer = await AskAsync(both);
        var failure = await AskAsync(alone);

        Assert.Equal((DnsOutcome.Answer, good.EndPoint), (answer.Outcome, answer.Server));
        Assert.Equal((outcome, rcode), (failure.Outcome, failure.Rcode));
        Assert.Contains(DnsRcode.ToText(rcode), failure.Detail, StringComparison.Ordinal);
        Assert.Equal(2, bad.Questions.Count);
    }

    [Fact]
    public async Task When_all_fail_what_tells_most_is_reported()
    {
        await using var refuses = FakeDnsServer.Messages(_ => new DnsMessage { Rcode = DnsRcode.Refused });
        await using var fails = FakeDnsServer.Messages(_ => new DnsMessage
        {
            Rcode = DnsRcode.ServFail, Edns = new DnsEdns(1232, Options: Convert.FromHexString("000F00070006626F677573")),
        });
        await using var resolver = new DnsResolver(Options(fails.EndPoint, refuses.EndPoint, ClosedPort()), TimeProvider.System);

        var answer = await AskAsync(resolver);

        Assert.Equal((DnsOutcome.ServFail, fails.EndPoint), (answer.Outcome, answer.Server));
        Assert.Equal("The server answered SERVFAIL, extended error 6: bogus.", answer.Detail);
        Assert.False(answer.IsConclusive);
    }

    [Fact]
    public async Task What_the_server_says_of_its_failure_cannot_drive_the_terminal()
    {
        var text = System.Text.Encoding.UTF8.GetBytes("a\u001b[31m\u009b\u202e\u2028\u200e\u200f\u061c\u2066\u2069é" + new string('x', 500));
        byte[] option = [0, 15, (byte)((text.Length + 2) >> 8), (byte)(text.Length + 2), 0, 6, .. text];
        await using var fails = FakeDnsServer.Messages(_ => new DnsMessage { Rcode = DnsRcode.ServFail, Edns = new DnsEdns(1232, Options: option) });
        await using var resolver = Resolver(fails);

        var detail = (await AskAsync(resolver)).Detail;

        Assert.StartsWith("The server answered SERVFAIL, extended error 6: a\ufffd[31m\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffdéxxx", detail, StringComparison.Ordinal);
        Assert.InRange(detail.Length, 200, 300);
    }

    [Fact]
    public async Task A_server_named_twice_is_asked_once()
    {
        await using var fails = FakeDnsServer.Messages(_ => new DnsMessage { Rcode = DnsRcode.ServFail });
        await using var resolver = Resolver(fails, fails);

        Assert.Equal(DnsOutcome.ServFail, (await AskAsync(resolver)).Outcome);
        Assert.Single(fails.Questions);
    }

    [Fact]
    public async Task Every_silent_server_gets_its_turn_in_every_round()
    {
        await using var first = FakeDnsServer.Messages(_ => null);
        await using var second = FakeDnsServer.Messages(_ => null);
        await using var third = FakeDnsServer.Messages(_ => null);
        await using var resolver = new DnsResolver(
            Options(first.EndPoint, second.EndPoint, third.EndPoint) with { Timeout = TimeSpan.FromMilliseconds(60), Attempts = 2 }, TimeProvider.System);

        Assert.Equal(DnsOutcome.Timeout, (await AskAsync(resolver)).Outcome);
        Assert.Equal([2, 2, 2], new[] { first, second, third }.Select(server => server.Questions.Count));
    }

    [Fact]
    public async Task A_closed_port_is_unreachable_at_once_and_the_next_server_is_asked()
    {
        await using var good = FakeDnsServer.Messages(question => question.Address());
        await using var alone = new DnsResolver(Options(ClosedPort()), TimeProvider.System);
        await using var both = new DnsResolver(Options(ClosedPort(), good.EndPoint), TimeProvider.System);

        var answer = await AskAsync(alone);

        Assert.Equal(DnsOutcome.Unreachable, answer.Outcome);
        Assert.Contains("Nothing listens", answer.Detail, StringComparison.Ordinal);
        Assert.Equal(DnsOutcome.Answer, (await AskAsync(both)).Outcome);
    }

    [Fact]
    public async Task A_thousand_callers_learn_that_the_port_is_closed()
    {
        await using var resolver = new DnsResolver(Options(ClosedPort()), TimeProvider.System);

        var answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(n => AskAsync(resolver, $"h{n}.example")));

        Assert.All(answers, answer => Assert.Equal(DnsOutcome.Unreachable, answer.Outcome));
    }

    [Fact]
    public async Task Without_a_server_nothing_is_asked_of_anybody()
    {
        await using var resolver = new DnsResolver(new DnsResolverOptions(), TimeProvider.System);

        var answer = await AskAsync(resolver);

        Assert.Equal((DnsOutcome.Unreachable, null, "No DNS server is configured."), (answer.Outcome, answer.Server, answer.Detail));
    }

    [Fact]
    public async Task Rounds_get_longer_and_then_it_is_a_timeout()
    {
        var time = new ManualTime();
        await using var silent = FakeDnsServer.Messages(_ => null);
        await using var resolver = new DnsResolver(Options(silent.EndPoint) with { Timeout = TimeSpan.FromSeconds(2), Attempts = 3 }, time);
        var asking = AskAsync(resolver);

        foreach (var (round, seconds) in ((int, int)[])[(1, 2), (2, 4), (3, 8)])
        {
            await Eventually(() => silent.Questions.Count == round && resolver.Servers[0].Udp.InFlight == 1);
            time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
            Assert.Equal(1, resolver.Servers[0].Udp.InFlight);
            time.Advance(TimeSpan.FromMilliseconds(60));
        }

        var answer = await asking;
        Assert.Equal((DnsOutcome.Timeout, -1, 3), (answer.Outcome, answer.Rcode, silent.Questions.Count));
        Assert.Equal(TimeSpan.FromSeconds(14), TimeSpan.FromSeconds(Math.Round(answer.Duration.TotalSeconds)));
        Assert.Equal(3, silent.Questions.Select(question => question.From.Port).Distinct().Count());
    }

    [Fact]
    public async Task A_look_up_ends_at_its_own_limit_though_a_round_would_go_on()
    {
        var time = new ManualTime();
        await using var silent = FakeDnsServer.Messages(_ => null);
        await using var resolver = new DnsResolver(
            Options(silent.EndPoint) with { Timeout = TimeSpan.FromSeconds(2), Attempts = 3, LookupTimeout = TimeSpan.FromSeconds(5) }, time);
        var asking = AskAsync(resolver);

        foreach (var (round, seconds) in ((int, int)[])[(1, 2), (2, 3)])
        {
            await Eventually(() => silent.Questions.Count == round && resolver.Servers[0].Udp.InFlight == 1);
            time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
            Assert.Equal(1, resolver.Servers[0].Udp.InFlight);
            time.Advance(TimeSpan.FromMilliseconds(60));
        }

        Assert.Equal((DnsOutcome.Timeout, 2), ((await asking).Outcome, silent.Questions.Count));
    }

    [Fact]
    public async Task A_server_that_was_silent_goes_last_for_a_while()
    {
        var time = new ManualTime();
        var mute = true;
        await using var first = FakeDnsServer.Messages(question => mute ? null : question.Address("192.0.2.1"));
        await using var second = FakeDnsServer.Messages(question => question.Address("192.0.2.2"));
        await using var resolver = new DnsResolver(Options(first.EndPoint, second.EndPoint) with { Timeout = TimeSpan.FromSeconds(2) }, time);

        var asking = AskAsync(resolver);
        await Eventually(() => resolver.Servers[0].Udp.InFlight == 1 && first.Questions.Count == 1);
        time.Advance(TimeSpan.FromSeconds(2.1));
        Assert.Equal(second.EndPoint, (await asking).Server);

        mute = false;
        Assert.Equal(second.EndPoint, (await AskAsync(resolver)).Server);
        time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(first.EndPoint, (await AskAsync(resolver)).Server);
    }

    [Theory]
    [InlineData(DnsRcode.FormatError)]
    [InlineData(DnsRcode.NotImplemented)]
    [InlineData(DnsRcode.BadVersion)]
    public async Task A_server_that_does_not_understand_EDNS_is_asked_without_it_from_then_on(int rcode)
    {
        await using var server = FakeDnsServer.Messages(question => question.Query.Edns is null ? question.Address()
            : new DnsMessage { Rcode = rcode, Edns = rcode > 15 ? new DnsEdns(512) : null });
        await using var resolver = Resolver(server);

        Assert.Equal(DnsOutcome.Answer, (await AskAsync(resolver)).Outcome);
        Assert.Equal(DnsOutcome.Answer, (await AskAsync(resolver, "ftp.example.org")).Outcome);
        Assert.Equal([true, false, false], server.Questions.Select(question => question.Query.Edns is not null));
    }

    [Fact]
    public async Task A_bare_header_of_an_old_server_is_understood()
    {
        await using var server = new FakeDnsServer(question => question.Query.Edns is null
            ? [question.WriteAddress()]
            : [DnsMessageWriter.Write(new DnsMessage { Id = question.Query.Id, IsResponse = true, Rcode = DnsRcode.FormatError })]);
        await using var resolver = Resolver(server);

        Assert.Equal(DnsOutcome.Answer, (await AskAsync(resolver)).Outcome);
    }

    [Fact]
    public async Task A_server_that_refuses_every_form_is_an_error()
    {
        await using var server = FakeDnsServer.Messages(_ => new DnsMessage { Rcode = DnsRcode.NotImplemented });
        await using var resolver = Resolver(server);

        var answer = await AskAsync(resolver);

        Assert.Equal((DnsOutcome.ServerError, DnsRcode.NotImplemented), (answer.Outcome, answer.Rcode));
        Assert.Equal(2, server.Questions.Count);
    }

    [Fact]
    public async Task Queries_say_what_the_options_say()
    {
        await using var server = FakeDnsServer.Messages(question => question.Address());
        await using var usual = Resolver(server);
        await using var bare = new DnsResolver(
            Options(server.EndPoint) with { UdpPayloadSize = 0, RequestDnssec = false, RecursionDesired = false }, TimeProvider.System);

        await AskAsync(usual);
        await AskAsync(bare);

        var queries = server.Questions.Select(question => question.Query).ToList();
        Assert.Equal((true, true, (ushort?)1232), (queries[0].RecursionDesired, queries[0].AuthenticatedData, queries[0].Edns?.UdpPayloadSize));
        Assert.Equal((false, false, null), (queries[1].RecursionDesired, queries[1].AuthenticatedData, queries[1].Edns?.UdpPayloadSize));
    }

    [Fact]
    public void Options_out_of_range_are_misuse()
    {
        var options = new DnsResolverOptions();
        DnsResolverOptions[] wrong =
        [
            options with { Servers = [.. Enumerable.Range(1, 33).Select(port => new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, port))] },
            options with { Servers = [new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0)] },
            options with { Timeout = TimeSpan.Zero },
            options with { LookupTimeout = TimeSpan.Zero },
            options with { Attempts = 0 },
            options with { Window = 0 },
            options with { CacheSize = 0 },
            options with { MaxAliases = -1 },
            options with { UdpPayloadSize = 100 },
        ];
        Assert.All(wrong, each => Assert.Throws<ArgumentException>(() => new DnsResolver(each, TimeProvider.System)));
        Assert.Equal("33 DNS servers are named; one resolver asks 32 at most.", Assert.Throws<ArgumentException>(() => new DnsResolver(wrong[0], TimeProvider.System)).Message);
    }

    private static async Task Eventually(Func<bool> condition)
    {
        using var late = new CancellationTokenSource(Guard);
        while (!condition()) await Task.Delay(5, late.Token);
    }
}
