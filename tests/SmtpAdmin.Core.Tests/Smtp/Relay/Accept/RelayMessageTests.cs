using System.Text;
using System.Text.RegularExpressions;
using SmtpAdmin.Core.Tests.Dkim;
using SmtpAdmin.Dkim;
using SmtpAdmin.Smtp.Protocol;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Accept;

/// <summary>What becomes of a message on its way into the spool.</summary>
public sealed partial class RelayMessageTests
{
    private const string Whole = "Message-ID: <1@example.test>\r\nDate: Sun, 1 Mar 2026 12:00:00 +0000\r\nFrom: a@football.example.com\r\n\r\nHi\r\n";

    [Fact]
    public async Task The_queue_gets_all_that_is_known_of_it()
    {
        var relay = new RelayUnderTest();
        await using var server = await relay.GreetedAsync();
        await server.SayAsync("MAIL FROM:<a@example.test> SIZE=9 RET=HDRS ENVID=e+2B1 BODY=8BITMIME SMTPUTF8");
        await server.SayAsync("RCPT TO:<grå@example.test> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;b@example.test");
        await server.SayAsync("RCPT TO:<Postmaster>");
        var reply = await server.DataAsync("Message-ID: <1@example.test>\r\n\r\n\xe9\r\n.\r\n");
        var envelope = relay.Envelope;
        Assert.Equal($"250 2.0.0 Ok: queued as {envelope.QueueId}", reply);
        Assert.Matches("^[0-9A-Z]{8,12}$", envelope.QueueId);
        Assert.Equal("a@example.test", envelope.Sender);
        Assert.Equal(
            [new RelayRecipient("grå@example.test", DsnNotify.Success | DsnNotify.Delay, new OriginalRecipient("rfc822", "b@example.test")), new RelayRecipient("postmaster@relay.example.test")],
            envelope.Recipients);
        Assert.True(envelope is { SmtpUtf8: true, Body: SmtpBodyType.EightBitMime, HasEightBit: true, Return: DsnReturn.Headers, EnvelopeId: "e+1", MessageId: "<1@example.test>" });
        Assert.True(envelope is { Client: "127.0.0.1:4711", HelloName: "client.example.test", User: null, Tls: null, Kind: RelayMessageKind.Mail });
        Assert.Equal(relay.Clock.GetUtcNow(), envelope.ReceivedAt);
        Assert.Equal(Assert.Single(relay.Spool.Stored()).Length, envelope.Size);
    }

    [Theory]
    [InlineData("grå@example.test", true)] // stands in Received
    [InlineData("b@bücher.example.test", false)]
    public async Task What_is_added_counts_where_octets_above_127_matter(string recipient, bool hasEightBit)
    {
        var relay = new RelayUnderTest();
        await using var server = await relay.GreetedAsync();
        await server.SayAsync("MAIL FROM:<a@example.test> SMTPUTF8");
        await server.SayAsync($"RCPT TO:<{recipient}>");
        Assert.StartsWith("250 ", await server.DataAsync($"{Whole}.\r\n"), StringComparison.Ordinal);
        Assert.Equal(hasEightBit, relay.Envelope.HasEightBit);
        Assert.Equal(hasEightBit, relay.Spool[Assert.Single(relay.Spool.Stored()).Number].Any(octet => octet > 127));
    }

    [Fact]
    public async Task A_whole_message_gets_Received_and_nothing_else()
    {
        var relay = new RelayUnderTest();
        await relay.SendAsync(Whole);
        Assert.Equal(
            $"Received: from client.example.test ([127.0.0.1])\r\n\tby relay.example.test with ESMTP id {relay.Envelope.QueueId}\r\n\tfor <b@example.test>;\r\n\tSun, 1 Mar 2026 12:00:00 +0000\r\n{Whole}",
            relay.Message);
    }

    [Theory]
    [InlineData("From: a@example.test\r\n\r\nHi\r\n", "Date: Sun, 1 Mar 2026 12:00:00 +0000\r\nMessage-ID: <ID@relay.example.test>\r\n")]
    [InlineData("date: Sun, 1 Mar 2026 11:00:00 +0000\r\n", "Message-ID: <ID@relay.example.test>\r\n")]
    [InlineData("MESSAGE-ID : <x@y>\r\n\r\n", "Date: Sun, 1 Mar 2026 12:00:00 +0000\r\n")]
    [InlineData("Subject: x\r\n\r\nDate: not in the header\r\nMessage-ID: <x@y>\r\n", "Date: Sun, 1 Mar 2026 12:00:00 +0000\r\nMessage-ID: <ID@relay.example.test>\r\n")]
    [InlineData("DKIM-Signature: v=1\r\nFrom: a@example.test\r\n\r\nHi\r\n", "")] // which may have signed that there is no Date
    [InlineData("\r\nno header at all\r\n", "Date: Sun, 1 Mar 2026 12:00:00 +0000\r\nMessage-ID: <ID@relay.example.test>\r\n")]
    [InlineData("", "Date: Sun, 1 Mar 2026 12:00:00 +0000\r\nMessage-ID: <ID@relay.example.test>\r\n")]
    [InlineData("just text: \x01\r\nof a script\r\n", "Date: Sun, 1 Mar 2026 12:00:00 +0000\r\nMessage-ID: <ID@relay.example.test>\r\n\r\n")] // and an empty line, so that it stays text
    [InlineData("From b@example.test Sun Mar  1 12:00:00 2026\r\nMessage-ID: <x@y>\r\nDate: x\r\n\r\n", "")]
    public async Task What_a_submission_lacks_is_added(string content, string added) // RFC 6409 sections 8.2 and 8.3
    {
        var relay = new RelayUnderTest();
        await relay.SendAsync(content);
        Assert.Equal(added.Replace("ID@", relay.Envelope.QueueId + "@", StringComparison.Ordinal) + content, ReceivedField().Replace(relay.Message, ""));
        Assert.Equal(ReceivedField().Replace(relay.Message, "") is var rest && rest.StartsWith("DKIM", StringComparison.Ordinal), relay.Envelope.MessageId is null);
    }

    [Theory]
    [InlineData("Message-ID:\r\n <1@example.test>\r\n", "<1@example.test>")]
    [InlineData("Message-ID: (comment) <1@example.test> rest\r\n", "<1@example.test>")]
    [InlineData("Message-ID: <a@b>\r\nMessage-ID: <c@d>\r\n", "<a@b>")]
    [InlineData("Message-ID: 1@example.test\r\n", null)]
    [InlineData("Message-ID: <>\r\n", null)]
    [InlineData("Message-ID: <a\x1b[2Jb>\r\n", "<a\uFFFD[2Jb>")]
    public async Task The_message_is_known_by_its_Message_ID(string header, string? id)
    {
        var relay = new RelayUnderTest();
        await relay.SendAsync(header + "\r\n");
        Assert.Equal(id, relay.Envelope.MessageId);
        Assert.Equal(id, relay.Log.One(SmtpTraceKind.Accepted).MessageId);
    }

    [Theory]
    [InlineData(100, "250 ")]
    [InlineData(101, "554 5.4.6 ")]
    public async Task A_message_that_passed_too_many_servers_goes_in_a_circle(int hops, string reply) // RFC 5321 section 6.3
    {
        var relay = new RelayUnderTest();
        Assert.StartsWith(reply, await relay.SendAsync(string.Concat(Enumerable.Repeat("Received: by x;\r\n\ty\r\n", hops)) + "\r\nReceived: not one\r\n"), StringComparison.Ordinal);
        Assert.Equal(reply[0] == '2' ? 1 : 0, relay.Queued.Count);
    }

    [Fact]
    public async Task A_header_section_without_end_is_refused_and_not_kept()
    {
        var relay = new RelayUnderTest();
        var fields = string.Concat(Enumerable.Repeat($"X: {new string('x', 900)}\r\n", 2000));
        Assert.StartsWith("552 5.3.4 ", await relay.SendAsync(fields + "\r\n"), StringComparison.Ordinal);
        Assert.Equal(0, relay.Spool.Count);
        Assert.InRange(relay.Spool.Written, 0, 400_000);
        Assert.Equal(1, relay.Spool.Dropped);
    }

    [Fact]
    public async Task Its_own_signature_covers_what_is_added()
    {
        var relay = new RelayUnderTest(options => options with { DkimSignatures = [SignedMessages.Options(SignedMessages.Rsa), SignedMessages.Options(SignedMessages.Ed25519)] });
        await relay.SendAsync("From: a@football.example.com\r\nSubject: x\r\n\r\nHi  \r\n" + string.Concat(Enumerable.Repeat(new string('x', 70) + "\r\n", 1000)) + "\r\n\r\n");
        var results = await SignedMessages.VerifyAsync(relay.Message, now: relay.Clock.GetUtcNow());
        Assert.Equal(["rsa-sha256", "ed25519-sha256"], results.Select(result => result.Algorithm));
        Assert.All(results, result => Assert.Equal(DkimStatus.Pass, result.Status));

        var withoutDate = Regex.Replace(relay.Message, "\r\nDate: .*\r\n", "\r\n");
        Assert.NotEqual(relay.Message, withoutDate);
        Assert.All(await SignedMessages.VerifyAsync(withoutDate, now: relay.Clock.GetUtcNow()), result => Assert.NotEqual(DkimStatus.Pass, result.Status));
        Assert.DoesNotContain(relay.Log.Events, entry => entry.Kind == SmtpTraceKind.Warning);
    }

    [Fact]
    public async Task A_signature_may_cover_the_Received_field_of_ours()
    {
        var relay = new RelayUnderTest(options => options with { DkimSignatures = [SignedMessages.Options(SignedMessages.Rsa) with { Headers = ["From", "Received"], OverSignedHeaders = [] }] });
        await relay.SendAsync(Whole);
        Assert.Equal(DkimStatus.Pass, Assert.Single(await SignedMessages.VerifyAsync(relay.Message, now: relay.Clock.GetUtcNow())).Status);
    }

    [Theory]
    [InlineData("Subject: no From\r\n\r\n")]
    [InlineData("From: a@x.test\r\nFrom: b@x.test\r\n\r\n")]
    [InlineData("From: a@x.test\r\nno field\r\n\r\n")]
    [InlineData("text only\r\n")]
    public async Task What_cannot_be_signed_is_passed_on_unsigned_and_said(string content)
    {
        var relay = new RelayUnderTest(options => options with { DkimSignatures = [SignedMessages.Options(SignedMessages.Rsa)] });
        Assert.StartsWith("250 ", await relay.SendAsync(content), StringComparison.Ordinal);
        Assert.EndsWith(content, relay.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("DKIM-Signature", relay.Message, StringComparison.Ordinal);
        var warning = relay.Log.One(SmtpTraceKind.Warning);
        Assert.Equal(relay.Envelope.QueueId, warning.QueueId);
        Assert.StartsWith("The message is passed on without a DKIM signature. ", warning.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_section_that_verifiers_do_not_read_is_not_signed()
    {
        var relay = new RelayUnderTest(options => options with { DkimSignatures = [SignedMessages.Options(SignedMessages.Rsa)] });
        await relay.SendAsync($"From: a@x.test\r\n{string.Concat(Enumerable.Repeat($"X: {new string('x', 900)}\r\n", 100))}\r\n");
        Assert.Contains("65,536", relay.Log.One(SmtpTraceKind.Warning).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_commit_that_fails_is_452_and_the_queue_never_hears_of_it()
    {
        var relay = new RelayUnderTest();
        relay.Spool.Before = (_, _) => throw new IOException("disk full");
        Assert.StartsWith("452 4.3.1 ", await relay.SendAsync(Whole), StringComparison.Ordinal);
        Assert.Empty(relay.Queued);
        Assert.Equal(1, relay.Spool.Dropped);
        Assert.DoesNotContain(relay.Log.Events, entry => entry.Kind == SmtpTraceKind.Accepted);
        Assert.Contains("disk full", relay.Log.One(SmtpTraceKind.Warning).Text, StringComparison.Ordinal);
        relay.Spool.Before = null;
        Assert.StartsWith("250 ", await relay.SendAsync(Whole), StringComparison.Ordinal);
    }

    [Fact]
    public async Task There_is_no_250_before_the_commit_is_done()
    {
        var relay = new RelayUnderTest();
        var disk = new TaskCompletionSource();
        var begun = new TaskCompletionSource();
        relay.Spool.Before = (_, _) =>
        {
            begun.SetResult();
            return disk.Task;
        };
        await using var server = await relay.GreetedAsync();
        await server.OpenTransactionAsync();
        await server.SayAsync("DATA");
        await server.SendAsync(Whole + ".\r\n");
        var reply = server.ReadAsync();
        await begun.Task.WaitAsync(server.Guard);
        Assert.False(reply.IsCompleted);
        Assert.Empty(relay.Queued);
        disk.SetResult();
        Assert.StartsWith("250 ", await reply, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_is_given_up_before_its_commit_and_taken_behind_it()
    {
        var relay = new RelayUnderTest();
        using var cancelled = new CancellationTokenSource();
        await using (var sink = await SinkAsync(relay))
        {
            await sink.WriteAsync(Encoding.ASCII.GetBytes(Whole), cancelled.Token);
            await cancelled.CancelAsync();
            await Assert.ThrowsAsync<OperationCanceledException>(async () => await sink.CompleteAsync(default, cancelled.Token));
        }
        Assert.Equal(0, relay.Spool.Count);
        Assert.Equal(1, relay.Spool.Dropped);

        using var later = new CancellationTokenSource();
        relay.Spool.Before = (_, _) => later.CancelAsync();
        await using (var sink = await SinkAsync(relay))
        {
            await sink.WriteAsync(Encoding.ASCII.GetBytes(Whole), later.Token);
            Assert.True((await sink.CompleteAsync(default, later.Token)).IsPositive);
        }
        Assert.Single(relay.Queued);
    }

    [Fact]
    public async Task A_message_in_chunks_is_taken_and_signed_as_one()
    {
        var relay = new RelayUnderTest(options => options with { DkimSignatures = [SignedMessages.Options(SignedMessages.Rsa)] });
        await using var server = relay.Connect();
        await server.ReadAsync();
        var offered = (await server.SayAsync("EHLO client.example.test")).Split('\n');
        Assert.Contains("250-CHUNKING", offered);
        Assert.Contains("250-LIMITS RCPTMAX=1000", offered);
        await server.OpenTransactionAsync();
        await server.SendAsync("BDAT 10\r\nFrom: a@foBDAT 34 LAST\r\notball.example.com\r\n\r\n.text\r\n..end");
        await server.ReadAsync();
        Assert.StartsWith("250 2.0.0 Ok: queued as ", await server.ReadAsync(), StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n.text\r\n..end\r\n", relay.Message, StringComparison.Ordinal);
        Assert.Equal(relay.Message.Length, relay.Envelope.Size);
        Assert.Equal(DkimStatus.Pass, Assert.Single(await SignedMessages.VerifyAsync(relay.Message, now: relay.Clock.GetUtcNow())).Status);
    }

    private static async Task<SmtpAdmin.Smtp.Server.IMessageSink> SinkAsync(RelayUnderTest relay)
    {
        Assert.True(MailCommand.TryParse("FROM:<a@example.test>", out var mail, out _));
        var session = new SmtpAdmin.Smtp.Server.SmtpSessionInfo { Id = "1", HostName = "relay.example.test" };
        return await new RelayHandler(relay.Acceptance, RelayUnderTest.Listener).OpenMessageAsync(session, new SmtpAdmin.Smtp.Server.SmtpEnvelope(mail, []), TestContext.Current.CancellationToken);
    }

    [GeneratedRegex(@"^Received: [^\r]*\r\n(\t[^\r]*\r\n)*")]
    private static partial Regex ReceivedField();
}
