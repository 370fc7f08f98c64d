using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Server;

/// <summary>Takes one message, by DATA or in chunks, and gives it to the sink. Once it is refused, the rest of it is read and forgotten.</summary>
internal sealed class MessageReceiver : IAsyncDisposable
{
    private const int BlockSize = 16 * 1024;

    private readonly SessionChannel _channel;
    private readonly SmtpServerOptions _options;
    private readonly DataDecoder _decoder;
    private readonly IMessageSink _sink;
    private readonly DataPace _pace;
    private SmtpReply? _refusal;
    private long _length;
    private bool _isEndless; // more came than anybody would read

    private MessageReceiver(SessionChannel channel, IMessageSink sink, bool isDotStuffed)
    {
        (_channel, _options, _sink) = (channel, channel.Options, sink);
        _decoder = new DataDecoder(_options.BareLineEndings == BareLineEndingPolicy.Normalize, isDotStuffed);
        _pace = new DataPace(channel.Deadline, _options.Timeouts);
    }

    /// <summary>Asks whether a message is welcome, and for the sink that takes it.</summary>
    /// <param name="channel">The session.</param>
    /// <param name="envelope">The message's envelope.</param>
    /// <param name="isDotStuffed">The message comes by DATA, and not in chunks.</param>
    /// <returns>Who receives it, and what the handler has to say in the place of 354; or null, and why it is not taken.</returns>
    public static async ValueTask<(MessageReceiver? Receiver, SmtpReply? Word)> OpenAsync(SessionChannel channel, SmtpEnvelope envelope, bool isDotStuffed)
    {
        var word = await channel.AskAsync(envelope, static (channel, envelope, token) => channel.Handler.DataAsync(channel.Info, envelope, token)).ConfigureAwait(false);
        if (word is { IsPositive: false, IsIntermediate: false }) return (null, word);
        try
        {
            var sink = await channel.Handler.OpenMessageAsync(channel.Info, envelope, channel.Deadline.Disarm()).ConfigureAwait(false);
            return (new MessageReceiver(channel, sink, isDotStuffed), word);
        }
        catch (Exception error) when (!channel.Deadline.IsOver)
        {
            return (null, channel.Failure(error));
        }
    }

    /// <summary>Takes all that follows DATA.</summary>
    /// <returns>The reply; null when the client closed in the middle. The session ends with it when the message has no end.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<SmtpReply?> ReceiveAsync()
    {
        if (!await ReadAsync(long.MaxValue).ConfigureAwait(false)) return null;
        if (_isEndless) _channel.End ??= SmtpSessionEnd.Dropped;
        return _refusal ?? Judge() ?? await CompleteAsync().ConfigureAwait(false);
    }

    /// <summary>Takes a chunk (RFC 3030 section 2).</summary>
    /// <param name="size">Its octets, which are read whatever becomes of them, but for those of a chunk far too large: then the session ends.</param>
    /// <param name="isLast">It ends the message.</param>
    /// <returns>The reply; null when the client closed in the middle.</returns>
    public async ValueTask<SmtpReply?> ReceiveChunkAsync(long size, bool isLast)
    {
        var limit = _options.Limits.MaxMessageSize;
        if (limit > 0 && size - _options.Limits.MaxSkipped(true) > limit - _length)
        {
            _channel.End ??= SmtpSessionEnd.Dropped;
            return _refusal ?? TooLarge(limit);
        }
        if (!await ReadAsync(size).ConfigureAwait(false)) return null;
        if (!isLast) return _refusal ?? new SmtpReply(250, string.Create(CultureInfo.InvariantCulture, $"2.0.0 {size} octets received"));
        await FinishChunksAsync().ConfigureAwait(false);
        return _refusal ?? Judge() ?? await CompleteAsync().ConfigureAwait(false);
    }

    /// <summary>Reads a chunk that nobody takes: what is in it must never be taken for commands.</summary>
    /// <returns>Whether it came whole; not when the client closed in the middle.</returns>
    public static async ValueTask<bool> SkipAsync(SessionChannel channel, long size)
    {
        var pace = new DataPace(channel.Deadline, channel.Options.Timeouts);
        while (size > 0)
        {
            if (!channel.Connection.HasBufferedInput && !await FillAsync(channel, pace).ConfigureAwait(false)) return false;
            var part = (int)Math.Min(size, channel.Connection.Input.Length);
            channel.Connection.Advance(part);
            pace.Count(part);
            size -= part;
        }
        return true;
    }

    /// <summary>Lets go of the sink; a message that it did not complete never was.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _sink.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            _options.Observer?.Failed(_channel.Info, error); // the reply was decided before; nothing to change about it
        }
    }

    private static async ValueTask<bool> FillAsync(SessionChannel channel, DataPace pace)
    {
        await channel.FlushAsync().ConfigureAwait(false); // to a group of commands before it
        return await channel.Connection.FillAsync(pace.Arm()).ConfigureAwait(false);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> ReadAsync(long size)
    {
        var connection = _channel.Connection;
        var block = ArrayPool<byte>.Shared.Rent(BlockSize);
        connection.ExpectContent(true);
        try
        {
            while (size > 0 && !_decoder.IsComplete && !_isEndless)
            {
                if (!connection.HasBufferedInput)
                {
                    if (connection.HasOutput) await _channel.FlushAsync().ConfigureAwait(false);
                    if (!await connection.FillAsync(_pace.Arm()).ConfigureAwait(false)) return false;
                }
                var input = connection.Input;
                if (input.Length > size) input = input[..(int)size];
                if (input.Length > block.Length) block = Larger(block, input.Length);
                var written = _decoder.Decode(input.Span, block, out var consumed);
                connection.Advance(consumed);
                _pace.Count(consumed);
                size -= consumed;
                if (written > 0) await PassAsync(block.AsMemory(0, written)).ConfigureAwait(false);
            }
            return true;
        }
        finally
        {
            connection.ExpectContent(false);
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    private static byte[] Larger(byte[] block, int size)
    {
        ArrayPool<byte>.Shared.Return(block);
        return ArrayPool<byte>.Shared.Rent(size);
    }

    // A message in chunks may end anywhere. Who passes it on ends its last line (RFC 5321 section 4.1.1.4), and so do we, before it is signed or counted.
    private async ValueTask FinishChunksAsync()
    {
        var end = new byte[DataDecoder.MinDestination];
        var written = _decoder.Finish(end);
        if (written > 0) await PassAsync(end.AsMemory(0, written)).ConfigureAwait(false);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask PassAsync(ReadOnlyMemory<byte> content)
    {
        _length += content.Length;
        if (!MayGoOn()) return;
        long? since = null;
        try
        {
            var writing = _sink.WriteAsync(content, _channel.Deadline.Disarm());
            if (!writing.IsCompleted) since = _channel.Deadline.Now;
            await writing.ConfigureAwait(false);
        }
        catch (Exception error) when (!_channel.Deadline.IsOver)
        {
            _refusal = _channel.Failure(error);
        }
        if (since is { } moment) _pace.Forgive(_channel.Deadline.Now - moment); // the client cannot help that the sink is slow
    }

    private bool MayGoOn()
    {
        var limits = _options.Limits;
        if (limits.MaxMessageSize > 0 && _length > limits.MaxMessageSize)
        {
            _refusal ??= TooLarge(limits.MaxMessageSize);
            _isEndless = _length - limits.MaxMessageSize > limits.MaxSkipped(true);
        }
        return _refusal is null;
    }

    private static SmtpReply TooLarge(long limit) => new(552, FormattableString.Invariant($"5.3.4 Message size exceeds the limit of {limit} octets"));

    // Known only when the whole message was seen.
    private SmtpReply? Judge()
    {
        if (_decoder.HasBareLineFeed || _decoder.HasBareCarriageReturn)
        {
            var what = _decoder.HasBareLineFeed ? "<LF>" : "<CR>";
            if (_options.BareLineEndings == BareLineEndingPolicy.Reject) return new SmtpReply(550, $"5.5.2 Bare {what} in the message");
            if (_options.BareLineEndings == BareLineEndingPolicy.Defer) return new SmtpReply(451, $"4.5.2 Bare {what} in the message");
        }
        if (_decoder.HasNul && _options.BareLineEndings != BareLineEndingPolicy.Keep)
            return _options.BareLineEndings == BareLineEndingPolicy.Defer ? new SmtpReply(451, "4.6.0 A NUL in the message") : new SmtpReply(550, "5.6.0 A NUL in the message");
        var longest = _options.Limits.MaxTextLineLength;
        return longest > 0 && _decoder.LongestLine > longest
            ? new SmtpReply(550, FormattableString.Invariant($"5.6.0 A line of the message is longer than {longest} octets"))
            : null;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<SmtpReply> CompleteAsync()
    {
        var content = new ReceivedContent(
            _length, _decoder.LongestLine, _decoder.HasEightBit, _decoder.HasBareLineFeed || _decoder.HasBareCarriageReturn);
        try
        {
            return await _sink.CompleteAsync(content, _channel.Deadline.Arm(_options.Timeouts.Acceptance)).ConfigureAwait(false);
        }
        catch (Exception error) when (!_channel.Deadline.IsOver)
        {
            return _channel.Failure(error);
        }
    }
}
