using SmtpAdmin.Dns;

namespace SmtpAdmin.Spf;

/// <summary>Whether the answer to a receiver's look-up is short enough (RFC 7208 section 3.4).</summary>
internal static class SpfLengthRules
{
    private const int Most = 450;

    public static IEnumerable<Finding> Judge(SpfLintEvidence evidence)
    {
        var length = evidence.Record?.Text.Length ?? 0;
        if (length > Most)
            yield return SpfRule.Warning("SPF-LENGTH", $"{evidence.Where} has {length} octets; over {Most}, the answer may not fit into a DNS message of 512 octets.", "Take out what is not used any more, or move terms into a record of their own, e.g. 'include:_spf1.<your domain>'; Optimize-SpfRecord splits records so.", "3.4");
        if (SpfAnswerLength.Of(evidence) is { } answer && answer > DnsMessage.MaxPlainUdpLength)
        {
            var others = evidence.Texts.Count(text => !SpfRecord.IsSpf(text.Text));
            yield return SpfRule.Warning(
                "SPF-ANSWER-LENGTH", $"The answer with all TXT records of {evidence.Domain} has {answer} octets ({others} beside SPF); over {DnsMessage.MaxPlainUdpLength}, receivers without EDNS must ask again over TCP, and a firewall in the way makes it a temporary error.",
                others > 0 ? "Remove TXT records that are not used any more, such as old tokens that proved the domain to somebody." : "Make the record shorter.", "3.4");
        }
    }
}
