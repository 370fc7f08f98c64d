namespace SmtpAdmin.Dns;

/// <summary>What a message asks (RFC 1035 section 4.1.2).</summary>
/// <param name="Name">The name asked for.</param>
/// <param name="Type">The record type asked for.</param>
/// <param name="Class">The class; 1 is the Internet.</param>
public readonly record struct DnsQuestion(DnsName Name, DnsType Type, ushort Class = DnsQuestion.Internet)
{
    /// <summary>The class of everything here but curiosities.</summary>
    public const ushort Internet = 1;
}
