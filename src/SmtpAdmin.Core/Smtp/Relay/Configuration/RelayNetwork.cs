using System.Diagnostics.CodeAnalysis;
using System.Net;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Networks as people write them: an address, or a network in CIDR notation (RFC 4632 section 3.1, RFC 4291 section 2.3).</summary>
public static class RelayNetwork
{
    /// <summary>Reads a network.</summary>
    /// <param name="text">The text.</param>
    /// <param name="network">The network; a single address is one of its own.</param>
    /// <param name="problem">Why it is none, as sentences.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out IPNetwork network, [NotNullWhen(false)] out string? problem)
    {
        network = default;
        var given = (text ?? "").Trim();
        if (!SpfNetwork.TryParse(given, out var read, out var hasHostBits, out problem))
            problem = $"{problem} Write an address, or a network as 192.0.2.0/24 or 2001:db8::/32.";
        else if (hasHostBits)
            problem = $"'{PlainText.Excerpt(given)}' is an address in a network, not the network's first. Write {read} for the network, or {given.Split('/')[0]} for the one address.";
        else
            network = new IPNetwork(read.Address, read.PrefixLength);
        return problem is null;
    }
}
