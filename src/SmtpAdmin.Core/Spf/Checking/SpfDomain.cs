using System.Diagnostics.CodeAnalysis;
using System.Text;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Spf;

/// <summary>A domain that a record or a sender names, and the name to ask the DNS for. Any octet may stand in it (RFC 7208 section 4.8); a backslash is one like others.</summary>
/// <param name="Text">The domain as text, without a dot at the end.</param>
/// <param name="Name">The name.</param>
internal readonly record struct SpfDomain(string Text, DnsName Name)
{
    /// <summary>The most characters of a name without its last dot (RFC 7208 section 7.3).</summary>
    public const int MaxLength = DnsName.MaxLength - 2;

    /// <summary>Several labels: check_host() is not asked for fewer (RFC 7208 section 4.3).</summary>
    public bool HasSeveralLabels => Name.LabelCount > 1;

    /// <summary>Makes a name of what a domain-spec expanded to. Of one that is too long, labels go from the left until it fits (RFC 7208 section 7.3).</summary>
    /// <returns>Whether it is a name: no label is empty or longer than 63 octets.</returns>
    public static bool TryRead(string text, out SpfDomain domain) => TryMake(WithoutDot(text), isCut: true, out domain);

    /// <summary>Makes a name of a sender's domain, which is not cut.</summary>
    /// <returns>Whether it is one that check_host() is asked for: several labels, none of them too long, and no address literal (RFC 7208 section 4.3).</returns>
    public static bool TryReadSender(string text, out SpfDomain domain) =>
        TryMake(WithoutDot(text), isCut: false, out domain) && domain.HasSeveralLabels && text[0] != '[';

    /// <summary>The domain with its international labels as A-labels (RFC 7208 section 4.3, RFC 8616 section 4); one that has no such form stays as it is.</summary>
    public static string ToAscii(string domain) =>
        Ascii.IsValid(domain) || !DnsName.TryParse(domain, out var name, out _) ? domain : name.ToString();

    private static string WithoutDot(string text) => text.EndsWith('.') ? text[..^1] : text;

    private static bool TryMake(string text, bool isCut, [NotNullWhen(true)] out SpfDomain domain)
    {
        domain = default;
        Span<byte> octets = stackalloc byte[MaxLength];
        if (!TryEncode(ref text, isCut, octets, out var length)) return false;
        Span<byte> wire = stackalloc byte[DnsName.MaxLength];
        var label = 0; // where the length of the label that is being written belongs
        for (var at = 0; at <= length; at++)
        {
            if (at < length && octets[at] != (byte)'.')
            {
                wire[at + 1] = octets[at];
                continue;
            }
            var size = at - label;
            if (size is 0 or > DnsName.MaxLabelLength) return false;
            wire[label] = (byte)size;
            label = at + 1;
        }
        wire[label] = 0;
        domain = new SpfDomain(text, DnsName.FromWire(wire[..(label + 1)]));
        return true;
    }

    private static bool TryEncode(ref string text, bool isCut, Span<byte> octets, out int length)
    {
        while (!Encoding.UTF8.TryGetBytes(text, octets, out length))
        {
            // No character has less than an octet, so that a far too long text loses all that cannot fit at once.
            var dot = text.IndexOf('.', Math.Max(0, text.Length - MaxLength - 1));
            if (!isCut || dot < 0) return false;
            text = text[(dot + 1)..];
        }
        return length > 0;
    }
}
