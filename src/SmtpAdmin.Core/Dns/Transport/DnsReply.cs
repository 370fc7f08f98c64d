namespace SmtpAdmin.Dns;

/// <summary>What became of one query to one server.</summary>
/// <param name="Message">The response; null when none that can be read came.</param>
/// <param name="Failure">Why there is none: a timeout, malformed or unreachable; <see cref="DnsOutcome.Answer"/> when there is one.</param>
/// <param name="Detail">The failure in words.</param>
internal readonly record struct DnsReply(DnsMessage? Message, DnsOutcome Failure, string Detail)
{
    public static DnsReply From(DnsMessage message) => new(message, DnsOutcome.Answer, "");

    public static DnsReply Failed(DnsOutcome failure, string detail) => new(null, failure, detail);
}
