using System.Net;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Core.Tests.Dns;

public sealed class DnsSilentServersTests
{
    private static readonly IPEndPoint Server = new(IPAddress.Parse("192.0.2.1"), 53);
    private static readonly DnsName Name = DnsName.Parse("a.example.test");

    private readonly Behind _behind = new();

    private DnsSilentServers Servers => field ??= new DnsSilentServers(_behind);

    [Fact]
    public async Task Of_a_server_that_answers_each_question_is_asked()
    {
        for (var n = 0; n < 5; n++) Assert.Equal(DnsOutcome.NoData, (await AskAsync()).Outcome);
        Assert.Equal(5, _behind.Asked);
    }

    [Fact]
    public async Task A_server_that_answers_nothing_gets_one_question_at_a_time()
    {
        _behind.Outcome = DnsOutcome.Timeout;
        await AskAsync();
        _behind.Gate = new TaskCompletionSource();
        var trial = AskAsync();
        for (var n = 0; n < 5; n++) Assert.Equal((DnsOutcome.Timeout, Name), ((await AskAsync()).Outcome, (await AskAsync()).Name));
        Assert.False(trial.IsCompleted);
        Assert.Equal(2, _behind.Asked);
        _behind.Gate.SetResult();
        await trial;
        await AskAsync();
        Assert.Equal(3, _behind.Asked);
    }

    [Fact]
    public async Task When_it_answers_again_all_are_asked_again()
    {
        _behind.Outcome = DnsOutcome.Timeout;
        await AskAsync();
        _behind.Outcome = DnsOutcome.NoData;
        await AskAsync();
        _behind.Gate = new TaskCompletionSource();
        Task[] both = [AskAsync(), AskAsync()];
        Assert.Equal(4, _behind.Asked);
        _behind.Gate.SetResult();
        await Task.WhenAll(both);
    }

    [Fact]
    public async Task What_was_given_up_says_nothing_of_the_server()
    {
        _behind.Gate = new TaskCompletionSource();
        using var stop = new CancellationTokenSource();
        var given = Servers.AskAsync(Server, Name, DnsType.TXT, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        _behind.Gate = null;
        Assert.Equal(DnsOutcome.NoData, (await AskAsync()).Outcome);
    }

    private Task<DnsAnswer> AskAsync() => Servers.AskAsync(Server, Name, DnsType.TXT, TestContext.Current.CancellationToken);

    private sealed class Behind : IDnsNameServers
    {
        public DnsOutcome Outcome { get; set; } = DnsOutcome.NoData;

        public TaskCompletionSource? Gate { get; set; }

        public int Asked { get; private set; }

        public async Task<DnsAnswer> AskAsync(IPEndPoint server, DnsName name, DnsType type, CancellationToken cancellationToken)
        {
            Asked++;
            if (Gate is { } gate) await gate.Task.WaitAsync(cancellationToken);
            return new DnsAnswer { Name = name, Type = type, Outcome = Outcome, Server = server };
        }
    }
}
