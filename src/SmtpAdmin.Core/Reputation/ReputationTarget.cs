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
        target = null;
        text = text?.Trim() ?? "";
        if (AddressBlock.TryParse(text, out var block, out problem))
        {
            target = new ReputationTarget(text, block, null);
            return true;
        }
        if (problem is not null || !DnsName.TryParse(text, out var name, out problem)) return false;
        if (!HostNames.IsUsable(name)) // an address in digits or dots other than ASCII's, or characters that no host has
        {
            problem = $"'{PlainText.Excerpt(text)}' is no IP address, CIDR block, host name or domain.{Hint(text)}";
            return false;
        }
        target = new ReputationTarget(text, null, name);
        return true;
    }

    private static string Hint(string text) => text.Contains('@', StringComparison.Ordinal) ? " Of a mail address give the part behind the @." : "";
}
