using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace SmtpAdmin.Dns;

/// <summary>What each algorithm is called on the wire, and how it computes.</summary>
internal static class TsigAlgorithms
{
    private static readonly IReadOnlyDictionary<TsigAlgorithm, DnsName> Names = new Dictionary<TsigAlgorithm, DnsName>
    {
        [TsigAlgorithm.HmacSha256] = DnsName.Parse("hmac-sha256"),
        [TsigAlgorithm.HmacSha384] = DnsName.Parse("hmac-sha384"),
        [TsigAlgorithm.HmacSha512] = DnsName.Parse("hmac-sha512"),
    };

    /// <summary>All names, for messages.</summary>
    public static string All => string.Join(", ", Names.Values);

    public static DnsName NameOf(TsigAlgorithm algorithm) => Names[algorithm];

    /// <summary>Finds an algorithm by its name, in any case.</summary>
    public static bool TryFind([NotNullWhen(true)] string? name, out TsigAlgorithm algorithm)
    {
        foreach (var (known, its) in Names)
        {
            algorithm = known;
            if (string.Equals(name?.TrimEnd('.'), $"{its}", StringComparison.OrdinalIgnoreCase)) return true;
        }
        algorithm = default;
        return false;
    }

    /// <summary>The octets of a signature.</summary>
    public static int LengthOf(TsigAlgorithm algorithm) => algorithm switch
    {
        TsigAlgorithm.HmacSha256 => HMACSHA256.HashSizeInBytes,
        TsigAlgorithm.HmacSha384 => HMACSHA384.HashSizeInBytes,
        _ => HMACSHA512.HashSizeInBytes,
    };

    public static byte[] Mac(TsigAlgorithm algorithm, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> data) => algorithm switch
    {
        TsigAlgorithm.HmacSha256 => HMACSHA256.HashData(secret, data),
        TsigAlgorithm.HmacSha384 => HMACSHA384.HashData(secret, data),
        _ => HMACSHA512.HashData(secret, data),
    };
}
