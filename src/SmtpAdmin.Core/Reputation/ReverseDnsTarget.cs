using System.Diagnostics.CodeAnalysis;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Reputation;

/// <summary>What to check: a block of addresses, or a host whose addresses are looked up first.</summary>
public sealed record ReverseDnsTarget
{
    private ReverseDnsTarget(string text, AddressBlock? block, DnsName? host)
    {
        Text = text;
        Block = block;
        Host = host;
    }

    /// <summary>What was given.</summary>
    public string Text { get; }

    /// <summary>The addresses; null for a host.</summary>
    public AddressBlock? Block { get; }

    /// <summary>The host; null for addresses.</summary>
    public DnsName? Host { get; }

    /// <summary>Reads an address, a CIDR block or a host name.</summary>
    /// <param name="text">The text.</param>
    /// <param name="target">The target read.</param>
    /// <param name="problem">Why it is none, as a sentence.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ReverseDnsTarget? target, [NotNullWhen(false)] out string? problem)
    {
        target = null;
        text = text?.Trim() ?? "";
        if (AddressBlock.TryParse(text, out var block, out problem))
        {
            target = new ReverseDnsTarget(text, block, null);
            return true;
        }
        if (problem is not null || !DnsName.TryParse(text, out var host, out problem)) return false;
        if (HostNames.EndsInNumber(host.ToString())) // written with other digits or dots than ASCII's
        {
            problem = $"'{PlainText.Excerpt(text)}' is no IP address, CIDR block or host name.";
            return false;
        }
        target = new ReverseDnsTarget(text, null, host);
        return true;
    }
}
