namespace SmtpAdmin.Smtp.Protocol;

/// <summary>How much of a reply is taken before the server counts as broken.</summary>
public sealed record SmtpReplyLimits
{
    /// <summary>The limits that the client uses unless told otherwise.</summary>
    public static SmtpReplyLimits Default { get; } = new();

    /// <summary>The longest line in octets, its end not counted. RFC 5321 section 4.5.3.1.5 allows 512; real servers write more.</summary>
    public int MaxLineLength { get; init; } = 4096;

    /// <summary>The most lines in one reply.</summary>
    public int MaxLines { get; init; } = 512;

    /// <summary>The most octets in one reply.</summary>
    public int MaxLength { get; init; } = 64 * 1024;
}
