namespace SmtpAdmin.Dns;

/// <summary>What became of one query to one server.</summary>
/// <param name="Message">The response; null when none that can be read came.</param>
/// <param name="Failure">Why there is none: a timeout, malformed or unreachable; <see cref="DnsOutcome.Answer"/> when there is one.</param>
/// <param name="Detail">The failure in words.</param>
/// <param name="SentAt">When the query was sent, in the clock's ticks: waiting in line before that is not the server's doing. 0 when it never was.</param>
internal readonly record struct DnsReply(DnsMessage? Message, DnsOutcome Failure, string Detail, long SentAt = 0)
{
    public static DnsReply From(DnsMessage message, long sentAt = 0) => new(message, DnsOutcome.Answer, "", sentAt);

    public static DnsReply Failed(DnsOutcome failure, string detail, long sentAt = 0) => new(null, failure, detail, sentAt);
}
