namespace SmtpAdmin.Spf;

/// <summary>What a directive says of a sender that it matches (RFC 7208 section 4.6.2).</summary>
public enum SpfQualifier
{
    /// <summary><c>+</c>, or nothing: the sender is authorized.</summary>
    Pass,

    /// <summary><c>-</c>: the sender is not authorized.</summary>
    Fail,

    /// <summary><c>~</c>: the sender is probably not authorized.</summary>
    SoftFail,

    /// <summary><c>?</c>: nothing is said.</summary>
    Neutral,
}
