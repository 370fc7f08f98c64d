namespace SmtpAdmin.Dkim;

/// <summary>Why a message cannot be signed.</summary>
public enum DkimMessageFault
{
    /// <summary>Its header section is longer than verifiers read.</summary>
    HeadTooLong,

    /// <summary>A line of the header section is no header field (RFC 5322 section 2.2).</summary>
    NotAHeaderField,

    /// <summary>It has no From header field, which has to be signed (RFC 6376 section 5.4).</summary>
    NoFrom,

    /// <summary>It has several From header fields (RFC 5322 section 3.6).</summary>
    SeveralFrom,

    /// <summary>A CR stands without an LF behind it, or some lines end in CRLF and some in LF: servers change that (RFC 5321 section 2.3.8).</summary>
    LineEnds,

    /// <summary>It holds a NUL octet, which mail does not carry (RFC 5321 section 4.5.2, RFC 5322 section 4).</summary>
    Nul,
}
