using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Core.Tests.Smtp.Protocol;

public class DotStuffingEncoderTests
{
    private static readonly Gen<byte[]> Messages = Gen.ArrayOf(Gen.Elements(".\r\nab\0\xff".Select(character => (byte)character).ToArray()));

    [Theory]
    [InlineData("", ".\r\n")]
    [InlineData("a", "a\r\n.\r\n")]
    [InlineData("a\r\n", "a\r\n.\r\n")]
    [InlineData(".", "..\r\n.\r\n")]
    [InlineData(".\r\n", "..\r\n.\r\n")]
    [InlineData("..\r\n", "...\r\n.\r\n")]
    [InlineData("a.b\r\n.c\r\n", "a.b\r\n..c\r\n.\r\n")]
    [InlineData("a\n.b", "a\r\n..b\r\n.\r\n")]
    [InlineData("a\r.b", "a\r\n..b\r\n.\r\n")]
    [InlineData("a\r", "a\r\n.\r\n")]
    [InlineData("\r\r\n\n", "\r\n\r\n\r\n.\r\n")]
    [InlineData("\n.\n", "\r\n..\r\n.\r\n")]
    [InlineData("a\r\n.\r\nMAIL FROM:<x@y>\r\n", "a\r\n..\r\nMAIL FROM:<x@y>\r\n.\r\n")]
    public void A_message_is_stuffed_and_ended_wherever_it_is_split(string message, string expected)
    {
        var octets = Encoding.ASCII.GetBytes(message);
        for (var first = 0; first <= octets.Length; first++)
        {
            for (var second = first; second <= octets.Length; second++)
                Assert.Equal(expected, Encoding.ASCII.GetString(Encode(octets, first, second)));
        }
    }

    [Fact]
    public void No_message_can_hold_an_end_of_data_before_its_own() =>
        Prop.ForAll(Arb.From(Messages), message =>
        {
            var text = Encoding.Latin1.GetString(Encode(message, message.Length / 3, message.Length / 2));
            return ("\r\n" + text).IndexOf("\r\n.\r\n", StringComparison.Ordinal) + 3 == text.Length
                && !text.Replace("\r\n", "", StringComparison.Ordinal).Any(character => character is '\r' or '\n');
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_servers_decoder_gets_back_the_message_with_its_line_ends_put_right() =>
        Prop.ForAll(Arb.From(Messages), message =>
        {
            var wire = Encode(message, message.Length / 2, message.Length / 2);
            var decoder = new DataDecoder();
            var room = new byte[wire.Length + 16];
            var written = decoder.Decode(wire, room, out var consumed);
            var expected = Encoding.Latin1.GetString(message).Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Replace("\n", "\r\n", StringComparison.Ordinal);
            if (expected.Length > 0 && !expected.EndsWith('\n')) expected += "\r\n";
            return decoder.IsComplete && consumed == wire.Length && Encoding.Latin1.GetString(room, 0, written) == expected;
        }).QuickCheckThrowOnFailure();

    private static byte[] Encode(byte[] octets, int first, int second)
    {
        var encoder = new DotStuffingEncoder();
        var output = new ArrayBufferWriter<byte>();
        encoder.Encode(octets.AsSpan(0, first), output);
        encoder.Encode(octets.AsSpan(first, second - first), output);
        encoder.Encode(octets.AsSpan(second), output);
        encoder.Finish(output);
        return output.WrittenSpan.ToArray();
    }
}
