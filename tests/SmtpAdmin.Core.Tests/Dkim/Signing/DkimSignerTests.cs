using System.Text;
using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dkim;

namespace SmtpAdmin.Core.Tests.Dkim.Signing;

public sealed class DkimSignerTests
{
    private static readonly DkimSigningKey Rsa = DkimSigningKey.Create(DkimKeyAlgorithm.Rsa, 2048);
    private static readonly DkimSigningKey Ed25519 = DkimSigningKey.Create(DkimKeyAlgorithm.Ed25519, 256);

    public static TheoryData<DkimCanonicalization, DkimCanonicalization> Pairs => new(
        from header in Enum.GetValues<DkimCanonicalization>() from body in Enum.GetValues<DkimCanonicalization>() select (header, body));

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task What_is_signed_by_both_kinds_of_key_is_verified(DkimCanonicalization header, DkimCanonicalization body)
    {
        var signed = await SignAsync(Rfc8463Message.Unsigned, Options(Rsa, header, body), Options(Ed25519, header, body));
        var results = await VerifyAsync(signed);
        Assert.Equal(["rsa-sha256", "ed25519-sha256"], results.Select(result => result.Algorithm));
        Assert.All(results, result => Assert.Equal(DkimStatus.Pass, result.Status));
        Assert.EndsWith(Rfc8463Message.Unsigned, signed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_with_Unix_line_ends_keeps_them_and_verifies_with_CRLF()
    {
        var signed = await SignAsync(Rfc8463Message.Unsigned.ReplaceLineEndings("\n"), Options(Rsa));
        Assert.DoesNotContain('\r', signed);
        Assert.Equal(DkimStatus.Pass, Assert.Single(await VerifyAsync(signed)).Status);
        Assert.Equal(DkimStatus.Pass, Assert.Single(await VerifyAsync(signed.ReplaceLineEndings("\r\n"))).Status);
    }

    private static DkimSigningOptions Options(
        DkimSigningKey key, DkimCanonicalization header = DkimCanonicalization.Relaxed, DkimCanonicalization body = DkimCanonicalization.Relaxed) => new()
        {
            Domain = "football.example.com",
            Selector = key.Algorithm.ToString(),
            Key = key,
            HeaderCanonicalization = header,
            BodyCanonicalization = body,
        };

    private static async Task<string> SignAsync(string message, params DkimSigningOptions[] options)
    {
        using var input = new MemoryStream(Rfc8463Message.Octets(message));
        using var output = new MemoryStream();
        await new DkimSigner(TimeProvider.System).WriteSignedAsync(input, options, output, TestContext.Current.CancellationToken);
        return Encoding.Latin1.GetString(output.ToArray());
    }

    private static async Task<IReadOnlyList<DkimSignatureResult>> VerifyAsync(string message)
    {
        var resolver = new StubResolver();
        foreach (var key in (DkimSigningKey[])[Rsa, Ed25519])
        {
            var kind = key.Algorithm.ToString();
            resolver.Txt($"{kind}._domainkey.football.example.com", $"v=DKIM1; k={kind.ToLowerInvariant()}; p={Convert.ToBase64String(key.PublicKeyData())}");
        }
        using var stream = new MemoryStream(Rfc8463Message.Octets(message));
        return await new DkimVerifier(resolver, TimeProvider.System).VerifyAsync(stream, new DkimVerifyOptions(), TestContext.Current.CancellationToken);
    }
}
