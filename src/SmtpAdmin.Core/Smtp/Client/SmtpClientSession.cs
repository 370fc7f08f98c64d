using System.Buffers;
using System.Text;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Client;

/// <summary>
/// The client's end of an SMTP session over a stream: commands out, replies in, TLS in between. It knows the rules of the conversation;
/// what to say is its caller's business. Memory is bounded by the reply limits. Deadlines are the caller's, by token: one that spans a
/// whole step, so that a slow server gains nothing by single octets. Not safe for use by several threads.
/// </summary>
public sealed class SmtpClientSession : IAsyncDisposable
{
    private const int BufferSize = 4096;
    private const int BlockSize = 16 * 1024;
    private const int ServiceNotAvailable = 421;

    private readonly SmtpConnection _connection;
    private readonly SmtpTranscript? _transcript;
    private readonly SmtpReplyParser _parser;
    private readonly byte[] _buffer = new byte[BufferSize];
    private Stream _stream;
    private int _start;
    private int _end;
    private bool _notedBareLineFeed;
    private Task<int>? _filling; // a read into the buffer that nobody waits for yet
    private bool _shakesHands;
    private SmtpReply? _ahead; // the reply to what is being sent, read already

    /// <summary>A session over a connection that was just made; the greeting is yet to be read.</summary>
    /// <param name="connection">The connection; disposed with the session.</param>
    /// <param name="transcript">Where the session is written down.</param>
    /// <param name="limits">How much of a reply is taken; null for the usual limits.</param>
    public SmtpClientSession(SmtpConnection connection, SmtpTranscript transcript, SmtpReplyLimits? limits = null)
        : this(connection, transcript?.Mask ?? throw new ArgumentNullException(nameof(transcript)), limits) => _transcript = transcript;

    /// <summary>A session that nobody writes down: for mail in bulk.</summary>
    /// <param name="connection">The connection; disposed with the session.</param>
    /// <param name="mask">What is blotted out of replies.</param>
    /// <param name="limits">How much of a reply is taken; null for the usual limits.</param>
    internal SmtpClientSession(SmtpConnection connection, SecretMask mask, SmtpReplyLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        _connection = connection;
        Mask = mask;
        _stream = connection.Stream;
        _parser = new SmtpReplyParser(limits);
    }

    /// <summary>The TLS session; null before one was made.</summary>
    public SmtpTlsInfo? Tls { get; private set; }

    /// <summary>The connection is encrypted.</summary>
    public bool IsEncrypted => Tls is not null;

    /// <summary>The connection can still carry a command: nothing was lost and nothing was cut off.</summary>
    public bool IsUsable { get; private set; } = true;

    /// <summary>The network may have taken the whole of the last block that was sent of a message. False when it cannot have.</summary>
    internal bool MayHaveSentBlock { get; private set; }

    /// <summary>What is blotted out of the transcript and of replies.</summary>
    internal SecretMask Mask { get; }

    /// <summary>Nothing has come of the reply that is waited for.</summary>
    internal bool HeardNothing => _parser.Length == 0;

    /// <summary>The last reply as it came: to decide by, never to show. A password may be a word of the protocol. Null before the first one.</summary>
    internal SmtpReply? Unmasked => _parser.Reply;

    /// <summary>What is waited for, as a clause: what has come of a reply that is not whole, or the handshake; for the text of a timeout.</summary>
    internal string Pending =>
        _shakesHands ? "the TLS handshake was not made"
        : HeardNothing ? "nothing came" : $"{_parser.Length} octets of a reply came, without its end";

    /// <summary>Reads the next reply.</summary>
    /// <param name="cancellationToken">Ends the wait; the session cannot be used afterwards.</param>
    /// <exception cref="SmtpSessionException">The connection was closed, or what came is no reply.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<SmtpReply> ReadReplyAsync(CancellationToken cancellationToken)
    {
        if (_ahead is { } ahead)
        {
            _ahead = null;
            return ahead;
        }
        _parser.Reset();
        var usable = IsUsable;
        IsUsable = false; // until the reply is whole
        try
        {
            while (true)
            {
                if (_start == _end && !await FillAsync(cancellationToken).ConfigureAwait(false))
                {
                    throw new SmtpSessionException(SmtpFailureKind.ConnectionClosed, _parser.Length == 0
                        ? "The server closed the connection without a reply."
                        : "The server closed the connection in the middle of a reply.");
                }
                var status = _parser.Feed(_buffer.AsSpan(_start, _end - _start), out var consumed);
                _start += consumed;
                if (status == SmtpReplyStatus.Violation)
                    throw new SmtpSessionException(SmtpFailureKind.ProtocolViolation, DescribeViolation());
                if (status != SmtpReplyStatus.Complete) continue;
                if (_parser.SawBareLineFeed && !_notedBareLineFeed)
                {
                    _notedBareLineFeed = true;
                    _transcript?.Add(TranscriptSide.Note, "The server ends lines with LF alone, against RFC 5321 section 2.3.8.");
                }
                var reply = Mask.Apply(_parser.Reply!);
                _transcript?.AddReply(reply);
                IsUsable = usable && reply.Code != ServiceNotAvailable;
                return reply;
            }
        }
        finally
        {
            if (_parser.Status != SmtpReplyStatus.Complete) TranscribeFragment();
        }
    }

    /// <summary>Sends a command and reads its reply.</summary>
    /// <param name="line">The command, without CRLF.</param>
    /// <param name="cancellationToken">Ends the wait; the session cannot be used afterwards.</param>
    /// <exception cref="ArgumentException">The line holds a CR, an LF or a NUL.</exception>
    /// <exception cref="SmtpSessionException">The connection was closed, or what came is no reply.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task<SmtpReply> CommandAsync(string line, CancellationToken cancellationToken) => CommandAsync(line, line, cancellationToken);

    /// <summary>Sends a line with a secret in it and reads the reply.</summary>
    /// <param name="line">The line, without CRLF.</param>
    /// <param name="shown">What the transcript shows for it.</param>
    /// <param name="cancellationToken">Ends the wait; the session cannot be used afterwards.</param>
    internal async Task<SmtpReply> CommandAsync(string line, string shown, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(line);
        if (line.AsSpan().IndexOfAny('\r', '\n', '\0') >= 0) throw new ArgumentException("A command must not hold a line end or a NUL.", nameof(line));
        if (await ReadEarlyReplyAsync(cancellationToken).ConfigureAwait(false) is { } early) return early;
        _transcript?.Add(TranscriptSide.Client, shown);
        await WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"), cancellationToken).ConfigureAwait(false);
        return await ReadReplyAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Sends commands in one write and reads no reply (RFC 2920). Each of their replies is then to be read in its turn.
    /// </summary>
    /// <param name="lines">The commands, each with its CRLF; only the last may be one that RFC 2920 section 3.1 wants last.</param>
    /// <param name="cancellationToken">Ends the wait; the session cannot be used afterwards.</param>
    /// <returns>What the server said before it was asked: 421, and nothing was sent. Null when it kept silent, as it should.</returns>
    /// <exception cref="SmtpSessionException">The connection was closed, or what came is no reply.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    internal async ValueTask<SmtpReply?> SendCommandsAsync(ReadOnlyMemory<byte> lines, CancellationToken cancellationToken)
    {
        if (await ReadEarlyReplyAsync(cancellationToken).ConfigureAwait(false) is { } early) return early;
        await WriteAsync(lines, cancellationToken).ConfigureAwait(false);
        return null;
    }

    /// <summary>Sends a message behind DATA's 354, dot-stuffed, with the final dot. The reply is not read.</summary>
    /// <param name="content">The message.</param>
    /// <param name="onLastBlock">Called before the block with the final dot goes out: from then on the server may have the message.</param>
    /// <param name="cancellationToken">Ends the sending; the session cannot be used afterwards.</param>
    /// <exception cref="SmtpSessionException">The connection was closed, or the server replied before it had the message; the reply is in the exception.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task SendMessageAsync(ReadOnlyMemory<byte> content, Action? onLastBlock, CancellationToken cancellationToken) =>
        SendMessageAsync(content, onLastBlock, null, cancellationToken);

    /// <summary>Sends a message as the other overload does.</summary>
    /// <param name="content">The message.</param>
    /// <param name="onLastBlock">Called before the block with the final dot goes out.</param>
    /// <param name="onBlock">Called when the network has taken a block, with the octets of the message so far.</param>
    /// <param name="cancellationToken">Ends the sending.</param>
    internal async Task SendMessageAsync(ReadOnlyMemory<byte> content, Action? onLastBlock, Action<int>? onBlock, CancellationToken cancellationToken)
    {
        _transcript?.Add(TranscriptSide.Client, FormattableString.Invariant($"(the message, {content.Length} octets)"));
        var encoder = new DotStuffingEncoder();
        var block = new ArrayBufferWriter<byte>(BlockSize * 2);
        for (var at = 0; at < content.Length; at += BlockSize)
        {
            encoder.Encode(content.Span[at..Math.Min(at + BlockSize, content.Length)], block);
            if (at + BlockSize >= content.Length) break;
            await SendBlockAsync(block.WrittenMemory, isLast: false, cancellationToken).ConfigureAwait(false);
            onBlock?.Invoke(at + BlockSize);
            block.ResetWrittenCount();
        }
        encoder.Finish(block);
        await HearNothingAsync(cancellationToken).ConfigureAwait(false);
        onLastBlock?.Invoke();
        _transcript?.Add(TranscriptSide.Client, ".");
        await SendBlockAsync(block.WrittenMemory, isLast: true, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a block of a message that is dot-stuffed already. The reply behind the last one is not read.</summary>
    /// <param name="block">The octets.</param>
    /// <param name="isLast">The final dot is in it.</param>
    /// <param name="cancellationToken">Ends the sending; the session cannot be used afterwards.</param>
    /// <exception cref="SmtpSessionException">The connection was closed, or the server replied before it had the message; the reply is in the exception.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    internal async ValueTask SendBlockAsync(ReadOnlyMemory<byte> block, bool isLast, CancellationToken cancellationToken)
    {
        MayHaveSentBlock = false;
        await HearNothingAsync(cancellationToken).ConfigureAwait(false);
        if (await WriteBlockAsync(block, isLast, cancellationToken).ConfigureAwait(false) is not { } early) return;
        if (!isLast || !early.IsPositive || !MayHaveSentBlock) throw Refusal(early);
        _ahead = early; // the server has read the final dot before we were told that it is out
    }

    /// <summary>Makes the TLS handshake, behind STARTTLS's 220 or as the first thing on the connection.</summary>
    /// <param name="settings">What to offer and what to check against.</param>
    /// <param name="timeProvider">Tells the time that the certificate is checked at.</param>
    /// <param name="cancellationToken">Ends the wait; the session cannot be used afterwards.</param>
    /// <returns>What was agreed on. The handshake is made with a bad certificate too: whether to go on is the caller's decision.</returns>
    /// <exception cref="SmtpSessionException">Plain text stands behind the 220 reply (CVE-2011-0411), or the handshake failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<SmtpTlsInfo> NegotiateTlsAsync(SmtpTlsSettings settings, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        if (IsEncrypted) throw new InvalidOperationException("The connection is encrypted already.");
        IsUsable = false; // until the handshake is made
        // The server of a TLS handshake does not speak first, so whatever is here now was said in the clear and would be
        // taken for a reply that came over TLS.
        if (_start < _end || (_parser.Status == SmtpReplyStatus.Complete && _connection.HasUnreadInput))
        {
            throw new SmtpSessionException(
                SmtpFailureKind.StartTlsInjection,
                "The server, or someone between it and us, sent plain text behind the reply to STARTTLS (CVE-2011-0411).");
        }
        _shakesHands = true;
        var (stream, info) = await TlsHandshake.RunAsync(_stream, settings, timeProvider, cancellationToken).ConfigureAwait(false);
        _shakesHands = false;
        _stream = stream;
        Tls = info;
        IsUsable = true;
        _transcript?.Add(TranscriptSide.Note, info.ToString());
        return info;
    }

    /// <summary>Closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        IsUsable = false;
        if (!ReferenceEquals(_stream, _connection.Stream)) await _stream.DisposeAsync().ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>A server speaks only when it is spoken to, but for 421 when it has to go (RFC 5321 section 3.8).</summary>
    private async Task<SmtpReply?> ReadEarlyReplyAsync(CancellationToken cancellationToken)
    {
        if (!IsSpeaking()) return null;
        var reply = await ReadReplyAsync(cancellationToken).ConfigureAwait(false);
        if (reply.Code == ServiceNotAvailable) return reply;
        IsUsable = false;
        throw new SmtpSessionException(SmtpFailureKind.ProtocolViolation, $"The server sent '{reply.Code}' before it was asked for anything.");
    }

    private async Task<bool> FillAsync(CancellationToken cancellationToken)
    {
        _start = _end = 0;
        try
        {
            if (_filling is { } filling)
            {
                _end = await filling.WaitAsync(cancellationToken).ConfigureAwait(false);
                _filling = null;
            }
            else
            {
                _end = await _stream.ReadAsync(_buffer, cancellationToken).ConfigureAwait(false);
            }
            return _end > 0;
        }
        catch (IOException problem)
        {
            throw SmtpSessionException.Lost(problem, null);
        }
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(octets, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException problem)
        {
            throw await LostAsync(problem, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task SendAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
    {
        IsUsable = false;
        await _stream.WriteAsync(octets, cancellationToken).ConfigureAwait(false);
        await _stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        IsUsable = true;
    }

    /// <summary>
    /// Sends a block of a message, and listens while it is on its way: a server that has seen enough may say so and read no further,
    /// and then the block is never taken.
    /// </summary>
    /// <returns>What the server said before the network had the block; null when it kept silent, as it should.</returns>
    private async ValueTask<SmtpReply?> WriteBlockAsync(ReadOnlyMemory<byte> block, bool isLast, CancellationToken cancellationToken)
    {
        var sending = SendAsync(block, cancellationToken);
        try
        {
            if (sending.IsCompleted || !await SpeaksBeforeAsync(sending).ConfigureAwait(false))
            {
                await sending.ConfigureAwait(false);
                MayHaveSentBlock = true;
                return null;
            }
        }
        catch (IOException problem)
        {
            throw await LostAsync(problem, cancellationToken).ConfigureAwait(false);
        }
        Abandon(sending);
        MayHaveSentBlock = true;
        var reply = await ReadReplyAsync(cancellationToken).ConfigureAwait(false);
        if (!isLast || !reply.IsPositive) return reply;
        await Task.WhenAny(sending).WaitAsync(cancellationToken).ConfigureAwait(false); // who took the message has read it, so that this ends
        IsUsable = MayHaveSentBlock = sending.IsCompletedSuccessfully;
        return reply;
    }

    /// <summary>Sees to it that the server has said nothing yet: a good word that is here before the final dot is on its way cannot be about the message (RFC 5321 section 4.1.1.4).</summary>
    private async ValueTask HearNothingAsync(CancellationToken cancellationToken)
    {
        if (IsSpeaking()) throw Refusal(await ReadReplyAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>
    /// The server has said something that was not asked for. Over TLS only a read can tell: what the network has may be TLS's own business,
    /// and TLS may have taken more from the network than it has shown.
    /// </summary>
    private bool IsSpeaking()
    {
        if (_start < _end) return true;
        if (_filling is null && IsEncrypted) StartFilling();
        return _filling is { IsCompleted: true } || (!IsEncrypted && _connection.HasUnreadInput);
    }

    /// <summary>Whether the server says something before the network has taken what is being sent.</summary>
    private async Task<bool> SpeaksBeforeAsync(Task sending)
    {
        if (_filling is null) StartFilling();
        await Task.WhenAny(sending, _filling!).ConfigureAwait(false);
        return !sending.IsCompleted;
    }

    /// <summary>Begins a read whose octets the next reply takes. It has no token: it outlives the sending, and ends with the connection.</summary>
    private void StartFilling()
    {
        _start = _end = 0;
        _filling = _stream.ReadAsync(_buffer, CancellationToken.None).AsTask();
        Abandon(_filling);
    }

    /// <summary>Sees to it that nobody misses the outcome of what may never be waited for.</summary>
    private static void Abandon(Task task) =>
        task.ContinueWith(static ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    /// <summary>The server spoke in the middle of a message. Whatever we say next, it may take for the message's rest: the session is over.</summary>
    private SmtpSessionException Refusal(SmtpReply reply)
    {
        IsUsable = false;
        return SmtpSessionException.BeforeTheEnd(reply);
    }

    /// <summary>A server that closes under a command often says why first; that is worth more than "connection reset". A good word is no reason for a loss.</summary>
    private async Task<SmtpSessionException> LostAsync(IOException problem, CancellationToken cancellationToken)
    {
        try
        {
            var last = await ReadReplyAsync(cancellationToken).ConfigureAwait(false);
            return SmtpSessionException.Lost(problem, last.Code >= 400 ? last : null);
        }
        catch (SmtpSessionException)
        {
            return SmtpSessionException.Lost(problem, null); // it said nothing; the loss itself is what gets reported
        }
    }

    private string DescribeViolation()
    {
        var line = Mask.Apply(_parser.OffendingLine); // before it is cut: half a secret is not recognized
        return line.Length == 0 ? $"The server sent {_parser.Violation}." : $"The server sent {_parser.Violation}: {ReplyText.Quote(line)}.";
    }

    private void TranscribeFragment()
    {
        if (_transcript is null) return;
        _transcript.AddReplyLines(_parser.Code, _parser.Lines, whole: false);
        if (_parser.PartialLine is { Length: > 0 } rest) _transcript.Add(TranscriptSide.Server, rest);
        if (_parser.OffendingLine is { Length: > 0 } line) _transcript.Add(TranscriptSide.Server, line);
    }
}
