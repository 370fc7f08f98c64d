namespace SmtpAdmin.Smtp.Protocol;

/// <summary>How much of the message a failure notification returns (RET, RFC 3461 section 4.3).</summary>
public enum DsnReturn
{
    /// <summary>Nothing is said.</summary>
    Unspecified,
    /// <summary>All of it.</summary>
    Full,
    /// <summary>Its headers.</summary>
    Headers,
}
