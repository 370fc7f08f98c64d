using System.Globalization;
using System.Text.RegularExpressions;

namespace SmtpAdmin.Interop.Tests.Peers;

/// <summary>The zones that the name servers serve, from tests/data/zones.</summary>
internal static partial class PeerZones
{
    /// <summary>Zones that load, and the one that does not: its server answers SERVFAIL.</summary>
    internal static IReadOnlyList<string> Names { get; } =
    [
        "interop.test", "2.0.192.in-addr.arpa", "64/26.2.0.192.in-addr.arpa", "8.b.d.0.1.0.0.2.ip6.arpa", "broken.test",
    ];

    /// <summary>Signed zones: the first as it should be, the second spoiled after it was signed.</summary>
    internal static IReadOnlyList<string> SignedNames { get; } = ["signed.test", "bogus.test"];

    /// <summary>A zone's file. RFC 2317 puts a slash into a name, which a file name cannot have.</summary>
    internal static string FileOf(string zone) => $"{zone.Replace('/', '-')}.zone";

    /// <summary>Puts the unsigned zones into a server's directory.</summary>
    internal static void CopyTo(PeerDirectory directory)
    {
        foreach (var zone in Names) directory.Write(FileOf(zone), Read(zone));
    }

    /// <summary>Signs <see cref="SignedNames"/> with new keys.</summary>
    /// <param name="directory">Where keys and zones go.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The DNSKEY records, as a resolver's trust anchors.</returns>
    internal static async Task<string> SignAsync(PeerDirectory directory, CancellationToken cancellationToken)
    {
        var signer = PeerProgram.Known["bind9-utils"].Path;
        var keygen = Path.Combine(Path.GetDirectoryName(signer)!, "dnssec-keygen");
        var anchors = "";
        foreach (var zone in SignedNames)
        {
            // One key with the SEP flag signs everything (-z), as small zones have it.
            var made = await PeerCommand.RunAsync(keygen, ["-q", "-K", directory.Path, "-a", "ECDSAP256SHA256", "-f", "KSK", zone], cancellationToken);
            var key = await File.ReadAllTextAsync(directory[$"{made.OrThrow(keygen).Output.Trim()}.key"], cancellationToken);
            anchors += key;
            var plain = directory.Write($"{zone}.plain", Read("signed.test") + key);
            var signed = await PeerCommand.RunAsync(
                signer, ["-q", "-z", "-K", directory.Path, "-o", zone, "-f", directory[FileOf(zone)], "-d", directory.Path, plain], cancellationToken);
            signed.OrThrow(signer);
        }
        await SpoilAsync(directory[FileOf("bogus.test")], cancellationToken);
        return anchors;
    }

    /// <summary>A zone file as it stands in tests/data/zones.</summary>
    internal static string Read(string zone) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "zones", FileOf(zone)));

    /// <summary>Changes the address that was signed, so that no signature fits it.</summary>
    private static async Task SpoilAsync(string path, CancellationToken cancellationToken)
    {
        var text = await File.ReadAllTextAsync(path, cancellationToken);
        if (!SignedAddress().IsMatch(text)) throw new PeerException(string.Create(CultureInfo.InvariantCulture, $"{path} has no address to spoil."));
        await File.WriteAllTextAsync(path, SignedAddress().Replace(text, "192.0.2.91"), cancellationToken);
    }

    [GeneratedRegex(@"\b192\.0\.2\.90\b")]
    private static partial Regex SignedAddress();
}
