using System.Buffers;
using System.Net;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>How mail gets out.</summary>
internal static class RouteChecks
{
    private static readonly SearchValues<char> NotInNames = SearchValues.Create("*@/:[] \\"); // a name may hold them, and no mail address's

    public static void Check(SmtpRelayOptions options, RelayFindings found)
    {
        var rest = options.Routes.Count(route => route.Domains.Count == 0);
        if (options.Routes.Count == 0) found.Error("", "RELAY-NO-ROUTE", "There is no way out for mail.", "Give a smart host, or bring mail to the recipients' MX.");
        else if (rest == 0) found.Error("routes", "RELAY-NO-ROUTE", "There is no way out for mail to domains that no route names.", "Give a smart host for them, or bring it to the recipients' MX.");
        else if (rest > 1) found.Error("routes", "RELAY-ROUTE-TWICE", "There are several ways out for all mail that no route takes.", "Keep one, and give the others their domains.");
        var domains = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var at = 0; at < options.Routes.Count; at++)
        {
            var (route, path) = (options.Routes[at], PathOf(options.Routes, at));
            for (var number = 0; number < route.Domains.Count; number++) CheckDomain(route.Domains[number], JsonPath.Of($"{path}.domains", number), domains, found);
            for (var number = 0; number < route.SmartHosts.Count; number++) CheckServer(options, route.SmartHosts[number], JsonPath.Of(path.Length == 0 ? "smartHost" : $"{path}.smartHost", number), found);
        }
    }

    /// <summary>One way out for everything stands outside of the routes; otherwise each has its number.</summary>
    private static string PathOf(IReadOnlyList<SmtpRelayRoute> routes, int at) => routes is [{ Domains.Count: 0 }] ? "" : JsonPath.Of("routes", at);

    private static void CheckDomain(string domain, string path, Dictionary<string, string> known, RelayFindings found)
    {
        var shown = PlainText.Excerpt(domain);
        if (!TryCanonical(domain, out var name))
            found.Error(path, "RELAY-ROUTE-DOMAIN", $"'{shown}' is no domain.", domain.StartsWith('*') ? "Write .example.org for all below it, without a star." : "Write example.org for itself alone, or .example.org for all below it.");
        else if (!known.TryAdd(name, path))
            found.Error(path, "RELAY-ROUTE-TWICE", $"'{shown}' stands in {known[name]} too.", "Keep one of them.");
    }

    private static bool TryCanonical(string domain, out string name)
    {
        var (isBelow, isLiteral) = (domain.StartsWith('.'), domain.StartsWith('['));
        if (!RelayRoutes.TryCanonical(isBelow ? domain[1..] : domain, out name)) return false;
        if (isBelow) name = "." + name;
        return isLiteral || !domain.AsSpan().ContainsAny(NotInNames);
    }

    private static void CheckServer(SmtpRelayOptions options, SmtpSmartHost server, string path, RelayFindings found)
    {
        var shown = PlainText.Excerpt(server.Host);
        if (!SmtpServerName.TryParse(server.Host, out var name, out var problem)) found.Error($"{path}.host", "RELAY-SMART-HOST", problem, "Give the server's name.");
        else if (name.Port is not null) found.Error($"{path}.host", "RELAY-SMART-HOST", $"'{shown}' is a name with a port.", "Give the port by itself.");
        found.Bound($"{path}.port", server.Port, 1, 65535);
        if (server is { ImplicitTls: true, Tls: RelayTlsPolicy.None }) found.Error($"{path}.tls", "RELAY-SMART-HOST-TLS", $"Mail to {shown} is to go by TLS from the first octet, and never by TLS.", "Keep one of them.");
        if (server is { Credentials: not null, Tls: RelayTlsPolicy.None, AllowInsecureAuth: false })
            found.Error($"{path}.tls", "RELAY-SMART-HOST-TLS", $"The relay is to log in to {shown}, and never to use TLS: it would tell the password to everybody on the way.", "Leave 'tls' out, or allow it by 'allowInsecureAuth'.", "RFC 4954 section 4");
        if (server is { ImplicitTls: true, Port: 25 or 587 }) found.Warning($"{path}.implicitTls", "RELAY-SMART-HOST-PORT", $"Servers do not begin TLS at once on port {server.Port}.", "Leave 'implicitTls' out, or take port 465.", "RFC 8314 section 3.3");
        if (server is { ImplicitTls: false, Port: 465 }) found.Warning($"{path}.implicitTls", "RELAY-SMART-HOST-PORT", "Servers begin TLS at once on port 465, and say nothing to who waits for their greeting.", "Set 'implicitTls', or take port 587.", "RFC 8314 section 3.3");
        if (server is { Credentials: not null, AllowInsecureAuth: true }) found.Warning($"{path}.allowInsecureAuth", "RELAY-INSECURE-AUTH", $"The relay logs in to {shown} over connections that others may read.", "Leave 'allowInsecureAuth' out as soon as the server has a good certificate.", "RFC 4954 section 4");
        if (IsOurs(options, server)) found.Error(path, "RELAY-LOOP", $"The smart host {server} is the relay itself: mail would go in a circle.", "Give the server that takes the mail.");
    }

    private static bool IsOurs(SmtpRelayOptions options, SmtpSmartHost server)
    {
        var isLocal = server.Host.TrimEnd('.').Equals("localhost", StringComparison.OrdinalIgnoreCase);
        var address = SmtpServerName.TryAddress(server.Host, out var parsed) ? parsed : null;
        return options.Listeners.Any(listener => listener.EndPoint.Port == server.Port && IsAt(listener.EndPoint.Address, address, isLocal));
    }

    private static bool IsAt(IPAddress listener, IPAddress? server, bool isLocal)
    {
        var isAny = ListenerChecks.IsAny(listener);
        if (isLocal) return isAny || IPAddress.IsLoopback(listener);
        return server is not null && (listener.Equals(server) || (isAny && IPAddress.IsLoopback(server) && server.AddressFamily == listener.AddressFamily));
    }
}
