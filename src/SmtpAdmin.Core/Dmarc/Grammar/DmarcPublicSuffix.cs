namespace SmtpAdmin.Dmarc;

/// <summary>Whether the domain is a public suffix, below which others register theirs (RFC 9989 section 4.7).</summary>
public enum DmarcPublicSuffix
{
    /// <summary>It is none, and the walk up the tree decides what the Organizational Domain is (<c>u</c>).</summary>
    Unspecified,

    /// <summary>It is one (<c>y</c>).</summary>
    Yes,

    /// <summary>It is none, but the Organizational Domain of itself and of what is below it (<c>n</c>).</summary>
    No,
}
