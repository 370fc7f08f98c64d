using System.Text;
using SmtpAdmin.Dkim;
using SmtpAdmin.Interop.Tests.Peers;
using SmtpAdmin.Lab;

namespace SmtpAdmin.Interop.Tests.Dkim;

/// <summary>The peers among themselves: what we are compared with works, and where they differ from the RFC is known.</summary>
public sealed class DkimPeerTests(PeerSet peers)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("rsa")]
    [InlineData("ed25519")]
    public async Task What_libopendkim_signs_dkimpy_verifies_but_for_the_differences_that_are_known(string key) =>
        DkimExchange.ShowNone(await SurprisesAsync(peers.OpenDkim, peers.Dkimpy, key));

    [Theory]
    [InlineData("rsa")]
    [InlineData("ed25519")]
    public async Task What_dkimpy_signs_libopendkim_verifies_but_for_the_differences_that_are_known(string key) =>
        DkimExchange.ShowNone(await SurprisesAsync(peers.Dkimpy, peers.OpenDkim, key));

    [Theory]
    [InlineData("Hello Bob", "Hello Bill")]
    [InlineData("shows one thing", "shows another")]
    [InlineData("d=dkim.test; s=rsa", "d=dkim.test; s=ed25519")]
    [InlineData("d=dkim.test; s=rsa", "d=dkim.test; s=none")]
    public async Task Both_see_a_change(string old, string changed)
    {
        await RequireAsync();
        var signed = await peers.OpenDkim.SignAsync(await DkimCorpus.ReadAsync("plain", Token), Signing(), Token);
        var altered = Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(signed).Replace(old, changed, StringComparison.Ordinal));
        Assert.NotEqual(signed, altered);
        Assert.False(Assert.Single(await peers.OpenDkim.VerifyAsync(altered, Token)).Passes);
        Assert.False(Assert.Single(await peers.Dkimpy.VerifyAsync(altered, Token)).Passes);
    }

    [Fact]
    public async Task Text_behind_the_length_that_is_signed_does_not_matter_to_them()
    {
        await RequireAsync();
        var message = await DkimCorpus.ReadAsync("plain", Token);
        foreach (var (signer, verifier) in ((DkimPeer, DkimPeer)[])[(peers.OpenDkim, peers.Dkimpy), (peers.Dkimpy, peers.OpenDkim)])
        {
            byte[] signed = [.. await signer.SignAsync(message, Signing() with { Length = "all" }, Token), .. "A footer\r\n"u8];
            Assert.True(Assert.Single(await verifier.VerifyAsync(signed, Token)).Passes, signer.Name);
        }
    }

    [Fact]
    public async Task Each_verifies_both_signatures_of_a_message()
    {
        await RequireAsync();
        var once = await peers.OpenDkim.SignAsync(await DkimCorpus.ReadAsync("multipart", Token), Signing(), Token);
        var twice = await peers.Dkimpy.SignAsync(once, Signing("ed25519") with { Identity = "alice@mail.dkim.test" }, Token);
        foreach (var peer in (DkimPeer[])[peers.OpenDkim, peers.Dkimpy])
        {
            Assert.Equal([("ed25519", true), ("rsa", true)], (await peer.VerifyAsync(twice, Token)).Select(verdict => (verdict.Selector, verdict.Passes)));
        }
    }

    [Fact]
    public async Task Libopendkim_tells_whether_a_key_is_the_pair_of_its_record()
    {
        await RequireAsync();
        Assert.True(await peers.OpenDkim.IsPairAsync("rsa", DkimPeerKey.Domain, peers.DkimKeys.Rsa.Path, Token));
        using var directory = new PeerDirectory("dkim");
        var other = DkimPeerKey.NewRsa("rsa", directory.Path, 2048);
        Assert.False(await peers.OpenDkim.IsPairAsync("rsa", DkimPeerKey.Domain, other.Path, Token));
    }

    [Fact]
    public async Task The_filter_signs_by_its_tables_and_verifies()
    {
        Peer.SkipUnlessAvailable("opendkim");
        await RequireAsync();
        using var directory = new PeerDirectory("tables");
        var keys = directory.Write("key.table", $"key1 {DkimPeerKey.Domain}:rsa:{peers.DkimKeys.Rsa.Path}\n");
        var signing = directory.Write("signing.table", $"*@{DkimPeerKey.Domain} key1\n");
        var message = await DkimCorpus.ReadAsync("header-folded", Token);
        var signed = await OpenDkimFilter.SignAsync(message, $"Canonicalization relaxed/simple\nKeyTable {keys}\nSigningTable refile:{signing}", Token);
        Assert.True(Assert.Single(await peers.Dkimpy.VerifyAsync(signed, Token)).Passes);

        var byDkimpy = await peers.Dkimpy.SignAsync(message, Signing(), Token);
        var result = await OpenDkimFilter.VerifyAsync(byDkimpy, [(peers.DkimKeys.Rsa.Name, peers.DkimKeys.Rsa.Record)], Token);
        Assert.Contains("dkim=pass (2048-bit key)", result, StringComparison.Ordinal);
        var altered = await OpenDkimFilter.VerifyAsync([.. byDkimpy, .. "More\r\n"u8], [(peers.DkimKeys.Rsa.Name, peers.DkimKeys.Rsa.Record)], Token);
        Assert.Contains("dkim=fail", altered, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rsa", DkimKeyAlgorithm.Rsa)]
    [InlineData("ed25519", DkimKeyAlgorithm.Ed25519)]
    public async Task The_filter_signs_by_the_lines_that_are_made_for_it_so_that_everybody_verifies(string selector, DkimKeyAlgorithm algorithm)
    {
        var key = await RequireFilterAsync(selector);
        var config = OpenDkimConfig.Of(new DkimNewKey
        {
            Domain = DkimPeerKey.Domain,
            Selector = selector,
            Algorithm = algorithm,
            KeySize = 2048,
            RecordName = key.Name,
            RecordValue = key.Record,
            PublicKey = "",
            Fingerprint = "",
            CreatedAt = DateTimeOffset.UnixEpoch,
            PrivateKeyPath = key.Path,
        }).ToList();
        using var directory = new PeerDirectory("lines");
        var settings = config[2].Text;
        foreach (var table in config.Take(2)) settings = settings.Replace(table.File, directory.Write(Path.GetFileName(table.File), $"{table.Text}\n"), StringComparison.Ordinal);
        // What a daemon needs, and a test of one message does not.
        settings = string.Join('\n', settings.Split('\n').Where(line => line.Split(' ')[0] is not ("Mode" or "Socket" or "UserID" or "PidFile")));
        var signed = await OpenDkimFilter.SignAsync(await DkimCorpus.ReadAsync("header-folded", Token), settings, Token);
        Assert.Equal((true, true, true), await PassesAsync(signed, key));
    }

    /// <summary>Its library folds such a field in another place than when it computed the signature, and so nobody can verify it, itself included.</summary>
    [Theory]
    [InlineData("rsa", "simple", true)]
    [InlineData("ed25519", "simple", false)]
    [InlineData("ed25519", "relaxed", true)]
    public async Task The_filter_cannot_sign_by_ed25519_and_simple(string selector, string canonicalization, bool holds)
    {
        var key = await RequireFilterAsync(selector);
        using var directory = new PeerDirectory("tables");
        var keys = directory.Write("key.table", $"key1 {DkimPeerKey.Domain}:{selector}:{key.Path}\n");
        var signing = directory.Write("signing.table", $"*@{DkimPeerKey.Domain} key1\n");
        var signed = await OpenDkimFilter.SignAsync(
            await DkimCorpus.ReadAsync("plain", Token), $"SignatureAlgorithm {key.Algorithm}\nCanonicalization {canonicalization}\nKeyTable {keys}\nSigningTable refile:{signing}", Token);
        Assert.Equal((holds, holds, holds), await PassesAsync(signed, key));
    }

    [Fact]
    public async Task A_key_of_opendkim_genkey_is_the_pair_of_its_zone_line()
    {
        Peer.SkipUnlessAvailable("opendkim-genkey", "opendkim-testkey");
        using var directory = new PeerDirectory("genkey");
        var (path, line) = await OpenDkimTools.GenerateKeyAsync(directory.Path, "s1", "dkim.test", Token);
        var (other, _) = await OpenDkimTools.GenerateKeyAsync(directory.Path, "s2", "dkim.test", Token);
        await using var server = LabDnsServer.Start([LabZone.Parse("dkim.test", "$TTL 300\n" + line)]);
        Assert.True((await OpenDkimTools.TestKeyAsync(server.EndPoint, "s1", "dkim.test", path, Token)).IsPair);
        var mismatch = await OpenDkimTools.TestKeyAsync(server.EndPoint, "s1", "dkim.test", other, Token);
        Assert.False(mismatch.IsPair);
        Assert.Contains("keys do not match", mismatch.Text, StringComparison.Ordinal);
    }

    private async Task<IReadOnlyList<string>> SurprisesAsync(DkimPeer signer, DkimPeer verifier, string key)
    {
        await RequireAsync();
        return await DkimExchange.SurprisesAsync(signer, verifier, peers.DkimKeys.For(key), Token);
    }

    private async Task<DkimPeerKey> RequireFilterAsync(string selector)
    {
        Peer.SkipUnlessAvailable("opendkim");
        await RequireAsync();
        return peers.DkimKeys.For(selector);
    }

    /// <summary>Whether the signature holds, for us, for dkimpy, and for the filter itself.</summary>
    private async Task<(bool Own, bool Dkimpy, bool Filter)> PassesAsync(byte[] signed, DkimPeerKey key)
    {
        await using var own = OwnDkim.Start(key);
        return (
            Assert.Single(await own.VerifyAsync(signed, Token)).Passes,
            Assert.Single(await peers.Dkimpy.VerifyAsync(signed, Token)).Passes,
            (await OpenDkimFilter.VerifyAsync(signed, [(key.Name, key.Record)], Token)).Contains("dkim=pass", StringComparison.Ordinal));
    }

    private DkimPeerSigning Signing(string selector = "rsa") => DkimPeerSigning.By(peers.DkimKeys.For(selector));

    private async Task RequireAsync()
    {
        await peers.OpenDkim.RequireAsync();
        await peers.Dkimpy.RequireAsync();
    }
}
