using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace SmtpAdmin.Dns;

/// <summary>
/// Queries to one server over UDP. Any number may be asked for at once; a window bounds what may stand in the server's receive
/// buffer, and the rest wait in line. See docs/decisions/0003-dns-window-and-ports.md.
/// </summary>
internal sealed class DnsUdpChannel : IDisposable
{
    private const int MaxQueryLength = 300;
    private const int MinReceiveLength = 4096;
    private const int UsesPerPort = 256;
    private const int MaxSpare = 1024;
    private static readonly TimeSpan PortLifetime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    /// <summary>What has waited so long counts as taken from the server's receive buffer even while the server says nothing at all.</summary>
    private static readonly TimeSpan SlotLifetime = TimeSpan.FromSeconds(1);

    private readonly object _gate = new();
    private readonly IPEndPoint _server;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly SendWindow _window;
    private readonly int _maxInFlight;
    private readonly LinkedList<PendingQuery> _line = new();
    private readonly List<DnsUdpPort> _ports = [];
    private readonly Stack<PendingQuery> _spare = new();
    private readonly DnsNameTable _names = new();
    private readonly ushort[] _ids = new ushort[256];
    private int _idsUsed = 256;
    private DnsUdpPort? _current;
    private int _slots;
    private long _answeredUpTo; // when the latest query that has an answer was sent
    private int _inFlight;
    private bool _ticking;
    private bool _disposed;

    public DnsUdpChannel(IPEndPoint server, int window, TimeProvider time)
    {
        _server = server;
        _time = time;
        _window = new SendWindow(window);
        _maxInFlight = window * SendWindow.MostCeilings;
        _timer = time.CreateTimer(static state => ((DnsUdpChannel)state!).OnTick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Queries that were sent and wait for their answer.</summary>
    public int InFlight
    {
        get
        {
            lock (_gate) return _inFlight;
        }
    }

    /// <summary>The most queries that were ever under way at once.</summary>
    public int PeakInFlight { get; private set; }

    /// <summary>Datagrams that answered nothing: late, doubled or forged.</summary>
    public long Strays { get; private set; }

    /// <summary>Sends a query as soon as the window has room.</summary>
    /// <param name="name">The name to ask for.</param>
    /// <param name="type">The type to ask for.</param>
    /// <param name="flags">RD, AD, CD.</param>
    /// <param name="udpPayloadSize">What EDNS offers, in octets; 0 for no EDNS.</param>
    /// <param name="timeout">How long to wait for the answer, from the sending on.</param>
    /// <param name="isRetry">The same was asked before and not answered. An answer now means that the first query was lost; none, that the name is slow or dead.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ObjectDisposedException">The channel is closed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ValueTask<DnsReply> QueryAsync(
        DnsName name, DnsType type, DnsFlags flags, ushort udpPayloadSize, TimeSpan timeout, bool isRetry, CancellationToken cancellationToken)
    {
        Span<byte> datagram = stackalloc byte[MaxQueryLength];
        var query = Rent();
        query.Prepare(name, type, flags, udpPayloadSize, timeout, isRetry);
        Departure departure;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _line.AddLast(query.PlaceInLine);
            departure = TakeNext(datagram);
        }
        if (!TrySend(departure, datagram)) Pump();
        return query.WaitAsync(cancellationToken);
    }

    /// <summary>Takes a datagram that came on a port.</summary>
    public void OnDatagram(DnsUdpPort port, ReadOnlySpan<byte> octets)
    {
        Span<byte> datagram = stackalloc byte[MaxQueryLength];
        PendingQuery? query = null;
        Departure departure;
        long sentAt;
        bool more;
        lock (_gate)
        {
            if (!DnsResponseMatch.TryReadId(octets, out var id)
                || !port.InFlight.TryGetValue(id, out query)
                || !DnsResponseMatch.Answers(octets, query.Name, query.Type))
            {
                Strays++;
                return;
            }
            sentAt = query.SentAt;
            var now = _time.GetTimestamp();
            if (query.HoldsSlot) _window.OnAnswer(_time.GetElapsedTime(sentAt, now));
            if (query.IsRetry) _window.OnLoss(sentAt, now);
            _answeredUpTo = Math.Max(_answeredUpTo, sentAt);
            End(query);
            departure = TakeNext(datagram);
            more = HasRoomForNext;
        }
        more |= !TrySend(departure, datagram); // before all else, so that the server is not left idle
        query.Complete(DnsMessageReader.TryRead(octets, query.Name, _names, out var message, out var problem)
            ? DnsReply.From(message, sentAt)
            : DnsReply.Failed(DnsOutcome.Malformed, $"The answer is no DNS message: {problem}.", sentAt));
        if (more) Pump();
    }

    /// <summary>Takes an error of a port, such as an ICMP message that the server's port is closed: all that wait there have failed.</summary>
    public void OnError(DnsUdpPort port, SocketError error)
    {
        Fail(port, error);
        Pump();
    }

    /// <summary>Ends a query because its caller gave up.</summary>
    public void Cancel(PendingQuery query, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (query.Ended) return;
            End(query);
        }
        query.Complete(new OperationCanceledException(cancellationToken));
        Pump();
    }

    /// <summary>Takes back a query whose reply was read.</summary>
    public void Return(PendingQuery query)
    {
        lock (_spare)
        {
            if (_spare.Count < MaxSpare) _spare.Push(query);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        List<PendingQuery> ended;
        lock (_gate)
        {
            if (_disposed) return;
            _disposed = true;
            ended = [.. _line, .. _ports.SelectMany(port => port.InFlight.Values)];
            ended.ForEach(End);
        }
        _timer.Dispose();
        foreach (var query in ended) query.Complete(new ObjectDisposedException(nameof(DnsResolver)));
    }

    private bool HasRoomForNext => _line.First is not null && _slots < _window.Size && _inFlight < _maxInFlight;

    private PendingQuery Rent()
    {
        lock (_spare) return _spare.TryPop(out var query) ? query : new PendingQuery(this);
    }

    /// <summary>Sends what waits, as far as the window lets it.</summary>
    private void Pump()
    {
        Span<byte> datagram = stackalloc byte[MaxQueryLength];
        Departure departure;
        do
        {
            lock (_gate) departure = TakeNext(datagram);
            TrySend(departure, datagram);
        }
        while (departure.Query is not null);
    }

    /// <summary>Takes the first in line, if the window has room, and writes its datagram. The caller holds the lock, and sends after it.</summary>
    private Departure TakeNext(Span<byte> datagram)
    {
        if (!HasRoomForNext) return default;
        var query = _line.First!.Value;
        try
        {
            var port = OpenPort();
            Begin(query, port);
            return new Departure(query, port, DnsMessageWriter.WriteQuery(datagram, query.Id, query.Flags, query.Name, query.Type, query.UdpPayloadSize), null, port.Uses == 1);
        }
        catch (SocketException error)
        {
            End(query);
            return new Departure(query, null, 0, Describe(error.SocketErrorCode), false);
        }
    }

    /// <returns>False when it cannot be sent: then it has failed, and there may be room for others.</returns>
    private bool TrySend(Departure departure, ReadOnlySpan<byte> datagram)
    {
        if (departure.Query is not { } query) return true;
        if (departure.Port is not { } port)
        {
            query.Complete(DnsReply.Failed(DnsOutcome.Unreachable, departure.Problem!));
            return false;
        }
        if (departure.StartsReading) ThreadPool.UnsafeQueueUserWorkItem(port, preferLocal: false);
        var error = port.Send(datagram[..departure.Length]);
        if (error != SocketError.Success) Fail(port, error);
        return error == SocketError.Success;
    }

    /// <summary>Gives the port to send from: a new one when the last is idle (so closed), worn or old. A lone query always has a port of its own.</summary>
    private DnsUdpPort OpenPort()
    {
        if (_current is { } current && current.Uses < UsesPerPort) return current;
        var port = new DnsUdpPort(this, _server, MinReceiveLength, _time.GetTimestamp());
        _ports.Add(port);
        _current = port;
        return port;
    }

    private void Begin(PendingQuery query, DnsUdpPort port)
    {
        _line.Remove(query.PlaceInLine);
        ushort id;
        do id = NextId();
        while (!port.InFlight.TryAdd(id, query));
        port.Uses++;
        query.Port = port;
        query.Id = id;
        query.SentAt = _time.GetTimestamp();
        query.HoldsSlot = true;
        _slots++;
        PeakInFlight = Math.Max(PeakInFlight, ++_inFlight);
        if (_ticking) return;
        _ticking = true;
        _timer.Change(Tick, Tick);
    }

    /// <summary>Takes a query out of wherever it is. The caller holds the lock, and completes the query after it.</summary>
    private void End(PendingQuery query)
    {
        query.Ended = true;
        if (query.PlaceInLine.List is not null) _line.Remove(query.PlaceInLine);
        if (query.Port is not { } port) return;
        query.Port = null;
        port.InFlight.Remove(query.Id);
        _inFlight--;
        FreeSlot(query);
        if (port.InFlight.Count == 0) Close(port);
    }

    private void FreeSlot(PendingQuery query)
    {
        if (!query.HoldsSlot) return;
        query.HoldsSlot = false;
        _slots--;
    }

    private void Close(DnsUdpPort port)
    {
        if (_current == port) _current = null;
        _ports.Remove(port);
        port.Dispose();
    }

    private void Fail(DnsUdpPort port, SocketError error)
    {
        PendingQuery[] ended;
        lock (_gate)
        {
            ended = [.. port.InFlight.Values];
            foreach (var query in ended) End(query);
        }
        foreach (var query in ended) query.Complete(DnsReply.Failed(DnsOutcome.Unreachable, Describe(error)));
    }

    /// <summary>
    /// Ends what has waited too long. A query holds its slot until the server must have taken it from its buffer, which is first
    /// in, first out: when one sent later has its answer. So names that are slow to resolve do not hold up the others.
    /// </summary>
    private void OnTick()
    {
        List<PendingQuery>? late = null;
        lock (_gate)
        {
            if (_disposed) return;
            var now = _time.GetTimestamp();
            foreach (var port in _ports)
            {
                foreach (var query in port.InFlight.Values)
                {
                    var waited = _time.GetElapsedTime(query.SentAt, now);
                    if (waited >= query.Timeout) (late ??= []).Add(query);
                    else if (query.SentAt < _answeredUpTo || waited >= SlotLifetime) FreeSlot(query);
                }
            }
            if (_current is { } current && _time.GetElapsedTime(current.OpenedAt, now) >= PortLifetime) _current = null;
            foreach (var query in late ?? []) End(query);
            if (_inFlight == 0)
            {
                _ticking = false;
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }
        foreach (var query in late ?? [])
            query.Complete(DnsReply.Failed(DnsOutcome.Timeout, FormattableString.Invariant($"No answer came within {query.Timeout.TotalSeconds:0.###} s."), query.SentAt));
        Pump();
    }

    private ushort NextId()
    {
        if (_idsUsed == _ids.Length)
        {
            RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(_ids.AsSpan()));
            _idsUsed = 0;
        }
        return _ids[_idsUsed++];
    }

    private static string Describe(SocketError error) => error switch
    {
        SocketError.ConnectionRefused or SocketError.ConnectionReset => "Nothing listens on the server's port (ICMP port unreachable).",
        SocketError.NetworkUnreachable or SocketError.HostUnreachable => "There is no route to the server.",
        _ => $"The server cannot be reached: {new SocketException((int)error).Message}.",
    };

    /// <summary>What is to be done outside the lock for a query that has left the line.</summary>
    private readonly record struct Departure(PendingQuery? Query, DnsUdpPort? Port, int Length, string? Problem, bool StartsReading);
}
