namespace SmtpAdmin.Dns;

/// <summary>What the server that takes changes said to a question.</summary>
/// <param name="Message">Its answer: that records are there, or that none are; null for any other.</param>
/// <param name="Failure">Why it is no answer, in the words of updates; null where there is one.</param>
internal sealed record DnsPrimaryAnswer(DnsMessage? Message, DnsUpdateReply? Failure)
{
    /// <summary>What came back.</summary>
    public static DnsPrimaryAnswer Of(DnsExchanged exchanged)
    {
        if (exchanged.Answer is not { } answer) return new(null, DnsUpdateReply.Of(exchanged));
        if (!DnsMessage.TryRead(answer, out var message, out var problem)) return new(null, new DnsUpdateReply(DnsUpdateOutcome.Unknown, -1, $"The answer is no DNS message: {problem}."));
        if (message.Rcode is DnsRcode.NoError or DnsRcode.NxDomain) return new(message, null);
        Tsig.TryFind(answer, out var signature, out _);
        return new(null, DnsUpdateReply.Of(message.Rcode, signature));
    }
}
