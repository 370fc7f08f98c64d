namespace SmtpAdmin.Dkim;

/// <summary>What a call comes to.</summary>
/// <param name="Next">What is to be remembered.</param>
internal sealed record DkimRotationDecision(DkimRotationState Next)
{
    /// <summary>The signer's configuration is to be changed first; only then is <see cref="Next"/> true.</summary>
    public bool ChangesConfig { get; init; }

    /// <summary>A new rotation is to begin.</summary>
    public bool StartsAnew { get; init; }

    /// <summary>The old record is to be revoked now.</summary>
    public bool AdvisesRevocation { get; init; }

    /// <summary>The clock is behind a time that is remembered: nothing goes on.</summary>
    public bool ClockIsBehind { get; init; }
}
