using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Mime;

namespace SmtpAdmin.Core.Tests.Mime;

/// <summary>Whatever goes into a draft comes out at the receiver, and the octets between are fit for the wire.</summary>
public class ComposedMessagePropertyTests
{
    private const int MaxLineLength = 998;

    // Runes of every kind that has a rule of its own somewhere: controls, specials of the encodings, two to four octets, combining, astral.
    private static readonly string[] Alphabet =
    [
        "a", "Z", "0", " ", " ", "  ", "\t", ".", ",", ";", ":", "=", "?", "_", "=?", "?=", "=?utf-8?q?x?=", "\"", "\\", "<", ">", "@", "(", ")", "%", "'", "*",
        "From ", "--", "=_", "\u0001", "\u007f", "\u0085", "é", "ß", "е", "あ", "\u2028", "\u0301", "\ufeff", "\ufffd", "😀", "\U0010FFFF", "word", "longerword ", new string('x', 90),
    ];

    private static readonly Gen<string> Text =
        Gen.Choose(0, 120).SelectMany(length => Gen.Elements(Alphabet).ListOf(length)).Select(pieces => string.Concat(pieces));

    private static readonly Gen<string> FileName = Text.Where(text => text.Length is > 0 and <= MessageAttachment.MaxFileNameLength);

    private static readonly Gen<string> BodyText =
        Gen.Choose(0, 200).SelectMany(length => Gen.Elements([.. Alphabet, "\r", "\n", "\r\n", "\r\r\n", "\n.\n", "\0", new string('é', 600), new string('y', 998)]).ListOf(length)).Select(pieces => string.Concat(pieces));

    private static readonly Gen<ComposeOptions> Options =
        Gen.Elements(new ComposeOptions(), new ComposeOptions { Allow8Bit = true }, new ComposeOptions { Allow8Bit = true, AllowUtf8Headers = true });

    private static readonly Gen<EmailAddress> Sender = Gen.Elements("ann@example.org", "jörg@bücher.example", "\"a b\"@[IPv6:2001:db8::1]").Select(EmailAddress.Parse);

    [Fact]
    public void Any_text_and_any_name_come_back() => Prop.ForAll(
        Text.SelectMany(subject => Text.SelectMany(name => BodyText.SelectMany(body => FileName.SelectMany(file => Options.Select(options => (subject, name, body, file, options)))))).ToArbitrary(),
        given =>
        {
            var (subject, name, body, file, options) = given;
            var draft = new MessageDraft
            {
                From = new NamedAddress(name, EmailAddress.Parse("ann@bücher.example")),
                To = [new NamedAddress(name, EmailAddress.Parse("bob@example.net")), new NamedAddress("", EmailAddress.Parse("carol@example.net"))],
                Subject = subject,
                Body = body,
                Headers = [new MessageHeader("X-Thing", subject)],
                Attachments = [new MessageAttachment(file, "application/octet-stream", Encoding.UTF8.GetBytes(body))],
            };

            var message = GoldenMessages.Compose(draft, options);

            CheckWire(message, options);
            var read = MiniDecoder.Read(message.Content.Span);
            Assert.Equal(subject, MiniDecoder.DecodeWords(read["Subject"]));
            Assert.Equal(subject, MiniDecoder.DecodeWords(read["X-Thing"]));
            Assert.Equal(name, DisplayName(read["From"]));
            Assert.EndsWith("ann@xn--bcher-kva.example" + (name.Length == 0 ? "" : ">"), read["From"], StringComparison.Ordinal);
            Assert.EndsWith(", carol@example.net", read["To"], StringComparison.Ordinal);
            Assert.Equal(2, read.Parts.Count);
            Assert.Equal(Crlf(body), read.Parts[0].Text);
            Assert.Equal(file, read.Parts[1].FileName);
            Assert.Equal(Encoding.UTF8.GetBytes(body), read.Parts[1].Body);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_text_alone_comes_back_but_for_the_end_of_its_last_line() => Prop.ForAll(
        BodyText.SelectMany(body => Sender.SelectMany(from => Options.Select(options => (body, from, options)))).ToArbitrary(),
        given =>
        {
            var (body, from, options) = given;
            if (from.NeedsSmtpUtf8) options = options with { AllowUtf8Headers = true };
            var message = GoldenMessages.Compose(new MessageDraft { From = new NamedAddress("Jörg", from), Subject = "Grüße", Body = body }, options);
            CheckWire(message, options);
            Assert.Equal(from.NeedsSmtpUtf8, message.NeedsSmtpUtf8);
            var read = MiniDecoder.Read(message.Content.Span);
            if (read["Content-Transfer-Encoding"] is "quoted-printable" or "base64") // RFC 2045 sections 6.7 and 6.8
                Assert.All(Encoding.ASCII.GetString(read.RawBody).Split("\r\n"), line => Assert.True(line.Length <= 76 && !line.EndsWith(' ')));
            var text = read.Text;
            var wanted = Crlf(body);
            Assert.True(text == wanted || text == wanted + "\r\n");
        }).QuickCheckThrowOnFailure();

    private static void CheckWire(ComposedMessage message, ComposeOptions options)
    {
        var content = message.Content.Span;
        Assert.True(content.EndsWith("\r\n"u8));
        var ascii = true;
        var start = 0;
        for (var at = 0; at < content.Length; at++)
        {
            ascii &= content[at] < 0x80;
            Assert.NotEqual(0, content[at]);
            if (content[at] == '\n') Assert.Equal((byte)'\r', content[at - 1]);
            if (content[at] != '\r') continue;
            Assert.Equal((byte)'\n', content[at + 1]);
            Assert.True(at - start <= MaxLineLength, "a line is too long");
            start = at + 2;
        }
        Assert.Equal(!ascii, message.Needs8BitMime);
        if (!options.Allow8Bit && !options.AllowUtf8Headers) Assert.True(ascii);
        CheckEncodedWords(Encoding.UTF8.GetString(content[..content.IndexOf("\r\n\r\n"u8)]), message.NeedsSmtpUtf8);
    }

    /// <summary>RFC 2047 section 2: no word over 75, no line with one over 76; section 5: each word decodes by itself.</summary>
    private static void CheckEncodedWords(string headers, bool utf8)
    {
        foreach (var line in headers.Split("\r\n"))
        {
            Assert.False(string.IsNullOrWhiteSpace(line));
            if (!line.Contains("=?utf-8?", StringComparison.Ordinal)) continue;
            Assert.True(utf8 || line.Length <= 76, line);
            foreach (var word in line.Split(' ').Where(word => word.StartsWith("=?", StringComparison.Ordinal)))
            {
                Assert.True(word.Length <= 75, word);
                if (!utf8) _ = MiniDecoder.DecodeWords(word); // throws when a character is split
            }
        }
    }

    private static string DisplayName(string value)
    {
        var open = value.LastIndexOf('<');
        if (open < 0) return "";
        var phrase = value[..open].TrimEnd(' ');
        return phrase.StartsWith('"')
            ? System.Text.RegularExpressions.Regex.Replace(phrase[1..^1], @"\\(.)", "$1")
            : MiniDecoder.DecodeWords(phrase);
    }

    private static string Crlf(string text) =>
        text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Replace("\n", "\r\n", StringComparison.Ordinal);
}
