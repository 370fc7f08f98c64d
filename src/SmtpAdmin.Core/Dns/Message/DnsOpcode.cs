namespace SmtpAdmin.Dns;

/// <summary>Kinds of message (RFC 1035 section 4.1.1 and the IANA registry).</summary>
public static class DnsOpcode
{
    /// <summary>A standard query.</summary>
    public const int Query = 0;

    /// <summary>A notice that a zone changed (RFC 1996).</summary>
    public const int Notify = 4;

    /// <summary>A dynamic update (RFC 2136).</summary>
    public const int Update = 5;
}
