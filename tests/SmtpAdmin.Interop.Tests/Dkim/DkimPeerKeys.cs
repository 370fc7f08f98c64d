using SmtpAdmin.Interop.Tests.Peers;

namespace SmtpAdmin.Interop.Tests.Dkim;

/// <summary>The keys that every peer finds. They are made when they are first needed.</summary>
internal sealed class DkimPeerKeys : IDisposable
{
    private readonly Lazy<PeerDirectory> _directory;
    private readonly Lazy<DkimPeerKey> _rsa;
    private readonly Lazy<DkimPeerKey> _ed25519;

    /// <summary>Nothing is made yet.</summary>
    public DkimPeerKeys()
    {
        _directory = new(() => new PeerDirectory("dkim"));
        _rsa = new(() => DkimPeerKey.NewRsa("rsa", _directory.Value.Path, 2048));
        _ed25519 = new(() => DkimPeerKey.WriteEd25519("ed25519", _directory.Value.Path));
    }

    /// <summary>RSA with 2048 bits.</summary>
    internal DkimPeerKey Rsa => _rsa.Value;

    /// <summary>Ed25519.</summary>
    internal DkimPeerKey Ed25519 => _ed25519.Value;

    /// <summary>The key of a selector, <c>rsa</c> or <c>ed25519</c>.</summary>
    internal DkimPeerKey For(string selector) => selector == "rsa" ? Rsa : Ed25519;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_directory.IsValueCreated) _directory.Value.Dispose();
    }
}
