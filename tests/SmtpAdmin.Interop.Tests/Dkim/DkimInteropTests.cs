using SmtpAdmin.Interop.Tests.Peers;

namespace SmtpAdmin.Interop.Tests.Dkim;

/// <summary>What we sign the peers verify, and what they sign we verify: every message of the corpus, in all four pairs of canonicalizations.</summary>
public sealed class DkimInteropTests(PeerSet peers)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("rsa")]
    [InlineData("ed25519")]
    public async Task What_we_sign_libopendkim_verifies(string key) => DkimExchange.ShowNone(await SurprisesAsync(peers.OpenDkim, key, weSign: true));

    [Theory]
    [InlineData("rsa")]
    [InlineData("ed25519")]
    public async Task What_we_sign_dkimpy_verifies(string key) => DkimExchange.ShowNone(await SurprisesAsync(peers.Dkimpy, key, weSign: true));

    [Theory]
    [InlineData("rsa")]
    [InlineData("ed25519")]
    public async Task What_libopendkim_signs_we_verify(string key) => DkimExchange.ShowNone(await SurprisesAsync(peers.OpenDkim, key, weSign: false));

    [Theory]
    [InlineData("rsa")]
    [InlineData("ed25519")]
    public async Task What_dkimpy_signs_we_verify(string key) => DkimExchange.ShowNone(await SurprisesAsync(peers.Dkimpy, key, weSign: false));

    [Theory]
    [InlineData("rsa")]
    [InlineData("ed25519")]
    public async Task What_we_sign_we_verify(string key)
    {
        await using var own = Own();
        DkimExchange.ShowNone(await DkimExchange.SurprisesAsync(own, own, peers.DkimKeys.For(key), Token));
    }

    private async Task<IReadOnlyList<string>> SurprisesAsync(DkimPeer peer, string key, bool weSign)
    {
        await peer.RequireAsync();
        await using var own = Own();
        return weSign
            ? await DkimExchange.SurprisesAsync(own, peer, peers.DkimKeys.For(key), Token)
            : await DkimExchange.SurprisesAsync(peer, own, peers.DkimKeys.For(key), Token);
    }

    private OwnDkim Own() => OwnDkim.Start(peers.DkimKeys.Rsa, peers.DkimKeys.Ed25519);
}
