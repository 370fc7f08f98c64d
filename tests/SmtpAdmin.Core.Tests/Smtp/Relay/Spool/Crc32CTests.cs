using System.Text;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay;

/// <summary>Against the examples of RFC 3720 section B.4, and the usual check value.</summary>
public sealed class Crc32CTests
{
    public static TheoryData<byte[], uint> Examples => new()
    {
        { [], 0 },
        { Encoding.ASCII.GetBytes("123456789"), 0xE3069283 },
        { new byte[32], 0x8A9136AA },
        { [.. Enumerable.Repeat((byte)0xFF, 32)], 0x62A8AB43 },
        { [.. Enumerable.Range(0, 32).Select(octet => (byte)octet)], 0x46DD794E },
        { [.. Enumerable.Range(0, 32).Select(octet => (byte)(31 - octet))], 0x113FDB5C },
    };

    [Theory]
    [MemberData(nameof(Examples))]
    public void The_sum_is_that_of_the_specification(byte[] octets, uint sum) => Assert.Equal(sum, Crc32C.Of(octets));

    [Fact]
    public void Taken_in_parts_it_is_the_same()
    {
        var octets = Enumerable.Range(0, 40).Select(octet => (byte)(octet * 7)).ToArray();
        for (var at = 0; at <= octets.Length; at++)
            Assert.Equal(Crc32C.Of(octets), Crc32C.End(Crc32C.Add(Crc32C.Add(Crc32C.Start, octets.AsSpan(0, at)), octets.AsSpan(at))));
    }

    [Fact]
    public void A_number_counts_as_its_octets_from_the_least_on() =>
        Assert.Equal(Crc32C.Add(Crc32C.Start, [1, 2, 3, 4, 5, 6, 7, 8]), Crc32C.Add(Crc32C.Start, 0x0807060504030201UL));
}
