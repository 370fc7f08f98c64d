namespace SmtpAdmin.Interop.Tests.Peers;

/// <summary>The zones that rbldnsd serves under the names of real lists, from tests/data/rbldnsd. No question leaves the machine.</summary>
internal static class BlacklistZones
{
    /// <summary>What a key for Spamhaus's Data Query Service looks like.</summary>
    internal const string Key = "abcdefghij0123456789klmnop";

    /// <summary>Zones that answer, and what each is made of.</summary>
    internal static IReadOnlyList<(string Zone, string[] Files)> Served { get; } =
    [
        ("zen.spamhaus.org", ["zen.ip4set", "zen.ip6trie"]),
        ($"{Key}.zen.dq.spamhaus.net", ["zen.ip4set", "zen.ip6trie"]),
        ("dbl.spamhaus.org", ["dbl.dnset"]),
        ("multi.surbl.org", ["surbl.dnset"]),
        ("multi.uribl.com", ["uribl.dnset"]),
        ("list.dnswl.org", ["dnswl.ip4trie", "dnswl.ip6trie"]),
        ("bl.spamcop.net", ["plain.ip4set"]),
        ("bogons.cymru.com", ["bogons.ip4trie"]),
        ("v6.fullbogons.cymru.com", ["bogons.ip6trie"]),
        ("score.senderscore.com", ["score.generic"]),
        ("uribl.spameatingmonkey.net", ["monkey.dnset"]),
        ("bl.own.test", ["own.generic"]),
        ("sbl.spamhaus.org", ["zen.ip4set", "public-resolver.acl"]),
        ("grey.uribl.com", ["uribl.dnset", "uribl-refusal.acl"]),
        ("xbl.spamhaus.org", ["zen.ip4set", "refuse.acl"]),
        ("b.barracudacentral.org", ["world.ip4set"]),
        ("bl.blocklist.de", ["empty.ip4set"]),
    ];

    /// <summary>A zone whose server drops every question.</summary>
    internal static (string Zone, string[] Files) Dead { get; } = ("psbl.surriel.com", ["plain.ip4set", "ignore.acl"]);

    /// <summary>rbldnsd's words for a zone: its name, and each file with its type.</summary>
    internal static IEnumerable<string> Words((string Zone, string[] Files) zone) =>
        zone.Files.Select(file => $"{zone.Zone}:{Path.GetExtension(file)[1..]}:{file}");

    /// <summary>Puts all files into a server's directory.</summary>
    internal static void CopyTo(PeerDirectory directory)
    {
        foreach (var path in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "rbldnsd"))) directory.Write(Path.GetFileName(path), File.ReadAllText(path));
    }
}
