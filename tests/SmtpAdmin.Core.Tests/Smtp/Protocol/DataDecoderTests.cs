using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Core.Tests.Smtp.Protocol;

public sealed class DataDecoderTests
{
    [Theory]
    [InlineData(".\r\n", "")] // an empty message
    [InlineData("a\r\n.\r\n", "a\r\n")]
    [InlineData("\r\n.\r\n", "\r\n")]
    [InlineData("..\r\n.\r\n", ".\r\n")]
    [InlineData("...\r\n.\r\n", "..\r\n")]
    [InlineData("..a\r\n.b\r\n.\r\n", ".a\r\nb\r\n")] // RFC 5321 section 4.5.2: any first dot goes
    [InlineData("a.\r\n.\r\n", "a.\r\n")]
    [InlineData("a\r\n..\r\nb\r\n.\r\n", "a\r\n.\r\nb\r\n")]
    public void Dots_are_unstuffed(string data, string message)
    {
        var (decoder, decoded, consumed) = Decode(data);
        Assert.True(decoder.IsComplete);
        Assert.Equal(message, decoded);
        Assert.Equal(data.Length, consumed);
        Assert.False(decoder.HasBareLineFeed || decoder.HasBareCarriageReturn);
    }

    [Fact]
    public void In_chunks_every_octet_counts_however_they_are_cut() => Prop.ForAll(
        Gen.ArrayOf(Gen.Elements((byte)'.', (byte)'\r', (byte)'\n', (byte)'a', (byte)200, (byte)0)).ToArbitrary(),
        Gen.Choose(1, 5).ToArbitrary(),
        (content, size) =>
        {
            var text = Encoding.Latin1.GetString(content);
            var decoder = new DataDecoder(isDotStuffed: false);
            var decoded = new List<byte>();
            var block = new byte[64];
            foreach (var piece in content.Chunk(size))
            {
                for (var at = 0; at < piece.Length;)
                {
                    decoded.AddRange(block.AsSpan(0, decoder.Decode(piece.AsSpan(at), block, out var consumed)));
                    at += consumed;
                }
                Assert.False(decoder.IsComplete);
            }
            decoded.AddRange(block.AsSpan(0, decoder.Finish(block)));
            var end = text.Length == 0 || text.EndsWith("\r\n", StringComparison.Ordinal) ? "" : "\r\n";
            Assert.Equal(text + end, Encoding.Latin1.GetString([.. decoded]));
            var bare = text.Replace("\r\n", "", StringComparison.Ordinal);
            Assert.Equal(text.Contains('\0'), decoder.HasNul);
            Assert.Equal((bare.Contains('\n'), bare.Contains('\r'), text.Contains('\xc8')), (decoder.HasBareLineFeed, decoder.HasBareCarriageReturn, decoder.HasEightBit));
        }).QuickCheckThrowOnFailure();

    /// <summary>SMTP smuggling: what some server, somewhere, has taken for the end of a message.</summary>
    public static TheoryData<string> FalseEnds { get; } =
    [
        "\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r", "\r.\r\n", "\r\n.\r", "\n.\r", "\r.\n",
        "\r\n\0.\r\n", "\r\n.\0\r\n", "\r\n.\r\r\n", "\r\n.\r\0\n", "\r\n. \r\n", "\r\n \r\n. \r\n", "\n\r.\n\r", "\r\r\n.\n", "\r\n.\n\r\n",
    ];

    [Theory]
    [MemberData(nameof(FalseEnds))]
    public void Nothing_but_CRLF_dot_CRLF_ends_a_message(string falseEnd)
    {
        var smuggled = $"first{falseEnd}MAIL FROM:<evil@example.test>\r\nRCPT TO:<victim@example.test>\r\nDATA\r\nsecond";
        foreach (var normalize in new[] { false, true })
        {
            var (decoder, decoded, _) = Decode(smuggled, normalize);
            Assert.False(decoder.IsComplete);
            Assert.Contains("MAIL FROM:<evil@example.test>", decoded, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(FalseEnds))]
    public void The_true_end_is_found_behind_a_false_one(string falseEnd)
    {
        foreach (var normalize in new[] { false, true })
        {
            var (decoder, _, consumed) = Decode($"first{falseEnd}x\r\n.\r\nNOOP\r\n", normalize);
            Assert.True(decoder.IsComplete);
            Assert.Equal($"first{falseEnd}x\r\n.\r\n".Length, consumed);
        }
    }

    [Theory]
    [InlineData("a\nb\r\n.\r\n", true, false)]
    [InlineData("a\rb\r\n.\r\n", false, true)]
    [InlineData("a\r\r\n.\r\n", false, true)]
    [InlineData("\n.\r\n\r\n.\r\n", true, false)]
    [InlineData(".\rb\r\n.\r\n", false, true)]
    [InlineData("a\n\rb\r\n.\r\n", true, true)]
    [InlineData("a\r\nb\r\n.\r\n", false, false)]
    public void Bare_line_endings_are_told(string data, bool lineFeed, bool carriageReturn)
    {
        var (decoder, _, _) = Decode(data);
        Assert.True(decoder.IsComplete);
        Assert.Equal(lineFeed, decoder.HasBareLineFeed);
        Assert.Equal(carriageReturn, decoder.HasBareCarriageReturn);
    }

    [Theory]
    [InlineData("a\nb\r\n.\r\n", "a\r\nb\r\n")]
    [InlineData("a\rb\r\n.\r\n", "a b\r\n")]
    [InlineData("Subject: x\rBcc: y\r\n.\r\n", "Subject: x Bcc: y\r\n")]
    [InlineData("a\n.\nb\r\n.\r\n", "a\r\n.\r\nb\r\n")]
    [InlineData("a\n..b\r\n.\r\n", "a\r\n..b\r\n")] // a dot behind a bare LF does not begin a line, so it is not stuffed
    [InlineData("\r\r\n.\r\n", " \r\n")]
    [InlineData(".\rb\r\n.\r\n", " b\r\n")]
    public void Bare_line_endings_are_normalized_where_that_was_asked(string data, string message)
    {
        var (decoder, decoded, _) = Decode(data, normalize: true);
        Assert.True(decoder.IsComplete);
        Assert.Equal(message, decoded);
    }

    [Theory]
    [InlineData("\r\n.\r\n", 0)]
    [InlineData("abc\r\nabcde\r\n.\r\n", 5)]
    [InlineData("..\r\n.\r\n", 1)]
    [InlineData("abc\ndef\r\n.\r\n", 7)]
    [InlineData("abc\rdef\r\n.\r\n", 7)]
    public void The_longest_line_is_told(string data, long longest) => Assert.Equal(longest, Decode(data).Decoder.LongestLine);

    [Fact]
    public void Eight_bit_octets_are_told()
    {
        Assert.False(Decode("abc\r\n.\r\n").Decoder.HasEightBit);
        Assert.True(Decode("ab\xe9\r\n.\r\n").Decoder.HasEightBit);
        Assert.True(Decode("\xe9\r\n.\r\n").Decoder.HasEightBit);
        Assert.True(Decode(".\xe9\r\n.\r\n").Decoder.HasEightBit);
    }

    [Fact]
    public void What_follows_the_end_is_left_alone()
    {
        var (decoder, _, consumed) = Decode("a\r\n.\r\nQUIT\r\n");
        Assert.True(decoder.IsComplete);
        Assert.Equal(6, consumed);
        Assert.Equal(0, decoder.Decode("x"u8, new byte[8], out var more));
        Assert.Equal(0, more);
    }

    [Theory]
    [MemberData(nameof(FalseEnds))]
    public void A_split_at_every_octet_changes_nothing(string falseEnd)
    {
        var data = Latin1($"..a{falseEnd}b\xe9\r\n..\r\n.c\r\n\r\n.\r\nREST");
        foreach (var normalize in new[] { false, true })
        {
            var whole = Decode(data, [data.Length], 4096, normalize);
            for (var at = 0; at <= data.Length; at++) Assert.Equal(whole, Decode(data, [at, data.Length], 4096, normalize));
            Assert.Equal(whole, Decode(data, Enumerable.Range(1, data.Length), DataDecoder.MinDestination, normalize));
        }
    }

    [Fact]
    public void Any_message_makes_the_round_trip_through_an_encoder() =>
        Prop.ForAll(Messages, Splits, (message, splits) =>
        {
            var data = Stuff(message);
            var (decoded, consumed, complete) = Decode(data, splits.Append(data.Length), 64, normalize: false);
            // The CRLF before the last dot belongs to the message, so a last line without one gets it.
            var whole = message.Length == 0 || message.AsSpan().EndsWith("\r\n"u8);
            return complete && consumed == data.Length && decoded == Convert.ToHexString(message) + (whole ? "" : "0D0A");
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_normalized_message_has_no_bare_line_ending_left() =>
        Prop.ForAll(Messages, Splits, (message, splits) =>
        {
            byte[] data = [.. message, .. "\r\n.\r\n"u8];
            var (decoded, _, complete) = Decode(data, splits.Append(data.Length), 8, normalize: true);
            var text = Encoding.Latin1.GetString(Convert.FromHexString(decoded)).Replace("\r\n", "", StringComparison.Ordinal);
            return complete && !text.Contains('\r', StringComparison.Ordinal) && !text.Contains('\n', StringComparison.Ordinal);
        }).QuickCheckThrowOnFailure();

    // Octets in which line ends and dots are common.
    private static Arbitrary<byte[]> Messages { get; } =
        Gen.ArrayOf(Gen.Frequency((6, Gen.Elements("\r\n.\0a"u8.ToArray())), (1, ArbMap.Default.GeneratorFor<byte>()))).ToArbitrary();

    private static Arbitrary<int[]> Splits { get; } = Gen.ArrayOf(Gen.Choose(0, 60)).ToArbitrary();

    // An encoder of our own, by RFC 5321 section 4.5.2; lines are divided by CRLF only.
    private static byte[] Stuff(byte[] message)
    {
        var lines = Encoding.Latin1.GetString(message).Split("\r\n").Select(line => line.StartsWith('.') ? "." + line : line);
        var stuffed = string.Join("\r\n", lines);
        return Latin1(stuffed.Length == 0 || stuffed.EndsWith("\r\n", StringComparison.Ordinal) ? stuffed + ".\r\n" : stuffed + "\r\n.\r\n");
    }

    private static byte[] Latin1(string text) => Encoding.Latin1.GetBytes(text);

    private static (DataDecoder Decoder, string Message, int Consumed) Decode(string data, bool normalize = false)
    {
        var decoder = new DataDecoder(normalize);
        var octets = Latin1(data);
        var room = new byte[2 * octets.Length + DataDecoder.MinDestination];
        var written = decoder.Decode(octets, room, out var consumed);
        return (decoder, Encoding.Latin1.GetString(room, 0, written), consumed);
    }

    private static (string Message, int Consumed, bool Complete) Decode(byte[] data, IEnumerable<int> ends, int roomSize, bool normalize)
    {
        var decoder = new DataDecoder(normalize);
        var message = new MemoryStream();
        var room = new byte[roomSize];
        var at = 0;
        foreach (var end in ends.Where(end => end <= data.Length).Order())
        {
            while (at < end && !decoder.IsComplete)
            {
                message.Write(room, 0, decoder.Decode(data.AsSpan(at, end - at), room, out var consumed));
                at += consumed;
            }
        }
        return (Convert.ToHexString(message.ToArray()), at, decoder.IsComplete);
    }
}
