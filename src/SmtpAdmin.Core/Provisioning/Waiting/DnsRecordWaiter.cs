using System.Net;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>Waits until record sets are seen: by every authoritative server of their zone, or by a resolver.</summary>
public sealed class DnsRecordWaiter : IDisposable
{
    private const int MaxWaitedFor = 1000; // waiting costs little

    private readonly IDnsResolver _resolver;
    private readonly IDnsResolver _fresh;
    private readonly IDnsNameServers _servers;
    private readonly TimeProvider _time;

    /// <summary>Makes one; nothing is sent or opened before the first look-up.</summary>
    /// <param name="resolver">Finds the servers of zones.</param>
    /// <param name="options">Which resolvers are asked, and how long each server is waited for.</param>
    /// <param name="time">The clock.</param>
    public DnsRecordWaiter(IDnsResolver resolver, DnsResolverOptions options, TimeProvider time)
        : this(resolver, new DnsResolver(Fresh(options), time), new DnsNameServers(options, time), time)
    {
    }

    internal DnsRecordWaiter(IDnsResolver resolver, IDnsResolver fresh, IDnsNameServers servers, TimeProvider time) => (_resolver, _fresh, _servers, _time) = (resolver, fresh, servers, time);

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
        (_servers as IDisposable)?.Dispose();
    }

    private async Task<DnsWaitResult> WaitAsync(DnsWaitItem item, DnsWaitOptions options, Action<string>? progress, CancellationToken cancellationToken)
    {
        var start = _time.GetTimestamp();
        using var timeout = new CancellationTokenSource(options.Timeout, _time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var servers = await new DnsWaitRun(_resolver, _fresh, _servers, _time, item.Wanted, options, progress).ToEndAsync(end.Token).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        var waited = _time.GetElapsedTime(start);
        var stale = await DnsStaleTime.OfAsync(item, servers, AskWithoutAsync, cancellationToken).ConfigureAwait(false);
        return DnsWaitFindings.Result(item, servers, options, Milliseconds.Of(waited), stale, _time.GetUtcNow());

        async Task<TimeSpan?> AskWithoutAsync()
        {
            try
            {
                return await TimeWithoutAsync(item.Wanted, servers, end.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (timeout.IsCancellationRequested)
            {
                return null;
            }
        }
    }

    /// <summary>How long is kept what a set without records shows: a wildcard's answer (RFC 4592), or that there is nothing (RFC 2308 section 5). The zone's own servers say it where they were asked.</summary>
    private async Task<TimeSpan?> TimeWithoutAsync(DnsRecordSet wanted, IReadOnlyList<DnsWaitServer> servers, CancellationToken cancellationToken)
    {
        var server = servers.FirstOrDefault(one => one.Host.Length > 0 && one.Server.Length > 0 && one.Status == DnsWaitStatus.Visible);
        var wildcard = wanted.Owner.Equals(wanted.Owner.Wildcard) ? null : await AskAsync(wanted.Owner.Wildcard, wanted.Type).ConfigureAwait(false);
        if (wildcard is { Aliases.Count: > 0 }) return wildcard.Aliases[0].TimeToLive;
        if (wildcard is { Records.Count: > 0 }) return wildcard.Records.Max(record => record.TimeToLive);
        for (var zone = wanted.Owner; !zone.IsRoot; zone = zone.Parent)
        {
            var answer = await AskAsync(zone, DnsType.SOA).ConfigureAwait(false);
            if (answer.Aliases.Count > 0) continue; // the SOA would be that of another zone
            if (!answer.IsConclusive) return null;
            if (answer.NegativeTimeToLive is { } time) return time;
        }
        return null;

        Task<DnsAnswer> AskAsync(DnsName name, DnsType type) => server is null
            ? _resolver.ResolveAsync(name, type, cancellationToken).AsTask()
            : _servers.AskAsync(IPEndPoint.Parse(server.Server), name, type, cancellationToken);
    }

    private static DnsResolverOptions Fresh(DnsResolverOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options with { UseCache = false };
    }
}
