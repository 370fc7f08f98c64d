namespace SmtpAdmin.Dkim;

/// <summary>Looks at all that a step depends on: the key's file, the DNS, the signer.</summary>
internal static class DkimRotationLook
{
    /// <summary>A clock that is set right by less than this is not behind; what is noted then has the time of the last call.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    /// <summary>Looks.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<DkimRotationSight> OfAsync(DkimRotationContext context, DkimRotationState state, CancellationToken cancellationToken)
    {
        var expected = new DkimExpectedKey(state.Algorithm, DkimBase64.Decode(state.PublicKey)!, state.IsForTest);
        var publication = context.Authority.LookAsync(DkimName.OfKey(state.Selector, state.Domain)!, expected, cancellationToken);
        var old = state is { OldSelector: not null, RevokedAt: null } ? LookAtOldAsync(context, state, cancellationToken) : null;
        var use = context.SignerQuery is { } query
            ? await DkimSignerReader.LookAsync(query, state, expected, cancellationToken).ConfigureAwait(false)
            : state.StatedSelector is { } stated ? DkimSignerUse.Stated(stated, state) : DkimSignerUse.NotTold;
        // A signer that went back to a key that was revoked is the one case in which the old record is looked at again.
        if (use.IsOld) old ??= LookAtOldAsync(context, state, cancellationToken);
        var key = await DkimKeyFileCheck.OfAsync(state.PrivateKeyPath, expected, cancellationToken).ConfigureAwait(false);
        var published = await publication.ConfigureAwait(false);
        var kept = old is null ? null : await old.ConfigureAwait(false);
        var now = context.Now;
        if (now < state.SeenAt && state.SeenAt - now <= Slack) now = state.SeenAt;
        return new DkimRotationSight { Now = now, Key = key, Publication = published, Old = kept, Use = use, IsForRootAlone = state.OldSelector is null && IsForRootAlone(state.PrivateKeyPath) };
    }

    private static bool IsForRootAlone(string path) => UnixOwner.Of(path) is { User: 0, Mode: var mode } && (mode & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)) == 0;

    private static Task<DkimPublication> LookAtOldAsync(DkimRotationContext context, DkimRotationState state, CancellationToken cancellationToken) =>
        context.Authority.LookAsync(DkimName.OfKey(state.OldSelector!, state.Domain)!, expected: null, cancellationToken);
}
