using System.Threading.Channels;

namespace SmtpAdmin;

/// <summary>Wakes one waiter. A signal that nobody waits for is kept, and several count as one.</summary>
internal sealed class Signal
{
    private readonly Channel<bool> _channel = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>Wakes whoever waits, or the next who does.</summary>
    public void Set() => _channel.Writer.TryWrite(true);

    /// <summary>Waits for a signal, without taking it.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task WaitAsync(CancellationToken cancellationToken) => _channel.Reader.WaitToReadAsync(cancellationToken).AsTask();

    /// <summary>Takes the signal, if there is one.</summary>
    public void Clear() => _channel.Reader.TryRead(out _);
}
