using System.Net;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>Waits for one set. Each server is asked by itself, so that none waits for another's silence.</summary>
/// <param name="resolver">Finds the servers of the zone.</param>
/// <param name="fresh">Asked itself where no server is to be; keeps nothing.</param>
/// <param name="nameServers">Asks servers.</param>
/// <param name="time">The clock.</param>
/// <param name="wanted">What is to be there.</param>
/// <param name="options">What is waited for, and how long.</param>
/// <param name="progress">Is told how far it is; null for nobody.</param>
internal sealed class DnsWaitRun(IDnsResolver resolver, IDnsResolver fresh, IDnsNameServers nameServers, TimeProvider time, DnsRecordSet wanted, DnsWaitOptions options, Action<string>? progress)
{
    private const string NoAnswerYet = "no answer yet";

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LastLook = TimeSpan.FromSeconds(0.5); // before the end: an answer takes its time

    private readonly object _gate = new();
    private readonly long _start = time.GetTimestamp();
    private DnsWaitServer[] _servers = [new() { Status = DnsWaitStatus.Unknown, Detail = NoAnswerYet }];
    private int _unseen; // servers that were not yet looked at

    private bool IsByResolver => !options.All && options.Servers.Count == 0;

    private TimeSpan Left => options.Timeout - time.GetElapsedTime(_start);

    /// <summary>Waits until all show it, or until the end.</summary>
    /// <param name="end">The time is over, or nobody waits any more.</param>
    /// <returns>What each server says.</returns>
    public async Task<IReadOnlyList<DnsWaitServer>> ToEndAsync(CancellationToken end)
    {
        await FindAsync(end).ConfigureAwait(false);
        for (var pause = FirstPause; ; pause = Longer(pause))
        {
            using (var over = CancellationTokenSource.CreateLinkedTokenSource(end))
                await Task.WhenAll(_servers.Select((_, at) => WatchAsync(at, over))).ConfigureAwait(false);
            if (!AllShowIt()) break;
            // Behind one address there may be several servers: what showed it is asked once more.
            await Task.WhenAll(_servers.Select((server, at) => server.Status == DnsWaitStatus.Visible ? LookAsync(at, isSecond: true, end) : Task.CompletedTask)).ConfigureAwait(false);
            if (AllShowIt()) break;
            Tell();
            await PauseAsync(pause, end).ConfigureAwait(false);
        }
        return WithoutUnreachable(_servers);
    }

    private async Task FindAsync(CancellationToken end)
    {
        for (var pause = FirstPause; !IsByResolver; pause = Longer(pause))
        {
            _servers = await UntilAsync(() => FoundAsync(end), _servers, end).ConfigureAwait(false);
            if (_servers.Any(server => server.Server.Length > 0) || end.IsCancellationRequested || Left <= TimeSpan.Zero) break;
            Tell();
            await PauseAsync(pause, end).ConfigureAwait(false);
        }
        _unseen = _servers.Length;
    }

    private async Task<DnsWaitServer[]> FoundAsync(CancellationToken end)
    {
        if (options.Servers.Count > 0) return [.. options.Servers.Select(server => new DnsWaitServer { Server = server.ToString(), Status = DnsWaitStatus.Unknown, Detail = NoAnswerYet })];
        // The zone above has the DS set (RFC 4034 section 5), and the delegation that is to be gone; the servers that it leads to know of neither.
        var isAbove = wanted.Type == DnsType.DS || wanted is { Type: DnsType.NS, Records.Count: 0 };
        var found = await DnsZoneServers.FindAsync(resolver, nameServers, isAbove ? wanted.Owner.Parent : wanted.Owner, end).ConfigureAwait(false);
        return found.Problem.Length > 0
            ? [new DnsWaitServer { Status = DnsWaitStatus.Unknown, Detail = found.Problem }]
            : [.. found.Servers.Select(server => new DnsWaitServer
            {
                Host = server.Host, Server = server.Address?.ToString() ?? "", Status = DnsWaitStatus.Unknown, Detail = server.Address is null ? server.Problem : NoAnswerYet,
            })];
    }

    /// <summary>Asks one server until it shows it, or all do who can be reached.</summary>
    private async Task WatchAsync(int at, CancellationTokenSource over)
    {
        for (var pause = FirstPause; !over.IsCancellationRequested; pause = Longer(pause))
        {
            if (_servers[at].Status != DnsWaitStatus.Visible) await LookAsync(at, isSecond: false, over.Token).ConfigureAwait(false);
            if (pause == FirstPause) Interlocked.Decrement(ref _unseen);
            if (AllShowIt())
            {
                await over.CancelAsync().ConfigureAwait(false);
                return;
            }
            Tell();
            if (_servers[at].Status == DnsWaitStatus.Visible || Left <= TimeSpan.Zero) return;
            await PauseAsync(pause, over.Token).ConfigureAwait(false);
        }
    }

    private async Task LookAsync(int at, bool isSecond, CancellationToken end)
    {
        var before = _servers[at];
        if (!IsByResolver && before.Server.Length == 0) return;
        var now = await UntilAsync(() => DnsWaitLook.AtAsync(before, wanted, needsAuthority: !IsByResolver, AskAsync), before, end).ConfigureAwait(false);
        if (isSecond && now.Failure == DnsOutcome.Timeout) return; // silence takes nothing back
        lock (_gate) _servers[at] = Keep(before, now);

        // What the server showed is not lost when what was asked about it gets no answer.
        Task<DnsAnswer> AskAsync(DnsName name, DnsType type) => name.Equals(wanted.Owner) && type == wanted.Type
            ? AskOnceAsync(name, type)
            : UntilAsync(() => AskOnceAsync(name, type), new DnsAnswer { Name = name, Type = type, Outcome = DnsOutcome.Timeout, Detail = NoAnswerYet }, end);
        Task<DnsAnswer> AskOnceAsync(DnsName name, DnsType type) => IsByResolver ? fresh.ResolveAsync(name, type, end).AsTask() : nameServers.AskAsync(IPEndPoint.Parse(before.Server), name, type, end);
    }

    private bool AllShowIt()
    {
        lock (_gate) return DnsWaitReading.Together(WithoutUnreachable(_servers)) == DnsWaitStatus.Visible;
    }

    private void Tell()
    {
        if (Volatile.Read(ref _unseen) > 0) return;
        var servers = WithoutUnreachable(_servers);
        progress?.Invoke($"{wanted.Name} {DnsTypeText.Of(wanted.Type)}: {servers.Count(server => server.Status == DnsWaitStatus.Visible)} of {Counted.Of(servers.Length, "server")} show it");
    }

    private Task PauseAsync(TimeSpan pause, CancellationToken end)
    {
        var toLastLook = Left - LastLook;
        var least = toLastLook <= TimeSpan.Zero ? Left : pause < toLastLook ? pause : toLastLook;
        return Suppressed(Task.Delay(least > TimeSpan.Zero ? least : TimeSpan.Zero, time, end));

        static async Task Suppressed(Task delay) => await delay.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;

    /// <summary>What is on its way when the time is over is not waited for.</summary>
    private static async Task<T> UntilAsync<T>(Func<Task<T>> askAsync, T noAnswer, CancellationToken end)
    {
        try
        {
            return await askAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            return noAnswer;
        }
    }

    /// <summary>Where this machine has no way to IPv6 at all, a server that answers by IPv4 is not waited for by its other address.</summary>
    private static DnsWaitServer[] WithoutUnreachable(DnsWaitServer[] servers)
    {
        if (servers.Any(server => IsIPv6(server) && server.Failure != DnsOutcome.Unreachable)) return servers;
        return [.. servers.Select(server => IsIPv6(server) && servers.Any(other => other.Host == server.Host && other.Host.Length > 0 && !IsIPv6(other) && other.Status != DnsWaitStatus.Unknown)
            ? server with { Status = DnsWaitStatus.NotReached }
            : server)];
    }

    private static bool IsIPv6(DnsWaitServer server) => server.Server.StartsWith('[');

    /// <summary>The longest time that something else was to be kept for.</summary>
    private static DnsWaitServer Keep(DnsWaitServer before, DnsWaitServer now) =>
        before.OldTimeToLive is { } old && (now.OldTimeToLive is not { } time || old > time) ? now with { OldTimeToLive = old } : now;
}
