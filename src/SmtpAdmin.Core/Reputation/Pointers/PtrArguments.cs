using System.Net;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Reputation;

/// <summary>A request as it is understood.</summary>
/// <param name="Address">The address; of an IPv4-mapped one the IPv4 address.</param>
/// <param name="Host">The name that it is to have.</param>
/// <param name="Block">The block with a zone of its own; null for none.</param>
/// <param name="Style">How that zone's label is written.</param>
internal sealed record PtrArguments(IPAddress Address, DnsName Host, PtrBlock? Block, PtrBlockStyle Style)
{
    /// <summary>The name of the address in in-addr.arpa or ip6.arpa.</summary>
    public DnsName Reverse => DnsName.ForReverse(Address);

    /// <summary>Reads a request.</summary>
    /// <exception cref="PtrException">It is none.</exception>
    public static PtrArguments Read(PtrRequest request)
    {
        var address = ReadAddress(request.IPAddress);
        var host = ReadHost(request.HostName);
        if (request.Block is not { } text)
        {
            return request.BlockStyle is null
                ? new PtrArguments(address, host, null, PtrBlockStyle.Slash)
                : throw new PtrException(PtrFault.BadBlock, "-BlockStyle says how the zone of a block is named, and there is no block. Give -Block, or leave -BlockStyle out.");
        }
        var block = PtrBlock.Parse(text);
        if (!block.Contains(address)) throw new PtrException(PtrFault.BadBlock, $"{address} is not in {block}. Give the block that it is in.", text);
        var style = request.BlockStyle ?? block.UsualStyle;
        block.ZoneOf(style); // refuses what does not go together
        return new PtrArguments(address, host, block, style);
    }

    private static IPAddress ReadAddress(string text)
    {
        var word = text.Trim();
        if (AddressBlock.TryParse(word, out var block, out var problem))
        {
            return block.Count == 1
                ? block.First
                : throw new PtrException(PtrFault.BadIPAddress, $"'{PlainText.Excerpt(word)}' is {block.Count:N0} addresses, and a PTR record is of one. Give the address that mail is sent from; the block that it is in goes to -Block.", text);
        }
        if (problem is null && DnsName.TryParse(word, out var name, out _) && ReverseNames.Contains(name) && ReverseNames.BlockOf(name) is { } meant)
            throw new PtrException(PtrFault.BadIPAddress, $"'{PlainText.Excerpt(word)}' is a name of reverse DNS. Did you mean {meant}?", text);
        throw new PtrException(PtrFault.BadIPAddress, $"'{PlainText.Excerpt(word)}' is no IP address. Give one, as 192.0.2.25 or 2001:db8::25.", text);
    }

    /// <summary>A name that receivers take for a host's: of two labels at least, of letters, digits and hyphens (RFC 1123 section 2.1).</summary>
    private static DnsName ReadHost(string text)
    {
        if (!DnsName.TryParse(text.Trim(), out var name, out var problem)) throw new PtrException(PtrFault.BadHostName, problem, text);
        if (!HostNames.IsHostName(name))
            throw new PtrException(PtrFault.BadHostName, $"'{PlainText.Excerpt(text)}' is no host name: that has letters, digits and hyphens only, and is no address. Receivers act as if another were not there.", text);
        return name.LabelCount >= 2
            ? name
            : throw new PtrException(PtrFault.BadHostName, $"'{PlainText.Excerpt(text)}' is not the full name. Give it with the domain, as {name}.example.com.", text);
    }
}
