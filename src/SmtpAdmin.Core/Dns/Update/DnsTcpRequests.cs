using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace SmtpAdmin.Dns;

/// <summary>Requests over one TCP connection, all on their way at once (RFC 7766 section 6.2.1.1).</summary>
/// <param name="server">The server.</param>
/// <param name="timeout">How long to wait for the connection, and then for each next answer.</param>
/// <param name="time">Measures it.</param>
internal sealed class DnsTcpRequests(IPEndPoint server, TimeSpan timeout, TimeProvider time) : IDnsExchange
{
    private const int PrefixLength = 2; // RFC 1035 section 4.2.2
    private const int ChunkLength = 64 * 1024;
    private const int ManyMissing = 32; // answers
    private const int LinuxTcpLevel = 6; // IPPROTO_TCP
    private const int LinuxQuickAck = 12; // TCP_QUICKACK, tcp(7)
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(1); // while many come: to be woken for each costs more than the answer itself
    private static readonly byte[] On = BitConverter.GetBytes(1);

    /// <inheritdoc/>
    public async Task<DnsExchanged[]> ExchangeAsync(IReadOnlyList<byte[]> requests, Func<int, byte[], string?> refuse, CancellationToken cancellationToken)
    {
        var results = new DnsExchanged?[requests.Count];
        using var late = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        var isConnected = false;
        DnsExchanged rest;
        try
        {
            await socket.ConnectAsync(server, either.Token).ConfigureAwait(false);
            isConnected = true;
            var sending = SendAsync(socket, requests, either.Token);
            try
            {
                rest = await ReceiveAsync(socket, requests, results, refuse, late, either.Token).ConfigureAwait(false);
            }
            finally
            {
                if (results.Contains(null)) await either.CancelAsync().ConfigureAwait(false);
                await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // what went wrong there shows in what did not come back
            }
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            rest = DnsExchanged.Failed(isConnected, DnsOutcome.Timeout, FormattableString.Invariant($"{(isConnected ? "No answer came" : "The server did not take a connection")} over TCP within {timeout.TotalSeconds:0.###} s."));
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            rest = isConnected
                ? DnsExchanged.Failed(wasSent: true, DnsOutcome.Unreachable, $"The TCP connection broke before the answer came: {error.Message}.")
                : DnsExchanged.Failed(wasSent: false, DnsOutcome.Unreachable, $"The server cannot be reached over TCP: {error.Message}.");
        }
        cancellationToken.ThrowIfCancellationRequested();
        return [.. results.Select(result => result ?? rest)];
    }

    private static async Task SendAsync(Socket socket, IReadOnlyList<byte[]> requests, CancellationToken cancellationToken)
    {
        await Task.Yield();
        using var chunk = new MemoryStream();
        for (var at = 0; at < requests.Count; at++)
        {
            chunk.WriteByte((byte)(requests[at].Length >> 8));
            chunk.WriteByte((byte)requests[at].Length);
            chunk.Write(requests[at]);
            if (chunk.Length < ChunkLength && at + 1 < requests.Count) continue;
            for (var sent = 0; sent < chunk.Length;) sent += await socket.SendAsync(chunk.GetBuffer().AsMemory(sent, (int)chunk.Length - sent), cancellationToken).ConfigureAwait(false);
            chunk.SetLength(0);
        }
    }

    /// <returns>What becomes of requests that are not answered.</returns>
    private async Task<DnsExchanged> ReceiveAsync(
        Socket socket, IReadOnlyList<byte[]> requests, DnsExchanged?[] results, Func<int, byte[], string?> refuse, CancellationTokenSource late, CancellationToken cancellationToken)
    {
        var places = Enumerable.Range(0, requests.Count).ToDictionary(at => BinaryPrimitives.ReadUInt16BigEndian(requests[at]));
        var buffer = new byte[PrefixLength + ChunkLength]; // as much as one answer can have
        var (from, to) = (0, 0);
        for (var missing = requests.Count; missing > 0; missing--)
        {
            late.CancelAfter(timeout);
            int length;
            while (to - from < PrefixLength || to - from < PrefixLength + (length = BinaryPrimitives.ReadUInt16BigEndian(buffer.AsSpan(from))))
            {
                buffer.AsSpan(from, to - from).CopyTo(buffer);
                (from, to) = (0, to - from);
                if (missing > ManyMissing) await Task.Delay(Gathering, time, cancellationToken).ConfigureAwait(false);
                AcknowledgeAtOnce(socket);
                var read = await socket.ReceiveAsync(buffer.AsMemory(to), cancellationToken).ConfigureAwait(false);
                if (read == 0) return DnsExchanged.Failed(wasSent: true, DnsOutcome.Unreachable, "The server closed the TCP connection before its answer was whole.");
                to += read;
            }
            var answer = buffer.AsSpan(from + PrefixLength, length).ToArray();
            from += PrefixLength + length;
            var id = answer.Length >= PrefixLength ? BinaryPrimitives.ReadUInt16BigEndian(answer) : -1;
            if (id < 0 || !places.Remove((ushort)id, out var place))
                return DnsExchanged.Failed(wasSent: true, DnsOutcome.Malformed, "What came over TCP has the ID of nothing that was asked, and is not believed.");
            results[place] = refuse(place, answer) is { } reason
                ? DnsExchanged.Failed(wasSent: true, DnsOutcome.Malformed, $"What came over TCP is not believed: {reason}.")
                : DnsExchanged.Of(answer);
        }
        return default;
    }

    /// <summary>
    /// Many servers, BIND 9.18 among them, hold a small answer back until we have acknowledged the one before (RFC 896), and Linux puts that
    /// off by 40 ms while we are sending too. It goes back to doing so by itself: this is to be said anew before each wait.
    /// </summary>
    private static void AcknowledgeAtOnce(Socket socket)
    {
        if (OperatingSystem.IsLinux()) socket.SetRawSocketOption(LinuxTcpLevel, LinuxQuickAck, On);
    }
}
