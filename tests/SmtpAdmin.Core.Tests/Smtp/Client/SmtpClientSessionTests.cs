using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Core.Tests.Smtp.Client.Support;
using SmtpAdmin.Smtp.Client;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Core.Tests.Smtp.Client;

public class SmtpClientSessionTests
{
    private readonly SmtpTranscript _transcript = new(new ManualTime());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("MAIL FROM:<a@b>\r\nDATA")]
    [InlineData("NOOP\n")]
    [InlineData("NOOP\rX")]
    [InlineData("NO\0OP")]
    public async Task A_command_cannot_smuggle_another(string line)
    {
        var stream = new ScriptedStream(SmtpScript.Parse(""));
        await using var session = Open(stream);
        await Assert.ThrowsAsync<ArgumentException>(() => session.CommandAsync(line, Token));
        Assert.Empty(stream.Said);
    }

    [Fact]
    public async Task What_the_server_said_before_it_closed_is_worth_more_than_the_broken_pipe()
    {
        var stream = new ScriptedStream(SmtpScript.Parse("S: 220 hi\nS: 554 5.7.1 we do not like you\nX: close")) { SplitAt = "220 hi\r\n".Length };
        await using var session = new SmtpClientSession(new SmtpConnection(stream), _transcript);
        await session.ReadReplyAsync(Token);
        var problem = await Assert.ThrowsAsync<SmtpSessionException>(() => session.CommandAsync("EHLO me", Token));
        Assert.Equal(SmtpFailureKind.ConnectionClosed, problem.Kind);
        Assert.Equal(554, problem.LastReply!.Code);
        Assert.False(session.IsUsable);
    }

    [Fact]
    public async Task A_broken_pipe_without_a_word_is_a_closed_connection()
    {
        var stream = new ScriptedStream(SmtpScript.Parse("S: 220 hi\nX: close"));
        await using var session = Open(stream);
        await session.ReadReplyAsync(Token);
        var problem = await Assert.ThrowsAsync<SmtpSessionException>(() => session.CommandAsync("EHLO me", Token));
        Assert.Null(problem.LastReply);
        Assert.Equal("The connection was lost: Broken pipe.", problem.Message);
    }

    [Fact]
    public async Task A_cancelled_read_makes_the_session_useless()
    {
        using var cancel = new CancellationTokenSource();
        var stream = new ScriptedStream(SmtpScript.Parse("")) { OnSilence = cancel.Cancel };
        await using var session = Open(stream);
        Assert.True(session.IsUsable);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => session.ReadReplyAsync(cancel.Token));
        Assert.False(session.IsUsable);
    }

    [Fact]
    public async Task Lines_that_end_in_LF_alone_are_noted_once()
    {
        var octets = Encoding.ASCII.GetBytes("220 a\n250 b\n");
        await using var session = new SmtpClientSession(new SmtpConnection(new MemoryStream(octets)), _transcript);
        await session.ReadReplyAsync(Token);
        await session.ReadReplyAsync(Token);
        Assert.Single(_transcript.Entries, entry => entry.Side == TranscriptSide.Note);
    }

    [Fact]
    public void A_message_of_any_size_goes_out_as_the_encoder_writes_it_and_the_last_block_is_told_of() =>
        Prop.ForAll(Arb.From(Gen.Choose(0, 100_000)), Arb.From(Gen.Choose(1, 50)), async (length, period) =>
        {
            var message = new byte[length];
            for (var at = 0; at < length; at++) message[at] = (byte)(at % period == 0 ? '\n' : at % 3 == 0 ? '.' : 'x');
            using var wire = new MemoryStream();
            var before = -1L;
            var session = new SmtpClientSession(new SmtpConnection(wire), _transcript);
            await session.SendMessageAsync(message, () => before = wire.Length, Token);
            var expected = new ArrayBufferWriter<byte>();
            var encoder = new DotStuffingEncoder();
            encoder.Encode(message, expected);
            encoder.Finish(expected);
            return wire.ToArray().AsSpan().SequenceEqual(expected.WrittenSpan) && before >= 0 && before < wire.Length - 2;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task A_transcript_does_not_grow_without_end()
    {
        var line = Encoding.ASCII.GetBytes("220 " + new string('x', 4000) + "\r\n");
        var octets = Enumerable.Repeat(line, 200).SelectMany(piece => piece).ToArray();
        await using var session = new SmtpClientSession(new SmtpConnection(new MemoryStream(octets)), _transcript);
        for (var reply = 0; reply < 200; reply++) await session.ReadReplyAsync(Token);
        Assert.True(_transcript.Entries.Sum(entry => entry.Text.Length) < SmtpTranscript.MaxLength + 5000);
        Assert.Equal("The transcript is too long and ends here.", _transcript.Entries[^1].Text);
    }

    private SmtpClientSession Open(ScriptedStream stream) => new(new SmtpConnection(stream, null, () => stream.HasOutput), _transcript);
}
