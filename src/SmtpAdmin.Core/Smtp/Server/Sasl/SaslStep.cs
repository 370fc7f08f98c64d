namespace SmtpAdmin.Smtp.Server;

/// <summary>What a mechanism says to a response.</summary>
/// <param name="Challenge">Octets to send with 334; null when the exchange is over.</param>
/// <param name="User">Who logged in; null with a challenge, and when it failed.</param>
internal readonly record struct SaslStep(byte[]? Challenge, string? User)
{
    /// <summary>It failed, without a word about why.</summary>
    public static SaslStep Failure => default;

    public static SaslStep Ask(byte[] challenge) => new(challenge, null);

    public static SaslStep Success(string user) => new(null, user);
}
