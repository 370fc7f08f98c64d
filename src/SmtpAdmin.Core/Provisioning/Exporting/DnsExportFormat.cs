using System.Text;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>One format: what it takes, and how it writes it. What it cannot hold is refused with a reason, never changed or left out.</summary>
internal abstract class DnsExportFormat
{
    /// <summary>What the records are exported for, as people name it.</summary>
    public abstract string Service { get; }

    /// <summary>Names are relative to a zone there, or the zone is named.</summary>
    public virtual bool NeedsZone => false;

    /// <summary>The times to live that it takes.</summary>
    public virtual DnsExportTtl Ttl => DnsExportTtl.Optional;

    /// <summary>Writes sets; the last line ends as all do.</summary>
    /// <exception cref="DnsRecordException">Something in them cannot be held.</exception>
    public abstract string Write(DnsExportBatch batch);

    /// <summary>What is said of a set that cannot be held.</summary>
    protected DnsRecordException Refuse(DnsRecordSet set, string reason, DnsRecordFault fault = DnsRecordFault.Unsupported) =>
        new(fault, $"The {DnsTypeText.Of(set.Type)} record of {set.Owner} cannot be exported for {Service}: {reason}", set.Name);

    /// <summary>The same for a type that is unknown there.</summary>
    protected DnsRecordException RefuseType(DnsRecordSet set) => Refuse(set, "it has no records of this type, or none that can be written as text. Publish it by another way, such as Bind or NsUpdate.");

    /// <summary>The owner, or a name in the data, where there is no notation for odd octets: letters, digits, hyphens, underscores, the slash of RFC 2317, and a wildcard's asterisk in front.</summary>
    /// <exception cref="DnsRecordException">It has others.</exception>
    protected string PlainName(DnsRecordSet set, DnsName name)
    {
        var text = name.ToString();
        var labels = text.StartsWith("*.", StringComparison.Ordinal) ? text[2..] : text;
        return name.IsRoot || labels.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '/' or '.')
            ? text
            : throw Refuse(set, $"the name {text} has other characters than letters, digits, hyphens and underscores, and there is no way to write them that is sure to be read alike.");
    }

    /// <summary>The same with a dot at the end.</summary>
    /// <exception cref="DnsRecordException">It has other octets.</exception>
    protected string AbsoluteName(DnsRecordSet set, DnsName name) => name.IsRoot ? "." : $"{PlainName(set, name)}.";

    /// <summary>The strings of a TXT record joined, as their readers join them, where there is no notation for octets.</summary>
    /// <exception cref="DnsRecordException">It has others than those of printable ASCII.</exception>
    protected string PrintableText(DnsRecordSet set, TxtRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return Printable(set, Encoding.Latin1.GetBytes(record.Text));
    }

    /// <summary>Octets as text, where there is no notation for others than those of printable ASCII.</summary>
    /// <exception cref="DnsRecordException">It has others.</exception>
    protected string Printable(DnsRecordSet set, ReadOnlySpan<byte> octets)
    {
        foreach (var octet in octets)
        {
            if (octet is < 0x20 or > 0x7e) throw Refuse(set, FormattableString.Invariant($"its text has the octet {octet}, which is no printable ASCII character, and there is no way to write it that is sure to be read alike."));
        }
        return Encoding.ASCII.GetString(octets);
    }
}
