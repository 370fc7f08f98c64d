using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Reputation;

/// <summary>Turns what was given into what lists are asked about: a block into its addresses, a host into its name and its addresses.</summary>
internal sealed class DnsblTargets(IDnsResolver resolver, IReadOnlyList<DnsblList> lists, DnsblOptions options)
{
    /// <summary>How many results there will be of what was given, as far as that is known without asking; a host's addresses come on top.</summary>
    public static long ResultsOf(ReputationTarget given, IReadOnlyList<DnsblList> lists, DnsblOptions options)
    {
        if (given.Block is not { } block) return Math.Max(lists.Count(list => list.Takes(DnsblSubject.Domain)), options.Resolve ? 0 : 1);
        if (!options.Force && SpecialAddress.Find(block.First, block.PrefixLength) is not null) return 1;
        var subject = block.First.AddressFamily == AddressFamily.InterNetwork ? DnsblSubject.IPv4 : DnsblSubject.IPv6;
        return (long)block.Count * Math.Max(lists.Count(list => list.Takes(subject)), 1);
    }

    /// <summary>The targets, each with the reason why no list is asked about it, if there is one.</summary>
    public async IAsyncEnumerable<(DnsblTarget Target, Finding? Notice)> ExpandAsync(
        IAsyncEnumerable<ReputationTarget> given, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var target in given.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (target.Block is { } block)
            {
                if (Special(block) is { } special) yield return (DnsblTarget.Of(target.Text, block), special);
                else foreach (var address in block.Addresses()) yield return OfAddress(target.Text, address);
                continue;
            }
            var name = target.Name!;
            var domain = DnsblTarget.Of(target.Text, name);
            if (lists.Any(list => list.Takes(DnsblSubject.Domain))) yield return (domain, null);
            else if (!options.Resolve) yield return (domain, NoList(domain));
            if (!options.Resolve) continue;
            var host = await HostAddresses.LookUpAsync(resolver, name, cancellationToken).ConfigureAwait(false);
            foreach (var address in host.Addresses) yield return OfAddress(target.Text, address);
            if (host.Problem(domain.Text) is { } problem) yield return (DnsblTarget.Of(target.Text, name), problem);
        }
    }

    private (DnsblTarget Target, Finding? Notice) OfAddress(string input, IPAddress address)
    {
        var target = DnsblTarget.Of(input, address);
        if (!options.Force && SpecialAddress.Find(address) is { } special) return (target, NotPublic(target.Text, special));
        return (target, lists.Any(list => list.Takes(target.Subject)) ? null : NoList(target));
    }

    /// <summary>A block that is set aside as a whole needs saying once, not for each address.</summary>
    private Finding? Special(AddressBlock block) =>
        !options.Force && block.Count > 1 && SpecialAddress.Find(block.First, block.PrefixLength) is { } special ? NotPublic(block.ToString(), special) : null;

    private static Finding NotPublic(string target, SpecialAddress special) => new(
        FindingSeverity.Warning, "TARGET-NOT-PUBLIC",
        $"{target} was not checked: it is set aside for {special}, and no mail comes from there over the Internet.",
        "Give the address that your mail leaves from, as others see it. To ask all the same, as about a list's test entries, add -Force.", "RFC 6890");

    private static Finding NoList(DnsblTarget target) => new(
        FindingSeverity.Warning, "TARGET-NO-LIST",
        target.Subject == DnsblSubject.Domain
            ? $"{target.Text} was not checked: none of the lists that were chosen takes domains."
            : $"{target.Text} was not checked: none of the lists that were chosen takes {target.Subject} addresses.",
        target.Subject == DnsblSubject.Domain
            ? "Choose a list of domains too, or add -Resolve to ask about the host's addresses."
            : "Choose a list that does: Get-DnsblProvider shows what each takes.");
}
