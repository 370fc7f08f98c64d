namespace SmtpAdmin.Interop.Tests.Dkim;

/// <summary>dkimpy.</summary>
/// <param name="keys">The keys that it finds.</param>
internal sealed class DkimpyPeer(DkimPeerKeys keys) : DkimPeer(DkimPeerProgram.Dkimpy, keys)
{
    /// <inheritdoc/>
    public override IReadOnlyList<DkimDifference> Differences => DkimDifferences.OfDkimpy;
}
