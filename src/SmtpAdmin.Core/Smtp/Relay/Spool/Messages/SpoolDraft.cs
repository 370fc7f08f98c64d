namespace SmtpAdmin.Smtp.Relay;

/// <summary>A message that is coming in: a small one stays in memory until its commit, a large one goes to the log block by block.</summary>
internal sealed class SpoolDraft(SpoolOptions options, SpoolWriter writer, SpoolIndex index, SpoolMemory memory, Action released, long number) : ISpoolDraft
{
    private readonly List<SpoolPlace> _written = [];
    private SpoolBlock _block = new(memory);
    private SpoolBlock? _sent;
    private Task<SpoolPlace>? _sending;
    private string? _fault;
    private bool _isEnded;

    /// <inheritdoc/>
    public long Number => number;

    /// <inheritdoc/>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        RequireOpen();
        cancellationToken.ThrowIfCancellationRequested();
        content = content[Copy(content.Span)..];
        return content.IsEmpty ? ValueTask.CompletedTask : WriteRestAsync(content, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task CommitAsync(ReadOnlyMemory<byte> prefix, ReadOnlyMemory<byte> envelope)
    {
        RequireOpen();
        _isEnded = true;
        await FinishSendingAsync(CancellationToken.None).ConfigureAwait(false);
        var first = _block;
        if (_written.Count > 0)
        {
            first = new(); // for the prefix alone
            _block.Seal();
        }
        first.Prepend(prefix);
        first.Seal();
        var request = new CommitRequest(number, first, _written, ReferenceEquals(first, _block) ? SpoolBlock.Empty : _block, envelope);
        writer.Add(request);
        try
        {
            await request.Done.ConfigureAwait(false);
            _written.Clear(); // the message's now
        }
        finally
        {
            _block.Return();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _isEnded = true;
        if (_sending is not null)
        {
            await ((Task)_sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_sending.IsCompletedSuccessfully) _written.Add(await _sending.ConfigureAwait(false));
            _sending = null;
            _sent!.Return();
        }
        _block.Return();
        if (_written.Count == 0) return;
        lock (index.Gate)
        {
            foreach (var place in _written) index.Release(place);
        }
        _written.Clear();
        released();
    }

    private void RequireOpen()
    {
        ObjectDisposedException.ThrowIf(_isEnded, this);
        if (_fault is not null) throw new IOException(_fault);
    }

    /// <summary>Takes what there is room for in memory.</summary>
    /// <returns>How many octets.</returns>
    private int Copy(ReadOnlySpan<byte> content) => _block.Copy(content[..Math.Min(content.Length, options.BlockSize - _block.Length)]);

    private async ValueTask WriteRestAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        while (true)
        {
            await SendAsync(cancellationToken).ConfigureAwait(false);
            var copied = Copy(content.Span);
            if (copied == 0)
            {
                // No memory is left: it is written from where it is.
                copied = Math.Min(content.Length, options.BlockSize);
                _block.Append(content[..copied]);
                await SendAsync(CancellationToken.None).ConfigureAwait(false);
                await FinishSendingAsync(CancellationToken.None).ConfigureAwait(false);
            }
            content = content[copied..];
            if (content.IsEmpty) return;
        }
    }

    /// <summary>Sends the block on its way, when the one before has arrived.</summary>
    private async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        await FinishSendingAsync(cancellationToken).ConfigureAwait(false);
        if (_block.Length == 0) return;
        _block.Seal();
        var request = new BlockRequest(number, _block, isDamaged: false);
        (_sent, _block, _sending) = (_block, new(memory), request.Done);
        writer.Add(request);
    }

    /// <summary>Waits for the block that is on its way. When that is cancelled it still is: it may arrive at that very moment, and who disposes of the draft looks.</summary>
    private async ValueTask FinishSendingAsync(CancellationToken cancellationToken)
    {
        if (_sending is null) return;
        try
        {
            _written.Add(await _sending.WaitAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (IOException exception)
        {
            _fault = exception.Message;
            EndSending();
            throw;
        }
        EndSending();
    }

    private void EndSending()
    {
        _sending = null;
        _sent!.Return();
    }
}
