using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dkim;

namespace SmtpAdmin.Core.Tests.Dkim.Verifying;

/// <summary>Keys that are well formed and mean nothing, or much work.</summary>
public sealed class DkimOddKeyTests
{
    [Theory]
    [InlineData(1024, "0")]
    [InlineData(1024, "1")]
    [InlineData(1024, "2")]
    [InlineData(2048, "18446744073709551617")]
    [InlineData(4096, "340282366920938463463374607431768211457")]
    [InlineData(8192, "340282366920938463463374607431768211457")]
    [InlineData(8192, "large")]
    [InlineData(9000, "65537")]
    [InlineData(64, "65537")]
    public async Task No_signature_holds_for_a_key_that_is_none_and_nothing_is_thrown(int bits, string exponent)
    {
        var modulus = (BigInteger.One << (bits - 1)) + (BigInteger.One << (bits / 2)) + 1;
        var record = $"v=DKIM1; p={Convert.ToBase64String(PublicKeyInfo(modulus, exponent == "large" ? modulus - 2 : BigInteger.Parse(exponent, null)))}";
        var signed = await SignedMessages.SignAsync(Rfc8463Message.Unsigned, SignedMessages.Options(SignedMessages.Rsa));
        var result = await SignedMessages.VerifyOneAsync(signed, new StubResolver().Txt(SignedMessages.RsaName, record));
        Assert.Contains(result.Status, (DkimStatus[])[DkimStatus.Fail, DkimStatus.PermError, DkimStatus.Policy]);
        Assert.NotEqual(true, result.HeaderHashMatches);
    }

    [Fact]
    public async Task A_key_without_the_info_around_it_is_taken()
    {
        using var rsa = RSA.Create(2048);
        using var key = new DkimSigningKey(rsa);
        var signed = await SignedMessages.SignAsync(Rfc8463Message.Unsigned, SignedMessages.Options(key));
        var result = await SignedMessages.VerifyOneAsync(signed, new StubResolver().Txt(SignedMessages.RsaName, $"v=DKIM1; p={Convert.ToBase64String(rsa.ExportRSAPublicKey())}"));
        Assert.Equal(DkimStatus.Pass, result.Status);
    }

    /// <summary>SubjectPublicKeyInfo with an RSAPublicKey (RFC 8017 appendix A.1.1).</summary>
    private static byte[] PublicKeyInfo(BigInteger modulus, BigInteger exponent)
    {
        var key = new AsnWriter(AsnEncodingRules.DER);
        using (key.PushSequence())
        {
            key.WriteInteger(modulus);
            key.WriteInteger(exponent);
        }
        var info = new AsnWriter(AsnEncodingRules.DER);
        using (info.PushSequence())
        {
            using (info.PushSequence())
            {
                info.WriteObjectIdentifier("1.2.840.113549.1.1.1");
                info.WriteNull();
            }
            info.WriteBitString(key.Encode());
        }
        return info.Encode();
    }
}
