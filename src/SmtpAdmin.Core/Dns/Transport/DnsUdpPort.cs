using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace SmtpAdmin.Dns;

/// <summary>
/// A UDP socket on a random port, connected to one server so that the kernel drops what others send. One loop reads it: while
/// datagrams are there it does not leave its thread.
/// </summary>
internal sealed class DnsUdpPort : IThreadPoolWorkItem, IDisposable
{
    private const int FirstPort = 16384; // above nearly every registered service
    private const int BindTries = 8;

    /// <summary>
    /// How long the loop waits in its own thread before it gives it back. From then on the system's event loop watches the socket, and
    /// is woken for every datagram that is *sent* too; under load it never comes to that.
    /// </summary>
    private const int PatienceMilliseconds = 1;
    private readonly Socket _socket;
    private readonly SocketAsyncEventArgs _receive = new(true /* no execution context flows */);
    private readonly DnsUdpChannel _channel;
    private volatile bool _closed;

    /// <exception cref="SocketException">There is no way to the server.</exception>
    public DnsUdpPort(DnsUdpChannel channel, IPEndPoint server, int receiveLength, long openedAt)
    {
        _channel = channel;
        OpenedAt = openedAt;
        _socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = PatienceMilliseconds, SendTimeout = 500 };
        try
        {
            BindRandomly(server.AddressFamily);
            _socket.Connect(server);
        }
        catch
        {
            _socket.Dispose();
            _receive.Dispose();
            throw;
        }
        _receive.SetBuffer(new byte[receiveLength]);
        _receive.Completed += (_, _) =>
        {
            Handle(_receive.SocketError, _receive.BytesTransferred);
            Receive();
        };
    }

    /// <summary>Queries sent from here that wait for an answer, by ID. Guarded by the channel's lock.</summary>
    public Dictionary<ushort, PendingQuery> InFlight { get; } = [];

    /// <summary>How many queries were sent from here. Guarded by the channel's lock.</summary>
    public int Uses { get; set; }

    /// <summary>When it was opened, in the clock's ticks.</summary>
    public long OpenedAt { get; }

    /// <summary>The local port.</summary>
    public int Number => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    /// <summary>Starts the reading.</summary>
    void IThreadPoolWorkItem.Execute() => Receive();

    /// <summary>Sends one datagram at once. A send buffer that stays full counts as sent: the network may lose datagrams anyway.</summary>
    /// <returns>An error that means that the server cannot be reached from here, or success.</returns>
    public SocketError Send(ReadOnlySpan<byte> datagram)
    {
        try
        {
            _socket.Send(datagram, SocketFlags.None, out var error);
            return error is SocketError.WouldBlock or SocketError.TimedOut or SocketError.NoBufferSpaceAvailable ? SocketError.Success : error;
        }
        catch (ObjectDisposedException) when (_closed)
        {
            return SocketError.Success; // its query has ended meanwhile
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _closed = true;
        _socket.Dispose();
    }

    /// <summary>The system's own choice is not random everywhere, so the port is drawn here (RFC 5452 section 9.2); the system chooses when the draw keeps failing.</summary>
    private void BindRandomly(AddressFamily family)
    {
        var any = family == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any;
        for (var tries = 0; tries < BindTries; tries++)
        {
            try
            {
                _socket.Bind(new IPEndPoint(any, RandomNumberGenerator.GetInt32(FirstPort, IPEndPoint.MaxPort + 1)));
                return;
            }
            catch (SocketException error) when (error.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
            {
                continue; // taken, or kept back by the system
            }
        }
        _socket.Bind(new IPEndPoint(any, 0));
    }

    /// <summary>Takes what comes; when nothing does for a moment it gives its thread back and goes on when more is there.</summary>
    private void Receive()
    {
        try
        {
            while (!_closed)
            {
                var length = _socket.Receive(_receive.MemoryBuffer.Span, SocketFlags.None, out var error);
                if (error is not (SocketError.WouldBlock or SocketError.TimedOut)) Handle(error, length);
                else if (_socket.ReceiveAsync(_receive)) return;
                else Handle(_receive.SocketError, _receive.BytesTransferred);
            }
        }
        catch (ObjectDisposedException) when (_closed)
        {
            // Closed between the check and the call; the rest is the same.
        }
        _receive.Dispose();
    }

    private void Handle(SocketError error, int length)
    {
        if (_closed) return;
        if (error is SocketError.Success or SocketError.MessageSize) _channel.OnDatagram(this, _receive.MemoryBuffer.Span[..length]);
        else _channel.OnError(this, error);
    }
}
