using System.Net;
using SmtpAdmin.Dkim;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Whether the options that say who may send can be meant so. An error must keep the relay from starting; a warning belongs into the log at each start.</summary>
internal static class RelayPolicyCheck
{
    private const int WidestIPv4 = 16; // bits of a network on the Internet that one organization's hosts may have
    private const int WidestIPv6 = 32; // what a provider gets
    private const string OpenRelay = "RFC 5321 section 7.1, RFC 2505 section 2.1";

    /// <summary>Looks for what is wrong, the worst first.</summary>
    public static IReadOnlyList<Finding> Of(SmtpRelayOptions options, DateTimeOffset now) =>
        Finding.WorstFirst([.. Networks(options), .. options.Listeners.SelectMany(listener => Listener(options, listener)), .. Signatures(options, now)]);

    private static IEnumerable<Finding> Networks(SmtpRelayOptions options)
    {
        // Where everybody has to log in, nobody may send for where he is.
        if (options.Listeners.Count > 0 && options.Listeners.All(listener => listener.RequireAuth)) yield break;
        var wide = options.AllowNetworks.Where(IsWide).ToList();
        var isOpen = wide.Count > 0;
        foreach (var network in wide) yield return Open(options, $"{network} may send without logging in, and is more than a company's own network: strangers could send through this relay.");
        if (!isOpen && Covers(options.AllowNetworks) is { } share)
            yield return Open(options, $"The networks that may send without logging in hold {share} together, which is more than a company's own network: strangers could send through this relay.");
    }

    private static Finding Open(SmtpRelayOptions options, string message) => options.AllowOpenRelay
        ? new(FindingSeverity.Warning, "RELAY-OPEN", message, "Name the networks of your own hosts, or let others log in. It is allowed by -AllowOpenRelay, or allowOpenRelay in the configuration.", OpenRelay)
        : new(FindingSeverity.Error, "RELAY-OPEN", message, "Name the networks of your own hosts, or let others log in. Only if nobody else can reach the port, give -AllowOpenRelay, or allowOpenRelay in a configuration.", OpenRelay);

    private static bool IsWide(IPNetwork network)
    {
        if (AddressSet.AsIPv4(network) is { } v4) return v4.PrefixLength < WidestIPv4 && !IsSpecial(v4);
        return network.PrefixLength < WidestIPv6 && !IsSpecial(network);
    }

    private static bool IsSpecial(IPNetwork network) => SpecialAddress.Find(network.BaseAddress, network.PrefixLength) is not null;

    /// <summary>Many narrow networks may make a wide one. Counted in units of the widest that one may be, 256 of which are too many.</summary>
    private static string? Covers(IEnumerable<IPNetwork> networks)
    {
        const double tooMuch = 256;
        var (v4, v6) = (0.0, 0.0);
        foreach (var network in networks.Where(network => !IsSpecial(network)).Distinct())
        {
            if (AddressSet.AsIPv4(network) is { } narrow) v4 += IsSpecial(narrow) ? 0 : Math.Pow(2, WidestIPv4 - narrow.PrefixLength);
            else v6 += Math.Pow(2, WidestIPv6 - network.PrefixLength);
        }
        return v4 >= tooMuch ? "a 256th of all IPv4 addresses or more" : v6 >= tooMuch ? "256 providers' worth of IPv6 addresses or more" : null;
    }

    private static IEnumerable<Finding> Listener(SmtpRelayOptions options, SmtpRelayListener listener)
    {
        var where = $"The listener on {listener.EndPoint}";
        if (options.Certificate is null && listener.Security is RelayListenerSecurity.Implicit or RelayListenerSecurity.StartTlsRequired)
            yield return new(FindingSeverity.Error, "RELAY-NO-CERTIFICATE", $"{where} is to use TLS, and there is no certificate.", "Give a certificate with its key, or a listener without TLS.", "RFC 3207, RFC 8314");
        if (!listener.RequireAuth) yield break;
        if (options.Users is null)
            yield return new(FindingSeverity.Error, "RELAY-NO-USERS", $"{where} takes mail only from who logs in, and there are no users.", "Make users, or do not require AUTH.", "RFC 4954 section 6");
        else if (options.Certificate is null || listener.Security == RelayListenerSecurity.None)
            yield return new(FindingSeverity.Error, "RELAY-AUTH-WITHOUT-TLS", $"{where} takes mail only from who logs in, and AUTH is not offered without TLS.", "Give a certificate and STARTTLS or implicit TLS.", "RFC 4954 section 4");
    }

    private static IEnumerable<Finding> Signatures(SmtpRelayOptions options, DateTimeOffset now)
    {
        foreach (var signature in options.DkimSignatures)
        {
            var problem = Problem(signature, now);
            if (problem is not null) yield return new(FindingSeverity.Error, "RELAY-DKIM", $"No message can be signed so: {problem}", "Correct the signature's domain, selector, headers or times.", "RFC 6376 section 3.5");
        }
    }

    private static string? Problem(DkimSigningOptions signature, DateTimeOffset now)
    {
        try
        {
            _ = new DkimSignatureDraft(signature, new DkimFieldCounts([], []), now);
            return null;
        }
        catch (ArgumentException problem)
        {
            return problem.Message;
        }
    }
}
