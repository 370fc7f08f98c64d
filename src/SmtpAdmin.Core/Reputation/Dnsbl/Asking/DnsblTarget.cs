using System.Net;
using System.Net.Sockets;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Reputation;

/// <summary>One address or domain, as lists are asked about it.</summary>
internal sealed class DnsblTarget
{
    private DnsblTarget(string input, string text, DnsblSubject subject, DnsName labels)
    {
        Input = input;
        Text = text;
        Subject = subject;
        Labels = labels;
        LabelsText = labels.ToString();
    }

    /// <summary>What was given: the target itself, its block or its host.</summary>
    public string Input { get; }

    /// <summary>The address or domain.</summary>
    public string Text { get; }

    public DnsblSubject Subject { get; }

    public DnsblKind Kind => Subject == DnsblSubject.Domain ? DnsblKind.Domain : DnsblKind.Address;

    /// <summary>What stands before a list's zone (RFC 5782 section 2.1, 2.4 and 3).</summary>
    public DnsName Labels { get; }

    /// <summary>The same as text.</summary>
    public string LabelsText { get; }

    /// <summary>What all lists have said of it so far.</summary>
    public DnsblTargetTally Tally { get; } = new();

    public static DnsblTarget Of(string input, IPAddress address)
    {
        address = address.Unmapped();
        var subject = address.AddressFamily == AddressFamily.InterNetwork ? DnsblSubject.IPv4 : DnsblSubject.IPv6;
        return new DnsblTarget(input, address.ToString(), subject, DnsName.ForAddressLabels(address));
    }

    /// <summary>A block that is spoken of as a whole.</summary>
    public static DnsblTarget Of(string input, AddressBlock block)
    {
        var first = Of(input, block.First);
        return new DnsblTarget(input, block.ToString(), first.Subject, first.Labels);
    }

    public static DnsblTarget Of(string input, DnsName domain) => new(input, domain.ToString().ToLowerInvariant(), DnsblSubject.Domain, domain);
}
