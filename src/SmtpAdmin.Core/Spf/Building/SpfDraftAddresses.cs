namespace SmtpAdmin.Spf;

/// <summary>Addresses and blocks as they are given, and the fewest terms that say the same. Those of different qualifiers are kept apart.</summary>
internal sealed class SpfDraftAddresses
{
    private const int MostTold = 5;
    private readonly Dictionary<SpfQualifier, List<SpfNetwork>> _networks = [];
    private readonly List<string> _cleared = [];

    /// <summary>Reads one.</summary>
    /// <returns>Why it cannot be used; null when it can.</returns>
    public SpfRefusal? Add(string given)
    {
        var text = given.Trim();
        var qualifier = SpfDraftQualifier.Cut(ref text);
        SpfDraftQualifier.CutName(ref text, "ip4", ':');
        SpfDraftQualifier.CutName(ref text, "ip6", ':');
        if (!SpfNetwork.TryParse(text, out var network, out var hasHostBits, out var problem)) return new SpfRefusal(SpfRefusalCode.BadIPAddress, $"{problem} {Advice(text)}", given);
        if (hasHostBits) _cleared.Add($"{text} as {network}");
        if (!_networks.TryGetValue(qualifier, out var networks)) _networks[qualifier] = networks = [];
        networks.Add(network);
        return null;
    }

    /// <summary>The terms, and what was done to what was given.</summary>
    public IEnumerable<SpfDraftTerm> Terms(List<Finding> findings, List<SpfRefusal> refusals)
    {
        if (_cleared.Count > 0) findings.Add(SpfBuildFindings.HostBits(List(_cleared)));
        foreach (var (qualifier, given) in _networks)
        {
            var merged = new List<string>();
            // From the last to the first, so that each touches the first range of the set: of ten thousand addresses none has to be looked for.
            var set = new SpfAddressSet();
            var ordered = given.OrderBy(network => network.IsIPv6).ThenBy(network => network.First).ThenBy(network => network.PrefixLength).ToList();
            for (var at = ordered.Count - 1; at >= 0; at--) set.Add(ordered[at]);
            var next = 0;
            foreach (var network in set.Networks)
            {
                var first = next;
                while (next < ordered.Count && network.Contains(ordered[next])) next++;
                if (next - first > 1 || ordered[first] != network) merged.Add($"{Joined(ordered.GetRange(first, next - first))} as {network}");
                if (network.PrefixLength == 0 && qualifier == SpfQualifier.Pass) refusals.Add(Everybody(network));
                yield return new SpfDraftTerm(qualifier, network.IsIPv6 ? SpfMechanism.Ip6 : SpfMechanism.Ip4, $"{(network.IsIPv6 ? "ip6" : "ip4")}:{network}");
            }
            if (merged.Count > 0) findings.Add(SpfBuildFindings.Merged(List(merged)));
        }
    }

    private static SpfRefusal Everybody(SpfNetwork network) =>
        new(SpfRefusalCode.AuthorizesEverybody, $"{network} is every {(network.IsIPv6 ? "IPv6" : "IPv4")} address there is: the record would pass anybody's mail. Give the addresses that send.", network.ToString());

    private static string Advice(string text) =>
        text.Any(char.IsAsciiLetter) && !text.Contains(':', StringComparison.Ordinal) ? "Give hosts to -A and domains to -Include." : "An address or a block is wanted, as 192.0.2.1, 192.0.2.0/24 or 2001:db8::/32.";

    private static string Joined(List<SpfNetwork> networks)
    {
        var names = networks.Take(MostTold).Select(network => network.ToString()).ToList();
        if (networks.Count > MostTold) return $"{string.Join(", ", names)} and {networks.Count - MostTold} more";
        return names.Count > 1 ? $"{string.Join(", ", names.SkipLast(1))} and {names[^1]}" : names[0];
    }

    private static string List(List<string> parts) =>
        string.Join("; ", parts.Take(MostTold)) + (parts.Count > MostTold ? $"; and {parts.Count - MostTold} more" : "");
}
