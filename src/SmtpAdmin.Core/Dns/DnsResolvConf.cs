using System.Globalization;
using System.Net;

namespace SmtpAdmin.Dns;

/// <summary>Reads the text of a resolv.conf: resolv.conf(5) of Linux, with the <c>port</c> line of the BSDs and macOS.</summary>
internal static class DnsResolvConf
{
    private const int MaxTimeoutSeconds = 30; // as resolv.conf(5) caps them
    private const int MaxAttempts = 5;
    private static readonly char[] Blanks = [' ', '\t', '\r'];

    /// <summary>Lines that are not understood are passed over, as the system's own resolver does. Without any nameserver line it is the local host.</summary>
    public static SystemResolverSettings Parse(string text)
    {
        var servers = new List<IPEndPoint>();
        var named = false;
        var port = DnsServerAddress.DefaultPort;
        TimeSpan? timeout = null;
        int? attempts = null;
        foreach (var line in text.Split('\n'))
        {
            var words = line.Split(Blanks, StringSplitOptions.RemoveEmptyEntries);
            if (words is ["nameserver", var address, ..])
            {
                named = true;
                if (DnsServerAddress.TryParse(address, out var server, out _) && !servers.Contains(server) && servers.Count < DnsResolverOptions.MaxServers)
                    servers.Add(server);
            }
            else if (words is ["port", var number, ..] && ushort.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var given) && given > 0)
                port = given;
            else if (words is ["options", .. var options])
            {
                timeout = Number(options, "timeout:") is { } seconds and > 0 ? TimeSpan.FromSeconds(Math.Min(seconds, MaxTimeoutSeconds)) : timeout;
                attempts = Number(options, "attempts:") is { } rounds and > 0 ? Math.Min(rounds, MaxAttempts) : attempts;
            }
        }
        if (!named) servers.Add(new IPEndPoint(IPAddress.Loopback, DnsServerAddress.DefaultPort));
        return new SystemResolverSettings([.. servers.Select(server => WithPort(server, port))], timeout, attempts);
    }

    /// <summary>A port line counts for the servers that name none of their own.</summary>
    private static IPEndPoint WithPort(IPEndPoint server, int port) =>
        server.Port == DnsServerAddress.DefaultPort ? new IPEndPoint(server.Address, port) : server;

    private static int? Number(string[] options, string prefix)
    {
        foreach (var option in Enumerable.Reverse(options)) // the last one wins
        {
            if (option.StartsWith(prefix, StringComparison.Ordinal)
                && int.TryParse(option.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var value))
                return value;
        }
        return null;
    }
}
