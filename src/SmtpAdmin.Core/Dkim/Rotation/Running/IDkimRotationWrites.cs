namespace SmtpAdmin.Dkim;

/// <summary>All that a rotation writes, in one place: each of these may be the last that a call comes to.</summary>
internal interface IDkimRotationWrites
{
    /// <summary>Remembers a state.</summary>
    /// <exception cref="DkimRotationException">It cannot be saved; the old one is there as before.</exception>
    Task SaveAsync(DkimRotationState state, CancellationToken cancellationToken);

    /// <summary>Makes the key of a plan; its file is never written over another.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    Task<DkimKeyResult> MakeKeyAsync(DkimKeyPlan plan, CancellationToken cancellationToken);

    /// <summary>Changes a signer's configuration.</summary>
    /// <returns>Why it was not done, as a sentence; null when it was.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    Task<string?> ChangeAsync(DkimSignerChange change, CancellationToken cancellationToken);
}
