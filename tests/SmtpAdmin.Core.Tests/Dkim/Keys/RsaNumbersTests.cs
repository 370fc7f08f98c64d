using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using SmtpAdmin.Dkim;

namespace SmtpAdmin.Core.Tests.Dkim.Keys;

public sealed class RsaNumbersTests
{
    [Theory]
    [InlineData(1024)]
    [InlineData(2048)]
    [InlineData(4096)]
    public void The_numbers_of_a_key_are_those_it_was_made_of(int size)
    {
        using var rsa = RSA.Create(size);
        var made = rsa.ExportParameters(includePrivateParameters: false);
        RsaNumbers[] read = [RsaNumbers.Read(rsa.ExportSubjectPublicKeyInfo(), isBare: false), RsaNumbers.Read(rsa.ExportRSAPublicKey(), isBare: true)];
        Assert.All(read, numbers =>
        {
            Assert.Equal(made.Modulus, numbers.Modulus.ToByteArray(isUnsigned: true, isBigEndian: true));
            Assert.Equal(made.Exponent, numbers.Exponent.ToByteArray(isUnsigned: true, isBigEndian: true));
            Assert.Equal(size / 8, numbers.Length);
            Assert.Null(numbers.Problem());
        });
    }

    [Theory]
    [InlineData(3)]
    [InlineData(29)]
    [InlineData(31)] // the ends of the first products
    [InlineData(991)]
    [InlineData(997)] // the last prime below 1,000
    public void A_modulus_that_a_small_prime_divides_is_no_product_of_large_ones(int factor)
    {
        using var rsa = RSA.Create(1024);
        var modulus = RsaNumbers.Read(rsa.ExportSubjectPublicKeyInfo(), isBare: false).Modulus;
        Assert.StartsWith($"its modulus can be divided by {factor}, ", new RsaNumbers(modulus * factor, 65537).Problem(), StringComparison.Ordinal);
        Assert.Null(new RsaNumbers(modulus, 65537).Problem());
    }

    [Theory]
    [InlineData("1", "its exponent is 1")]
    [InlineData("0", "its exponent is 0")]
    [InlineData("65536", "its exponent is even")]
    [InlineData("1000035999999", "its exponent is not smaller than its modulus")]
    public void An_exponent_that_cannot_be_is_named(string exponent, string problem) =>
        Assert.StartsWith(problem, new RsaNumbers(1009 * 1013, BigInteger.Parse(exponent, null)).Problem(), StringComparison.Ordinal);

    [Fact]
    public void A_modulus_without_the_zero_before_its_first_bit_is_no_negative_number()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(new byte[] { 0xC5, 0x01 });
            writer.WriteInteger(65537);
        }
        Assert.Equal(0xC501, RsaNumbers.Read(writer.Encode(), isBare: true).Modulus);
    }

    [Fact]
    public void Octets_that_are_no_key_are_none()
    {
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var rsa = RSA.Create(1024);
        byte[][] wrong = [[], [0x30], ec.ExportSubjectPublicKeyInfo(), rsa.ExportRSAPublicKey()[..^1], [.. rsa.ExportSubjectPublicKeyInfo(), 0]];
        Assert.All(wrong, data => Assert.False(DkimPublicKey.TryRead("rsa", data, out _, out _)));
    }
}
