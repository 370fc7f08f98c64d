using System.Security.Cryptography;
using SmtpAdmin.Dkim;
using SmtpAdmin.Interop.Tests.Peers;
using Ed25519 = SmtpAdmin.Dkim.Ed25519;

namespace SmtpAdmin.Interop.Tests.Dkim;

/// <summary>Ed25519 keys and signatures exchanged with the openssl program, in both directions.</summary>
public sealed class Ed25519OpenSslTests : IDisposable
{
    private const string Passphrase = "correct horse, pässword";
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private readonly PeerDirectory _directory = new("ed25519");

    public Ed25519OpenSslTests() => Peer.SkipUnlessAvailable("openssl");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_key_that_openssl_makes_is_read_and_signs_what_openssl_verifies()
    {
        await OpenSslAsync("genpkey", "-algorithm", "ed25519", "-outform", "DER", "-out", _directory["key.der"]);
        await OpenSslAsync("pkey", "-inform", "DER", "-in", _directory["key.der"], "-pubout", "-outform", "DER", "-out", _directory["public.der"]);
        using var key = new Ed25519Key(Ed25519Pkcs8.Read(await ReadAsync("key.der")));
        Assert.Equal(Ed25519Pkcs8.ReadPublicKey(await ReadAsync("public.der")), key.PublicKey);
        foreach (var length in new[] { 1, 32, 1000, 100_000 })
        {
            var message = RandomNumberGenerator.GetBytes(length);
            Assert.True(await OpenSslVerifiesAsync(message, key.Sign(message)));
            message[^1] ^= 1;
            Assert.False(await OpenSslVerifiesAsync(message, key.Sign(message.AsSpan(0, length - 1))));
        }
    }

    [Fact]
    public async Task A_key_that_is_written_is_read_by_openssl_which_signs_the_very_same_octets()
    {
        for (var n = 0; n < 10; n++)
        {
            using var key = Ed25519Key.Generate();
            var message = await WriteAsync("message", RandomNumberGenerator.GetBytes(1 + (n * 37)));
            await WriteKeyAsync(key, seed => Ed25519Pkcs8.Write(seed));
            await OpenSslAsync("pkeyutl", "-sign", "-rawin", "-keyform", "DER", "-inkey", _directory["key.der"], "-in", _directory["message"], "-out", _directory["signature"]);
            var signature = await ReadAsync("signature");
            Assert.Equal(key.Sign(message), signature);
            Assert.True(Ed25519.Verify(key.PublicKey, message, signature));
        }
    }

    [Theory]
    [InlineData("aes-128-cbc", "hmacWithSHA1")]
    [InlineData("aes-192-cbc", "hmacWithSHA384")]
    [InlineData("aes-256-cbc", "hmacWithSHA256")]
    [InlineData("aes-256-cbc", "hmacWithSHA512")]
    public async Task A_key_that_openssl_encrypts_is_read_with_its_passphrase(string cipher, string function)
    {
        await OpenSslAsync("genpkey", "-algorithm", "ed25519", "-outform", "DER", "-out", _directory["key.der"]);
        await OpenSslAsync(
            "pkcs8", "-topk8", "-inform", "DER", "-in", _directory["key.der"], "-outform", "DER", "-out", _directory["encrypted.der"],
            "-v2", cipher, "-v2prf", function, "-passout", "env:PASSPHRASE");
        var encrypted = await ReadAsync("encrypted.der");
        Assert.Equal(Ed25519Pkcs8.Read(await ReadAsync("key.der")), Ed25519Pkcs8.ReadEncrypted(encrypted, Passphrase));
        Assert.Throws<CryptographicException>(() => Ed25519Pkcs8.ReadEncrypted(encrypted, "wrong"));
    }

    [Fact]
    public async Task A_PEM_file_of_openssl_genpkey_with_a_passphrase_is_read()
    {
        await OpenSslAsync("genpkey", "-algorithm", "ed25519", "-aes256", "-pass", "env:PASSPHRASE", "-out", _directory["key.pem"]);
        await OpenSslAsync("pkey", "-in", _directory["key.pem"], "-passin", "env:PASSPHRASE", "-outform", "DER", "-out", _directory["key.der"]);
        var pem = await File.ReadAllTextAsync(_directory["key.pem"], Token);
        var fields = PemEncoding.Find(pem);
        Assert.Equal("ENCRYPTED PRIVATE KEY", pem[fields.Label]);
        Assert.Equal(Ed25519Pkcs8.Read(await ReadAsync("key.der")), Ed25519Pkcs8.ReadEncrypted(Convert.FromBase64String(pem[fields.Base64Data]), Passphrase));
    }

    [Fact]
    public async Task A_key_that_is_encrypted_is_read_by_openssl_with_its_passphrase_and_no_other()
    {
        using var key = Ed25519Key.Generate();
        var encrypted = await WriteKeyAsync(key, seed => Ed25519Pkcs8.WriteEncrypted(seed, Passphrase));
        await File.WriteAllTextAsync(_directory["key.pem"], PemEncoding.WriteString("ENCRYPTED PRIVATE KEY", encrypted), Token);
        await OpenSslAsync("pkey", "-in", _directory["key.pem"], "-passin", "env:PASSPHRASE", "-pubout", "-outform", "DER", "-out", _directory["public.der"]);
        Assert.Equal(Ed25519Pkcs8.WritePublicKey(key.PublicKey), await ReadAsync("public.der"));
        var refused = await RunAsync("pkey", "-in", _directory["key.pem"], "-passin", "pass:wrong", "-noout");
        Assert.NotEqual(0, refused.ExitCode);
    }

    [Fact]
    public async Task Changed_signatures_are_judged_as_openssl_judges_them()
    {
        using var key = Ed25519Key.Generate();
        await WriteAsync("public.der", Ed25519Pkcs8.WritePublicKey(key.PublicKey));
        var message = "A message"u8.ToArray();
        var signature = key.Sign(message);
        byte[] order = Convert.FromHexString("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
        List<byte[]> candidates = [signature, signature[..63], [.. signature, 0], [.. signature[..32], .. Sum(signature.AsSpan(32), order)]];
        for (var bit = 0; bit < 512; bit += 37)
        {
            var changed = signature.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            candidates.Add(changed);
        }
        foreach (var candidate in candidates)
            Assert.Equal(await OpenSslVerifiesAsync(message, candidate), Ed25519.Verify(key.PublicKey, message, candidate));
        Assert.True(await OpenSslVerifiesAsync(message, signature));
    }

    private static byte[] Sum(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var sum = new byte[left.Length];
        var carry = 0;
        for (var i = 0; i < sum.Length; i++)
        {
            carry += left[i] + right[i];
            sum[i] = (byte)carry;
            carry >>= 8;
        }
        return sum;
    }

    /// <summary>By the public key in public.der.</summary>
    private async Task<bool> OpenSslVerifiesAsync(byte[] message, byte[] signature)
    {
        await WriteAsync("message", message);
        await WriteAsync("signature", signature);
        var result = await RunAsync(
            "pkeyutl", "-verify", "-rawin", "-pubin", "-keyform", "DER", "-inkey", _directory["public.der"], "-in", _directory["message"], "-sigfile", _directory["signature"]);
        Assert.Contains("Signature Verif", result.Output, StringComparison.Ordinal); // successfully, or failure
        return result.ExitCode == 0;
    }

    private async Task<byte[]> WriteKeyAsync(Ed25519Key key, Func<byte[], byte[]> encode)
    {
        var seed = new byte[Ed25519.SeedSize];
        key.ExportSeed(seed);
        return await WriteAsync("key.der", encode(seed));
    }

    private async Task<byte[]> WriteAsync(string name, byte[] octets)
    {
        await File.WriteAllBytesAsync(_directory[name], octets, Token);
        return octets;
    }

    private Task<byte[]> ReadAsync(string name) => File.ReadAllBytesAsync(_directory[name], Token);

    private static async Task OpenSslAsync(params string[] arguments) => (await RunAsync(arguments)).OrThrow($"openssl {arguments[0]}");

    private static Task<PeerCommand> RunAsync(params string[] arguments) => PeerCommand.RunAsync(
        PeerProgram.Known["openssl"].Path, arguments, Token, new Dictionary<string, string> { ["PASSPHRASE"] = Passphrase });
}
