using SmtpAdmin.Dns;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Dane;

/// <summary>A request as it is understood.</summary>
/// <param name="Host">The host.</param>
/// <param name="Owners">The name of each set, with its port.</param>
/// <param name="Connect">Where to connect to; null for the host itself.</param>
internal sealed record TlsaArguments(DnsName Host, IReadOnlyList<(int Port, DnsName Owner)> Owners, SmtpServerName? Connect)
{
    /// <summary>Reads a request.</summary>
    /// <exception cref="TlsaException">It is none that can be carried out.</exception>
    public static TlsaArguments Read(TlsaRequest request)
    {
        var text = request.HostName.Trim();
        if (!SmtpServerName.TryParse(text, out var server, out var problem)) throw new TlsaException(TlsaFault.BadHostName, problem, text);
        if (server.Address is { } address)
            throw new TlsaException(TlsaFault.BadHostName, $"{address} is an address, and TLSA records belong to a name. Give the host's name, as MX records have it; which address to connect to, -Connect says.", text);
        var host = DnsName.Parse(server.Host);
        if (host.ToString().StartsWith('_') || host.ToString().Contains('*', StringComparison.Ordinal))
            throw new TlsaException(TlsaFault.BadHostName, $"'{PlainText.Excerpt(text)}' is no host. Give the host's name alone; '_{TlsaRequest.DefaultPort}._tcp.' is put in front of it.", text);
        var ports = server.Port is { } own ? [own] : request.Ports.Distinct().ToList();
        if (ports.Count == 0) throw new TlsaException(TlsaFault.BadPort, "There is no port. Give one, such as 25.");
        var owners = ports.Select(port => (port, OwnerOf(host, port))).ToList();
        return new TlsaArguments(host, owners, ReadConnect(request, ports));
    }

    /// <summary>RFC 6698 section 3: the port in decimal, the transport, the host.</summary>
    private static DnsName OwnerOf(DnsName host, int port)
    {
        if (port is < 1 or > ushort.MaxValue) throw new TlsaException(TlsaFault.BadPort, FormattableString.Invariant($"{port} is no port. It is a number from 1 to {ushort.MaxValue}."));
        return DnsName.Parse(FormattableString.Invariant($"_{port}._tcp")).TryAppend(host, out var owner)
            ? owner
            : throw new TlsaException(TlsaFault.BadHostName, FormattableString.Invariant($"'_{port}._tcp.' before '{PlainText.Excerpt($"{host}")}' is longer than the {DnsName.MaxLength} octets of a name."), $"{host}");
    }

    private static SmtpServerName? ReadConnect(TlsaRequest request, List<int> ports)
    {
        if (request.Connect is not { } text) return null;
        if (request.Certificate is not null || request.Path is not null) throw new TlsaException(TlsaFault.BadConnect, "-Connect goes with a server that is asked for its certificate, and here the certificate is given.", text);
        if (!SmtpServerName.TryParse(text, out var server, out _) || server.Address is null)
            throw new TlsaException(TlsaFault.BadConnect, $"'{PlainText.Excerpt(text)}' is nothing to connect to: give an address, as 192.0.2.1, 192.0.2.1:2525 or [2001:db8::1]:2525.", text);
        return server.Port is null || ports.Count == 1
            ? server
            : throw new TlsaException(TlsaFault.BadConnect, $"'{PlainText.Excerpt(text)}' names one port, and -Port several. Give the address alone, or make the sets one by one.", text);
    }
}
