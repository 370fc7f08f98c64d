using System.Buffers.Binary;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Core.Tests.Dns.Update;

public sealed class TsigTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<TsigAlgorithm> Algorithms => [.. Enum.GetValues<TsigAlgorithm>()];

    [Fact]
    public void The_signature_is_HMAC_over_the_message_and_the_variables()
    {
        var key = TsigKey.Create("k", TsigAlgorithm.HmacSha256, Convert.ToBase64String(new byte[32]));
        byte[] message = [0x12, 0x34, 0x28, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, (byte)'a', 0, 0, 6, 0, 1];

        Tsig.Sign(message, key, Now, out var mac);

        // RFC 8945 section 4.3.3, written out: name, class ANY, time to live 0, algorithm, time, fudge, error, other length.
        byte[] variables = [1, (byte)'k', 0, 0, 255, 0, 0, 0, 0, 11, .. "hmac-sha256"u8, 0, 0, 0, .. BigEndian((uint)Now.ToUnixTimeSeconds()), 0x01, 0x2c, 0, 0, 0, 0];
        Assert.Equal(System.Security.Cryptography.HMACSHA256.HashData(new byte[32], (byte[])[.. message, .. variables]), mac);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void What_is_signed_is_found_and_verified_and_any_octet_that_changes_breaks_it(TsigAlgorithm algorithm)
    {
        var key = Key("Key.Example", algorithm);
        var message = DnsMessageWriter.Write(new DnsMessage { Id = 7, Opcode = DnsOpcode.Query, Question = new DnsQuestion(DnsName.Parse("a.example"), DnsType.TXT), Edns = new DnsEdns(1232) });

        var signed = Tsig.Sign(message, key, Now, out var mac);

        Assert.Equal(message.Length + Tsig.LengthOf(key), signed.Length);
        Assert.True(Tsig.TryFind(signed, out var record, out var start));
        Assert.Equal((message.Length, Now.ToUnixTimeSeconds(), (ushort)7), (start, record.Time, record.OriginalId));
        Assert.Equal(mac, record.Mac);
        Assert.True(Tsig.IsSignedBy(signed, record, start, key, []));
        for (var at = 0; at < signed.Length; at++)
        {
            var changed = signed.ToArray();
            changed[at] ^= 0x40;
            // The ID may change on the way; what was signed is the original one. The case of names does not count, nor do class and time to live of the signature itself.
            var holds = Tsig.TryFind(changed, out var other, out var begin) && Tsig.IsSignedBy(changed, other, begin, key, []);
            Assert.False(holds && at >= 2 && at < start, $"octet {at} may be changed without breaking the signature");
        }
    }

    [Fact]
    public void An_answer_is_tied_to_its_request()
    {
        var key = Key("k", TsigAlgorithm.HmacSha512);
        byte[] message = [0, 1, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        var answer = Tsig.Sign(message, key, Now, out _, requestMac: [1, 2, 3]);
        Assert.True(Tsig.TryFind(answer, out var record, out var start));

        Assert.True(Tsig.IsSignedBy(answer, record, start, key, [1, 2, 3]));
        Assert.False(Tsig.IsSignedBy(answer, record, start, key, [1, 2, 4]));
        Assert.False(Tsig.IsSignedBy(answer, record, start, key, []));
        Assert.False(Tsig.IsSignedBy(answer, record, start, Key("other", TsigAlgorithm.HmacSha512), [1, 2, 3]));
        Assert.False(Tsig.IsSignedBy(answer, record, start, Key("k", TsigAlgorithm.HmacSha256), [1, 2, 3]));
    }

    [Fact]
    public void Noise_and_cut_messages_have_no_signature_and_break_nothing()
    {
        var key = Key("k", TsigAlgorithm.HmacSha256);
        var signed = Tsig.Sign(DnsMessageWriter.Write(new DnsMessage { Id = 7, Question = new DnsQuestion(DnsName.Parse("a.example"), DnsType.TXT) }), key, Now, out _);
        for (var length = 0; length < signed.Length; length++) Assert.False(Tsig.TryFind(signed.AsSpan(0, length), out _, out _));
        var random = new Random(1);
        for (var n = 0; n < 20_000; n++)
        {
            var noise = signed.ToArray();
            for (var changes = random.Next(1, 8); changes > 0; changes--) noise[random.Next(noise.Length)] = (byte)random.Next(256);
            if (Tsig.TryFind(noise, out var record, out var start)) Tsig.IsSignedBy(noise, record, start, key, []);
        }
    }

    private static TsigKey Key(string name, TsigAlgorithm algorithm) => TsigKey.Create(name, algorithm, Convert.ToBase64String([.. Enumerable.Range(1, 40).Select(n => (byte)n)]));

    private static byte[] BigEndian(uint number)
    {
        var octets = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(octets, number);
        return octets;
    }
}
