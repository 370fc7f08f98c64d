using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace SmtpAdmin.Dns;

/// <summary>Requests over UDP, one after another, each from a port of its own. Nothing is sent twice: whether an update that got no answer was carried out must first be seen.</summary>
/// <param name="server">The server.</param>
/// <param name="timeout">How long to wait for each answer.</param>
/// <param name="time">Measures it.</param>
internal sealed class DnsUdpRequests(IPEndPoint server, TimeSpan timeout, TimeProvider time) : IDnsExchange
{
    /// <inheritdoc/>
    public async Task<DnsExchanged[]> ExchangeAsync(IReadOnlyList<byte[]> requests, Func<int, byte[], string?> refuse, CancellationToken cancellationToken)
    {
        var results = new DnsExchanged[requests.Count];
        for (var at = 0; at < requests.Count; at++)
        {
            var place = at;
            results[at] = await ExchangeAsync(requests[at], answer => refuse(place, answer), cancellationToken).ConfigureAwait(false);
        }
        return results;
    }

    private async Task<DnsExchanged> ExchangeAsync(byte[] request, Func<byte[], string?> refuse, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        var (wasSent, refused) = (false, "");
        try
        {
            await socket.ConnectAsync(server, either.Token).ConfigureAwait(false); // the system then drops what comes from elsewhere
            await socket.SendAsync(request, either.Token).ConfigureAwait(false);
            wasSent = true;
            var buffer = new byte[DnsMessage.MaxLength];
            while (true)
            {
                var length = await socket.ReceiveAsync(buffer, either.Token).ConfigureAwait(false);
                var answer = buffer[..length];
                // A forger may be first: what cannot be believed is passed over, and the true answer waited for (RFC 8945 section 5.3).
                if (Reason(request, answer, refuse) is not { } reason) return DnsExchanged.Of(answer);
                refused = $" What came is not believed: {reason}.";
            }
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return DnsExchanged.Failed(wasSent, refused.Length > 0 ? DnsOutcome.Malformed : DnsOutcome.Timeout, FormattableString.Invariant($"No answer came over UDP within {timeout.TotalSeconds:0.###} s.{refused}"));
        }
        catch (SocketException error)
        {
            // The system tells so that nobody listens there: the request was not read.
            var isClosed = error.SocketErrorCode is SocketError.ConnectionRefused or SocketError.ConnectionReset;
            return DnsExchanged.Failed(wasSent && !isClosed, DnsOutcome.Unreachable, $"The server cannot be reached over UDP: {error.Message}.");
        }
    }

    private static string? Reason(byte[] request, byte[] answer, Func<byte[], string?> refuse) =>
        answer.Length >= 2 && BinaryPrimitives.ReadUInt16BigEndian(answer) == BinaryPrimitives.ReadUInt16BigEndian(request) ? refuse(answer) : "it has another ID";
}
