using System.Net;
using System.Security.Cryptography;

namespace SmtpAdmin.Dns;

/// <summary>One server, as the resolver sees it: UDP first, TCP when that was cut, and without EDNS where it is not understood.</summary>
internal sealed class DnsServer : IDisposable
{
    private static readonly TimeSpan SuspectTime = TimeSpan.FromSeconds(30);
    private readonly DnsUdpChannel _udp;
    private readonly DnsTcpExchange _tcp;
    private readonly TimeProvider _time;
    private readonly ushort _udpPayloadSize;
    private readonly DnsFlags _flags;
    private volatile bool _plain;
    private long _suspectSince;

    public DnsServer(IPEndPoint endPoint, DnsResolverOptions options, TimeProvider time)
    {
        EndPoint = endPoint;
        _time = time;
        _udpPayloadSize = options.UdpPayloadSize;
        _flags = (options.RecursionDesired ? DnsFlags.RecursionDesired : 0) | (options.RequestDnssec ? DnsFlags.AuthenticatedData : 0);
        _udp = new DnsUdpChannel(endPoint, options.Window, time);
        _tcp = new DnsTcpExchange(endPoint, time);
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>It did not answer lately: others go first.</summary>
    public bool IsSuspect => Interlocked.Read(ref _suspectSince) is var since and not 0 && _time.GetElapsedTime(since) < SuspectTime;

    /// <summary>The UDP side, for tests and measurements.</summary>
    public DnsUdpChannel Udp => _udp;

    /// <param name="name">The name to ask for.</param>
    /// <param name="type">The type to ask for.</param>
    /// <param name="timeout">How long each exchange may take, from its sending on.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async ValueTask<DnsReply> QueryAsync(DnsName name, DnsType type, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var payloadSize = _plain ? (ushort)0 : _udpPayloadSize;
        while (true)
        {
            var reply = await _udp.QueryAsync(name, type, _flags, payloadSize, timeout, cancellationToken).ConfigureAwait(false);
            if (reply.Message is { Truncated: true })
                reply = await QueryOverTcpAsync(name, type, payloadSize, timeout, cancellationToken).ConfigureAwait(false);

            Note(reply);
            if (RefusesEdns(reply) && payloadSize != 0)
            {
                payloadSize = 0; // RFC 6891 section 7
                continue;
            }
            if (payloadSize == 0 && reply.Message is not null && !RefusesEdns(reply)) _plain = true;
            return reply;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _udp.Dispose();
        _tcp.Dispose();
    }

    private async ValueTask<DnsReply> QueryOverTcpAsync(
        DnsName name, DnsType type, ushort payloadSize, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var id = (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1);
        var reply = await _tcp.QueryAsync(name, type, _flags, payloadSize, id, timeout, cancellationToken).ConfigureAwait(false);
        return reply.Message is not null ? reply : reply with { Detail = $"The answer over UDP was cut short (TC). {reply.Detail}" };
    }

    private void Note(DnsReply reply)
    {
        if (reply.Message is not null) Interlocked.Exchange(ref _suspectSince, 0);
        else if (reply.Failure is DnsOutcome.Timeout or DnsOutcome.Unreachable) Interlocked.Exchange(ref _suspectSince, Math.Max(1, _time.GetTimestamp()));
    }

    private static bool RefusesEdns(DnsReply reply) =>
        reply.Message?.Rcode is DnsRcode.FormatError or DnsRcode.NotImplemented or DnsRcode.BadVersion;
}
