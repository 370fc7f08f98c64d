namespace SmtpAdmin.Smtp.Protocol;

/// <summary>What a look for the end of a line found.</summary>
internal enum LineScan
{
    /// <summary>No end yet: more octets are needed.</summary>
    Incomplete,
    /// <summary>A line with CRLF.</summary>
    Line,
    /// <summary>A line that ends with LF alone (RFC 5321 section 2.3.8 forbids it).</summary>
    BareLineFeed,
    /// <summary>A line over the limit; its end was found and it can be dropped.</summary>
    TooLong,
}
