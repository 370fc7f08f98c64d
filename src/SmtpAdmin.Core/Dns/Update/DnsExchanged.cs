namespace SmtpAdmin.Dns;

/// <summary>What became of one request.</summary>
/// <param name="Answer">The answer; null when none came that can be believed.</param>
/// <param name="WasSent">Octets of the request may have reached the server.</param>
/// <param name="Failure">Why there is no answer; <see cref="DnsOutcome.Answer"/> where there is one.</param>
/// <param name="Detail">The failure as a sentence.</param>
internal readonly record struct DnsExchanged(byte[]? Answer, bool WasSent, DnsOutcome Failure, string Detail)
{
    public static DnsExchanged Of(byte[] answer) => new(answer, true, DnsOutcome.Answer, "");

    public static DnsExchanged Failed(bool wasSent, DnsOutcome failure, string detail) => new(null, wasSent, failure, detail);
}
