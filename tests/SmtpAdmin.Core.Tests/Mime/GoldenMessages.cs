using System.Text;
using SmtpAdmin.Mime;

namespace SmtpAdmin.Core.Tests.Mime;

/// <summary>Drafts whose messages stand in <c>tests/data/mime</c>. Those files were read back with Python's <c>email</c> package when they were made.</summary>
internal static class GoldenMessages
{
    private static readonly ComposeOptions SevenBit = new();
    private static readonly ComposeOptions EightBit = new() { Allow8Bit = true };
    private static readonly ComposeOptions International = new() { Allow8Bit = true, AllowUtf8Headers = true };

    private static readonly MessageDraft Plain = new()
    {
        From = NamedAddress.Parse("Ann <ann@example.org>"),
        To = [NamedAddress.Parse("bob@example.net")],
        Subject = "A test",
        Body = "Hello Bob,\n.a dot first\nFrom here on\n\ntrailing space \nend",
    };

    public static readonly IReadOnlyDictionary<string, (MessageDraft Draft, ComposeOptions Options)> All =
        new Dictionary<string, (MessageDraft, ComposeOptions)>
        {
            ["default"] = (new MessageDraft
            {
                From = NamedAddress.Parse("ann@example.org"),
                To = [NamedAddress.Parse("bob@example.net")],
                HostName = "host.example.org",
                TestedServer = "mail.example.net",
            }, SevenBit),
            ["default-html"] = (new MessageDraft
            {
                From = NamedAddress.Parse("ann@example.org"),
                To = [NamedAddress.Parse("bob@example.net")],
                HostName = "<host>&",
                IsHtml = true,
            }, SevenBit),
            ["plain"] = (Plain, SevenBit),
            ["no-recipients"] = (Plain with { To = [] }, SevenBit),
            ["quoted-printable"] = (Plain with { Body = Plain.Body + "\nGrüße aus Köln = schön\n" + new string('x', 74) + "ü" + new string('y', 80) }, SevenBit),
            ["base64"] = (Plain with { Body = "Привет, мир. Это проверка почты.\nКонец." }, SevenBit),
            ["8bit"] = (Plain with { Body = "Привет, мир.\rКонец.\r\n" }, EightBit),
            ["long-line"] = (Plain with { Body = new string('a', 999) }, EightBit),
            ["subject-encoded-q"] = (Plain with { Subject = "Grüße aus Köln, und das ist ein recht langer Betreff, der nicht in eine Zeile passt und gefaltet wird" }, SevenBit),
            ["subject-encoded-b"] = (Plain with { Subject = "日本語の件名はとても長いので、いくつかの語に分けて符号化されなければなりません 😀😀😀😀" }, SevenBit),
            ["subject-folded"] = (Plain with { Subject = string.Join(' ', Enumerable.Repeat("word", 60)) }, SevenBit),
            ["names"] = (Plain with
            {
                From = new NamedAddress("Müller, \"Jörg\"", EmailAddress.Parse("joerg@bücher.example")),
                To =
                [
                    new NamedAddress("Doe, Jane", EmailAddress.Parse("jane@example.net")),
                    new NamedAddress("A \"B\" \\ C", EmailAddress.Parse("\"odd name\"@example.net")),
                    new NamedAddress("Иван Иванович Иванов из очень длинного отдела", EmailAddress.Parse("ivan@example.net")),
                    NamedAddress.Parse("root@[192.0.2.1]"),
                ],
            }, SevenBit),
            ["smtputf8"] = (Plain with { From = NamedAddress.Parse("Jörg <jörg@bücher.example>"), Subject = "Grüße", Body = "Grüße" }, International),
            ["utf8-not-needed"] = (Plain with { From = NamedAddress.Parse("Jörg <joerg@bücher.example>"), Subject = "Grüße" }, International),
            ["attachments"] = (Plain with
            {
                Body = "Grüße",
                Attachments =
                [
                    new MessageAttachment("report.pdf", "application/pdf", Encoding.ASCII.GetBytes("%PDF-1.4 not really")),
                    new MessageAttachment("Übersicht der Zahlen für das dritte Quartal, noch nicht geprüft (Entwurf).txt", "text/plain; charset=utf-8", Encoding.UTF8.GetBytes("Zahlen: ½")),
                    new MessageAttachment("a \"b\" \\c.bin", "application/octet-stream", new byte[200]),
                    new MessageAttachment("empty", "application/octet-stream", default),
                ],
            }, EightBit),
            ["attached-message"] = (Plain with
            {
                Attachments = [new MessageAttachment("inner.eml", "message/rfc822", Encoding.ASCII.GetBytes("Subject: inner\r\n\r\nHello\r\n"))],
            }, SevenBit),
            ["headers"] = (Plain with
            {
                Headers =
                [
                    new MessageHeader("subject", "Another subject"),
                    new MessageHeader("Date", "Thu, 1 Jan 1970 00:00:00 +0000"),
                    new MessageHeader("Message-Id", "<mine@example.org>"),
                    new MessageHeader("Reply-To", "\"Doe, Jane\" <jane@example.org>, Jörg <j@bücher.example>"),
                    new MessageHeader("X-Note", "first"),
                    new MessageHeader("X-Note", "zweite: Grüße"),
                    new MessageHeader("List-Unsubscribe", "<https://example.org/unsubscribe?token=0123456789>, <mailto:unsubscribe@example.org?subject=no>"),
                ],
            }, SevenBit),
        };

    public static ComposedMessage Compose(string name) => Compose(All[name].Draft, All[name].Options);

    public static ComposedMessage Compose(MessageDraft draft, ComposeOptions options) =>
        new MessageComposer(new Random(42)).Compose(draft, options, new DateTimeOffset(2026, 11, 3, 9, 5, 7, TimeSpan.FromMinutes(-210)));
}
