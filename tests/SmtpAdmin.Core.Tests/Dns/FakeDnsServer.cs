using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Core.Tests.Dns;

/// <summary>A DNS server on a free loopback port that says what a test wants, over UDP and TCP.</summary>
internal sealed class FakeDnsServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Socket _udp;
    private readonly TcpListener? _tcp;
    private readonly Func<Question, IEnumerable<byte[]>> _answer;
    private readonly TimeSpan _delay;
    private readonly Task _serving;

    /// <param name="answer">The datagrams that answer a query.</param>
    /// <param name="connection">What to do with a TCP connection and the query that came over it; null refuses connections.</param>
    /// <param name="receiveBuffer">The size in octets of the UDP socket's receive buffer; 0 leaves the system's.</param>
    /// <param name="delay">How late each answer over UDP is.</param>
    public FakeDnsServer(
        Func<Question, IEnumerable<byte[]>> answer, Func<NetworkStream, Question, Task>? connection = null, int receiveBuffer = 0, TimeSpan delay = default)
    {
        _answer = answer;
        _delay = delay;
        (_udp, _tcp) = Bind(connection is not null);
        if (receiveBuffer > 0) _udp.ReceiveBufferSize = receiveBuffer;
        EndPoint = (IPEndPoint)_udp.LocalEndPoint!;
        _serving = Task.WhenAll(Task.Run(ServeUdpAsync), connection is null ? Task.CompletedTask : Task.Run(() => ServeTcpAsync(connection)));
    }

    /// <summary>Answers with messages; their ID and question are filled in from the query.</summary>
    public static FakeDnsServer Messages(Func<Question, DnsMessage?> answer, TimeSpan delay = default) =>
        new(question => answer(question) is { } message ? [question.Write(message)] : [], delay: delay);

    public IPEndPoint EndPoint { get; }

    /// <summary>The queries that came over UDP.</summary>
    public ConcurrentQueue<Question> Questions { get; } = [];

    /// <summary>Sends from another socket than the one that was asked.</summary>
    public static void SendFromElsewhere(byte[] datagram, IPEndPoint to)
    {
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        other.SendTo(datagram, to);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving.WaitAsync(TimeSpan.FromSeconds(30));
        _tcp?.Stop();
        _udp.Dispose();
        _stop.Dispose();
    }

    private static (Socket Udp, TcpListener? Tcp) Bind(bool withTcp)
    {
        while (true)
        {
            var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            udp.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            if (!withTcp) return (udp, null);
            try
            {
                var tcp = new TcpListener((IPEndPoint)udp.LocalEndPoint!);
                tcp.Start();
                return (udp, tcp);
            }
            catch (SocketException)
            {
                udp.Dispose(); // somebody has the port for TCP: take another
            }
        }
    }

    private async Task ServeUdpAsync()
    {
        var buffer = new byte[4096];
        try
        {
            while (true)
            {
                var received = await _udp.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), _stop.Token);
                if (!DnsMessage.TryRead(buffer.AsSpan(0, received.ReceivedBytes), out var query, out _)) continue;
                var question = new Question((IPEndPoint)received.RemoteEndPoint, query);
                Questions.Enqueue(question);
                var answering = AnswerAsync(question);
                if (_delay == TimeSpan.Zero) await answering;
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(Question question)
    {
        if (_delay > TimeSpan.Zero) await Task.Delay(_delay, _stop.Token);
        foreach (var datagram in _answer(question)) await _udp.SendToAsync(datagram, SocketFlags.None, question.From, _stop.Token);
    }

    private async Task ServeTcpAsync(Func<NetworkStream, Question, Task> connection)
    {
        try
        {
            while (true)
            {
                using var client = await _tcp!.AcceptTcpClientAsync(_stop.Token);
                var stream = client.GetStream();
                var prefix = new byte[2];
                await stream.ReadExactlyAsync(prefix, _stop.Token);
                var octets = new byte[BinaryPrimitives.ReadUInt16BigEndian(prefix)];
                await stream.ReadExactlyAsync(octets, _stop.Token);
                if (DnsMessage.TryRead(octets, out var query, out _)) await connection(stream, new Question((IPEndPoint)client.Client.RemoteEndPoint!, query)).WaitAsync(_stop.Token);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            // The test is over.
        }
    }

    /// <summary>A query and who sent it.</summary>
    internal sealed record Question(IPEndPoint From, DnsMessage Query)
    {
        public DnsName Name => Query.Question!.Value.Name;

        public DnsType Type => Query.Question!.Value.Type;

        /// <summary>A response to this query.</summary>
        public byte[] Write(DnsMessage message) =>
            DnsMessageWriter.Write(message with { Id = Query.Id, IsResponse = true, Question = message.Question ?? Query.Question });

        /// <summary>A response with one address.</summary>
        public DnsMessage Address(string address = "192.0.2.1", int seconds = 3600) =>
            new() { RecursionAvailable = true, Answers = [new ARecord(Name, TimeSpan.FromSeconds(seconds), IPAddress.Parse(address))] };

        /// <summary>The response of <see cref="Address"/>, written.</summary>
        public byte[] WriteAddress(string address = "192.0.2.1") => Write(Address(address));
    }
}
