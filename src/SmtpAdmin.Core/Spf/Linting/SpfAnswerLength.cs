using SmtpAdmin.Dns;

namespace SmtpAdmin.Spf;

/// <summary>How long the answer to a receiver's TXT look-up is.</summary>
internal static class SpfAnswerLength
{
    private const int Header = 12;
    private const int TypeAndClass = 4;
    private const int RecordHead = 12; // a pointer to the name, type, class, time to live, length (RFC 1035 sections 3.2.1 and 4.1.4)
    private const int MaxString = 255;

    /// <summary>The octets of the message with all TXT records of the name, without EDNS; null when they are not known.</summary>
    public static int? Of(SpfLintEvidence evidence) =>
        evidence.Name is { } name && evidence.Published is { IsConclusive: true } answer ? Of(name, answer, evidence is { IsGiven: true, Record: { } given } ? given.Text : null) : null;

    /// <summary>The octets of the message with all TXT records of a name, without EDNS.</summary>
    /// <param name="name">The name.</param>
    /// <param name="answer">What it publishes; null for nothing that is known.</param>
    /// <param name="given">A record that takes the place of the SPF records among them; null for none.</param>
    public static int Of(DnsName name, DnsAnswer? answer, string? given)
    {
        var length = Header + name.Wire.Length + TypeAndClass;
        length += answer?.Aliases.Sum(alias => RecordHead + alias.Target.Wire.Length) ?? 0;
        length += answer?.Records.OfType<TxtRecord>().Where(text => given is null || !SpfRecord.IsSpf(text.Text)).Sum(text => RecordHead + text.Strings.Sum(part => part.Length + 1)) ?? 0;
        return given is null ? length : length + RecordHead + given.Length + Math.Max(1, (given.Length + MaxString - 1) / MaxString);
    }
}
