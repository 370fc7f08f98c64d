namespace SmtpAdmin.Smtp.Protocol;

/// <summary>How much of the message a failure report brings back (RET, RFC 3461 section 4.3).</summary>
public enum DsnReturn
{
    /// <summary>Nothing is said.</summary>
    Unspecified,
    /// <summary>The whole message.</summary>
    Full,
    /// <summary>Its headers only.</summary>
    Headers,
}
