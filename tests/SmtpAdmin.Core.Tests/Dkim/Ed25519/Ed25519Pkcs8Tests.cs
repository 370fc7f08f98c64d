using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Dkim;
using Ed25519 = SmtpAdmin.Dkim.Ed25519;

namespace SmtpAdmin.Core.Tests.Dkim;

/// <summary>Plain PKCS#8 and SubjectPublicKeyInfo (RFC 8410).</summary>
public sealed class Ed25519Pkcs8Tests
{
    // RFC 8410 section 10.3: one key as version v1, and as v2 with an attribute and its public key.
    private const string Seed = "d4ee72dbf913584ad5b6d8f1f769f8ad3afe7c28cbf1d4fbe097a88f44755842";
    private const string PublicKey = "19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1";
    private const string Version1 = "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC";
    private const string Version2 =
        "MHICAQEwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhCoB8wHQYKKoZIhvcNAQkJFDEPDA1DdXJkbGUgQ2hhaXJzgSEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=";
    private const string Public = "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=";

    private static readonly byte[] Sequence = [0x30];

    [Theory]
    [InlineData(Version1)]
    [InlineData(Version2)]
    public void The_private_keys_in_the_specification_are_read(string base64)
    {
        Assert.Equal(Seed, Convert.ToHexStringLower(Ed25519Pkcs8.Read(Convert.FromBase64String(base64))));
        Assert.Equal(Ed25519Pkcs8.AlgorithmOid, Ed25519Pkcs8.ReadAlgorithm(Convert.FromBase64String(base64)));
    }

    [Fact]
    public void The_keys_in_the_specification_are_written()
    {
        Assert.Equal(Version1, Convert.ToBase64String(Ed25519Pkcs8.Write(Convert.FromHexString(Seed))));
        Assert.Equal(PublicKey, Convert.ToHexStringLower(Ed25519.PublicKey(Convert.FromHexString(Seed))));
        Assert.Equal(Public, Convert.ToBase64String(Ed25519Pkcs8.WritePublicKey(Convert.FromHexString(PublicKey))));
        Assert.Equal(PublicKey, Convert.ToHexStringLower(Ed25519Pkcs8.ReadPublicKey(Convert.FromBase64String(Public))));
    }

    [Fact]
    public void Whatever_is_written_is_read_again() =>
        Prop.ForAll(EdgeOctets.Of(32).ToArbitrary(), octets =>
        {
            Assert.Equal(octets, Ed25519Pkcs8.Read(Ed25519Pkcs8.Write(octets)));
            Assert.Equal(octets, Ed25519Pkcs8.ReadPublicKey(Ed25519Pkcs8.WritePublicKey(octets)));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("302e020100300506032b657004220420", "")] // RFC 8410 as it is
    [InlineData("3080020100300506032b657004220420", "0000")] // indefinite length, as BER has it
    [InlineData("3030020100300706032b6570050004220420", "")] // NULL as parameters, as some encoders have it
    [InlineData("3030020100300506032b657004220420", "a000")] // attributes, none
    [InlineData("303b020100300506032b657004220420", "a00b3009060355040331020500")] // attributes, odd ones
    public void Keys_as_other_encoders_write_them_are_read(string head, string tail) => Assert.Equal(Seed, Convert.ToHexStringLower(Ed25519Pkcs8.Read(Convert.FromHexString(head + Seed + tail))));

    [Theory]
    [InlineData("", "")]
    [InlineData("302e020102300506032b657004220420", "")] // version v3
    [InlineData("302e020100300506032b657004220520", "")] // the inner tag is NULL's
    [InlineData("302d020100300506032b65700421041f", "-1")] // 31 octets
    [InlineData("302f020100300506032b657004230421", "00")] // 33 octets
    [InlineData("302c020100300506032b65700420", "")] // the octets without a string of their own
    [InlineData("3031020100300806032b657002010104220420", "")] // parameters
    [InlineData("302e020100300506032b657004220420", "00")] // something after the end
    [InlineData("302f020100300506032b657004220420", "00")] // something within the end
    [InlineData("3030020100300506032b657004220420", "a100")] // a public key without bits
    [InlineData("302e0201ff300506032b657004220420", "")] // version 0 less one
    [InlineData("312e020100300506032b657004220420", "")] // a set
    public void What_is_not_a_whole_key_is_refused(string head, string tail)
    {
        var key = tail == "-1" ? Seed[..62] : Seed + tail;
        var refused = Assert.Throws<FormatException>(() => Ed25519Pkcs8.Read(Convert.FromHexString(head.Length == 0 ? "" : head + key)));
        Assert.Equal("This is not a private key in PKCS#8, or it is damaged.", refused.Message);
    }

    [Fact]
    public void Every_shortened_or_lengthened_key_is_refused()
    {
        foreach (var whole in new[] { Version1, Version2 }.Select(Convert.FromBase64String))
        {
            for (var length = 0; length < whole.Length; length++) Assert.Throws<FormatException>(() => Ed25519Pkcs8.Read(whole.AsMemory(0, length)));
            Assert.Throws<FormatException>(() => Ed25519Pkcs8.Read((byte[])[.. whole, 0]));
        }
        var publicKey = Convert.FromBase64String(Public);
        for (var length = 0; length < publicKey.Length; length++) Assert.Throws<FormatException>(() => Ed25519Pkcs8.ReadPublicKey(publicKey.AsMemory(0, length)));
    }

    [Fact]
    public void A_public_key_that_is_not_the_pair_of_the_private_one_is_refused()
    {
        var key = Convert.FromBase64String(Version2);
        key[^1] ^= 1;
        var refused = Assert.Throws<CryptographicException>(() => Ed25519Pkcs8.Read(key));
        Assert.Contains("not its pair", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_for_another_algorithm_is_named_and_refused()
    {
        using var rsa = RSA.Create(1024);
        Assert.Equal("1.2.840.113549.1.1.1", Ed25519Pkcs8.ReadAlgorithm(rsa.ExportPkcs8PrivateKey()));
        var refused = Assert.Throws<CryptographicException>(() => Ed25519Pkcs8.Read(rsa.ExportPkcs8PrivateKey()));
        Assert.Equal("The key is for another algorithm than Ed25519: 1.2.840.113549.1.1.1.", refused.Message);
        Assert.Throws<CryptographicException>(() => Ed25519Pkcs8.ReadPublicKey(rsa.ExportSubjectPublicKeyInfo()));
        var x25519 = Convert.FromHexString("302e020100300506032b656e04220420" + Seed); // one arc away
        Assert.Throws<CryptographicException>(() => Ed25519Pkcs8.Read(x25519));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void Keys_of_another_length_are_not_written(int length)
    {
        Assert.Throws<ArgumentException>(() => Ed25519Pkcs8.Write(new byte[length]));
        Assert.Throws<ArgumentException>(() => Ed25519Pkcs8.WritePublicKey(new byte[length]));
    }

    [Fact]
    public void A_structure_larger_than_any_key_is_refused_before_it_is_read()
    {
        var large = new byte[KeyStructure.MaxSize + 1];
        var refused = Assert.Throws<FormatException>(() => Ed25519Pkcs8.Read(large));
        Assert.Equal("This is not a private key in PKCS#8: no key takes 16385 octets.", refused.Message);
    }

    [Fact]
    public void An_algorithm_with_an_endless_number_is_refused_and_not_echoed()
    {
        var number = Enumerable.Repeat((byte)0xff, 16_000).Append((byte)0x7f).ToArray();
        var key = Asn1(0x30, [2, 1, 0, .. Asn1(0x30, Asn1(6, number)), 4, 0]);
        var refused = Assert.ThrowsAny<Exception>(() => Ed25519Pkcs8.Read(key));
        Assert.True(refused is FormatException or CryptographicException, refused.ToString());
        Assert.InRange(refused.Message.Length, 1, 300);

        static byte[] Asn1(byte tag, byte[] content) => [tag, 0x82, (byte)(content.Length >> 8), (byte)content.Length, .. content];
    }

    [Fact]
    public void Damage_is_a_refusal_and_never_another_exception() =>
        Prop.ForAll(Gen.Elements(Version1, Version2, Public).ToArbitrary(), Damage.Of(4).ToArbitrary(), (base64, damage) =>
        {
            var damaged = damage.Apply(Convert.FromBase64String(base64));
            AssertReadOrRefused(() => Ed25519Pkcs8.Read(damaged));
            AssertReadOrRefused(() => Ed25519Pkcs8.ReadPublicKey(damaged));
            AssertReadOrRefused(() => Ed25519Pkcs8.ReadAlgorithm(damaged));
            AssertReadOrRefused(() => Ed25519Pkcs8.ReadEncrypted(damaged, "x"));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Any_octets_are_read_or_refused() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), octets =>
        {
            foreach (var candidate in new[] { octets, [.. Sequence, (byte)Math.Min(octets.Length, 127), .. octets] })
            {
                AssertReadOrRefused(() => Ed25519Pkcs8.Read(candidate));
                AssertReadOrRefused(() => Ed25519Pkcs8.ReadPublicKey(candidate));
                AssertReadOrRefused(() => Ed25519Pkcs8.ReadEncrypted(candidate, "x"));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    private static void AssertReadOrRefused(Func<object> read)
    {
        var thrown = Record.Exception(read);
        Assert.True(thrown is null or FormatException or CryptographicException, thrown?.ToString());
    }
}
