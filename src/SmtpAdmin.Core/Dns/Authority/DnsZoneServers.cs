using System.Net;

namespace SmtpAdmin.Dns;

/// <summary>The servers that are authoritative for a name.</summary>
/// <param name="Servers">Every address of every server of the zone.</param>
/// <param name="Problem">Why they could not be found, as a sentence; empty when they were.</param>
internal sealed record DnsZoneServers(IReadOnlyList<DnsZoneServer> Servers, string Problem = "")
{
    /// <summary>More servers than any zone has; who names more has something else in mind.</summary>
    public const int MaxServers = 40;

    /// <summary>
    /// Finds the zone by its NS records, from the name upwards (RFC 1034 section 4.2.1), and every address of its servers. A resolver may keep an
    /// old set of them, so each server is asked for the zone's own too.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<DnsZoneServers> FindAsync(IDnsResolver resolver, IDnsNameServers servers, DnsName name, CancellationToken cancellationToken)
    {
        for (var zone = name; !zone.IsRoot; zone = zone.Parent)
        {
            var answer = await resolver.ResolveAsync(zone, DnsType.NS, cancellationToken).ConfigureAwait(false);
            // An alias is never the top of a zone (RFC 1034 section 3.6.2), wherever it leads.
            if (answer.Aliases.Count > 0) continue;
            if (!answer.IsConclusive) return new([], $"The name servers of {zone} could not be asked for ({answer.Outcome}). {PlainText.Excerpt(answer.Detail, 200)}".TrimEnd());
            List<DnsName> hosts = [.. answer.Records.OfType<NsRecord>().Select(record => record.Host).Distinct()];
            if (hosts.Count > 0) return await OfAsync(resolver, servers, zone, hosts, cancellationToken).ConfigureAwait(false);
        }
        return new([], $"No zone was found that {name} belongs to.");
    }

    private static async Task<DnsZoneServers> OfAsync(IDnsResolver resolver, IDnsNameServers servers, DnsName zone, List<DnsName> hosts, CancellationToken cancellationToken)
    {
        var known = new HashSet<DnsName>();
        var found = new List<DnsZoneServer>();
        while (hosts.Count > 0)
        {
            known.UnionWith(hosts);
            if (known.Count > MaxServers) return new([], $"{zone} names {known.Count} name servers; {MaxServers} are looked at.");
            var added = (await Task.WhenAll(hosts.Select(host => AddressesAsync(resolver, host, cancellationToken))).ConfigureAwait(false)).SelectMany(one => one).ToList();
            found.AddRange(added);
            if (found.Count > MaxServers) return new([], $"The name servers of {zone} have {found.Count} addresses; {MaxServers} are looked at.");
            var own = await Task.WhenAll(added.Select(server => server.Address).OfType<IPEndPoint>().Select(address => servers.AskAsync(address, zone, DnsType.NS, cancellationToken))).ConfigureAwait(false);
            hosts = [.. own.Where(answer => answer.Authoritative).SelectMany(answer => answer.Records).OfType<NsRecord>().Select(record => record.Host).Distinct().Where(host => !known.Contains(host))];
        }
        return new(found);
    }

    private static async Task<IReadOnlyList<DnsZoneServer>> AddressesAsync(IDnsResolver resolver, DnsName host, CancellationToken cancellationToken)
    {
        var v4 = resolver.ResolveAsync(host, DnsType.A, cancellationToken).AsTask();
        var v6 = resolver.ResolveAsync(host, DnsType.AAAA, cancellationToken).AsTask();
        DnsAnswer[] answers = await Task.WhenAll(v4, v6).ConfigureAwait(false);
        var addresses = answers.SelectMany(answer => answer.Records).Select(AddressOf).OfType<IPAddress>().Distinct().ToList();
        // What one of the two look-ups failed to tell could be an address that says otherwise.
        if (answers.FirstOrDefault(answer => !answer.IsConclusive) is { } failed)
            return [.. addresses.Select(Server), new DnsZoneServer(host.ToString(), null, $"its {failed.Type} records could not be had ({failed.Outcome})")];
        return addresses.Count > 0 ? [.. addresses.Select(Server)] : [new DnsZoneServer(host.ToString(), null, "it has no address")];

        DnsZoneServer Server(IPAddress address) => new(host.ToString(), new IPEndPoint(address, DnsServerAddress.DefaultPort));
    }

    private static IPAddress? AddressOf(DnsRecord record) => record switch
    {
        ARecord a => a.Address,
        AaaaRecord aaaa => aaaa.Address,
        _ => null,
    };
}
