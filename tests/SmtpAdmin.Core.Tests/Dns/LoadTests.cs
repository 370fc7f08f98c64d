using SmtpAdmin.Dns;

namespace SmtpAdmin.Core.Tests.Dns;

public class LoadTests : ResolverTests
{
    /// <summary>A busy machine may lose a datagram: this one asks again long before the test's guard.</summary>
    private static DnsResolver Persistent(FakeDnsServer server) =>
        new(Options(server.EndPoint) with { Timeout = TimeSpan.FromSeconds(4), Attempts = 8 }, TimeProvider.System);

    [Theory]
    [InlineData(65536)] // as rbldnsd has it: the window loses nothing
    [InlineData(8192)] // smaller than the window: it must shrink
    public async Task Five_thousand_callers_of_a_server_with_a_small_buffer_all_get_their_answer(int receiveBuffer)
    {
        await using var server = new FakeDnsServer(question => [question.WriteAddress()], receiveBuffer: receiveBuffer);
        await using var resolver = new DnsResolver(Options(server.EndPoint) with { Timeout = TimeSpan.FromSeconds(1), Attempts = 6 }, TimeProvider.System);

        var answers = await Task.WhenAll(Enumerable.Range(0, 5000).Select(n => AskAsync(resolver, $"h{n}.example")));

        Assert.All(answers, (answer, n) => Assert.Equal((DnsOutcome.Answer, $"h{n}.example"), (answer.Outcome, answer.Records.Single().Name.ToString())));
        Assert.Equal(0, resolver.Servers[0].Udp.InFlight);
    }

    [Fact]
    public async Task Lost_queries_are_asked_again_and_nobody_goes_without()
    {
        var seen = new HashSet<string>();
        await using var server = FakeDnsServer.Messages(question => seen.Add(question.Name.ToString()) && seen.Count % 5 == 0 ? null : question.Address());
        await using var resolver = new DnsResolver(Options(server.EndPoint) with { Timeout = TimeSpan.FromMilliseconds(500), Attempts = 5 }, TimeProvider.System);

        var answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(n => AskAsync(resolver, $"h{n}.example")));

        Assert.All(answers, answer => Assert.Equal(DnsOutcome.Answer, answer.Outcome));
        Assert.True(server.Questions.Count >= 600);
    }

    [Fact]
    public async Task Names_that_nobody_answers_for_do_not_hold_up_the_others()
    {
        await using var server = FakeDnsServer.Messages(question => question.Name.IsWithin(DnsName.Parse("dead.example")) ? null : question.Address());
        await using var resolver = new DnsResolver(Options(server.EndPoint) with { Window = 2 }, TimeProvider.System);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Token);

        var dead = Enumerable.Range(0, 20).Select(n => resolver.ResolveAsync(DnsName.Parse($"h{n}.dead.example"), DnsType.A, enough.Token).AsTask()).ToArray();
        Assert.Equal(DnsOutcome.Answer, (await AskAsync(resolver)).Outcome); // long before the dead time out

        await enough.CancelAsync();
        foreach (var each in dead) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => each);
        Assert.Equal(0, resolver.Servers[0].Udp.InFlight);
    }

    [Fact]
    public async Task A_server_whose_every_answer_takes_long_gets_more_queries_at_once_though_some_names_are_dead()
    {
        await using var server = FakeDnsServer.Messages(
            question => question.Name.IsWithin(DnsName.Parse("dead.example")) ? null : question.Address(), delay: TimeSpan.FromMilliseconds(100));
        await using var resolver = new DnsResolver(Options(server.EndPoint) with { Timeout = TimeSpan.FromSeconds(10), Attempts = 3 }, TimeProvider.System);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Token);

        var dead = Enumerable.Range(0, 20).Select(n => resolver.ResolveAsync(DnsName.Parse($"h{n}.dead.example"), DnsType.A, enough.Token).AsTask()).ToArray();
        var answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(n => AskAsync(resolver, $"h{n}.example")));

        Assert.All(answers, answer => Assert.Equal(DnsOutcome.Answer, answer.Outcome));
        Assert.InRange(resolver.Servers[0].Udp.PeakInFlight, 101, 1600); // how much more is a matter of the machine's load; SendWindowTests have the steps
        await enough.CancelAsync();
        foreach (var each in dead) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => each);
    }

    [Fact]
    public async Task Lone_queries_come_from_a_new_port_each_with_ids_all_over_the_range()
    {
        await using var server = new FakeDnsServer(question => [question.WriteAddress()]);
        await using var resolver = Resolver(server);

        for (var n = 0; n < 64; n++) await AskAsync(resolver, $"h{n}.example");

        var ports = server.Questions.Select(question => question.From.Port).ToList();
        Assert.InRange(ports.Distinct().Count(), 60, 64); // among 49,152, two may agree
        Assert.True(ports.Max() - ports.Min() > 10_000);
        var ids = server.Questions.Select(question => (int)question.Query.Id).ToList();
        Assert.InRange(ids.Distinct().Count(), 62, 64);
        Assert.True(ids.Max() - ids.Min() > 32_768);
    }

    [Fact]
    public async Task Under_load_ports_change_all_the_time()
    {
        await using var server = new FakeDnsServer(question => [question.WriteAddress()]);
        await using var resolver = Persistent(server);

        await Task.WhenAll(Enumerable.Range(0, 2560).Select(n => AskAsync(resolver, $"h{n}.example")));

        var perPort = server.Questions.GroupBy(question => question.From.Port).Select(port => port.Count()).ToList();
        Assert.True(perPort.Count >= 8, $"{perPort.Count} ports");
        Assert.True(perPort.Max() <= 512, $"{perPort.Max()} queries from one port"); // 256, or two draws of the same port
    }

    [Fact]
    public async Task The_same_question_many_times_at_once_goes_out_once()
    {
        using var release = new ManualResetEventSlim();
        await using var server = new FakeDnsServer(question =>
        {
            release.Wait(Guard);
            return [question.WriteAddress()];
        });
        await using var resolver = Resolver(server);

        var asking = Enumerable.Range(0, 100).Select(n => AskAsync(resolver, n % 2 == 0 ? "www.example.org" : "WWW.EXAMPLE.ORG")).ToArray();
        release.Set();

        Assert.All(await Task.WhenAll(asking), answer => Assert.Equal(DnsOutcome.Answer, answer.Outcome));
        Assert.Single(server.Questions);
    }

    [Fact]
    public async Task A_caller_who_gives_up_does_not_take_others_along()
    {
        using var release = new ManualResetEventSlim();
        await using var server = new FakeDnsServer(question =>
        {
            release.Wait(Guard);
            return [question.WriteAddress()];
        });
        await using var resolver = Resolver(server);
        using var impatient = new CancellationTokenSource();

        var leader = resolver.ResolveAsync(Name, DnsType.A, impatient.Token).AsTask();
        var follower = AskAsync(resolver);
        var other = resolver.ResolveAsync(Name, DnsType.A, impatient.Token).AsTask();
        await impatient.CancelAsync();
        release.Set();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leader);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => other);
        Assert.Equal(DnsOutcome.Answer, (await follower).Outcome);
    }

    [Fact]
    public async Task Callers_who_give_up_at_any_moment_leave_nothing_behind()
    {
        await using var server = new FakeDnsServer(question => [question.WriteAddress()]);
        await using var resolver = Persistent(server);

        for (var round = 0; round < 20; round++)
        {
            using var some = new CancellationTokenSource();
            var asking = Enumerable.Range(0, 300).Select(n => resolver.ResolveAsync(DnsName.Parse($"h{n}.r{round}.example"), DnsType.A, n % 2 == 0 ? some.Token : Token).AsTask()).ToArray();
            await some.CancelAsync();
            for (var n = 0; n < asking.Length; n++)
            {
                if (n % 2 != 0) Assert.Equal($"h{n}.r{round}.example", (await asking[n].WaitAsync(Guard, Token)).Records.Single().Name.ToString());
                else await Task.WhenAny(asking[n]).WaitAsync(Guard, Token);
            }
        }
        Assert.Equal(0, resolver.Servers[0].Udp.InFlight);
    }

    [Fact]
    public async Task A_cancelled_token_asks_nothing()
    {
        await using var server = new FakeDnsServer(question => [question.WriteAddress()]);
        await using var resolver = Resolver(server);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await resolver.ResolveAsync(Name, DnsType.A, new CancellationToken(canceled: true)));
        Assert.Empty(server.Questions);
    }

    [Fact]
    public async Task Disposing_ends_what_is_under_way_and_what_comes_later()
    {
        await using var server = new FakeDnsServer(_ => []);
        var resolver = Resolver(server);
        var asking = Enumerable.Range(0, 300).Select(n => AskAsync(resolver, $"h{n}.example")).ToArray();

        await resolver.DisposeAsync();
        await resolver.DisposeAsync();

        foreach (var each in asking) await Assert.ThrowsAsync<ObjectDisposedException>(() => each);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => AskAsync(resolver));
    }
}
