using SmtpAdmin.Dns;

namespace SmtpAdmin.Spf;

/// <summary>How long the answer to a receiver's TXT look-up is.</summary>
internal static class SpfAnswerLength
{
    /// <summary>The octets of the message with all TXT records of the name, without EDNS; null when they are not known.</summary>
    public static int? Of(SpfLintEvidence evidence) =>
        evidence.Name is { } name && evidence.Published is { IsConclusive: true } answer ? Of(name, answer, evidence is { IsGiven: true, Record: { } given } ? given.Text : null) : null;

    /// <summary>The octets of the message with all TXT records of a name, without EDNS.</summary>
    /// <param name="name">The name.</param>
    /// <param name="answer">What it publishes; null for nothing that is known.</param>
    /// <param name="given">A record that takes the place of the SPF records among them; null for none.</param>
    public static int Of(DnsName name, DnsAnswer? answer, string? given)
    {
        var published = answer?.Records.OfType<TxtRecord>().Where(text => given is null || !SpfRecord.IsSpf(text.Text)).Select(text => text.Strings.Sum(part => part.Length + 1)) ?? [];
        return TxtText.AnswerLength(name, answer?.Aliases ?? [], given is null ? published : published.Append(TxtText.DataLength(given)));
    }
}
