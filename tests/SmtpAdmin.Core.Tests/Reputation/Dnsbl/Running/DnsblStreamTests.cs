using System.Net;
using SmtpAdmin.Dns;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Core.Tests.Reputation.Dnsbl;

/// <summary>What is under way, and what is held in memory, while a large block streams to somebody who is slower than the lists.</summary>
public sealed class DnsblStreamTests
{
    private const int Addresses = 65_536;
    private const int Concurrency = 32;

    /// <summary>Being asked, waiting to be taken, and the few that are handed over or are the list's test.</summary>
    private const int Bound = (2 * Concurrency) + 8;

    private const int StopEvery = 4096;

    private readonly InstantResolver _dns = new();
    private readonly List<WeakReference> _given = [];
    private int _taken;

    [Fact]
    public async Task A_large_block_is_asked_about_no_faster_than_its_results_are_taken()
    {
        var checker = new DnsblChecker(_dns, [Lists.List("bl.test")], new DnsblOptions { Concurrency = Concurrency }, TimeProvider.System);
        await foreach (var result in checker.CheckAllAsync(Lists.Targets("1.2.0.0/16"), TestContext.Current.CancellationToken)) await TakeAsync(result);
        Assert.Equal(Addresses, _taken);
    }

    [Fact]
    public async Task A_run_without_a_memory_holds_no_more_of_a_large_block_than_is_under_way()
    {
        var request = new DnsblRunRequest { Lists = [Lists.List("bl.test")], Options = new DnsblOptions { Concurrency = Concurrency } };
        var tally = await new DnsblRunner(_dns, TimeProvider.System).RunAsync(Lists.Targets("1.2.0.0/16"), request, new SlowReport(TakeAsync), TestContext.Current.CancellationToken);
        Assert.Equal((Addresses, Addresses), (_taken, tally.Results));
    }

    private async ValueTask TakeAsync(DnsblResult result)
    {
        Assert.Equal(DnsblStatus.NotListed, result.Status);
        _taken++;
        _given.Add(new WeakReference(result));
        if (_taken % StopEvery == 1) await LetThemRunAheadAsync();
        Assert.InRange(_dns.Asked - _taken, 0, Bound);
        if (_taken % StopEvery != 0) return;
        GC.Collect();
        Assert.InRange(_given.Count(given => given.IsAlive), 0, Bound);
        _given.Clear();
    }

    /// <summary>Takes nothing until nothing more is asked.</summary>
    private async Task LetThemRunAheadAsync()
    {
        int before;
        do
        {
            before = _dns.Asked;
            for (var n = 0; n < 1000; n++) await Task.Yield();
        }
        while (_dns.Asked > before);
    }

    /// <summary>Answers at once, and holds the test entry alone.</summary>
    private sealed class InstantResolver : IDnsResolver
    {
        private int _asked;

        public int Asked => Volatile.Read(ref _asked);

        public ValueTask<DnsAnswer> ResolveAsync(DnsName name, DnsType type, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _asked);
            var isTest = name.Equals(DnsName.Parse("2.0.0.127.bl.test"));
            return ValueTask.FromResult(new DnsAnswer
            {
                Name = name,
                Type = type,
                Outcome = isTest ? DnsOutcome.Answer : DnsOutcome.NxDomain,
                Records = isTest ? [new ARecord(name, TimeSpan.FromMinutes(1), IPAddress.Parse("127.0.0.2"))] : [],
            });
        }
    }

    /// <summary>Keeps nothing.</summary>
    private sealed class SlowReport(Func<DnsblResult, ValueTask> take) : IDnsblReport
    {
        public IReadOnlyCollection<string> Problems => [];

        public ValueTask ResultAsync(DnsblResult result, CancellationToken cancellationToken) => take(result);

        public ValueTask SummaryAsync(DnsblSummary summary, CancellationToken cancellationToken) => throw new InvalidOperationException("nobody asked for summaries");

        public ValueTask WarningAsync(string message, CancellationToken cancellationToken) => throw new InvalidOperationException(message);

        public ValueTask ProblemAsync(string errorId, IOException exception, string path, CancellationToken cancellationToken) => throw exception;

        public void Progress(DnsblTally tally)
        {
        }
    }
}
