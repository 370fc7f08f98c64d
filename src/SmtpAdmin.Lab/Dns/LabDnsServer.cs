using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using SmtpAdmin.Dns;
using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Lab;

/// <summary>An authoritative DNS server on a free loopback port, UDP and TCP alike, for zones of one's own and with faults to order.</summary>
public sealed class LabDnsServer : IAsyncDisposable
{
    private const int MaxKeptQueries = 1000;
    private const int MaxLateAnswers = 1000;

    private readonly TimeProvider _time;
    private readonly DnsFaultOrders _faults = new();
    private readonly DnsResponder _responder;
    private readonly ConcurrentQueue<LabDnsQuery> _queries = new();
    private readonly ConcurrentDictionary<Task, bool> _late = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly Socket _udp;
    private readonly TcpAcceptLoop _tcp;
    private readonly Task _serving;
    private long _queryCount;

    private LabDnsServer(IReadOnlyList<LabZone> zones, Socket udp, TsigKey? updateKey, TimeProvider time)
    {
        _time = time;
        _udp = udp;
        EndPoint = (IPEndPoint)udp.LocalEndPoint!;
        var held = new LabZones(zones);
        _responder = new DnsResponder(new ZoneAnswers(held), new ZoneUpdates(held), _faults, updateKey, time, Remember);
        _tcp = new TcpAcceptLoop(
            new SmtpListenerOptions { EndPoint = EndPoint, MaxConnections = 200, MaxConnectionsPerClient = 200 },
            (stream, _, _, aborting) => ServeTcpAsync(stream, aborting),
            (_, _, _, _) => Task.CompletedTask,
            time);
        _serving = ServeUdpAsync();
    }

    /// <summary>Where it listens, by UDP and TCP.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>The latest questions, oldest first; at most 1,000.</summary>
    public IReadOnlyList<LabDnsQuery> Queries => [.. _queries];

    /// <summary>How many questions came in all.</summary>
    public long QueryCount => Interlocked.Read(ref _queryCount);

    /// <summary>Starts a server.</summary>
    /// <param name="zones">What it knows; it refuses all else. <see cref="LabZone.Defaults"/> are the lab's own.</param>
    /// <param name="address">A loopback address; null for 127.0.0.1.</param>
    /// <param name="time">The clock of late answers and of signatures; null for the system's.</param>
    /// <param name="updateKey">Who may change the zones by dynamic update (RFC 2136); null for nobody.</param>
    /// <exception cref="ArgumentException">The address is not on the loopback interface.</exception>
    /// <exception cref="SocketException">No port is free by both UDP and TCP.</exception>
    public static LabDnsServer Start(IReadOnlyList<LabZone> zones, IPAddress? address = null, TimeProvider? time = null, TsigKey? updateKey = null)
    {
        address ??= IPAddress.Loopback;
        if (!IPAddress.IsLoopback(address)) throw new ArgumentException("The lab stays on the loopback interface.", nameof(address));
        for (var attempt = 1; ; attempt++)
        {
            // The system picks a port that is free by UDP; by TCP someone else may have it.
            var udp = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            try
            {
                udp.ReceiveBufferSize = 1 << 20;
                udp.Bind(new IPEndPoint(address, 0));
                return new LabDnsServer([.. zones], udp, updateKey, time ?? TimeProvider.System);
            }
            catch (SocketException) when (attempt < 20)
            {
                udp.Dispose();
            }
            catch (SocketException)
            {
                udp.Dispose();
                throw;
            }
        }
    }

    /// <summary>Orders a fault for questions about a name.</summary>
    public void Order(string name, LabDnsFault fault) => _faults.Add(DnsName.Parse(name), fault);

    /// <summary>Orders a fault for questions about the PTR records of an address.</summary>
    public void Order(IPAddress address, LabDnsFault fault) => _faults.Add(DnsName.ForReverse(address), fault);

    /// <summary>Takes all orders back.</summary>
    public void ClearFaults() => _faults.Clear();

    /// <summary>Stops at once and gives the port back.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _serving.ConfigureAwait(false);
        await Task.WhenAll(_late.Keys).ConfigureAwait(false);
        await _tcp.DisposeAsync().ConfigureAwait(false);
        _udp.Dispose();
        _closing.Dispose();
    }

    private void Remember(LabDnsQuery query)
    {
        Interlocked.Increment(ref _queryCount);
        _queries.Enqueue(query);
        while (_queries.Count > MaxKeptQueries) _queries.TryDequeue(out _);
    }

    private async Task ServeUdpAsync()
    {
        var buffer = new byte[DnsMessage.MaxLength];
        var from = new SocketAddress(_udp.AddressFamily);
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                var length = await _udp.ReceiveFromAsync(buffer, SocketFlags.None, from, _closing.Token).ConfigureAwait(false);
                var response = _responder.Respond(buffer.AsSpan(0, length), overTcp: false);
                if (response.Delay > TimeSpan.Zero) SendLater(response, Copy(from));
                else await SendAsync(response.Messages, from).ConfigureAwait(false);
            }
            catch (OperationCanceledException) // stopping: the loop's condition ends it
            {
                return;
            }
            catch (SocketException) // an ICMP error about an earlier answer: its asker is gone, others are not
            {
                continue;
            }
        }
    }

    private async Task SendAsync(IReadOnlyList<byte[]> messages, SocketAddress to)
    {
        foreach (var message in messages) await _udp.SendToAsync(message, SocketFlags.None, to, _closing.Token).ConfigureAwait(false);
    }

    private void SendLater(DnsResponder.Response response, SocketAddress to)
    {
        if (_late.Count >= MaxLateAnswers) return; // as if it had been lost
        var task = LaterAsync();
        _late.TryAdd(task, true);
        _ = task.ContinueWith(done => _late.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

        async Task LaterAsync()
        {
            try
            {
                await Task.Delay(response.Delay, _time, _closing.Token).ConfigureAwait(false);
                await SendAsync(response.Messages, to).ConfigureAwait(false);
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException) // stopping, or nobody waits any more
            {
                return;
            }
        }
    }

    private async Task ServeTcpAsync(NetworkStream stream, CancellationToken aborting)
    {
        var prefix = new byte[2];
        var buffer = new byte[DnsMessage.MaxLength];
        while (true)
        {
            using var idle = new Deadline(_time, TimeSpan.FromSeconds(10), aborting);
            if (await stream.ReadAtLeastAsync(prefix, 2, throwOnEndOfStream: false, idle.Token).ConfigureAwait(false) < 2) return;
            var query = buffer.AsMemory(0, BinaryPrimitives.ReadUInt16BigEndian(prefix));
            if (await stream.ReadAtLeastAsync(query, query.Length, throwOnEndOfStream: false, idle.Token).ConfigureAwait(false) < query.Length) return;
            var response = _responder.Respond(query.Span, overTcp: true);
            if (response.Messages.Count == 0) return;
            if (response.Delay > TimeSpan.Zero) await Task.Delay(response.Delay, _time, aborting).ConfigureAwait(false);
            foreach (var message in response.Messages)
            {
                var framed = new byte[message.Length + 2]; // prefix and message in one write (RFC 7766 section 8)
                BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)message.Length);
                message.CopyTo(framed, 2);
                await stream.WriteAsync(framed, aborting).ConfigureAwait(false);
            }
        }
    }

    private static SocketAddress Copy(SocketAddress address)
    {
        var copy = new SocketAddress(address.Family, address.Size);
        address.Buffer.Span[..address.Size].CopyTo(copy.Buffer.Span);
        return copy;
    }
}
