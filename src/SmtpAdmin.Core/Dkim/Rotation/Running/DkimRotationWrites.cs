namespace SmtpAdmin.Dkim;

/// <summary>Writes to the disk.</summary>
/// <param name="file">The state file, locked.</param>
/// <param name="maker">Makes keys.</param>
/// <param name="timeProvider">Measures pauses between tries.</param>
internal sealed class DkimRotationWrites(DkimRotationStateFile file, DkimKeyMaker maker, TimeProvider timeProvider) : IDkimRotationWrites
{
    /// <inheritdoc/>
    public Task SaveAsync(DkimRotationState state, CancellationToken cancellationToken) => file.WriteAsync(state, cancellationToken);

    /// <inheritdoc/>
    public Task<DkimKeyResult> MakeKeyAsync(DkimKeyPlan plan, CancellationToken cancellationToken) =>
        maker.MakeAsync(plan with { Request = plan.Request with { Force = false } }, default, cancellationToken);

    /// <inheritdoc/>
    public Task<string?> ChangeAsync(DkimSignerChange change, CancellationToken cancellationToken) => change.WriteAsync(timeProvider, cancellationToken);
}
