namespace SmtpAdmin.Core.Tests.Smtp.Relay.Fuzz;

/// <summary>Reads what a server answers, as it comes, until it closes.</summary>
internal sealed class FuzzAnswers
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(30); // with a server that has nothing to say

    private readonly List<byte> _all = [];
    private readonly Task _reading;
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public FuzzAnswers(Stream stream, CancellationToken cancellationToken) => _reading = ReadAsync(stream, cancellationToken);

    /// <summary>How many octets have come.</summary>
    public int Length
    {
        get
        {
            lock (_all) return _all.Count;
        }
    }

    /// <summary>Waits until there is more than so much, or for a moment.</summary>
    public async Task WaitAsync(int length, CancellationToken cancellationToken)
    {
        Task more;
        lock (_all)
        {
            if (_all.Count > length || _reading.IsCompleted) return;
            more = _more.Task;
        }
        await Task.WhenAny(more, Task.Delay(Patience, cancellationToken));
    }

    /// <summary>All that came until the end.</summary>
    public async Task<byte[]> AllAsync()
    {
        await _reading;
        return [.. _all];
    }

    private async Task ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var read)
            {
                lock (_all)
                {
                    _all.AddRange(buffer.AsSpan(0, read));
                    _more.SetResult();
                    _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                }
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // What came before the connection was cut counts.
        }
        finally
        {
            lock (_all) _more.TrySetResult();
        }
    }
}
