using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Dkim;
using Ed25519 = SmtpAdmin.Dkim.Ed25519;

namespace SmtpAdmin.Core.Tests.Dkim;

/// <summary>Signing and verifying, with keys and signatures that a verifier must not fall for.</summary>
public sealed class Ed25519Tests
{
    private static readonly byte[] Seed = [.. Enumerable.Range(0, 32).Select(n => (byte)n)];
    private static readonly byte[] Message = "A message"u8.ToArray();

    [Fact]
    public void What_is_signed_verifies_and_is_signed_as_the_definition_says() =>
        Prop.ForAll(EdgeOctets.Of(32).ToArbitrary(), ArbMap.Default.ArbFor<byte[]>(), (seed, message) =>
        {
            var signature = Ed25519.Sign(seed, message);
            Assert.True(Ed25519.Verify(Ed25519.PublicKey(seed), message, signature));
            Assert.Equal(ReferenceCurve.Sign(seed, message), signature);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(150));

    [Fact]
    public void Any_flipped_bit_makes_a_signature_fail()
    {
        var (key, signature) = (Ed25519.PublicKey(Seed), Ed25519.Sign(Seed, Message));
        Assert.True(Ed25519.Verify(key, Message, signature));
        for (var bit = 0; bit < 8 * signature.Length; bit++) Assert.False(Ed25519.Verify(key, Message, Flip(signature, bit)), $"bit {bit} of the signature");
        for (var bit = 0; bit < 8 * key.Length; bit++) Assert.False(Ed25519.Verify(Flip(key, bit), Message, signature), $"bit {bit} of the key");
        for (var bit = 0; bit < 8 * Message.Length; bit++) Assert.False(Ed25519.Verify(key, Flip(Message, bit), signature), $"bit {bit} of the message");
    }

    [Fact]
    public void A_signature_plus_the_order_is_no_second_signature()
    {
        var (key, signature) = (Ed25519.PublicKey(Seed), Ed25519.Sign(Seed, Message));
        var s = ReferenceCurve.Integer(signature.AsSpan(32));
        for (var twin = s + ReferenceCurve.L; twin >> 256 == 0; twin += ReferenceCurve.L)
            Assert.False(Ed25519.Verify(key, Message, [.. signature[..32], .. ReferenceCurve.Octets(twin, 32)]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(32)]
    [InlineData(63)]
    [InlineData(65)]
    [InlineData(128)]
    public void A_signature_or_key_of_another_length_fails(int length)
    {
        var (key, signature) = (Ed25519.PublicKey(Seed), Ed25519.Sign(Seed, Message));
        Assert.False(Ed25519.Verify(key, Message, Resize(signature, length)));
        Assert.Equal(length == 32, Ed25519.Verify(Resize(key, length), Message, signature));
    }

    [Fact]
    public void With_a_key_of_small_order_nothing_verifies()
    {
        foreach (var point in ReferenceCurve.SmallOrder())
        {
            var key = ReferenceCurve.Encode(point);
            Assert.True(EdwardsPoint.TryDecode(key, out _));
            Assert.False(Ed25519.IsPublicKey(key));
            foreach (var r in ReferenceCurve.SmallOrder()) // S = 0 solves the equation whenever R = -kA, for whatever message
            {
                for (var n = 0; n < 8; n++) Assert.False(Ed25519.Verify(key, [(byte)n], [.. ReferenceCurve.Encode(r), .. new byte[32]]));
            }
        }
    }

    [Fact]
    public void An_R_that_is_not_canonical_fails_though_it_stands_for_the_right_point()
    {
        var secret = ReferenceCurve.SecretScalar(Seed);
        var canonical = ReferenceCurve.Encode(ReferenceCurve.Identity);
        Assert.True(Ed25519.Verify(Ed25519.PublicKey(Seed), Message, WithR(canonical))); // which shows that the others fail for their encoding
        Assert.False(Ed25519.Verify(Ed25519.PublicKey(Seed), Message, WithR(ReferenceCurve.Octets(ReferenceCurve.P + 1, 32))));
        Assert.False(Ed25519.Verify(Ed25519.PublicKey(Seed), Message, WithR(ReferenceCurve.Octets(1 + (BigInteger.One << 255), 32))));

        byte[] WithR(byte[] r) => [.. r, .. ReferenceCurve.Octets(ReferenceCurve.Hash(r, Ed25519.PublicKey(Seed), Message) * secret % ReferenceCurve.L, 32)];
    }

    [Fact]
    public void A_key_that_is_not_canonical_fails_though_it_stands_for_a_point()
    {
        for (var y = 0; y < 19; y++) // p + y fits into 255 bits
        {
            foreach (var sign in new[] { BigInteger.Zero, BigInteger.One << 255 }) Assert.False(Ed25519.IsPublicKey(ReferenceCurve.Octets(ReferenceCurve.P + y + sign, 32)));
        }
    }

    [Fact]
    public void The_equation_is_the_one_without_the_cofactor()
    {
        var secret = ReferenceCurve.SecretScalar(Seed);
        var mixed = ReferenceCurve.Encode(ReferenceCurve.Add(ReferenceCurve.Multiply(secret, ReferenceCurve.Base), ReferenceCurve.SmallOrder()[1]));
        Assert.True(Ed25519.IsPublicKey(mixed));
        var seen = new HashSet<bool>();
        for (var n = 0; n < 40; n++)
        {
            byte[] message = [(byte)n];
            var encodedR = ReferenceCurve.Encode(ReferenceCurve.Multiply(n + 1, ReferenceCurve.Base));
            var k = ReferenceCurve.Hash(encodedR, mixed, message);
            byte[] signature = [.. encodedR, .. ReferenceCurve.Octets((n + 1 + (k * secret)) % ReferenceCurve.L, 32)];
            Assert.Equal(k % 8 == 0, Ed25519.Verify(mixed, message, signature)); // with the cofactor, it would always hold
            seen.Add(k % 8 == 0);
        }
        Assert.Equal(2, seen.Count);
    }

    [Fact]
    public void Whatever_comes_as_key_and_signature_is_judged_without_an_exception() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), EdgeOctets.Of(64).ToArbitrary(), EdgeOctets.Of(32).ToArbitrary(), (any, signature, key) =>
        {
            Assert.False(Ed25519.Verify(any, any, any));
            Assert.False(Ed25519.Verify(key, any, signature));
            Assert.False(Ed25519.Verify(any, any, signature));
            Assert.False(Ed25519.Verify(Ed25519.PublicKey(Seed), any, signature));
            signature[63] &= 15; // S below L more often than not
            Assert.False(Ed25519.Verify(key, any, signature));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void Random_keys_of_curve_points_are_public_keys() =>
        Prop.ForAll(EdgeOctets.Of(32).ToArbitrary(), octets =>
            Assert.Equal(ReferenceCurve.Decode(octets) is { } point && ReferenceCurve.Multiply(8, point) != ReferenceCurve.Identity, Ed25519.IsPublicKey(octets)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    private static byte[] Flip(byte[] octets, int bit)
    {
        var flipped = octets.ToArray();
        flipped[bit / 8] ^= (byte)(1 << (bit % 8));
        return flipped;
    }

    private static byte[] Resize(byte[] octets, int length)
    {
        Array.Resize(ref octets, length);
        return octets;
    }
}
