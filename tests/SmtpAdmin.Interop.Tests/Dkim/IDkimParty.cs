namespace SmtpAdmin.Interop.Tests.Dkim;

/// <summary>Who signs and verifies: a peer, or we.</summary>
internal interface IDkimParty
{
    /// <summary>What it is called.</summary>
    string Name { get; }

    /// <summary>Where it differs from the RFC.</summary>
    IReadOnlyList<DkimDifference> Differences { get; }

    /// <summary>The message with its signature on top.</summary>
    /// <exception cref="DkimPeerException">It does not sign this message.</exception>
    Task<byte[]> SignAsync(byte[] message, DkimPeerSigning signing, CancellationToken cancellationToken);

    /// <summary>What it says of each signature of a message, in their order.</summary>
    /// <exception cref="DkimPeerException">It does not read this message.</exception>
    Task<IReadOnlyList<DkimPeerVerdict>> VerifyAsync(byte[] message, CancellationToken cancellationToken);
}
