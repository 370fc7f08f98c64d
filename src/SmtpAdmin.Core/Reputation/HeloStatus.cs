namespace SmtpAdmin.Reputation;

/// <summary>How the name in HELO or EHLO fits the address that says it (RFC 5321 sections 4.1.1.1 and 4.1.4).</summary>
public enum HeloStatus
{
    /// <summary>No HELO name was given.</summary>
    NotChecked,

    /// <summary>The name resolves to the address and is one of its PTR names.</summary>
    Pass,

    /// <summary>The name resolves to the address, but no PTR record holds it. Allowed; some filters count it.</summary>
    NotInPtr,

    /// <summary>The name resolves, but not to the address.</summary>
    Mismatch,

    /// <summary>The name does not resolve to any address of this family.</summary>
    NotForwardable,

    /// <summary>The name is neither a fully qualified domain name nor an address literal.</summary>
    Invalid,

    /// <summary>The look-up got no conclusive answer.</summary>
    Unknown,
}
