using System.Globalization;
using System.Net;

namespace SmtpAdmin;

/// <summary>Addresses that no mail comes from over the Internet (RFC 6890): private, loopback, documentation and their like. They are data: <c>special-addresses.json</c>.</summary>
/// <param name="Block">The block in CIDR notation.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Reference">Where that is said.</param>
internal sealed record SpecialAddress(string Block, string Name, string Reference)
{
    private static readonly Lazy<IReadOnlyList<(SpecialAddress Special, IPNetwork Network)>> All = new(() =>
        [.. EmbeddedJson.Read<SpecialAddress[]>("special-addresses.json").Select(special => (special, IPNetwork.Parse(special.Block)))]);

    /// <summary>What an address is set aside for; null for one that is used on the Internet.</summary>
    public static SpecialAddress? Find(IPAddress address)
    {
        foreach (var (special, network) in All.Value)
        {
            if (network.Contains(address)) return special;
        }
        return null;
    }

    /// <summary>What a whole block is set aside for; null when it is used on the Internet, or only a part of it is not.</summary>
    /// <param name="first">Its first address.</param>
    /// <param name="prefixLength">How many bits its addresses share.</param>
    public static SpecialAddress? Find(IPAddress first, int prefixLength)
    {
        foreach (var (special, network) in All.Value)
        {
            if (network.PrefixLength <= prefixLength && network.Contains(first)) return special;
        }
        return null;
    }

    /// <summary>As part of a sentence.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} ({Block}, {Reference})");
}
