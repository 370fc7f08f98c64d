using System.Text.Json;
using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Answers requests about a running relay: a line in, lines out, one request a connection.</summary>
internal sealed class RelayControlServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10); // with whoever has connected and asks nothing

    private readonly IRelayControlTarget _target;
    private readonly TimeProvider _time;
    private readonly ControlListener _listener;

    /// <summary>Begins to listen.</summary>
    /// <param name="path">See <see cref="RelayControlPath"/>.</param>
    /// <param name="group">The Unix group that may connect too; null for none.</param>
    /// <param name="target">The relay.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="IOException">It cannot be listened on.</exception>
    public RelayControlServer(string path, string? group, IRelayControlTarget target, TimeProvider time)
    {
        (_target, _time) = (target, time);
        _listener = new ControlListener(path, group, ServeAsync);
    }

    /// <summary>Ends all connections.</summary>
    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private async Task ServeAsync(Stream stream, CancellationToken closing)
    {
        try
        {
            ControlAnswer? last;
            try
            {
                ReadOnlyMemory<byte>? line;
                using (var deadline = new Deadline(_time, Patience, closing))
                    line = await new ControlLines(stream, ControlLines.MaxRequestLength).ReadAsync(deadline.Token).ConfigureAwait(false);
                if (line is null) return;
                var request = JsonSerializer.Deserialize(line.Value.Span, ControlJson.Default.ControlRequest);
                last = request is null ? Refusal("The request is empty.") : await AnswerAsync(request, stream, closing).ConfigureAwait(false);
            }
            catch (SmtpRelayReloadException problem)
            {
                last = Refusal(problem.Message) with { IsBadConfiguration = true };
            }
            catch (Exception problem) when (problem is JsonException or InvalidDataException or InvalidOperationException or SpoolDamageException)
            {
                last = Refusal(problem.Message);
            }
            if (last is not null) await stream.WriteAsync(ControlJson.Line(last), closing).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // Whoever asked is gone, or we are going: nobody is left to be told.
        }
    }

    /// <returns>The end of the answer; null where it was written already.</returns>
    private async Task<ControlAnswer?> AnswerAsync(ControlRequest request, Stream stream, CancellationToken closing)
    {
        var filter = request.Filter ?? new SmtpQueueFilter();
        switch (request.Command)
        {
            case ControlCommand.Status:
                await stream.WriteAsync(ControlJson.Line(new ControlAnswer { Status = _target.GetStatus() }), closing).ConfigureAwait(false);
                break;
            case ControlCommand.List:
                await WriteAsync(_target.List(filter), stream, closing).ConfigureAwait(false);
                break;
            case ControlCommand.Change:
                try
                {
                    // A change that began is finished, whether the asker waits for it or not.
                    await WriteAsync(await _target.ChangeAsync(request.Action, filter, CancellationToken.None).ConfigureAwait(false), stream, closing).ConfigureAwait(false);
                }
                catch (IOException problem) when (problem is not SpoolDamageException)
                {
                    return Refusal($"It could not be stored: {problem.Message}");
                }
                break;
            case ControlCommand.Export:
                return await ExportAsync(request.QueueId ?? "", stream, closing).ConfigureAwait(false);
            case ControlCommand.Stop:
                try
                {
                    // Before it stops: a relay without anything under way is gone, and its answers cut off, at once.
                    await stream.WriteAsync(ControlJson.Line(new ControlAnswer { IsEnd = true }), closing).ConfigureAwait(false);
                }
                finally
                {
                    _target.RequestStop(request.Grace);
                }
                return null;
            case ControlCommand.Reload:
                await _target.ReloadAsync(closing).ConfigureAwait(false);
                break;
            default:
                return Refusal("The relay does not know this request: it may be of an older version.");
        }
        return new ControlAnswer { IsEnd = true };
    }

    private static async Task WriteAsync(IEnumerable<SmtpQueueItem> items, Stream stream, CancellationToken closing)
    {
        using var block = new MemoryStream();
        foreach (var item in items)
        {
            block.Write(ControlJson.Line(new ControlAnswer { Item = item }));
            if (block.Length < 64 * 1024) continue;
            await stream.WriteAsync(block.GetBuffer().AsMemory(0, (int)block.Length), closing).ConfigureAwait(false);
            block.SetLength(0);
        }
        await stream.WriteAsync(block.GetBuffer().AsMemory(0, (int)block.Length), closing).ConfigureAwait(false);
    }

    private async Task<ControlAnswer> ExportAsync(string queueId, Stream stream, CancellationToken closing)
    {
        var content = _target.OpenContent(queueId);
        if (content is null) return Refusal($"There is no message '{PlainText.Excerpt(queueId)}' in the queue.");
        await using var _ = content.ConfigureAwait(false);
        while (true)
        {
            ReadOnlyMemory<byte> block;
            try
            {
                block = await content.ReadAsync(closing).ConfigureAwait(false);
            }
            catch (IOException problem) // of the spool's: who asked is still there, and is told
            {
                return Refusal(problem.Message);
            }
            if (block.IsEmpty) return new ControlAnswer { IsEnd = true };
            await stream.WriteAsync(ControlJson.Line(new ControlAnswer { Content = block.ToArray() }), closing).ConfigureAwait(false);
        }
    }

    private static ControlAnswer Refusal(string error) => new() { Error = error };
}
