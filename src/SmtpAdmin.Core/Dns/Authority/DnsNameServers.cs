using System.Collections.Concurrent;
using System.Net;

namespace SmtpAdmin.Dns;

/// <summary>Asks name servers over the network, each by a resolver of its own.</summary>
/// <param name="options">How long to wait and how often to try; who is asked is not taken from here.</param>
/// <param name="timeProvider">Measures the waiting.</param>
internal sealed class DnsNameServers(DnsResolverOptions options, TimeProvider timeProvider) : IDnsNameServers, IDisposable
{
    private readonly ConcurrentDictionary<IPEndPoint, Lazy<DnsResolver>> _resolvers = [];

    // RD stays off (RFC 1034 section 4.3.1): a server that would ask others for us is not to.
    private readonly DnsResolverOptions _options = options with { UseCache = false, RecursionDesired = false, RequestDnssec = false };

    /// <inheritdoc/>
    public async Task<DnsAnswer> AskAsync(IPEndPoint server, DnsName name, DnsType type, CancellationToken cancellationToken) =>
        await _resolvers.GetOrAdd(server, one => new Lazy<DnsResolver>(() => new DnsResolver(_options with { Servers = [one] }, timeProvider))).Value
            .ResolveAsync(name, type, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var resolver in _resolvers.Values) resolver.Value.Dispose();
    }
}
