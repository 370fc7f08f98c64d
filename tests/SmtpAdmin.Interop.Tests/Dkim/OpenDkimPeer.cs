namespace SmtpAdmin.Interop.Tests.Dkim;

/// <summary>OpenDKIM's library.</summary>
/// <param name="keys">The keys that it finds.</param>
internal sealed class OpenDkimPeer(DkimPeerKeys keys) : DkimPeer(DkimPeerProgram.OpenDkim, keys)
{
    /// <inheritdoc/>
    public override IReadOnlyList<DkimDifference> Differences => DkimDifferences.OfOpenDkim;

    /// <summary>Whether a private key is the pair of what is published.</summary>
    /// <exception cref="DkimPeerException">It cannot tell.</exception>
    public async Task<bool> IsPairAsync(string selector, string domain, string keyPath, CancellationToken cancellationToken) =>
        await Process.RequestAsync(["testkey", selector, domain, keyPath], default, cancellationToken) is { Kind: "match" or "mismatch" } reply
            ? reply.Kind == "match"
            : throw new DkimPeerException($"{Name} cannot tell.");
}
