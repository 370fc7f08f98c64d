namespace SmtpAdmin.Reputation;

/// <summary>What an address's reverse DNS is worth.</summary>
public enum ReverseDnsStatus
{
    /// <summary>A PTR name leads back to the address: forward-confirmed reverse DNS.</summary>
    Pass,

    /// <summary>The address has no PTR record.</summary>
    NoPtr,

    /// <summary>The PTR names have addresses, but none is this one.</summary>
    Mismatch,

    /// <summary>The names do not resolve to any address of this family, or none of them is a host name at all.</summary>
    NotForwardable,

    /// <summary>A look-up that matters got no conclusive answer. Says nothing, good or bad.</summary>
    Unknown,
}
