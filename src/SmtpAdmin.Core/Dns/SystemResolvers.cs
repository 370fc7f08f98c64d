using System.Net;
using System.Net.NetworkInformation;

namespace SmtpAdmin.Dns;

/// <summary>Finds the resolvers that the system itself uses.</summary>
public static class SystemResolvers
{
    private const string ResolvConf = "/etc/resolv.conf";

    /// <summary>Reads <c>/etc/resolv.conf</c>, on Windows the servers of the interfaces that are up. What cannot be read counts as not configured.</summary>
    public static SystemResolverSettings Read()
    {
        if (OperatingSystem.IsWindows()) return new SystemResolverSettings(FromInterfaces(), null, null);
        try
        {
            return DnsResolvConf.Parse(File.ReadAllText(ResolvConf));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return DnsResolvConf.Parse(""); // no file means the local host, resolv.conf(5)
        }
    }

    /// <summary>Interfaces with a gateway come first: their servers are the ones that know the world.</summary>
    private static List<IPEndPoint> FromInterfaces()
    {
        var servers = new List<IPEndPoint>();
        var interfaces = NetworkInterface.GetAllNetworkInterfaces()
            .Where(adapter => adapter.OperationalStatus == OperationalStatus.Up && adapter.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            .Select(adapter => adapter.GetIPProperties())
            .OrderBy(properties => properties.GatewayAddresses.Count == 0);
        foreach (var address in interfaces.SelectMany(properties => properties.DnsAddresses))
        {
            var server = new IPEndPoint(address, DnsServerAddress.DefaultPort);
            if (!IsSiteLocalPlaceholder(address) && !servers.Contains(server) && servers.Count < DnsResolverOptions.MaxServers) servers.Add(server);
        }
        return servers;
    }

    /// <summary>Windows lists fec0:0:0:ffff::1 to ::3 where no server is set; they answer nowhere (RFC 3879).</summary>
    private static bool IsSiteLocalPlaceholder(IPAddress address) => address.IsIPv6SiteLocal;
}
