using System.Threading.Tasks.Sources;

namespace SmtpAdmin.Dns;

/// <summary>One query on its way through a <see cref="DnsUdpChannel"/>, used over and over. The channel's lock guards all but the awaiting.</summary>
internal sealed class PendingQuery : IValueTaskSource<DnsReply>
{
    private readonly DnsUdpChannel _channel;
    private ManualResetValueTaskSourceCore<DnsReply> _source = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _cancellation;

    public PendingQuery(DnsUdpChannel channel)
    {
        _channel = channel;
        PlaceInLine = new LinkedListNode<PendingQuery>(this);
    }

    public DnsName Name { get; private set; } = DnsName.Root;

    public DnsType Type { get; private set; }

    public DnsFlags Flags { get; private set; }

    /// <summary>The size that EDNS offers, in octets; 0 without EDNS.</summary>
    public ushort UdpPayloadSize { get; private set; }

    public TimeSpan Timeout { get; private set; }

    /// <summary>The same was asked before and not answered.</summary>
    public bool IsRetry { get; private set; }

    /// <summary>Where it waits for the window.</summary>
    public LinkedListNode<PendingQuery> PlaceInLine { get; }

    /// <summary>Where it was sent from; null before, and after it has ended.</summary>
    public DnsUdpPort? Port { get; set; }

    public ushort Id { get; set; }

    /// <summary>When it was sent, in the clock's ticks.</summary>
    public long SentAt { get; set; }

    /// <summary>It may still stand in the server's receive buffer, so it counts against the window.</summary>
    public bool HoldsSlot { get; set; }

    /// <summary>Its result has been decided.</summary>
    public bool Ended { get; set; }

    public void Prepare(DnsName name, DnsType type, DnsFlags flags, ushort udpPayloadSize, TimeSpan timeout, bool isRetry)
    {
        (Name, Type, Flags, UdpPayloadSize, Timeout, IsRetry) = (name, type, flags, udpPayloadSize, timeout, isRetry);
        Ended = false;
    }

    /// <summary>Begins to watch the token and hands out the wait for the reply; it must be awaited, once.</summary>
    public ValueTask<DnsReply> WaitAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
        {
            _cancellation = cancellationToken.UnsafeRegister(
                static (state, token) => ((PendingQuery)state!)._channel.Cancel((PendingQuery)state, token), this);
        }
        return new ValueTask<DnsReply>(this, _source.Version);
    }

    public void Complete(DnsReply reply) => _source.SetResult(reply);

    public void Complete(Exception error) => _source.SetException(error);

    DnsReply IValueTaskSource<DnsReply>.GetResult(short token)
    {
        _cancellation.Dispose(); // waits for a callback that is running, so none can meet the next use
        _cancellation = default;
        try
        {
            return _source.GetResult(token);
        }
        finally
        {
            _source.Reset();
            Name = DnsName.Root;
            _channel.Return(this);
        }
    }

    ValueTaskSourceStatus IValueTaskSource<DnsReply>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<DnsReply>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
