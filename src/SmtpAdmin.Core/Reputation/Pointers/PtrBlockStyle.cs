namespace SmtpAdmin.Reputation;

/// <summary>How the label of a block's own zone is written (RFC 2317 section 4 shows the first; the others avoid the slash, which some software does not take).</summary>
public enum PtrBlockStyle
{
    /// <summary><c>128/26</c>: the first address, and the length of the prefix.</summary>
    Slash,

    /// <summary><c>128-26</c>: the same with a hyphen.</summary>
    Dash,

    /// <summary><c>128-191</c>: the first address and the last.</summary>
    Range,
}
