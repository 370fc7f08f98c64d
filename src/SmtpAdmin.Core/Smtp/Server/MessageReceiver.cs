using System.Buffers;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Server;

/// <summary>DATA: from 354 to the word of the sink. Once a message is refused, the rest of it is read and forgotten.</summary>
internal sealed class MessageReceiver(SessionChannel channel, SmtpEnvelope envelope)
{
    private const int BlockSize = 16 * 1024;

    private readonly SmtpServerOptions _options = channel.Options;
    private readonly DataDecoder _decoder = new(channel.Options.BareLineEndings == BareLineEndingPolicy.Normalize);
    private SmtpReply? _refusal;
    private long _length;

    /// <summary>354 was sent: whatever comes of the message, the transaction ends with it.</summary>
    public bool HasStarted { get; private set; }

    /// <summary>Takes a message.</summary>
    /// <returns>The reply; null when the client closed in the middle.</returns>
    public async ValueTask<SmtpReply?> ReceiveAsync(CancellationToken lifetime)
    {
        var word = await channel.AskAsync(handler => handler.DataAsync(channel.Info, envelope, lifetime), lifetime).ConfigureAwait(false);
        if (word is { IsPositive: false, IsIntermediate: false }) return word;

        IMessageSink sink;
        try
        {
            sink = await channel.Handler.OpenMessageAsync(channel.Info, envelope, lifetime).ConfigureAwait(false);
        }
        catch (Exception error) when (!lifetime.IsCancellationRequested)
        {
            return channel.Failure(error);
        }
        try
        {
            HasStarted = true;
            await channel.SendAsync(word is { IsIntermediate: true } ? word : new SmtpReply(354, "End data with <CR><LF>.<CR><LF>"), lifetime).ConfigureAwait(false);
            await channel.FlushAsync(lifetime).ConfigureAwait(false);
            if (!await ReadAsync(sink, lifetime).ConfigureAwait(false)) return null;
            return _refusal ?? Judge() ?? await CompleteAsync(sink, lifetime).ConfigureAwait(false);
        }
        finally
        {
            await DisposeAsync(sink).ConfigureAwait(false);
        }
    }

    private async ValueTask<bool> ReadAsync(IMessageSink sink, CancellationToken lifetime)
    {
        using var whole = new Deadline(channel.Time, _options.Timeouts.Data, lifetime);
        var block = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            while (!_decoder.IsComplete)
            {
                using var next = new Deadline(channel.Time, _options.Timeouts.DataBlock, whole.Token);
                var input = await channel.Connection.PeekAsync(next.Token).ConfigureAwait(false);
                if (input.IsEmpty) return false;
                var written = _decoder.Decode(input.Span, block, out var consumed);
                channel.Connection.Advance(consumed);
                _length += written;
                if (written > 0 && MayGoOn()) await WriteAsync(sink, block.AsMemory(0, written), lifetime).ConfigureAwait(false);
            }
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    private bool MayGoOn()
    {
        var limits = _options.Limits;
        if (limits.MaxMessageSize > 0 && _length > limits.MaxMessageSize)
            _refusal ??= new SmtpReply(552, FormattableString.Invariant($"5.3.4 Message size exceeds the limit of {limits.MaxMessageSize} octets"));
        return _refusal is null;
    }

    private async ValueTask WriteAsync(IMessageSink sink, ReadOnlyMemory<byte> content, CancellationToken lifetime)
    {
        try
        {
            await sink.WriteAsync(content, lifetime).ConfigureAwait(false);
        }
        catch (Exception error) when (!lifetime.IsCancellationRequested)
        {
            _refusal = channel.Failure(error);
        }
    }

    // Known only when the whole message was seen.
    private SmtpReply? Judge()
    {
        if (_decoder.HasBareLineFeed || _decoder.HasBareCarriageReturn)
        {
            var what = _decoder.HasBareLineFeed ? "<LF>" : "<CR>";
            if (_options.BareLineEndings == BareLineEndingPolicy.Reject) return new SmtpReply(550, $"5.5.2 Bare {what} in the message");
            if (_options.BareLineEndings == BareLineEndingPolicy.Defer) return new SmtpReply(451, $"4.5.2 Bare {what} in the message");
        }
        var longest = _options.Limits.MaxTextLineLength;
        return longest > 0 && _decoder.LongestLine > longest
            ? new SmtpReply(550, FormattableString.Invariant($"5.6.0 A line of the message is longer than {longest} octets"))
            : null;
    }

    private async ValueTask<SmtpReply> CompleteAsync(IMessageSink sink, CancellationToken lifetime)
    {
        using var deadline = new Deadline(channel.Time, _options.Timeouts.Acceptance, lifetime);
        var content = new ReceivedContent(
            _length, _decoder.LongestLine, _decoder.HasEightBit, _decoder.HasBareLineFeed || _decoder.HasBareCarriageReturn);
        try
        {
            return await sink.CompleteAsync(content, deadline.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (!lifetime.IsCancellationRequested)
        {
            return channel.Failure(error);
        }
    }

    private async ValueTask DisposeAsync(IMessageSink sink)
    {
        try
        {
            await sink.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            channel.Options.Observer?.Failed(channel.Info, error); // the reply was decided before; nothing to change about it
        }
    }
}
