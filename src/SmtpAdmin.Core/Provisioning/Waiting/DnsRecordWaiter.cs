using System.Net;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>Waits until record sets are seen: by every authoritative server of their zone, or by a resolver.</summary>
public sealed class DnsRecordWaiter : IDisposable
{
    private const int MaxWaitedFor = 1000; // waiting costs little
    private const string NoAnswerYet = "no answer yet";

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LastLook = TimeSpan.FromSeconds(0.5); // before the end: an answer takes its time

    private readonly IDnsResolver _resolver;
    private readonly IDnsResolver _fresh;
    private readonly IDnsNameServers _servers;
    private readonly IDisposable? _sockets;
    private readonly TimeProvider _time;

    /// <summary>Makes one; nothing is sent or opened before the first look-up.</summary>
    /// <param name="resolver">Finds the servers of zones.</param>
    /// <param name="options">Which resolvers are asked, and how long each server is waited for.</param>
    /// <param name="time">The clock.</param>
    public DnsRecordWaiter(IDnsResolver resolver, DnsResolverOptions options, TimeProvider time)
        : this(resolver, new DnsResolver(Fresh(options), time), new DnsNameServers(options, time), time)
    {
    }

    internal DnsRecordWaiter(IDnsResolver resolver, IDnsResolver fresh, IDnsNameServers servers, TimeProvider time) =>
        (_resolver, _fresh, _servers, _sockets, _time) = (resolver, fresh, new DnsSilentServers(servers), servers as IDisposable, time);

    /// <summary>Waits for sets, several at once; results come in their order.</summary>
    /// <param name="items">The sets.</param>
    /// <param name="options">What is waited for, and how long.</param>
    /// <param name="progress">Is told how far it is; null for nobody.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IAsyncEnumerable<DnsWaitResult> WaitAllAsync(IAsyncEnumerable<DnsWaitItem> items, DnsWaitOptions options, Action<string>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return BoundedWork.RunInOrderAsync(items, MaxWaitedFor, (item, token) => WaitAsync(item, options, progress, token), cancellationToken);
    }

    /// <summary>Closes all sockets.</summary>
    public void Dispose()
    {
        (_fresh as IDisposable)?.Dispose();
        _sockets?.Dispose();
    }

    private async Task<DnsWaitResult> WaitAsync(DnsWaitItem item, DnsWaitOptions options, Action<string>? progress, CancellationToken cancellationToken)
    {
        var start = _time.GetTimestamp();
        using var timeout = new CancellationTokenSource(options.Timeout, _time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        IReadOnlyList<DnsWaitServer> servers = [];
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            servers = await LookAsync(item.Wanted, servers, options, isSecond: false, end.Token).ConfigureAwait(false);
            if (DnsWaitReading.Together(servers) == DnsWaitStatus.Visible)
            {
                // Behind one address there may be several servers: what showed it is asked once more.
                servers = await LookAsync(item.Wanted, servers, options, isSecond: true, end.Token).ConfigureAwait(false);
                if (DnsWaitReading.Together(servers) == DnsWaitStatus.Visible) break;
            }
            cancellationToken.ThrowIfCancellationRequested();
            if (Left() is var left && left <= TimeSpan.Zero) break;
            progress?.Invoke($"{item.Wanted.Name} {DnsTypeText.Of(item.Wanted.Type)}: {servers.Count(server => server.Status == DnsWaitStatus.Visible)} of {Counted.Of(servers.Count, "server")} show it");
            var toLastLook = left - LastLook;
            await Task.Delay(toLastLook <= TimeSpan.Zero ? left : pause < toLastLook ? pause : toLastLook, _time, cancellationToken).ConfigureAwait(false);
            if (Left() <= TimeSpan.Zero) break;
        }
        var waited = _time.GetElapsedTime(start);
        var stale = await DnsStaleTime.OfAsync(item, servers, AskNegativeAsync, cancellationToken).ConfigureAwait(false);
        return DnsWaitFindings.Result(item, servers, options, Milliseconds.Of(waited), stale, _time.GetUtcNow());

        TimeSpan Left() => options.Timeout - _time.GetElapsedTime(start);
        Task<TimeSpan?> AskNegativeAsync(DnsName name) => UntilAsync(() => NegativeTimeAsync(name, servers, end.Token), null, end.Token);
    }

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

    /// <summary>Asks those that do not show it yet, or a second time those that do. Servers that could not be found are looked for again.</summary>
    private async Task<IReadOnlyList<DnsWaitServer>> LookAsync(DnsRecordSet wanted, IReadOnlyList<DnsWaitServer> before, DnsWaitOptions options, bool isSecond, CancellationToken end)
    {
        if (!options.All && options.Servers.Count == 0)
        {
            var resolver = before.Count > 0 ? before[0] : new DnsWaitServer { Status = DnsWaitStatus.Unknown };
            return [await AtAsync(resolver, false, (name, type) => _fresh.ResolveAsync(name, type, end).AsTask()).ConfigureAwait(false)];
        }
        if (!before.Any(server => server.Server.Length > 0))
            before = await UntilAsync(() => FindAsync(wanted.Owner, options, end), before.Count > 0 ? before : [Unanswered(new DnsWaitServer { Status = DnsWaitStatus.Unknown })], end).ConfigureAwait(false);
        return WithoutUnreachable(await Task.WhenAll(before.Select(server => server.Server.Length > 0 && server.Status == DnsWaitStatus.Visible == isSecond
            ? AtAsync(server, true, (name, type) => _servers.AskAsync(IPEndPoint.Parse(server.Server), name, type, end))
            : Task.FromResult(server))).ConfigureAwait(false));

        async Task<DnsWaitServer> AtAsync(DnsWaitServer server, bool needsAuthority, Func<DnsName, DnsType, Task<DnsAnswer>> askAsync)
        {
            var now = await UntilAsync(() => DnsWaitLook.AtAsync(server, wanted, needsAuthority, askAsync), Unanswered(server), end).ConfigureAwait(false);
            return isSecond && now.Failure == DnsOutcome.Timeout ? server : Keep(server, now); // silence takes nothing back
        }
    }

    /// <summary>What a server said the last time stands.</summary>
    private static DnsWaitServer Unanswered(DnsWaitServer server) => server is { Status: DnsWaitStatus.Unknown, Detail.Length: 0 } ? server with { Detail = NoAnswerYet } : server;

    /// <summary>Where this machine has no way to IPv6 at all, a server that answers by IPv4 is not waited for by its other address.</summary>
    private static DnsWaitServer[] WithoutUnreachable(DnsWaitServer[] servers)
    {
        if (servers.Any(server => IsIPv6(server) && server.Failure != DnsOutcome.Unreachable)) return servers;
        return [.. servers.Select(server => IsIPv6(server) && servers.Any(other => other.Host == server.Host && other.Host.Length > 0 && other.Status is not (DnsWaitStatus.Unknown or DnsWaitStatus.NotReached))
            ? server with { Status = DnsWaitStatus.NotReached }
            : server)];
    }

    private static bool IsIPv6(DnsWaitServer server) => server.Server.StartsWith('[');

    private async Task<IReadOnlyList<DnsWaitServer>> FindAsync(DnsName name, DnsWaitOptions options, CancellationToken cancellationToken)
    {
        if (options.Servers.Count > 0) return [.. options.Servers.Select(server => new DnsWaitServer { Server = server.ToString(), Status = DnsWaitStatus.Unknown })];
        var found = await DnsZoneServers.FindAsync(_resolver, _servers, name, cancellationToken).ConfigureAwait(false);
        return found.Problem.Length > 0
            ? [new DnsWaitServer { Status = DnsWaitStatus.Unknown, Detail = found.Problem }]
            : [.. found.Servers.Select(server => new DnsWaitServer { Host = server.Host, Server = server.Address?.ToString() ?? "", Status = DnsWaitStatus.Unknown, Detail = server.Problem })];
    }

    /// <summary>The longest time that something else was to be kept for.</summary>
    private static DnsWaitServer Keep(DnsWaitServer before, DnsWaitServer now) =>
        before.OldTimeToLive is { } old && (now.OldTimeToLive is not { } time || old > time) ? now with { OldTimeToLive = old } : now;

    /// <summary>What the zone says of names that are not there (RFC 2308 section 5), by its own servers where they were asked.</summary>
    private async Task<TimeSpan?> NegativeTimeAsync(DnsName name, IReadOnlyList<DnsWaitServer> servers, CancellationToken cancellationToken)
    {
        var server = servers.FirstOrDefault(one => one.Host.Length > 0 && one.Server.Length > 0 && one.Status == DnsWaitStatus.Visible);
        for (var zone = name; !zone.IsRoot; zone = zone.Parent)
        {
            var answer = server is null
                ? await _resolver.ResolveAsync(zone, DnsType.SOA, cancellationToken).ConfigureAwait(false)
                : await _servers.AskAsync(IPEndPoint.Parse(server.Server), zone, DnsType.SOA, cancellationToken).ConfigureAwait(false);
            if (answer.Aliases.Count > 0) continue; // the SOA would be that of another zone
            if (!answer.IsConclusive) return null;
            if (answer.NegativeTimeToLive is { } time) return time;
        }
        return null;
    }

    private static DnsResolverOptions Fresh(DnsResolverOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options with { UseCache = false };
    }
}
