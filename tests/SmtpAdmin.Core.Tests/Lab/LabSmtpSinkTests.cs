using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using SmtpAdmin.Lab;
using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Core.Tests.Lab;

public sealed class LabSmtpSinkTests
{
    [Fact]
    public async Task It_keeps_what_it_is_sent()
    {
        await using var sink = LabSmtpSink.Start();
        using var client = await GreetedAsync(sink);
        Assert.Matches("^250 2.0.0 Ok: queued as [0-9A-F]{10}$", await SendAsync(client, "Subject: x\r\n\r\n..dot\r\n.\r\n"));
        var message = Assert.Single(sink.Messages);
        Assert.Equal("Subject: x\r\n\r\n.dot\r\n", message.Text);
        Assert.Equal("<a@lab.test>", message.Envelope.Mail.From.ToString());
        Assert.Equal("<b@lab.test>", Assert.Single(message.Envelope.Recipients).To.ToString());
        Assert.Equal("client.lab.test", message.Session.HelloName);
        await sink.WaitForMessagesAsync(1, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task It_forgets_old_messages_over_its_bounds()
    {
        await using var sink = LabSmtpSink.Start(new LabSmtpSinkOptions { MaxKeptMessages = 3, MaxKeptOctets = 1000 });
        using var client = await GreetedAsync(sink);
        for (var n = 1; n <= 5; n++) await SendAsync(client, $"{n}\r\n.\r\n");
        Assert.Equal(["3", "4", "5"], sink.Messages.Select(message => message.Text.Trim()));
        await SendAsync(client, new string('x', 900) + "\r\n.\r\n");
        await SendAsync(client, new string('y', 900) + "\r\n.\r\n");
        Assert.StartsWith("y", Assert.Single(sink.Messages).Text, StringComparison.Ordinal);
        Assert.Equal(7, sink.MessageCount);
    }

    [Fact]
    public async Task A_closed_port_refuses()
    {
        await using var sink = LabSmtpSink.Start(new LabSmtpSinkOptions { AcceptConnections = false });
        var error = await Assert.ThrowsAsync<SocketException>(() => LabClient.ConnectAsync(sink.EndPoint));
        Assert.Equal(SocketError.ConnectionRefused, error.SocketErrorCode);
    }

    [Fact]
    public async Task An_unresponsive_port_neither_accepts_nor_refuses()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux lets a connection wait when a listener's queue is full.");
        await using var sink = LabSmtpSink.Start(new LabSmtpSinkOptions { Unresponsive = true });
        using var client = new TcpClient();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMilliseconds(300));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await client.ConnectAsync(sink.EndPoint, patience.Token));
    }

    [Theory]
    [InlineData(LabStage.Banner)]
    [InlineData(LabStage.Ehlo)]
    [InlineData(LabStage.MailFrom)]
    [InlineData(LabStage.RcptTo)]
    [InlineData(LabStage.Data)]
    [InlineData(LabStage.Message)]
    [InlineData(LabStage.Quit)]
    public async Task A_reply_is_overridden_at_its_stage_only(LabStage stage)
    {
        await using var sink = LabSmtpSink.Start(new LabSmtpSinkOptions { Faults = [LabFault.ReplyWith(stage, "450-4.7.1 Greylisted\n450 4.7.1 try again", times: 1)] });
        using var client = await LabClient.ConnectAsync(sink.EndPoint);
        Assert.Equal("450-4.7.1 Greylisted\n450 4.7.1 try again", (await StepsAsync(client, stage))[^1]);
        Assert.Equal(stage == LabStage.Quit ? 1 : 0, sink.MessageCount);
    }

    [Theory]
    [InlineData(LabStage.Connect)]
    [InlineData(LabStage.Banner)]
    [InlineData(LabStage.Ehlo)]
    [InlineData(LabStage.MailFrom)]
    [InlineData(LabStage.RcptTo)]
    [InlineData(LabStage.Data)]
    [InlineData(LabStage.Content)]
    [InlineData(LabStage.Message)]
    [InlineData(LabStage.Quit)]
    public async Task The_connection_is_closed_at_its_stage(LabStage stage)
    {
        await using var sink = LabSmtpSink.Start();
        sink.Order(new LabFault(stage, LabFaultKind.Close));
        using var client = await LabClient.ConnectAsync(sink.EndPoint);
        var steps = await StepsAsync(client, stage);
        Assert.Equal("", steps[^1]);
        Assert.All(steps.SkipLast(1), reply => Assert.True(reply[0] is '2' or '3', reply));
        Assert.Equal(stage is LabStage.Message or LabStage.Quit ? 1 : 0, sink.MessageCount); // after the dot without a reply: taken, and nobody knows
    }

    [Theory]
    [InlineData(LabStage.Connect)]
    [InlineData(LabStage.Ehlo)]
    [InlineData(LabStage.Content)]
    public async Task The_connection_is_reset_at_its_stage(LabStage stage)
    {
        await using var sink = LabSmtpSink.Start();
        sink.Order(new LabFault(stage, LabFaultKind.Reset));
        var error = await Record.ExceptionAsync(async () =>
        {
            using var client = await LabClient.ConnectAsync(sink.EndPoint);
            await StepsAsync(client, stage);
        });
        var cause = error as SocketException ?? error?.InnerException as SocketException; // the former when it struck while connecting
        Assert.Equal(SocketError.ConnectionReset, cause?.SocketErrorCode);
    }

    [Fact]
    public async Task A_reply_breaks_off_in_the_middle()
    {
        await using var sink = LabSmtpSink.Start();
        sink.Order(new LabFault(LabStage.MailFrom, LabFaultKind.CloseMidReply));
        using var client = await GreetedAsync(sink);
        Assert.Equal("250 2.1", await client.SayAsync("MAIL FROM:<a@lab.test>"));
    }

    [Fact]
    public async Task A_reply_never_ends()
    {
        await using var sink = LabSmtpSink.Start();
        sink.Order(new LabFault(LabStage.Ehlo, LabFaultKind.EndlessReply));
        using (var client = await LabClient.ConnectAsync(sink.EndPoint))
        {
            await client.ReadAsync();
            await client.SendAsync("EHLO a\r\n");
            for (var octets = 0L; octets < 2_000_000; octets += client.Pending)
            {
                client.Forget();
                Assert.True(await client.FillAsync());
            }
        }
        while (sink.ConnectionCount > 0) await Task.Delay(5, TestContext.Current.CancellationToken); // the client is gone: so is the flood
    }

    [Fact]
    public async Task A_line_is_a_mebibyte_long()
    {
        await using var sink = LabSmtpSink.Start();
        sink.Order(new LabFault(LabStage.Banner, LabFaultKind.LongLine));
        using var client = await LabClient.ConnectAsync(sink.EndPoint);
        var banner = await client.ReadAsync();
        Assert.StartsWith("220 xxxx", banner, StringComparison.Ordinal);
        Assert.True(banner.Length > 1 << 20);
    }

    [Fact]
    public async Task Garbage_comes_before_the_banner()
    {
        await using var sink = LabSmtpSink.Start();
        sink.Order(new LabFault(LabStage.Banner, LabFaultKind.Garbage));
        using var client = await LabClient.ConnectAsync(sink.EndPoint);
        Assert.Contains("what is this", await client.ReadLineAsync(), StringComparison.Ordinal);
        Assert.StartsWith("220 ", await client.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reply_trickles()
    {
        await using var sink = LabSmtpSink.Start();
        sink.Order(new LabFault(LabStage.Banner, LabFaultKind.Trickle) { Interval = TimeSpan.FromMilliseconds(1) });
        using var client = await LabClient.ConnectAsync(sink.EndPoint);
        await client.FillAsync();
        Assert.InRange(client.Pending, 1, 10);
        Assert.StartsWith("220 mail.lab.test", await client.ReadAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LabStage.Connect)]
    [InlineData(LabStage.Banner)]
    [InlineData(LabStage.RcptTo)]
    [InlineData(LabStage.Content)]
    public async Task Silence_ends_when_the_sink_is_disposed(LabStage stage)
    {
        var sink = LabSmtpSink.Start();
        sink.Order(new LabFault(stage, LabFaultKind.Silence));
        using var client = await LabClient.ConnectAsync(sink.EndPoint);
        var steps = StepsAsync(client, stage);
        await sink.DisposeAsync();
        try
        {
            Assert.Equal("", (await steps)[^1]);
        }
        catch (IOException) // reset rather than closed
        {
            Assert.True(steps.IsFaulted);
        }
    }

    [Fact]
    public async Task Octets_are_injected_behind_STARTTLS()
    {
        await using var lab = await LabEnvironment.StartAsync(TestContext.Current.CancellationToken);
        lab.Sink.Order(new LabFault(LabStage.StartTls, LabFaultKind.ExtraOctets));
        using var client = await GreetedAsync(lab.Sink);
        Assert.Equal("220 2.0.0 Ready to start TLS", await client.SayAsync("STARTTLS"));
        Assert.Equal("250 injected", await client.ReadLineAsync());
        await client.StartTlsAsync(lab.CaCertificate, LabEnvironment.MailHost); // and TLS works all the same
        Assert.StartsWith("250-", await client.SayAsync("EHLO a"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LabFaultKind.Close)]
    [InlineData(LabFaultKind.Garbage)]
    [InlineData(LabFaultKind.Reset)]
    public async Task A_handshake_fails(LabFaultKind kind)
    {
        await using var lab = await LabEnvironment.StartAsync(TestContext.Current.CancellationToken);
        lab.Sink.Order(new LabFault(LabStage.TlsHandshake, kind) { Times = 1 });
        using var client = await GreetedAsync(lab.Sink);
        Assert.StartsWith("220 ", await client.SayAsync("STARTTLS"), StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<Exception>(() => client.StartTlsAsync(lab.CaCertificate, LabEnvironment.MailHost));
        using var again = await GreetedAsync(lab.Sink);
        await again.SayAsync("STARTTLS");
        await again.StartTlsAsync(lab.CaCertificate, LabEnvironment.MailHost);
    }

    [Fact]
    public async Task A_fault_strikes_under_TLS_too()
    {
        await using var lab = await LabEnvironment.StartAsync(TestContext.Current.CancellationToken);
        lab.Sink.Order(new LabFault(LabStage.MailFrom, LabFaultKind.CloseMidReply));
        using var client = await GreetedAsync(lab.Sink);
        await client.SayAsync("STARTTLS");
        await client.StartTlsAsync(lab.CaCertificate, LabEnvironment.MailHost);
        await client.SayAsync("EHLO a");
        Assert.Equal("250 2.1", await client.SayAsync("MAIL FROM:<a@lab.test>"));
    }

    [Theory]
    [InlineData(LabCertificateKind.Good, SslPolicyErrors.None)]
    [InlineData(LabCertificateKind.Expired, SslPolicyErrors.RemoteCertificateChainErrors)]
    [InlineData(LabCertificateKind.NotYetValid, SslPolicyErrors.RemoteCertificateChainErrors)]
    [InlineData(LabCertificateKind.SelfSigned, SslPolicyErrors.RemoteCertificateChainErrors)]
    [InlineData(LabCertificateKind.WrongName, SslPolicyErrors.RemoteCertificateNameMismatch)]
    public async Task A_certificate_is_as_ordered(LabCertificateKind kind, SslPolicyErrors errors)
    {
        await using var lab = await LabEnvironment.StartAsync(new LabEnvironmentOptions { Certificate = kind }, TimeProvider.System, TestContext.Current.CancellationToken);
        using var client = await GreetedAsync(lab.Sink);
        await client.SayAsync("STARTTLS");
        await client.StartTlsAsync(lab.CaCertificate, LabEnvironment.MailHost);
        Assert.Equal(errors, client.TlsErrors);
    }

    [Fact]
    public async Task TLS_may_come_first()
    {
        await using var lab = await LabEnvironment.StartAsync(new LabEnvironmentOptions { ImplicitTls = true }, TimeProvider.System, TestContext.Current.CancellationToken);
        using var client = await LabClient.ConnectAsync(lab.Sink.EndPoint);
        await client.StartTlsAsync(lab.CaCertificate, LabEnvironment.MailHost);
        Assert.StartsWith("220 ", await client.ReadAsync(), StringComparison.Ordinal);
        Assert.Contains("AUTH ", await client.SayAsync("EHLO a"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("450", "")]
    [InlineData("450 4.7.1 later", "4.7.1 later")]
    [InlineData("450-4.7.1 Greylisted\r\n450 4.7.1 later\r\n450", "4.7.1 Greylisted", "4.7.1 later", "")]
    [InlineData("450 4.7.1 Greylisted\nCome back later\n4500 others do", "4.7.1 Greylisted", "Come back later", "4500 others do")]
    public void A_reply_has_its_lines_whole_with_their_codes_or_without(string reply, params string[] lines)
    {
        var sent = LabFault.ReplyWith(LabStage.RcptTo, reply).Reply!;
        Assert.Equal(450, sent.Code);
        Assert.Equal(lines, sent.Lines);
    }

    [Fact]
    public void It_stays_on_the_loopback_interface()
    {
        Assert.Throws<ArgumentException>(() => LabSmtpSink.Start(new LabSmtpSinkOptions { Address = IPAddress.Any }));
        Assert.Throws<ArgumentException>(() => LabSmtpSink.Start(new LabSmtpSinkOptions { ImplicitTls = true }));
        Assert.Throws<FormatException>(() => LabFault.ReplyWith(LabStage.Quit, "bye"));
    }

    private static async Task<LabClient> GreetedAsync(LabSmtpSink sink)
    {
        var client = await LabClient.ConnectAsync(sink.EndPoint);
        await client.ReadAsync();
        await client.SayAsync("EHLO client.lab.test");
        return client;
    }

    private static async Task<string> SendAsync(LabClient client, string data)
    {
        foreach (var command in new[] { "MAIL FROM:<a@lab.test>", "RCPT TO:<b@lab.test>", "DATA" }) await client.SayAsync(command);
        await client.SendAsync(data);
        return await client.ReadAsync();
    }

    /// <summary>Goes as far as a stage, and returns all replies up to that stage's.</summary>
    private static async Task<List<string>> StepsAsync(LabClient client, LabStage stage)
    {
        (LabStage Stage, string Send)[] steps =
        [
            (LabStage.Connect, ""), (LabStage.Banner, ""), (LabStage.Ehlo, "EHLO a\r\n"), (LabStage.MailFrom, "MAIL FROM:<a@lab.test>\r\n"),
            (LabStage.RcptTo, "RCPT TO:<b@lab.test>\r\n"), (LabStage.Data, "DATA\r\n"), (LabStage.Content, "Subject: x\r\n.\r\n"),
            (LabStage.Message, "Subject: x\r\n.\r\n"), (LabStage.Quit, "QUIT\r\n"),
        ];
        var replies = new List<string>();
        foreach (var (at, send) in steps)
        {
            if ((at == LabStage.Connect && stage != at) || (at == LabStage.Content && stage != at)) continue;
            await client.SendAsync(send);
            replies.Add(await client.ReadAsync());
            if (at == stage) break;
        }
        return replies;
    }
}
