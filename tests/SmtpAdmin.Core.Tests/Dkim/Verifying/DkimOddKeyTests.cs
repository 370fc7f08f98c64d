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

    /// <summary>RFC 8017 section 3.1: what is added to the modulus, the exponent, what is said: by us, or for some by the cryptography of the system.</summary>
    [Theory]
    [InlineData(1, "65537", "its modulus is even")]
    [InlineData(0, "1", "its exponent is 1, and has to be 3 at least|is no RSA key")]
    [InlineData(0, "65536", "its exponent is even|is no RSA key")]
    [InlineData(0, "modulus", "its exponent is not smaller than its modulus")]
    [InlineData(0, "3", "")]
    [InlineData(0, "65537", "")]
    public async Task An_RSA_key_whose_numbers_cannot_be_those_of_one_is_refused(int added, string exponent, string said)
    {
        var modulus = new BigInteger(RSA.Create(1024).ExportParameters(false).Modulus!, isUnsigned: true, isBigEndian: true) + added;
        await AssertReadAsync(PublicKeyInfo(modulus, exponent == "modulus" ? modulus : BigInteger.Parse(exponent, null)), "rsa", said);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(751)]
    [InlineData(997)]
    public async Task An_RSA_key_whose_modulus_has_a_small_factor_is_refused(int factor)
    {
        var modulus = (BigInteger.One << 1023) + 1;
        while (modulus % factor != 0 || Enumerable.Range(3, factor - 3).Any(smaller => smaller % 2 == 1 && modulus % smaller == 0)) modulus += 2;
        await AssertReadAsync(PublicKeyInfo(modulus, 65537), "rsa", $"its modulus can be divided by {factor}");
    }

    /// <summary>Points of small order, not canonical, and off the curve (RFC 8032 section 5.1.3).</summary>
    [Theory]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("0200000000000000000000000000000000000000000000000000000000000000")]
    public Task An_Ed25519_key_for_which_anybody_could_sign_is_refused(string key) => AssertReadAsync(Convert.FromHexString(key), "ed25519", "its octets are no key of Ed25519");

    private static async Task AssertReadAsync(byte[] data, string kind, string said)
    {
        Assert.Equal(said.Length == 0, DkimPublicKey.TryRead(kind, data, out _, out var problem));
        Assert.Matches(said, problem ?? "");
        if (said.Length == 0) return;
        var key = kind == "rsa" ? SignedMessages.Rsa : SignedMessages.Ed25519;
        var signed = await SignedMessages.SignAsync(Rfc8463Message.Unsigned, SignedMessages.Options(key));
        var result = await SignedMessages.VerifyOneAsync(signed, new StubResolver().Txt($"{kind}._domainkey.{SignedMessages.Domain}", $"v=DKIM1; k={kind}; p={Convert.ToBase64String(data)}"));
        Assert.Equal((DkimStatus.PermError, null), (result.Status, result.HeaderHashMatches));
        Assert.Matches(said, result.Reason);
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
