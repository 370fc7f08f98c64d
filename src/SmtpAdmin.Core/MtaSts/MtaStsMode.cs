namespace SmtpAdmin.MtaSts;

/// <summary>What senders do with mail for a host that the policy does not cover, or whose certificate does not hold (RFC 8461 section 5).</summary>
public enum MtaStsMode
{
    /// <summary>They deliver it, and report (<c>testing</c>).</summary>
    Testing,

    /// <summary>They do not deliver it there (<c>enforce</c>).</summary>
    Enforce,

    /// <summary>As if there were no policy: the way out of one (<c>none</c>).</summary>
    None,
}
