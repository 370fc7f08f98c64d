using System.Net.Sockets;
using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Core.Tests.Smtp.Client.Support;
using SmtpAdmin.Dns;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Core.Tests.Smtp.Client;

/// <summary>Which addresses are tried, and when a test goes on to the next.</summary>
public class SmtpTesterTests
{
    private const string Sends = """
        S: 220 hi
        C: EHLO client.example.org
        S: 250 m
        C: MAIL FROM:<a@example.org>
        S: 250 ok
        C: RCPT TO:<b@example.net>
        S: 250 ok
        C: DATA
        S: 354 go
        C: (message)
        S: 250 ok
        C: QUIT
        S: 221 bye
        """;

    private const string Busy = "S: 421 4.7.0 try again later\nX: close";
    private const string RefusesSender = "S: 220 hi\nC: EHLO client.example.org\nS: 250 m\nC: MAIL FROM:<a@example.org>\nS: 550 5.7.1 no\nC: QUIT\nS: 221 bye";

    private readonly TestBench _bench = new();

    private static SmtpTestOptions Named => TestBench.Options with { Server = "mail.example.org" };

    [Fact]
    public async Task A_name_without_an_address_gives_one_result()
    {
        var result = await _bench.RunAsync(Named);
        Assert.Equal((SmtpTestStatus.Failed, SmtpStage.Resolve, SmtpFailureKind.NameNotFound), (result.Status, result.FailedStage, result.FailureKind));
        Assert.Equal("mail.example.org does not exist.", Assert.Single(result.Stages).Text);
        Assert.Null(result.Address);
        Assert.Empty(_bench.Network.Tried);
    }

    [Fact]
    public async Task A_name_that_exists_without_an_address_is_told_so()
    {
        _bench.Resolver.Mx("mail.example.org", (10, "mx.example.org"));
        Assert.Equal("mail.example.org exists, but has no A and no AAAA record.", (await _bench.RunAsync(Named)).Stages[0].Text);
        var result = await _bench.RunAsync(Named with { AddressFamily = SmtpAddressFamily.IPv4Only });
        Assert.Equal("mail.example.org exists, but has no A and no AAAA record.", result.Stages[0].Text);
        Assert.Equal(SmtpFailureKind.NameNotFound, result.FailureKind);
    }

    [Theory]
    [InlineData("four.example.org", SmtpAddressFamily.IPv6Only, null, "four.example.org has no IPv6 address, only 192.0.2.1, 192.0.2.2.")]
    [InlineData("four.example.org", SmtpAddressFamily.Any, "2001:db8::99", "four.example.org has no IPv6 address, only 192.0.2.1, 192.0.2.2.")]
    [InlineData("six.example.org", SmtpAddressFamily.IPv4Only, null, "six.example.org has no IPv4 address, only 2001:db8::1.")]
    [InlineData("broken.example.org", SmtpAddressFamily.IPv6Only, null, "broken.example.org has no IPv6 address.")]
    [InlineData("192.0.2.1", SmtpAddressFamily.IPv6Only, null, "192.0.2.1 is no IPv6 address.")]
    [InlineData("2001:db8::1", SmtpAddressFamily.Any, "192.0.2.99", "2001:db8::1 is no IPv4 address.")]
    public async Task A_server_without_an_address_of_the_family_asked_for_exists_all_the_same(string server, SmtpAddressFamily family, string? local, string text)
    {
        _bench.Resolver.A("four.example.org", "192.0.2.1", "192.0.2.2").Aaaa("six.example.org", "2001:db8::1").Fails("broken.example.org", DnsType.A, DnsOutcome.ServFail);
        var result = await _bench.RunAsync(
            Named with { Server = server, AddressFamily = family, LocalAddress = local is null ? null : System.Net.IPAddress.Parse(local) });
        Assert.Equal((SmtpStage.Resolve, SmtpFailureKind.NoAddressOfFamily, text), (result.FailedStage!.Value, result.FailureKind, result.Stages[0].Text));
        Assert.Equal("NO-ADDRESS-OF-FAMILY", Assert.Single(result.Findings).Code);
        Assert.Empty(_bench.Network.Tried);
    }

    [Fact]
    public async Task A_name_that_does_not_exist_is_asked_for_once_whatever_the_family()
    {
        var result = await _bench.RunAsync(Named with { AddressFamily = SmtpAddressFamily.IPv6Only });
        Assert.Equal((SmtpFailureKind.NameNotFound, 1), (result.FailureKind, _bench.Resolver.Questions));
    }

    [Fact]
    public async Task A_local_address_of_another_machine_is_told_as_such_and_no_further_address_is_tried()
    {
        _bench.Resolver.A("mail.example.org", "192.0.2.1", "192.0.2.2");
        _bench.Network.Fails("192.0.2.1:25", SocketError.AddressNotAvailable);
        var result = await _bench.RunAsync(Named with { LocalAddress = System.Net.IPAddress.Parse("192.0.2.99"), StopAfter = SmtpStage.Ehlo });
        Assert.Equal((SmtpStage.Connect, SmtpFailureKind.LocalAddress), (result.FailedStage!.Value, result.FailureKind));
        var finding = Assert.Single(result.Findings);
        Assert.Equal("CONNECT-LOCAL-ADDRESS", finding.Code);
        Assert.StartsWith("192.0.2.99 is no address of this machine", finding.Message, StringComparison.Ordinal);
        Assert.Equal(["192.0.2.1:25"], _bench.Network.Tried); // nor is 587 probed, which would fail the same way
    }

    [Theory]
    [ClassData(typeof(InconclusiveOutcomes))]
    public async Task A_look_up_without_an_answer_is_unknown_and_not_absent(DnsOutcome outcome)
    {
        _bench.Resolver.Fails("mail.example.org", DnsType.A, outcome);
        Assert.Equal(SmtpFailureKind.NameUnknown, (await _bench.RunAsync(Named)).FailureKind);
    }

    [Fact]
    public async Task A_failed_AAAA_look_up_does_not_hide_the_A_records()
    {
        _bench.Resolver.Fails("mail.example.org", DnsType.AAAA, DnsOutcome.ServFail, "the zone is broken").A("mail.example.org", "192.0.2.1");
        _bench.Network.On("192.0.2.1:25", Sends);
        var result = await _bench.RunAsync(Named);
        Assert.Equal(SmtpTestStatus.Sent, result.Status);
        Assert.Equal("mail.example.org is 192.0.2.1 (the AAAA look-up ended in ServFail, the zone is broken).", result.Stages[0].Text);
    }

    [Fact]
    public async Task IPv6_comes_first_but_not_without_a_route()
    {
        _bench.Resolver.A("mail.example.org", "192.0.2.1").Aaaa("mail.example.org", "2001:db8::1", "2001:db8::2");
        _bench.Network.Unreachable.Add(System.Net.IPAddress.Parse("2001:db8::1"));
        await _bench.RunAllAsync(Named with { Port = 2525 });
        Assert.Equal(["[2001:db8::2]:2525", "192.0.2.1:2525", "[2001:db8::1]:2525"], _bench.Network.Tried);
    }

    [Theory]
    [InlineData(SmtpAddressFamily.IPv4Only, null, "192.0.2.1:2525")]
    [InlineData(SmtpAddressFamily.IPv6Only, null, "[2001:db8::1]:2525")]
    [InlineData(SmtpAddressFamily.Any, "192.0.2.99", "192.0.2.1:2525")]
    [InlineData(SmtpAddressFamily.Any, "2001:db8::99", "[2001:db8::1]:2525")]
    public async Task Only_addresses_of_the_family_that_was_asked_for_are_tried(SmtpAddressFamily family, string? local, string expected)
    {
        _bench.Resolver.A("mail.example.org", "192.0.2.1").Aaaa("mail.example.org", "2001:db8::1");
        await _bench.RunAsync(Named with { Port = 2525, AddressFamily = family, LocalAddress = local is null ? null : System.Net.IPAddress.Parse(local) });
        Assert.Equal([expected], _bench.Network.Tried);
    }

    [Fact]
    public async Task Localhost_is_never_asked_of_the_DNS()
    {
        var results = await _bench.RunAllAsync(TestBench.Options with { Server = "localhost", Port = 2525 });
        Assert.Equal(["127.0.0.1:2525", "[::1]:2525"], _bench.Network.Tried);
        Assert.Equal(0, _bench.Resolver.Questions);
        Assert.All(results, result => Assert.Equal(SmtpFailureKind.ConnectRefused, result.FailureKind));
    }

    [Fact]
    public async Task An_address_is_not_asked_of_the_DNS()
    {
        await _bench.RunAsync(TestBench.Options with { Server = "2001:db8::1", Port = 2525 });
        Assert.Equal(["[2001:db8::1]:2525"], _bench.Network.Tried);
        Assert.Equal(0, _bench.Resolver.Questions);
    }

    [Fact]
    public async Task A_zone_with_thousands_of_addresses_does_not_keep_us_busy()
    {
        _bench.Resolver.A("mail.example.org", [.. Enumerable.Range(0, 1000).Select(number => $"10.0.{number / 250}.{number % 250}")]);
        Assert.Equal(32, (await _bench.RunAllAsync(Named with { Port = 2525 })).Count);
    }

    [Fact]
    public async Task A_message_goes_to_the_first_address_that_takes_it_and_to_no_other()
    {
        _bench.Resolver.A("mail.example.org", "192.0.2.1", "192.0.2.2", "192.0.2.3");
        _bench.Network.On("192.0.2.1:25", Busy).On("192.0.2.2:25", Sends).On("192.0.2.3:25", Sends);
        var results = await _bench.RunAllAsync(Named);
        Assert.Equal([SmtpTestStatus.Failed, SmtpTestStatus.Sent], results.Select(result => result.Status));
        Assert.Equal(["192.0.2.1:25", "192.0.2.2:25"], _bench.Network.Tried);
    }

    [Fact]
    public async Task A_message_that_may_have_been_accepted_is_not_sent_again()
    {
        _bench.Resolver.A("mail.example.org", "192.0.2.1", "192.0.2.2");
        _bench.Network.On("192.0.2.1:25", Sends.Split("S: 250 ok\nC: QUIT".ReplaceLineEndings())[0] + "X: close").On("192.0.2.2:25", Sends);
        var result = await _bench.RunAsync(Named);
        Assert.Equal((SmtpStage.Data, SmtpFailureKind.ConnectionClosed, true), (result.FailedStage!.Value, result.FailureKind, result.MessageMayBeAccepted));
    }

    [Fact]
    public async Task A_refusal_for_good_ends_the_test_and_one_for_now_does_not()
    {
        _bench.Resolver.A("mail.example.org", "192.0.2.1", "192.0.2.2");
        _bench.Network.On("192.0.2.1:25", RefusesSender.Replace("550 5.7.1", "451 4.7.1", StringComparison.Ordinal)).On("192.0.2.2:25", RefusesSender);
        Assert.Equal([451, 550], (await _bench.RunAllAsync(Named)).Select(result => result.Stages.First(stage => !stage.Succeeded).Code!.Value));
        _bench.Network.On("192.0.2.1:25", RefusesSender);
        Assert.Single(await _bench.RunAllAsync(Named));
    }

    [Fact]
    public async Task A_refused_login_is_not_repeated_at_the_next_address()
    {
        const string Refuses = "S: 220 hi\nC: EHLO client.example.org\nS: 250-m\nS: 250 AUTH PLAIN\nC: AUTH PLAIN *\nS: 535 5.7.8 no\nC: QUIT\nS: 221 bye";
        _bench.Resolver.A("mail.example.org", "192.0.2.1", "192.0.2.2");
        _bench.Network.On("192.0.2.1:25", Refuses).On("192.0.2.2:25", Refuses);
        var options = Named with { Credentials = SaslCredentials.FromPassword("a", "b"), AllowInsecureAuth = true };
        Assert.Single(await _bench.RunAllAsync(options));
        Assert.Single(await _bench.RunAllAsync(options with { StopAfter = SmtpStage.Auth }));
    }

    [Fact]
    public async Task A_test_that_stops_before_DATA_tries_every_address()
    {
        const string Probe = "S: 220 hi\nC: EHLO client.example.org\nS: 250 m\nC: QUIT\nS: 221 bye";
        _bench.Resolver.A("mail.example.org", "192.0.2.1", "192.0.2.2", "192.0.2.3");
        _bench.Network.On("192.0.2.1:25", Probe).Fails("192.0.2.2:25", SocketError.HostUnreachable).On("192.0.2.3:25", Probe);
        var results = await _bench.RunAllAsync(Named with { StopAfter = SmtpStage.Ehlo });
        Assert.Equal([SmtpTestStatus.Stopped, SmtpTestStatus.Failed, SmtpTestStatus.Stopped], results.Select(result => result.Status));
        Assert.Equal(SmtpFailureKind.ConnectUnreachable, results[1].FailureKind);
        Assert.All(results, result => Assert.Equal(results[0].Stages[0], result.Stages[0]));
    }

    [Theory]
    [InlineData(SocketError.ConnectionRefused, SmtpFailureKind.ConnectRefused)]
    [InlineData(SocketError.TimedOut, SmtpFailureKind.ConnectTimeout)]
    [InlineData(SocketError.ConnectionReset, SmtpFailureKind.ConnectReset)]
    [InlineData(SocketError.NetworkUnreachable, SmtpFailureKind.ConnectUnreachable)]
    [InlineData(SocketError.HostUnreachable, SmtpFailureKind.ConnectUnreachable)]
    [InlineData(SocketError.AddressNotAvailable, SmtpFailureKind.ConnectUnreachable)]
    [InlineData(SocketError.AccessDenied, SmtpFailureKind.ConnectUnreachable)]
    public async Task A_failed_connection_says_how_it_failed(SocketError error, SmtpFailureKind kind)
    {
        _bench.Network.Fails("192.0.2.1:2525", error);
        var result = await _bench.RunAsync(TestBench.Options with { Port = 2525 });
        Assert.Equal((SmtpStage.Connect, kind), (result.FailedStage!.Value, result.FailureKind));
        Assert.Equal(["192.0.2.1:2525"], _bench.Network.Tried); // 587 is probed for port 25 alone
    }

    [Fact]
    public async Task Stages_are_told_as_they_begin()
    {
        _bench.Network.On("192.0.2.1:25", Sends);
        var told = new List<SmtpTestProgress>();
        var tester = new SmtpTester(_bench.Resolver, _bench.Time, _bench.Network);
        await foreach (var _ in tester.RunAsync(TestBench.Options, new Recorder(told), TestContext.Current.CancellationToken))
        {
        }
        Assert.Equal(
            [SmtpStage.Resolve, SmtpStage.Connect, SmtpStage.Banner, SmtpStage.Ehlo, SmtpStage.MailFrom, SmtpStage.RcptTo, SmtpStage.Data, SmtpStage.Quit],
            told.Select(step => step.Stage));
        Assert.Null(told[0].Address);
    }

    [Fact]
    public async Task Cancelling_throws_and_closes_the_connection()
    {
        using var cancel = new CancellationTokenSource();
        _bench.Network.On("192.0.2.1:25", () => new ScriptedStream(SmtpScript.Parse("")) { OnSilence = cancel.Cancel });
        var tester = new SmtpTester(_bench.Resolver, _bench.Time, _bench.Network);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var result in tester.RunAsync(TestBench.Options, null, cancel.Token)) Assert.Fail(result.ToString());
        });
        Assert.True(Assert.Single(_bench.Network.Streams).Disposed);
    }

    [Fact]
    public async Task Leaving_early_leaves_nothing_running()
    {
        _bench.Resolver.A("mail.example.org", "192.0.2.1", "192.0.2.2");
        _bench.Network.On("192.0.2.1:25", Busy).On("192.0.2.2:25", Sends);
        var tester = new SmtpTester(_bench.Resolver, _bench.Time, _bench.Network);
        await foreach (var result in tester.RunAsync(Named, null, TestContext.Current.CancellationToken)) break;
        Assert.True(Assert.Single(_bench.Network.Streams).Disposed);
    }

    private sealed class Recorder(List<SmtpTestProgress> told) : IProgress<SmtpTestProgress>
    {
        public void Report(SmtpTestProgress value) => told.Add(value);
    }
}
