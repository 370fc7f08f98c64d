using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Smtp.Protocol;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Bounces;

/// <summary>Whatever remote servers, senders and their messages say: a report is well formed, and says no more than we put into it.</summary>
public sealed class ReportPropertyTests
{
    private static readonly string[] Alphabet =
    [
        "a", "Z", "0", " ", "  ", "\t", "\r", "\n", "\r\n", "\r\n\r\n", "\r\nX-Evil: yes\r\n", "\n.\n", "\0", "\u001b[31m", "\u007f", "\u0085", "\u2028", "\u202e", ":", ";", "=", "?", "=?utf-8?q?x?=",
        "\"", "\\", "<", ">", "@", "(", ")", ".", "-", "--", "=_", "--=_132JTPR1NM_1", "--=_132JTPR1NM_1--\r\n", "é", "ß", "あ", "😀", "\ud800", "\ufeff", "From ", "550 ", "5.1.1", new string('x', 100), new string('y', 1000), new string('é', 600),
    ];

    private static readonly Gen<string> Text = Gen.Choose(0, 40).SelectMany(length => Gen.Elements(Alphabet).ListOf(length)).Select(pieces => string.Concat(pieces));

    private static readonly Gen<string> Address = Gen.Frequency(
        (3, Gen.Elements("bob@example.net", "\"a b\"@example.net", "\"a\\\"b\"@[192.0.2.1]", "jörg@bücher.example", "bob@bücher.example", new string('é', 32) + "@example.net", new string('a', 64) + "@example.net")),
        (1, Text));

    private static readonly Gen<string> Sender = Gen.Elements("ann@example.org", "\"a b\"@example.org", "änn@bücher.example", "postmaster", "not an address\r\nX-Evil: yes");

    private static readonly Gen<RelayEnvelope> Envelopes =
        from sender in Sender
        from first in Address
        from second in Address
        from original in Text
        from messageId in Text
        from hello in Text
        from envelopeId in Text
        from wanted in Gen.Elements(DsnReturn.Unspecified, DsnReturn.Full)
        from utf8 in Gen.Elements(true, false)
        select new RelayEnvelope
        {
            QueueId = "0J3NT5D1",
            ReceivedAt = DateTimeOffset.UnixEpoch,
            Sender = sender,
            Recipients = [new RelayRecipient(first, DsnNotify.None, new OriginalRecipient("utf-8", original)), new RelayRecipient(second)],
            MessageId = messageId,
            HelloName = hello,
            EnvelopeId = envelopeId,
            Client = hello,
            Return = wanted,
            SmtpUtf8 = utf8,
        };

    private static readonly Gen<(RelayEnvelope Envelope, RelayMessageKind Kind, string Reply, string Server, string Status, string Message)> Given =
        from envelope in Envelopes
        from kind in Gen.Elements(RelayMessageKind.Bounce, RelayMessageKind.DelayNotice)
        from reply in Text
        from server in Text
        from status in Gen.OneOf(Text, Gen.Elements("5.1.1", "4.4.7", "5.7.1"))
        from message in Text
        select (envelope, kind, reply, server, status, message);

    [Fact]
    public void A_report_is_well_formed_whatever_it_is_about() => Prop.ForAll(Given.ToArbitrary(), async given =>
    {
        var bench = new ReportBench { Envelope = given.Envelope };
        bench.Keep(Encoding.UTF8.GetBytes(given.Message));
        await bench.SendAsync(
            given.Kind,
            new ReportedRecipient(0, given.Status, given.Reply) { IsReply = true, Server = given.Server, RetryUntil = DateTimeOffset.UnixEpoch },
            new ReportedRecipient(1, given.Status, given.Reply));

        var report = ReadReport.Read(bench.Sent, Assert.Single(bench.Queue).Envelope.SmtpUtf8);
        Assert.DoesNotContain(report.Groups, group => group.ContainsKey("X-Evil"));
        Assert.Equal(3, report.Groups.Count);
        if (report.HasReturned) Assert.StartsWith(Encoding.UTF8.GetString(report.Returned.Body), Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(given.Message)) + "\r\n", StringComparison.Ordinal);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(400));
}
