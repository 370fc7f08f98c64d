using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Core.Tests.Smtp.Protocol;

public sealed class ReplyWriterTests
{
    [Fact]
    public void Lines_have_the_code_and_all_but_the_last_a_hyphen() =>
        Assert.Equal("250-mail.example.test\r\n250-SIZE 10\r\n250 HELP\r\n", Write(new SmtpReply(250, ["mail.example.test", "SIZE 10", "HELP"])));

    [Theory]
    [InlineData("a\r\n250 b", "a??250 b")] // header and reply injection end here
    [InlineData("a\0b\x1b[2J\x7f", "a?b?[2J?")]
    [InlineData("grå", "gr?")]
    public void Text_cannot_break_out_of_its_line(string text, string written) =>
        Assert.Equal($"550 {written}\r\n", Write(new SmtpReply(550, text)));

    [Fact]
    public void UTF_8_goes_out_where_it_was_asked_for() => Assert.Equal("550 gr\u00e5 ?\r\n", Write(new SmtpReply(550, "grå \u0085"), utf8: true));

    [Fact]
    public void A_line_is_at_most_512_octets() => Assert.Equal(512, Write(new SmtpReply(550, new string('x', 2000))).Length);

    [Fact]
    public void Any_text_is_one_line() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), ArbMap.Default.ArbFor<bool>(), (text, utf8) =>
        {
            var written = Write(new SmtpReply(250, text ?? ""), utf8);
            return written.IndexOf('\n', StringComparison.Ordinal) == written.Length - 1 && written.EndsWith("\r\n", StringComparison.Ordinal)
                && !written[..^2].Any(char.IsControl);
        }).QuickCheckThrowOnFailure();

    private static string Write(SmtpReply reply, bool utf8 = false)
    {
        var buffer = new ArrayBufferWriter<byte>();
        ReplyWriter.Write(reply, utf8, buffer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
