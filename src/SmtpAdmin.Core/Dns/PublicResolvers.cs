using System.Net;

namespace SmtpAdmin.Dns;

/// <summary>Resolvers that anybody may use. Services that count queries by resolver, as blacklists do, refuse them. They are data: <c>public-resolvers.json</c>.</summary>
public static class PublicResolvers
{
    private static readonly Lazy<IReadOnlyDictionary<IPAddress, string>> Names = new(() =>
        EmbeddedJson.Read<Entry[]>("Dns.public-resolvers.json")
            .SelectMany(entry => entry.Addresses, (entry, address) => (Address: IPAddress.Parse(address), entry.Name))
            .ToDictionary(entry => entry.Address, entry => entry.Name));

    /// <summary>The name of the service that an address belongs to; null for any other resolver.</summary>
    public static string? NameOf(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        address = address.Unmapped();
        return Names.Value.GetValueOrDefault(address);
    }

    private sealed record Entry(string Name, string[] Addresses);
}
