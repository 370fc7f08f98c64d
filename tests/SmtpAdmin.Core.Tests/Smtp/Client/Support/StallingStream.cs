using System.Text;

namespace SmtpAdmin.Core.Tests.Smtp.Client.Support;

/// <summary>A server in memory that takes a message up to some octets, then reads no further; it may say something as it stops.</summary>
/// <param name="takes">How many octets behind DATA are taken.</param>
/// <param name="says">What it says then, line ends included; empty for nothing.</param>
internal sealed class StallingStream(int takes, string says) : AsyncOnlyStream
{
    private readonly Queue<byte> _output = new("220 hi\r\n"u8.ToArray());
    private readonly TaskCompletionSource _spoken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _resumed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _inMessage;

    /// <summary>Called when the server stops reading.</summary>
    public Action? OnStall { get; init; }

    /// <summary>Called when a block was taken.</summary>
    public Action? OnBlock { get; init; }

    /// <summary>Having spoken, the server reads on.</summary>
    public bool Resumes { get; init; }

    /// <summary>Octets of the message that were taken.</summary>
    public int Taken { get; private set; }

    public bool HasOutput => _output.Count > 0;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_output.Count == 0) await _spoken.Task.WaitAsync(cancellationToken);
        if (_output.Count == 0) await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        buffer.Span[0] = _output.Dequeue();
        if (Resumes && _spoken.Task.IsCompleted && _output.Count == 0) _resumed.TrySetResult();
        return 1;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!_inMessage)
        {
            var line = Encoding.ASCII.GetString(buffer.Span);
            _inMessage = line == "DATA\r\n";
            Say(_inMessage ? "354 go\r\n" : line == "QUIT\r\n" ? "221 bye\r\n" : "250 ok\r\n");
            return;
        }
        if (Taken + buffer.Length <= takes)
        {
            Taken += buffer.Length;
            OnBlock?.Invoke();
            return;
        }
        if (!_resumed.Task.IsCompleted)
        {
            Say(says);
            if (says.Length > 0) _spoken.TrySetResult();
            OnStall?.Invoke();
            await _resumed.Task.WaitAsync(cancellationToken);
            _inMessage = false;
        }
        Taken += buffer.Length;
    }

    /// <summary>Says its word now, while it still reads.</summary>
    public void SayNow()
    {
        if (!_spoken.TrySetResult()) return;
        Say(says);
    }

    private void Say(string text)
    {
        foreach (var octet in Encoding.ASCII.GetBytes(text)) _output.Enqueue(octet);
    }
}
