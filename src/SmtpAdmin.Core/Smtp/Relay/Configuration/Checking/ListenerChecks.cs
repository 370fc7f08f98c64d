using System.Net;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Where a relay listens.</summary>
internal static class ListenerChecks
{
    private const int Submissions = 465; // RFC 8314 section 7.3

    public static void Check(SmtpRelayOptions options, RelayFindings found)
    {
        if (options.Listeners.Count == 0) found.Error("listen", "RELAY-NO-LISTENER", "The relay listens nowhere.", "Give an address with a port, such as 127.0.0.1:25.");
        for (var at = 0; at < options.Listeners.Count; at++)
        {
            var (listener, path) = (options.Listeners[at], JsonPath.Of("listen", at));
            CheckOverlap(options.Listeners, at, path, found);
            if (listener is { Security: not RelayListenerSecurity.Implicit, EndPoint.Port: Submissions })
                found.Warning(path, "RELAY-PORT-465", "Clients begin TLS at once on port 465, and wait for ever where it is not so.", "Set its security to Implicit, or take port 587.", "RFC 8314 section 3.3");
            else if (listener is { Security: RelayListenerSecurity.Implicit, EndPoint.Port: 25 or 587 })
                found.Warning(path, "RELAY-PORT-STARTTLS", $"Clients do not begin TLS at once on port {listener.EndPoint.Port}, and find no relay there.", "Set its security to StartTls, or take port 465.", "RFC 8314 section 3.3");
        }
        CheckHttp(options, found);
        CheckSenders(options, found);
    }

    private static void CheckSenders(SmtpRelayOptions options, RelayFindings found)
    {
        if (options.AllowNetworks.Count == 0 && options.Users is null) found.Error("allowNetwork", "RELAY-NOBODY", "Nobody may send: there is no network that may, and there are no users.", "Give the networks of your hosts, or make users.");
        else if (options.Users is null && options.Listeners.Any(listener => !IPAddress.IsLoopback(listener.EndPoint.Address)) && options.AllowNetworks.All(IsLoopback))
            found.Warning("allowNetwork", "RELAY-NOBODY-OUTSIDE", "The relay listens for other machines, and none of them may send.", "Give their networks, or make users.");
        if (options.Listeners.Any(listener => listener.RequireAuth)) return; // looked at with the policy
        if (options.Users is not null && options.Certificate is null) found.Error("users", "RELAY-AUTH-WITHOUT-TLS", "There are users, and no certificate: nobody can log in, as AUTH is not offered without TLS.", "Give a certificate with its key.", "RFC 4954 section 4");
        else if (options.Users is not null && options.Listeners.Count > 0 && options.Listeners.All(listener => listener.Security == RelayListenerSecurity.None))
            found.Error("users", "RELAY-AUTH-WITHOUT-TLS", "There are users, and no listener with TLS: nobody can log in.", "Give a listener with StartTls or Implicit.", "RFC 4954 section 4");
    }

    private static void CheckOverlap(IReadOnlyList<SmtpRelayListener> listeners, int at, string path, RelayFindings found)
    {
        for (var earlier = 0; earlier < at; earlier++)
        {
            if (!Overlap(listeners[earlier].EndPoint, listeners[at].EndPoint)) continue;
            found.Error(path, "RELAY-PORT-TWICE", $"{listeners[at].EndPoint} is taken by {JsonPath.Of("listen", earlier)}, {listeners[earlier].EndPoint}.", "Keep one of them, or give it another port.");
            return;
        }
    }

    private static void CheckHttp(SmtpRelayOptions options, RelayFindings found)
    {
        if (options.HttpEndPoint is not { } http) return;
        if (!IPAddress.IsLoopback(http.Address)) found.Error("httpEndPoint", "RELAY-HTTP-OPEN", $"{http} is not an address of this machine's own: everybody could read there whom mail goes to.", "Give a loopback address, such as 127.0.0.1:9925, and put a proxy in front where others are to read it.");
        if (options.Listeners.Any(listener => Overlap(listener.EndPoint, http))) found.Error("httpEndPoint", "RELAY-PORT-TWICE", $"{http} is taken by a listener for mail.", "Give another port.");
    }

    /// <summary>Both cannot be had. What listens on all addresses takes each of its family; a port that the system chooses is always another.</summary>
    private static bool Overlap(IPEndPoint one, IPEndPoint other) =>
        one.Port == other.Port && one.Port != 0 && one.AddressFamily == other.AddressFamily
        && (one.Address.Equals(other.Address) || IsAny(one.Address) || IsAny(other.Address));

    /// <summary>It stands for all addresses of its family.</summary>
    public static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private static bool IsLoopback(IPNetwork network) => IPAddress.IsLoopback(network.BaseAddress);
}
