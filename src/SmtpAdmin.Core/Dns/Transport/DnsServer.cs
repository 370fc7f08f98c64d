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

    /// <summary>What EDNS offers this server, in octets; 0 when it does not understand EDNS.</summary>
    public ushort PayloadSize => _plain ? (ushort)0 : _udpPayloadSize;

    /// <summary>Asks over UDP. Nearly always that is all; <see cref="IsFinal"/> tells.</summary>
    /// <param name="name">The name to ask for.</param>
    /// <param name="type">The type to ask for.</param>
    /// <param name="payloadSize">What EDNS offers, in octets.</param>
    /// <param name="timeout">How long to wait, from the sending on.</param>
    /// <param name="isRetry">The same was asked before and not answered.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ValueTask<DnsReply> QueryAsync(
        DnsName name, DnsType type, ushort payloadSize, TimeSpan timeout, bool isRetry, CancellationToken cancellationToken) =>
        _udp.QueryAsync(name, type, _flags, payloadSize, timeout, isRetry, cancellationToken);

    /// <summary>Nothing more is to be had from this server; if not, <see cref="InsistAsync"/> has the rest.</summary>
    public bool IsFinal(DnsReply reply, ushort payloadSize)
    {
        if (reply.Message is null)
        {
            if (reply.Failure is DnsOutcome.Timeout or DnsOutcome.Unreachable) Interlocked.Exchange(ref _suspectSince, Math.Max(1, _time.GetTimestamp()));
            return true;
        }
        if (Interlocked.Read(ref _suspectSince) != 0) Interlocked.Exchange(ref _suspectSince, 0);
        return !reply.Message.Truncated && !(RefusesEdns(reply) && payloadSize != 0);
    }

    /// <summary>
    /// Asks again over TCP for what UDP cut short, and without EDNS if that was not understood (RFC 6891 section 7). The reply counts as
    /// asked for when this began.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async ValueTask<DnsReply> InsistAsync(
        DnsReply reply, DnsName name, DnsType type, ushort payloadSize, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var start = _time.GetTimestamp();
        if (reply.Message is { Truncated: true })
            reply = await QueryOverTcpAsync(name, type, payloadSize, timeout, cancellationToken).ConfigureAwait(false);
        if (payloadSize == 0 || !RefusesEdns(reply)) return reply with { SentAt = start };

        var plain = await QueryAsync(name, type, payloadSize: 0, timeout, isRetry: false, cancellationToken).ConfigureAwait(false);
        if (plain.Message is { Truncated: true })
            plain = await QueryOverTcpAsync(name, type, payloadSize: 0, timeout, cancellationToken).ConfigureAwait(false);
        if (plain.Message is not null && !RefusesEdns(plain)) _plain = true;
        return plain with { SentAt = start };
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

    private static bool RefusesEdns(DnsReply reply) =>
        reply.Message?.Rcode is DnsRcode.FormatError or DnsRcode.NotImplemented or DnsRcode.BadVersion;
}
