using System.Collections.Concurrent;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>
/// Where the mail for an address goes. A route that names the domain itself comes first, then the one with the longest <c>.suffix</c>, then
/// the one without domains. Names are compared as A-labels (RFC 5890 section 2.3.2.1). Used by many at once; equal destinations are mostly the same object.
/// </summary>
internal sealed class RelayRoutes
{
    private const int MaxKnown = 4096; // whoever sends us mail chooses the names, so they are forgotten at some point

    private readonly Dictionary<string, SmtpRelayRoute> _exact = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SmtpRelayRoute> _below = new(StringComparer.Ordinal);
    private readonly Dictionary<SmtpRelayRoute, RelayDestination> _smartHosts = new(ReferenceEqualityComparer.Instance);
    private readonly ConcurrentDictionary<string, RelayDestination> _known = new(StringComparer.OrdinalIgnoreCase);
    private readonly SmtpRelayRoute? _rest;
    private readonly RelayDestination? _always;
    private readonly string _ownDomain;

    /// <summary>Takes the routes.</summary>
    /// <param name="routes">The routes; where two have the same domain, or none, the first counts.</param>
    /// <param name="hostName">The relay's own name: the domain of <c>&lt;Postmaster&gt;</c> (RFC 5321 section 4.1.1.3).</param>
    /// <param name="postmasterAddress">Where mail for the relay's postmaster goes instead; null for nowhere else.</param>
    /// <exception cref="ArgumentException">A route's domain is none.</exception>
    public RelayRoutes(IReadOnlyList<SmtpRelayRoute> routes, string hostName, string? postmasterAddress = null)
    {
        foreach (var route in routes)
        {
            if (route.SmartHosts is [var first, ..]) _smartHosts.TryAdd(route, new RelayDestination(first.ToString(), route, null));
            if (route.Domains.Count == 0) _rest ??= route;
            foreach (var domain in route.Domains)
            {
                var isSuffix = domain.StartsWith('.');
                if (!TryCanonical(isSuffix ? domain[1..] : domain, out var name))
                    throw new ArgumentException($"'{PlainText.Excerpt(domain)}' is no domain that mail could be routed by.", nameof(routes));
                if (isSuffix) _below.TryAdd("." + name, route);
                else _exact.TryAdd(name, route);
            }
        }
        _ownDomain = DomainOf(postmasterAddress) ?? hostName;
        if (_exact.Count + _below.Count == 0 && _rest is { IsDirect: false }) _always = _smartHosts[_rest];
    }

    /// <summary>Where mail waits that no route leads out for: listed, never tried.</summary>
    public static RelayDestination NoRoute { get; } = new("no route", new SmtpRelayRoute(), null);

    /// <summary>Where the mail for an address goes; <see cref="NoRoute"/> when no route is for it.</summary>
    /// <param name="address">A mailbox without brackets, or <c>Postmaster</c> without a domain.</param>
    public RelayDestination Find(string address)
    {
        if (_always is not null) return _always;
        var domain = DomainOf(address) ?? _ownDomain;
        if (_known.TryGetValue(domain, out var known)) return known;
        if (_known.Count >= MaxKnown) _known.Clear();
        return _known.GetOrAdd(domain, Resolve);
    }

    /// <summary>The domain in ASCII and lower case, an address literal in one form.</summary>
    internal static bool TryCanonical(string domain, out string name)
    {
        name = domain;
        if (domain.StartsWith('['))
        {
            if (!domain.EndsWith(']') || !EmailAddress.TryParseLiteral(domain[1..^1], out var address)) return false;
            name = address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[IPv6:{address}]" : $"[{address}]";
            return true;
        }
        if (!DnsName.TryParse(domain, out var parsed, out _) || parsed.IsRoot) return false;
        name = parsed.ToString().ToLowerInvariant();
        return true;
    }

    /// <summary>What stands behind the last <c>@</c>: a quoted local part may hold others. Null where there is none.</summary>
    internal static string? DomainOf(string? address) => address?.LastIndexOf('@') is { } at and >= 0 ? address[(at + 1)..] : null;

    private RelayDestination Resolve(string domain)
    {
        if (!TryCanonical(domain, out var name)) name = domain.ToLowerInvariant();
        if (RouteOf(name) is not { } route) return NoRoute;
        return _smartHosts.TryGetValue(route, out var destination) ? destination : new RelayDestination(name, route, name);
    }

    private SmtpRelayRoute? RouteOf(string name)
    {
        if (_exact.TryGetValue(name, out var route)) return route;
        if (name.StartsWith('[')) return _rest;
        for (var dot = name.IndexOf('.', StringComparison.Ordinal); dot >= 0 && _below.Count > 0; dot = name.IndexOf('.', dot + 1))
        {
            if (_below.TryGetValue(name[dot..], out route)) return route;
        }
        return _rest;
    }
}
