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
    public static int? Of(SpfLintEvidence evidence)
    {
        if (evidence.Name is not { } name || evidence.Published is not { IsConclusive: true } answer) return null;
        var length = Header + name.Wire.Length + TypeAndClass;
        length += answer.Aliases.Sum(alias => RecordHead + alias.Target.Wire.Length);
        // A record that is given takes the place of those that it is to replace.
        length += evidence.Texts.Where(text => !evidence.IsGiven || !SpfRecord.IsSpf(text.Text)).Sum(text => RecordHead + text.Strings.Sum(part => part.Length + 1));
        return evidence is { IsGiven: true, Record: { } given } ? length + RecordHead + given.Text.Length + Math.Max(1, (given.Text.Length + MaxString - 1) / MaxString) : length;
    }
}
