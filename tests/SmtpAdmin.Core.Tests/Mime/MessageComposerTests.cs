using System.Text;
using SmtpAdmin.Mime;

namespace SmtpAdmin.Core.Tests.Mime;

public class MessageComposerTests
{
    private static readonly MessageDraft Draft = new()
    {
        From = NamedAddress.Parse("ann@example.org"),
        To = [NamedAddress.Parse("bob@example.net")],
        Subject = "A test",
        Body = "Hello",
    };

    private static readonly string[] Breaks = ["a\r\nBcc: eve@example.com", "a\nb", "a\rb", "a\r", "\n", "a\0b"];

    public static TheoryData<string> LineBreaks => [.. Breaks];

    [Theory, MemberData(nameof(LineBreaks))]
    public void A_line_end_in_the_subject_is_refused(string text) =>
        AssertRefused("Subject", Draft with { Subject = text });

    [Theory, MemberData(nameof(LineBreaks))]
    public void A_line_end_in_a_display_name_is_refused(string text)
    {
        AssertRefused("From", Draft with { From = new NamedAddress(text, Draft.From.Address) });
        AssertRefused("To", Draft with { To = [new NamedAddress(text, Draft.From.Address)] });
    }

    [Theory, MemberData(nameof(LineBreaks))]
    public void A_line_end_in_a_header_is_refused(string text)
    {
        AssertRefused("Headers", Draft with { Headers = [new MessageHeader("X-A", text)] });
        AssertRefused("Headers", Draft with { Headers = [new MessageHeader("Date", text)] });
        AssertRefused("Headers", Draft with { Headers = [new MessageHeader("Reply-To", text)] });
        AssertRefused("Headers", Draft with { Headers = [new MessageHeader(text, "a")] });
    }

    [Theory, MemberData(nameof(LineBreaks))]
    public void A_line_end_in_an_attachment_is_refused(string text)
    {
        AssertRefused("Attachments", Draft with { Attachments = [new MessageAttachment(text, "text/plain", default)] });
        AssertRefused("Attachments", Draft with { Attachments = [new MessageAttachment("a", $"text/plain; name={text}", default)] });
    }

    [Theory, MemberData(nameof(LineBreaks))]
    public void A_line_end_in_the_message_id_or_the_marker_is_refused(string text)
    {
        AssertRefused("MessageId", Draft with { MessageId = $"<{text}@example.org>" });
        AssertRefused("Marker", Draft with { Marker = text });
    }

    [Theory]
    [InlineData("Bcc")]
    [InlineData("bcc")]
    [InlineData("Return-Path")]
    [InlineData("MIME-Version")]
    [InlineData("Content-Type")]
    [InlineData("content-anything")]
    [InlineData("X-SmtpAdmin-Test")]
    [InlineData("")]
    [InlineData("X Y")]
    [InlineData("X:Y")]
    [InlineData("Größe")]
    public void A_header_that_is_not_the_callers_to_set_is_refused(string name) =>
        AssertRefused("Headers", Draft with { Headers = [new MessageHeader(name, "a")] });

    [Theory]
    [InlineData("Subject")]
    [InlineData("date")]
    [InlineData("References")]
    public void A_header_that_may_stand_once_is_refused_twice(string name) =>
        AssertRefused("Headers", Draft with { Headers = [new MessageHeader(name, "<a@b.example>"), new MessageHeader(name.ToUpperInvariant(), "<c@d.example>")] });

    [Fact]
    public void A_header_of_the_drafts_own_replaces_the_standard_one_and_stands_once()
    {
        var message = GoldenMessages.Compose(
            Draft with
            {
                Headers =
                [
                    new MessageHeader("FROM", "Eve <eve@example.com>"), new MessageHeader("to", "x@example.com, y@example.com"),
                    new MessageHeader("message-id", "<1@example.com>"), new MessageHeader("Auto-Submitted", "no"),
                ],
            },
            new ComposeOptions());
        var read = MiniDecoder.Read(message.Content.Span);
        Assert.Equal("Eve <eve@example.com>", read["From"]);
        Assert.Equal("x@example.com, y@example.com", read["To"]);
        Assert.Equal("<1@example.com>", read["Message-ID"]);
        Assert.Equal("<1@example.com>", message.MessageId);
        Assert.Equal("no", read["Auto-Submitted"]);
    }

    [Theory]
    [InlineData("a@b.example")]
    [InlineData("<a@b.example")]
    [InlineData("<ab.example>")]
    [InlineData("<@b.example>")]
    [InlineData("<a@>")]
    [InlineData("<a b@c.example>")]
    [InlineData("<a@b@c.example>")]
    [InlineData("<é@b.example>")]
    public void What_is_no_message_id_is_refused(string messageId)
    {
        AssertRefused("MessageId", Draft with { MessageId = messageId });
        AssertRefused("Headers", Draft with { Headers = [new MessageHeader("Message-ID", messageId)] });
    }

    [Fact]
    public void An_address_header_takes_addresses_only() =>
        AssertRefused("Headers", Draft with { Headers = [new MessageHeader("Reply-To", "nobody")] });

    [Fact]
    public void A_structured_header_takes_ascii_only() =>
        AssertRefused("Headers", Draft with { Headers = [new MessageHeader("References", "<ü@example.org>")] });

    [Fact]
    public void A_structured_header_that_no_line_can_hold_is_refused() =>
        AssertRefused("Headers", Draft with { Headers = [new MessageHeader("References", $"<{new string('a', 1000)}@example.org>")] });

    [Theory]
    [InlineData("pdf")]
    [InlineData("")]
    [InlineData("multipart/mixed")]
    [InlineData("text/plain; charset")]
    [InlineData("text/plain; name=\"a")]
    [InlineData("text/ plain")]
    [InlineData("text/plain;; a=b")]
    [InlineData("tëxt/plain")]
    public void What_is_no_media_type_of_a_file_is_refused(string type) =>
        AssertRefused("Attachments", Draft with { Attachments = [new MessageAttachment("a", type, default)] });

    [Fact]
    public void An_address_outside_ascii_needs_smtputf8_and_says_which_one()
    {
        var jörg = NamedAddress.Parse("jörg@example.org");
        Assert.True((Draft with { To = [jörg] }).NeedsSmtpUtf8);
        AssertRefused("To", Draft with { To = [jörg] });
        AssertRefused("From", Draft with { From = jörg });
        AssertRefused("Headers", Draft with { Headers = [new MessageHeader("Cc", "jörg@example.org")] });
        Assert.True(GoldenMessages.Compose(Draft with { To = [jörg] }, new ComposeOptions { AllowUtf8Headers = true }).NeedsSmtpUtf8);
    }

    [Fact]
    public void The_marker_can_be_chosen_and_stands_in_the_header_and_in_the_text()
    {
        var message = GoldenMessages.Compose(Draft with { Marker = "find-me.1", Subject = null, Body = null }, new ComposeOptions());
        var read = MiniDecoder.Read(message.Content.Span);
        Assert.Equal("find-me.1", message.Marker);
        Assert.Equal("find-me.1", read[MessageComposer.MarkerHeader]);
        Assert.Contains("find-me.1", read["Subject"], StringComparison.Ordinal);
        Assert.Contains("find-me.1", read.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_messages_differ_in_marker_and_message_id()
    {
        var composer = new MessageComposer(new Random(1));
        var (first, second) = (composer.Compose(Draft, new ComposeOptions(), default), composer.Compose(Draft, new ComposeOptions(), default));
        Assert.NotEqual(first.Marker, second.Marker);
        Assert.NotEqual(first.MessageId, second.MessageId);
        Assert.EndsWith("@example.org>", first.MessageId, StringComparison.Ordinal);
    }

    [Fact]
    public void A_boundary_that_stands_in_a_part_is_not_used()
    {
        var attachment = new MessageAttachment("a", "application/octet-stream", default);
        var content = Encoding.ASCII.GetString(GoldenMessages.Compose(Draft with { Attachments = [attachment] }, new ComposeOptions()).Content.Span);
        var boundary = content[(content.IndexOf("=_", StringComparison.Ordinal))..content.IndexOf("\"\r\n\r\n", StringComparison.Ordinal)];

        var message = GoldenMessages.Compose(Draft with { Body = $"x\n--{boundary}--\ny", Attachments = [attachment] }, new ComposeOptions());

        var read = MiniDecoder.Read(message.Content.Span);
        Assert.DoesNotContain(boundary, read["Content-Type"], StringComparison.Ordinal);
        Assert.Equal($"x\r\n--{boundary}--\r\ny", read.Parts[0].Text);
    }

    [Theory]
    [InlineData("Subject: x\r\n\r\nGrüße\r\n", false, "application/octet-stream", "base64")]
    [InlineData("Subject: x\r\n\r\nGrüße\r\n", true, "message/rfc822", "8bit")]
    [InlineData("Subject: x\n\nbare line feeds\n", true, "application/octet-stream", "base64")]
    public void An_attached_message_is_never_in_base64_as_a_message(string inner, bool allow8Bit, string type, string encoding)
    {
        var octets = Encoding.UTF8.GetBytes(inner);
        var message = GoldenMessages.Compose(
            Draft with { Attachments = [new MessageAttachment("m.eml", "message/rfc822", octets)] }, new ComposeOptions { Allow8Bit = allow8Bit });
        var part = MiniDecoder.Read(message.Content.Span).Parts[1];
        Assert.Equal(type, part["Content-Type"]);
        Assert.Equal(encoding, part["Content-Transfer-Encoding"]);
        Assert.Equal(octets, part.Body);
    }

    [Fact]
    public void A_lone_surrogate_becomes_the_replacement_character_everywhere()
    {
        var message = GoldenMessages.Compose(
            Draft with { Subject = "a\ud800b", Body = "c\udc00d", Attachments = [new MessageAttachment("e\ud800", "text/plain", default)] }, new ComposeOptions());
        var read = MiniDecoder.Read(message.Content.Span);
        Assert.Equal("a\ufffdb", MiniDecoder.DecodeWords(read["Subject"]));
        Assert.Equal("c\ufffdd", read.Parts[0].Text);
        Assert.Equal("e\ufffd", read.Parts[1].FileName);
    }

    [Fact]
    public void A_long_subject_folds_at_78_characters()
    {
        var message = GoldenMessages.Compose(Draft with { Subject = string.Join("  ", Enumerable.Repeat("sieben7", 200)) }, new ComposeOptions());
        var headers = Encoding.ASCII.GetString(message.Content.Span).Split("\r\n");
        Assert.All(headers, line => Assert.True(line.Length <= 78));
    }

    [Theory]
    [InlineData(0, "+0000")]
    [InlineData(60, "+0100")]
    [InlineData(-210, "-0330")]
    [InlineData(345, "+0545")]
    [InlineData(-30, "-0030")]
    public void Dates_are_in_the_form_of_RFC_5322_in_any_culture(int offsetMinutes, string zone)
    {
        var culture = Thread.CurrentThread.CurrentCulture;
        try
        {
            Thread.CurrentThread.CurrentCulture = new System.Globalization.CultureInfo("ar-SA");
            var date = new DateTimeOffset(2026, 3, 1, 4, 5, 6, TimeSpan.FromMinutes(offsetMinutes));
            var read = MiniDecoder.Read(GoldenMessages.Compose(Draft with { Date = date }, new ComposeOptions()).Content.Span);
            Assert.Equal($"Sun, 1 Mar 2026 04:05:06 {zone}", read["Date"]);
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = culture;
        }
    }

    private static void AssertRefused(string part, MessageDraft draft)
    {
        var refusal = Assert.Throws<ArgumentException>(() => GoldenMessages.Compose(draft, new ComposeOptions()));
        Assert.Equal(part, refusal.ParamName);
        Assert.DoesNotContain('\r', refusal.Message);
        Assert.DoesNotContain('\0', refusal.Message);
        Assert.DoesNotContain('\n', refusal.Message);
    }
}
