namespace SmtpAdmin.Dkim;

/// <summary>The kind and the size of a key in use: the signer's configuration may hold for that kind alone.</summary>
/// <param name="Algorithm">The kind.</param>
/// <param name="Size">The size in bits.</param>
internal sealed record DkimKeyKind(DkimKeyAlgorithm Algorithm, int Size)
{
    /// <summary>The size for a new key of RSA that is to be no smaller; null for the usual one.</summary>
    public int? SizeOfNext => Algorithm == DkimKeyAlgorithm.Rsa && Size > DkimKeyRequest.DefaultKeySize ? Math.Min((Size + 7) / 8 * 8, DkimSigningKey.MaxRsaSize) : null;

    /// <summary>The kind of the key that a rotation made.</summary>
    /// <param name="state">Its state, with the key.</param>
    public static DkimKeyKind? Of(DkimRotationState state) =>
        DkimPublicKey.TryRead(DkimKeyRecordText.TypeOf(state.Algorithm), DkimBase64.Decode(state.PublicKey)!, out var key, out _) ? new(key.Algorithm, key.KeySize) : null;

    /// <summary>The kind of a key that no rotation made: of its private half where that can be read here, or else of what the servers publish.</summary>
    /// <returns>The kind; null when neither tells.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<DkimKeyKind?> OfAsync(DkimRotationContext context, DkimCurrentSelector current, CancellationToken cancellationToken)
    {
        if (current.KeyPath is { } path && Path.IsPathFullyQualified(path) && await OfFileAsync(path, cancellationToken).ConfigureAwait(false) is { } kind) return kind;
        if (DkimName.OfKey(current.Selector, context.Domain) is not { } name) return null;
        var publication = await context.Authority.LookAsync(name, expected: null, cancellationToken).ConfigureAwait(false);
        return publication.Servers.Select(server => server.Kind).OfType<DkimKeyKind>().Distinct().ToList() is [var one] ? one : null;
    }

    private static async Task<DkimKeyKind?> OfFileAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            using var key = await DkimKeyFile.ReadAsync(path, default, cancellationToken).ConfigureAwait(false);
            return new DkimKeyKind(key.Algorithm, key.KeySize);
        }
        catch (Exception exception) when (exception is DkimKeyException or IOException or UnauthorizedAccessException)
        {
            return null; // the servers tell too
        }
    }
}
