using System.Net;
using System.Net.Sockets;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Bench;

/// <summary>A DNS server on a free loopback port that holds empty blacklists: each answer comes late, and those of the first lists never.</summary>
internal sealed class SlowLists : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 1 << 20 };
    private readonly TimeSpan _delay;
    private readonly DnsName[] _dead;
    private readonly Task _serving;

    public SlowLists(TimeSpan delay, int dead)
    {
        _delay = delay;
        _dead = [.. Enumerable.Range(0, dead).Select(n => DnsName.Parse(Zone(n)))];
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        EndPoint = (IPEndPoint)_socket.LocalEndPoint!;
        _serving = Task.Run(ServeAsync);
    }

    public IPEndPoint EndPoint { get; }

    public static string Zone(int number) => FormattableString.Invariant($"s{number:00}.bl.test");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        var buffer = new byte[4096];
        try
        {
            while (true)
            {
                var received = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), _stop.Token);
                if (!DnsMessage.TryRead(buffer.AsSpan(0, received.ReceivedBytes), out var query, out _) || query.Question is not { } question) continue;
                if (!_dead.Any(question.Name.IsWithin)) _ = AnswerAsync(query, question, received.RemoteEndPoint);
            }
        }
        catch (OperationCanceledException)
        {
            // The measurement is over.
        }
    }

    private async Task AnswerAsync(DnsMessage query, DnsQuestion question, EndPoint client)
    {
        await Task.Delay(_delay);
        if (_stop.IsCancellationRequested) return;
        var isTestEntry = question.Name.ToString().StartsWith("2.0.0.127.", StringComparison.Ordinal);
        var reply = new DnsMessage
        {
            Id = query.Id,
            IsResponse = true,
            RecursionAvailable = true,
            Question = question,
            Rcode = isTestEntry ? DnsRcode.NoError : DnsRcode.NxDomain,
            Answers = isTestEntry ? [new ARecord(question.Name, TimeSpan.FromMinutes(1), new IPAddress([127, 0, 0, 2]))] : [],
        };
        _socket.SendTo(DnsMessageWriter.Write(reply), client);
    }
}
