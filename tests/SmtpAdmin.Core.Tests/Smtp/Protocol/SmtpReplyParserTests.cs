using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Core.Tests.Smtp.Protocol;

public class SmtpReplyParserTests
{
    public static TheoryData<string> Names => ReplyData.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void A_golden_reply_is_read_however_it_is_split(string name)
    {
        var octets = ReplyData.Octets(name);
        var (code, lines) = ReplyData.Expected(name);
        for (var first = 0; first <= octets.Length; first++)
        {
            for (var second = first; second <= octets.Length; second += 7)
            {
                var parser = new SmtpReplyParser();
                Feed(parser, octets, first, second);
                Assert.Equal(SmtpReplyStatus.Complete, parser.Status);
                Assert.Equal(code, parser.Reply!.Code);
                Assert.Equal(lines, parser.Reply.Lines);
                Assert.Equal(name == "bare-lf", parser.SawBareLineFeed);
                Assert.Equal(octets.Length, parser.Length);
            }
        }
    }

    [Fact]
    public void What_stands_behind_a_reply_is_left_alone()
    {
        var parser = new SmtpReplyParser();
        Assert.Equal(SmtpReplyStatus.Complete, parser.Feed("220 ready\r\n250 injected\r\n"u8, out var consumed));
        Assert.Equal("220 ready\r\n".Length, consumed);
        Assert.Throws<InvalidOperationException>(() => parser.Feed("250 x\r\n"u8, out _));
        parser.Reset();
        Assert.Equal(SmtpReplyStatus.Complete, parser.Feed("250 next\r\n"u8, out _));
        Assert.Equal("next", parser.Reply!.Text);
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n", "no SMTP reply")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", "no SMTP reply")]
    [InlineData("\r\n", "no SMTP reply")]
    [InlineData("25\r\n", "no SMTP reply")]
    [InlineData("2500 four digits\r\n", "no SMTP reply")]
    [InlineData("250_wrong\r\n", "no SMTP reply")]
    [InlineData("150 no such class\r\n", "no SMTP reply")]
    [InlineData("650 no such class\r\n", "no SMTP reply")]
    [InlineData(" 250 blank first\r\n", "no SMTP reply")]
    [InlineData("250-one\r\n251 two\r\n", "another code")]
    [InlineData("250-one\r\nhello\r\n", "no SMTP reply")]
    public void What_is_no_reply_is_a_violation(string text, string why)
    {
        var parser = new SmtpReplyParser();
        Assert.Equal(SmtpReplyStatus.Violation, parser.Feed(Encoding.ASCII.GetBytes(text), out _));
        Assert.Contains(why, parser.Violation, StringComparison.Ordinal);
        Assert.Null(parser.Reply);
    }

    [Fact]
    public void A_code_that_no_digit_spells_in_ASCII_is_a_violation() =>
        Assert.Equal(SmtpReplyStatus.Violation, new SmtpReplyParser().Feed("２５０ full width\r\n"u8, out _));

    [Theory]
    [InlineData(1000, SmtpReplyStatus.Complete)]
    [InlineData(1001, SmtpReplyStatus.Violation)]
    public void A_line_may_be_as_long_as_the_limit_and_no_longer(int length, SmtpReplyStatus expected)
    {
        var octets = Encoding.ASCII.GetBytes("250 " + new string('x', length - 4) + "\r\n");
        for (var split = 990; split <= octets.Length; split++)
        {
            var parser = new SmtpReplyParser(new SmtpReplyLimits { MaxLineLength = 1000 });
            Feed(parser, octets, split, split);
            Assert.Equal(expected, parser.Status);
        }
    }

    [Fact]
    public void A_megabyte_without_a_line_end_is_refused_after_a_few_kilobytes()
    {
        var parser = new SmtpReplyParser();
        var piece = new byte[4096];
        piece.AsSpan().Fill((byte)'2');
        var taken = 0;
        for (var fed = 0; fed < 1 << 20 && parser.Status == SmtpReplyStatus.Incomplete; fed += piece.Length)
        {
            parser.Feed(piece, out var consumed);
            taken += consumed;
        }
        Assert.Equal(SmtpReplyStatus.Violation, parser.Status);
        Assert.True(taken <= SmtpReplyLimits.Default.MaxLineLength + 1);
    }

    [Fact]
    public void A_reply_that_never_ends_is_refused_by_its_lines()
    {
        var parser = new SmtpReplyParser();
        var lines = 0;
        while (parser.Feed("250-more\r\n"u8, out _) == SmtpReplyStatus.Incomplete) lines++;
        Assert.Equal(SmtpReplyStatus.Violation, parser.Status);
        Assert.True(lines <= SmtpReplyLimits.Default.MaxLines);
    }

    [Fact]
    public void A_reply_that_never_ends_is_refused_by_its_octets()
    {
        var parser = new SmtpReplyParser();
        var line = Encoding.ASCII.GetBytes("250-" + new string('x', 3000) + "\r\n");
        while (parser.Feed(line, out _) == SmtpReplyStatus.Incomplete) Assert.True(parser.Length <= SmtpReplyLimits.Default.MaxLength);
        Assert.Equal(SmtpReplyStatus.Violation, parser.Status);
        Assert.True(parser.Length <= SmtpReplyLimits.Default.MaxLength + line.Length);
    }

    [Fact]
    public void Any_reply_written_out_is_read_back()
    {
        var text = Gen.ListOf(Gen.Elements("abcXYZ 0123456789.-<>@[]éß漢\t".ToCharArray())).Select(list => string.Concat(list));
        var replies = from code in Gen.Choose(200, 559).Where(code => code % 100 < 60)
                      from lines in Gen.NonEmptyListOf(text)
                      from split in Gen.Choose(0, 200)
                      select (Code: code, Lines: lines.Take(50).ToArray(), Split: split);
        Prop.ForAll(Arb.From(replies), reply =>
        {
            var wire = new StringBuilder();
            for (var at = 0; at < reply.Lines.Length; at++)
                wire.Append(reply.Code).Append(at == reply.Lines.Length - 1 ? ' ' : '-').Append(reply.Lines[at]).Append("\r\n");
            var octets = Encoding.UTF8.GetBytes(wire.ToString());
            var parser = new SmtpReplyParser(new SmtpReplyLimits { MaxLineLength = 1 << 20, MaxLength = 1 << 20 });
            Feed(parser, octets, Math.Min(reply.Split, octets.Length), octets.Length);
            return parser.Status == SmtpReplyStatus.Complete && parser.Reply!.Code == reply.Code && parser.Reply.Lines.SequenceEqual(reply.Lines);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Any_octets_end_in_a_reply_a_violation_or_a_wish_for_more_and_splitting_changes_nothing() =>
        Prop.ForAll(Arb.From(Gen.ArrayOf(Gen.Elements("2503-4 \r\n\0xé"u8.ToArray()))), Arb.From(Gen.Choose(1, 5)), (octets, step) =>
        {
            var whole = new SmtpReplyParser();
            var used = 0;
            if (octets.Length > 0) whole.Feed(octets, out used);
            var split = new SmtpReplyParser();
            var total = 0;
            while (total < octets.Length && split.Status == SmtpReplyStatus.Incomplete)
            {
                split.Feed(octets.AsSpan(total, Math.Min(step, octets.Length - total)), out var consumed);
                total += consumed;
            }
            return whole.Status == split.Status && used == total && whole.Violation == split.Violation && whole.OffendingLine == split.OffendingLine
                && (whole.Reply is null ? split.Reply is null : whole.Reply.Lines.SequenceEqual(split.Reply!.Lines));
        }).QuickCheckThrowOnFailure();

    private static void Feed(SmtpReplyParser parser, byte[] octets, int first, int second)
    {
        foreach (var (from, to) in new[] { (0, first), (first, second), (second, octets.Length) })
        {
            var at = from;
            while (at < to && parser.Status == SmtpReplyStatus.Incomplete)
            {
                parser.Feed(octets.AsSpan(at, to - at), out var consumed);
                at += consumed;
            }
        }
    }
}
