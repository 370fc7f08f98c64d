using System.Net;

namespace SmtpAdmin.Spf;

/// <summary>Whether the networks that the record names can be meant so.</summary>
internal static class SpfAddressRules
{
    private const int Widest4 = 16; // wider than this is more than the servers of one organisation
    private const int Widest6 = 32; // what a provider gets as a whole (RFC 6177 and the registries' policies)

    public static IEnumerable<Finding> Judge(SpfLintEvidence evidence)
    {
        if (evidence.Walked is not { } walked) yield break;
        foreach (var visit in SpfVisit.All(walked))
        {
            foreach (var term in visit.Record.Terms)
            {
                if (term is not { Term: SpfDirective directive, IsIgnored: false }) continue;
                foreach (var finding in Judge(term, directive, visit)) yield return finding;
            }
        }
    }

    private static IEnumerable<Finding> Judge(SpfWalkedTerm term, SpfDirective directive, SpfVisit visit)
    {
        var what = $"{SpfRule.Quote(directive.Text)} in {visit.Path}";
        if (directive.Network is { } network && visit.Depth == 0 && HostBits(directive, network) is { } meant)
            yield return SpfRule.Warning("SPF-HOST-BITS", $"{what} has bits set behind its prefix: receivers read it as {network}.", $"Write {SpfRule.Quote(meant)}, or without the prefix if the single address is meant.", "5.6");
        if (term.Networks.FirstOrDefault(IsMapped) is { IsIPv6: true } mapped)
            yield return SpfRule.Warning("SPF-MAPPED", $"{what} is an IPv4-mapped address, {mapped}, which never matches: senders with such an address are taken for IPv4.", $"Write 'ip4:{Unmapped(mapped)}'.", "5");
        foreach (var (place, special) in Special(term.Networks))
        {
            var message = $"{what}{(directive.Network is null ? $" leads to {place}, which" : "")} is set aside for {special}: no mail comes from there over the Internet.";
            yield return visit.Depth == 0
                ? SpfRule.Warning("SPF-SPECIAL-ADDRESS", message, directive.Network is null ? $"Publish the address from which {term.Target?.Text} sends, as others see it, or take the term out." : "Name the address that your mail leaves from, as others see it.", "RFC 6890")
                : SpfRule.Note("SPF-SPECIAL-ADDRESS", message, "Nothing of yours; who runs that record should take it out.", "RFC 6890");
        }
        if (visit.Depth == 0 && directive.Qualifier == SpfQualifier.Pass && term.Networks.FirstOrDefault(IsWide) is { PrefixLength: > 0 } wide)
            yield return SpfRule.Warning("SPF-WIDE-BLOCK", $"{what} lets all of {wide} send as the domain.", "Name only the networks that your mail comes from.", "11.1");
    }

    /// <summary>The term with its host bits cleared; null where none are set.</summary>
    private static string? HostBits(SpfDirective directive, SpfNetwork network)
    {
        var colon = directive.Text.IndexOf(':', StringComparison.Ordinal);
        var slash = directive.Text.LastIndexOf('/');
        return slash > colon && IPAddress.TryParse(directive.Text.AsSpan(colon + 1, slash - colon - 1), out var written) && !written.Equals(network.Address)
            ? directive.Text[..(colon + 1)] + network
            : null;
    }

    /// <summary>Once for each block that is set aside: a wide network of one's own needs no saying for each address.</summary>
    private static IEnumerable<(SpfNetwork Network, SpecialAddress Special)> Special(IReadOnlyList<SpfNetwork> networks) =>
        networks.Where(network => !IsMapped(network))
            .Select(network => (Network: network, Special: SpecialAddress.Find(network.Address, network.PrefixLength)))
            .Where(pair => pair.Special is not null)
            .Select(pair => (pair.Network, pair.Special!))
            .DistinctBy(pair => pair.Item2.Block);

    private static bool IsWide(SpfNetwork network) => network.PrefixLength > 0 && network.PrefixLength < (network.IsIPv6 ? Widest6 : Widest4);

    private static bool IsMapped(SpfNetwork network) => network is { IsIPv6: true, PrefixLength: >= 96 } && network.First >> 32 == 0xffff;

    private static SpfNetwork Unmapped(SpfNetwork network) => SpfNetwork.OfBits(isIPv6: false, network.First & uint.MaxValue, network.PrefixLength - 96);
}
