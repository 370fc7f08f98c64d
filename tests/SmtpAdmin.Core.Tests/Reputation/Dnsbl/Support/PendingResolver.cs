using System.Net;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Core.Tests.Reputation.Dnsbl;

/// <summary>Lists that work and hold nothing but their test entries, and dead ones: what is asked of those is pending until the test gives up on them.</summary>
internal sealed class PendingResolver(params string[] dead) : IDnsResolver, IDisposable
{
    private readonly TaskCompletionSource _givenUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<DnsName> _dead = [.. dead.Select(DnsName.Parse)];
    private int _pending;
    private int _mostPending;

    /// <summary>How many questions at most were pending at a time.</summary>
    public int MostPending => _mostPending;

    /// <summary>All that is pending has timed out.</summary>
    public void GiveUp() => _givenUp.TrySetResult();

    public async ValueTask<DnsAnswer> ResolveAsync(DnsName name, DnsType type, CancellationToken cancellationToken)
    {
        if (_dead.Exists(name.IsWithin))
        {
            var pending = Interlocked.Increment(ref _pending);
            int seen;
            while ((seen = Volatile.Read(ref _mostPending)) < pending && Interlocked.CompareExchange(ref _mostPending, pending, seen) != seen)
            {
            }
            await _givenUp.Task.WaitAsync(cancellationToken);
            Interlocked.Decrement(ref _pending);
            return new DnsAnswer { Name = name, Type = type, Outcome = DnsOutcome.Timeout, Detail = "silence." };
        }
        await Task.Yield();
        var isTest = type == DnsType.A && name.ToString().StartsWith("2.0.0.127.", StringComparison.Ordinal);
        return new DnsAnswer
        {
            Name = name,
            Type = type,
            Outcome = isTest ? DnsOutcome.Answer : DnsOutcome.NxDomain,
            Records = isTest ? [new ARecord(name, TimeSpan.FromMinutes(1), IPAddress.Parse("127.0.0.2"))] : [],
        };
    }

    public void Dispose() => _givenUp.TrySetCanceled();
}
