using System.Text;

namespace SmtpAdmin.Dns;

/// <summary>Text (RFC 1035 section 3.3.14): one or more strings of up to 255 octets, kept as octets.</summary>
public sealed record TxtRecord(DnsName Name, TimeSpan TimeToLive, IReadOnlyList<ReadOnlyMemory<byte>> Strings)
    : DnsRecord(Name, DnsType.TXT, TimeToLive)
{
    /// <summary>The strings joined without a space, as SPF (RFC 7208 section 3.3) and DKIM (RFC 6376 section 3.6.2.2) read them; Latin-1, so that each octet is one character.</summary>
    public string Text
    {
        get
        {
            var text = new StringBuilder();
            foreach (var part in Strings) text.Append(Encoding.Latin1.GetString(part.Span));
            return text.ToString();
        }
    }

    /// <inheritdoc/>
    public override string DataText => string.Join(' ', Strings.Select(part => ZoneText.Quote(part.Span)));
}
