using System.Net;
using System.Net.Security;
using SmtpAdmin.Smtp.Protocol;
using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Core.Tests.Smtp.Server;

public sealed class ReceivedHeaderTests
{
    private static readonly DateTimeOffset Time = new(2026, 3, 1, 9, 5, 6, TimeSpan.FromHours(-2));

    [Fact]
    public void It_tells_who_gave_what_to_whom() =>
        Assert.Equal(
            "Received: from client.example.test ([192.0.2.7])\r\n\tby mail.example.test with ESMTP id 4F.2\r\n\tfor <b@example.test>;\r\n\tSun, 1 Mar 2026 09:05:06 -0200\r\n",
            ReceivedHeader.Compose(Session("192.0.2.7"), Envelope("b@example.test"), "4F.2", Time));

    [Fact]
    public void It_names_no_recipient_among_several() =>
        Assert.DoesNotContain("for <", ReceivedHeader.Compose(Session("192.0.2.7"), Envelope("b@example.test", "c@example.test"), "1", Time), StringComparison.Ordinal);

    [Theory]
    [InlineData("b@bücher.example.test", "b@xn--bcher-kva.example.test")]
    [InlineData("grå@bücher.example.test", "grå@xn--bcher-kva.example.test")]
    [InlineData("b@[192.0.2.7]", "b@[192.0.2.7]")]
    public void A_recipients_domain_is_ASCII(string recipient, string written) =>
        Assert.Contains($"\tfor <{written}>;\r\n", ReceivedHeader.Compose(Session("192.0.2.7"), Envelope(recipient), "1", Time), StringComparison.Ordinal);

    [Theory] // RFC 3848, RFC 6531 section 4.3
    [InlineData(false, false, false, false, "SMTP")]
    [InlineData(true, false, false, false, "ESMTP")]
    [InlineData(true, true, false, false, "ESMTPS")]
    [InlineData(true, false, true, false, "ESMTPA")]
    [InlineData(true, true, true, false, "ESMTPSA")]
    [InlineData(true, false, false, true, "UTF8SMTP")]
    [InlineData(true, true, true, true, "UTF8SMTPSA")]
    public void The_protocol_goes_by_its_registered_name(bool extended, bool tls, bool login, bool utf8, string name) =>
        Assert.Contains($" with {name} id ", ReceivedHeader.Compose(
            Session("192.0.2.7") with
            {
                IsExtended = extended,
                CipherSuite = tls ? TlsCipherSuite.TLS_AES_128_GCM_SHA256 : null,
                AuthenticatedUser = login ? "tim" : null,
            },
            new SmtpEnvelope(new MailCommand { From = ReversePath.Null, SmtpUtf8 = utf8 }, []), "1", Time), StringComparison.Ordinal);

    [Theory]
    [InlineData("2001:db8::7", "[IPv6:2001:db8::7]")]
    [InlineData("::ffff:192.0.2.7", "[192.0.2.7]")]
    [InlineData("fe80::1%2", "[IPv6:fe80::1]")]
    public void An_address_is_written_as_a_literal(string address, string literal) =>
        Assert.Contains($"({literal})", ReceivedHeader.Compose(Session(address), Envelope("b@example.test"), "1", Time), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a\r\nBcc: x")]
    public void A_queue_id_cannot_break_the_header(string id) =>
        Assert.Throws<ArgumentException>(() => ReceivedHeader.Compose(Session("192.0.2.7"), Envelope("b@example.test"), id, Time));

    private static SmtpSessionInfo Session(string address) => new()
    {
        Id = "1",
        HostName = "mail.example.test",
        HelloName = "client.example.test",
        IsExtended = true,
        Remote = new IPEndPoint(IPAddress.Parse(address), 1234),
    };

    private static SmtpEnvelope Envelope(params string[] to) => new(
        new MailCommand { From = ReversePath.Null },
        [.. to.Select(address => new RcptCommand { To = new ForwardPath(EmailAddress.Parse(address)) })]);
}
