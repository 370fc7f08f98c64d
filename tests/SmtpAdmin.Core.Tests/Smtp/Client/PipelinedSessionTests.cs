using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using SmtpAdmin.Core.Tests.Smtp.Client.Support;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Core.Tests.Smtp.Client;

public sealed class PipelinedSessionTests
{
    private static readonly byte[] Envelope = Encoding.ASCII.GetBytes("MAIL FROM:<>\r\nRCPT TO:<b@example.net>\r\nDATA\r\n");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Commands_go_out_together_and_their_replies_are_read_in_turn()
    {
        var stream = new ScriptedStream(SmtpScript.Parse("C: MAIL FROM:<>\nC: RCPT TO:<b@example.net>\nC: DATA\nS: 250 sender\nS: 250-re\nS: 250 cipient\nS: 354 go\nC: (message)\nS: 250 taken"));
        await using var session = Open(stream);

        Assert.Null(await session.SendCommandsAsync(Envelope, Token));
        Assert.Equal("250 sender", (await session.ReadReplyAsync(Token)).ToString());
        Assert.Equal("250 re cipient", (await session.ReadReplyAsync(Token)).ToString());
        Assert.Equal(354, (await session.ReadReplyAsync(Token)).Code);
        Assert.False(session.MayHaveSentBlock);
        await session.SendBlockAsync("one\r\n"u8.ToArray(), isLast: false, Token);
        await session.SendBlockAsync("two\r\n.\r\n"u8.ToArray(), isLast: true, Token);
        Assert.True(session.MayHaveSentBlock);
        Assert.Equal("250 taken", (await session.ReadReplyAsync(Token)).ToString());
        Assert.Equal("one\r\ntwo\r\n.\r\n", stream.Message);
        Assert.True(session.IsUsable);
    }

    [Fact]
    public async Task Nothing_is_sent_to_a_server_that_has_said_421()
    {
        var stream = new ScriptedStream(SmtpScript.Parse("S: 421 idle too long\nX: close"));
        await using var session = Open(stream);

        Assert.Equal(421, (await session.SendCommandsAsync(Envelope, Token))!.Code);
        Assert.Empty(stream.Said);
        Assert.False(session.IsUsable);
    }

    [Fact]
    public async Task A_reply_that_nobody_asked_for_ends_the_session()
    {
        await using var session = Open(new ScriptedStream(SmtpScript.Parse("S: 250 what a day")));

        var problem = await Assert.ThrowsAsync<SmtpSessionException>(async () => await session.SendCommandsAsync(Envelope, Token));
        Assert.Equal(SmtpFailureKind.ProtocolViolation, problem.Kind);
        Assert.False(session.IsUsable);
    }

    [Fact]
    public async Task A_block_that_the_network_did_not_take_was_not_sent()
    {
        await using var session = Open(new ScriptedStream(SmtpScript.Parse("C: DATA\nS: 354 go\nX: close")));
        await session.CommandAsync("DATA", Token);

        await Assert.ThrowsAsync<SmtpSessionException>(async () => await session.SendBlockAsync(".\r\n"u8.ToArray(), isLast: true, Token));
        Assert.False(session.MayHaveSentBlock);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task A_good_word_that_is_there_before_a_block_is_not_about_it_and_the_block_stays_here(bool isLast, bool isReadAhead)
    {
        var stream = new ScriptedStream(SmtpScript.Parse("C: DATA\nS: 354 go\nS: 250 taken")) { SplitAt = isReadAhead ? -1 : "354 go\r\n".Length };
        await using var session = Open(stream);
        await session.CommandAsync("DATA", Token);

        var problem = await Assert.ThrowsAsync<SmtpSessionException>(async () => await session.SendBlockAsync(".\r\n"u8.ToArray(), isLast, Token));
        Assert.Equal((SmtpFailureKind.ProtocolViolation, "The server sent '250' before it had the whole message."), (problem.Kind, problem.Message));
        Assert.Null(problem.LastReply);
        Assert.False(session.MayHaveSentBlock);
        Assert.False(session.IsUsable);
        Assert.Equal("DATA", Assert.Single(stream.Said));
    }

    [Fact]
    public async Task A_good_word_that_TLS_has_read_already_is_not_about_the_block_either()
    {
        using var certificates = new TestCertificates();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var connecting = TcpSmtpConnector.Instance.ConnectAsync((IPEndPoint)listener.LocalEndpoint, null, Token);
        using var accepted = await listener.AcceptTcpClientAsync(Token);
        await using var session = new SmtpClientSession(await connecting, new SecretMask());
        await using var server = new SslStream(accepted.GetStream());
        var serving = server.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificates.Issue(["mail.example.org"]) }, Token);
        await session.NegotiateTlsAsync(new SmtpTlsSettings { ServerName = "mail.example.org" }, TimeProvider.System, Token);
        await serving;
        await server.WriteAsync("354 go\r\n"u8.ToArray(), Token); // a record each, and both are there before the first is read
        await server.WriteAsync("250 taken\r\n"u8.ToArray(), Token);
        Assert.Equal(354, (await session.ReadReplyAsync(Token)).Code);

        var problem = await Assert.ThrowsAsync<SmtpSessionException>(async () => await session.SendBlockAsync(".\r\n"u8.ToArray(), isLast: true, Token));
        Assert.Equal(SmtpFailureKind.ProtocolViolation, problem.Kind);
        Assert.False(session.MayHaveSentBlock);
    }

    [Fact]
    public async Task A_good_word_to_a_block_that_the_network_never_took_is_none()
    {
        var stream = new BreakingStream();
        await using var session = new SmtpClientSession(new SmtpConnection(stream), new SecretMask());
        var sending = session.SendBlockAsync(".\r\n"u8.ToArray(), isLast: true, Token).AsTask();
        while (!session.MayHaveSentBlock) await Task.Delay(1, Token); // the word is there, and the block is on its way
        stream.Break();

        Assert.Equal(SmtpFailureKind.ProtocolViolation, (await Assert.ThrowsAsync<SmtpSessionException>(() => sending)).Kind);
        Assert.False(session.MayHaveSentBlock);
        Assert.False(session.IsUsable);
    }

    [Fact]
    public async Task Secrets_are_blotted_out_of_replies_that_nobody_writes_down()
    {
        var mask = new SecretMask();
        mask.AddPassword("hunter22");
        var stream = new ScriptedStream(SmtpScript.Parse("S: 250 hunter22 is your password"));
        await using var session = new SmtpClientSession(new SmtpConnection(stream), mask);

        Assert.Equal("250 *** is your password", (await session.ReadReplyAsync(Token)).ToString());
    }

    private static SmtpClientSession Open(ScriptedStream stream) => new(new SmtpConnection(stream, null, () => stream.HasOutput), new SecretMask());

    /// <summary>A server that says its word under a block, and never takes the block.</summary>
    private sealed class BreakingStream : AsyncOnlyStream
    {
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Break() => _end.SetException(new IOException("Connection reset by peer"));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var word = "250 taken\r\n"u8;
            word.CopyTo(buffer.Span);
            return new(word.Length);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => new(_end.Task);
    }
}
