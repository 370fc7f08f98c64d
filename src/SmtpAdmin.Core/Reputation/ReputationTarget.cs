using System.Diagnostics.CodeAnalysis;
using System.Net;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Reputation;

/// <summary>What to check: a block of addresses, or a name.</summary>
public sealed record ReputationTarget
{
    private ReputationTarget(string text, AddressBlock? block, DnsName? name)
    {
        Text = text;
        Block = block;
        Name = name;
    }

    /// <summary>What was given.</summary>
    public string Text { get; }

    /// <summary>The addresses; null for a name.</summary>
    public AddressBlock? Block { get; }

    /// <summary>The name of a host or domain; null for addresses.</summary>
    public DnsName? Name { get; }

    /// <summary>
    /// Why lists of domains are not asked about it, as a sentence, unless that is forced: a name of one label is a host of one's own network, or a
    /// whole top-level domain. Null where nothing is the matter.
    /// </summary>
    public string? ListProblem => Name is not { LabelCount: 1 } ? null
        : $"'{PlainText.Excerpt(Text)}' is no domain: it has but one label. Give the name in full, as in {Name}.example.com; to ask all the same, as about a list's test entries, add -Force.";

    /// <summary>One address.</summary>
    public static ReputationTarget Of(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return new ReputationTarget(address.ToString(), AddressBlock.Of(address), null);
    }

    /// <summary>Reads an address, a CIDR block, or the name of a host or domain.</summary>
    /// <param name="text">The text.</param>
    /// <param name="target">The target read.</param>
    /// <param name="problem">Why it is none, as a sentence.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ReputationTarget? target, [NotNullWhen(false)] out string? problem)
    {
        text = text?.Trim() ?? "";
        if (TryRead(text, out target, out problem)) return true;
        if (TargetHints.For(text) is { Length: > 0 } hint) problem = $"{problem} {hint}";
        return false;
    }

    /// <summary>Reads one without looking for what was meant where it is none.</summary>
    internal static bool TryRead(string text, [NotNullWhen(true)] out ReputationTarget? target) => TryRead(text, out target, out _);

    private static bool TryRead(string text, [NotNullWhen(true)] out ReputationTarget? target, [NotNullWhen(false)] out string? problem)
    {
        target = null;
        if (AddressBlock.TryParse(text, out var block, out problem))
        {
            target = new ReputationTarget(text, block, null);
            return true;
        }
        if (problem is not null || !DnsName.TryParse(text, out var name, out problem)) return false;
        // An address in digits or dots other than ASCII's, or characters that no host has.
        if (!HostNames.IsUsable(name) || TargetHints.IsRange(text)) problem = $"'{PlainText.Excerpt(text)}' is no IP address, CIDR block, host name or domain.";
        else if (ReverseNames.Contains(name)) problem = $"'{PlainText.Excerpt(text)}' is a name of reverse DNS.{(ReverseNames.BlockOf(name) is { } meant && TryRead(meant, out _) ? $" Did you mean {meant}?" : " Give the address.")}";
        else target = new ReputationTarget(text, null, name);
        return target is not null;
    }
}
