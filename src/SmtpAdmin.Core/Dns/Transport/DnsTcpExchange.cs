using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace SmtpAdmin.Dns;

/// <summary>Queries to one server over TCP (RFC 7766), for answers that UDP cuts: one connection a query, a few at a time.</summary>
internal sealed class DnsTcpExchange(IPEndPoint server, TimeProvider time) : IDisposable
{
    private const int MaxConnections = 16;
    private const int PrefixLength = 2;
    private readonly SemaphoreSlim _free = new(MaxConnections);

    /// <param name="name">The name to ask for.</param>
    /// <param name="type">The type to ask for.</param>
    /// <param name="flags">RD, AD, CD.</param>
    /// <param name="udpPayloadSize">What EDNS offers, in octets; 0 for no EDNS.</param>
    /// <param name="id">The query's ID.</param>
    /// <param name="timeout">How long all of it may take, from connecting to the last octet.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async ValueTask<DnsReply> QueryAsync(
        DnsName name, DnsType type, DnsFlags flags, ushort udpPayloadSize, ushort id, TimeSpan timeout, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
        using var late = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(PrefixLength + DnsMessage.MaxLength);
        try
        {
            var length = DnsMessageWriter.WriteQuery(buffer.AsSpan(PrefixLength), id, flags, name, type, udpPayloadSize);
            BinaryPrimitives.WriteUInt16BigEndian(buffer, (ushort)length);
            length = await ExchangeAsync(buffer, PrefixLength + length, either.Token).ConfigureAwait(false);
            return Read(buffer.AsSpan(0, length), id, name, type);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return DnsReply.Failed(DnsOutcome.Timeout, FormattableString.Invariant($"No whole answer came over TCP within {timeout.TotalSeconds:0.###} s."));
        }
        catch (EndOfStreamException)
        {
            return DnsReply.Failed(DnsOutcome.Malformed, "The server closed the TCP connection before its answer was whole.");
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            return DnsReply.Failed(DnsOutcome.Unreachable, $"The server cannot be reached over TCP: {error.Message}.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            _free.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _free.Dispose();

    /// <returns>The length of the answer, which is in the buffer without its prefix.</returns>
    private async ValueTask<int> ExchangeAsync(byte[] buffer, int length, CancellationToken cancellationToken)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server, cancellationToken).ConfigureAwait(false);
        using var stream = new NetworkStream(socket);
        await stream.WriteAsync(buffer.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
        await stream.ReadExactlyAsync(buffer.AsMemory(0, PrefixLength), cancellationToken).ConfigureAwait(false);
        length = BinaryPrimitives.ReadUInt16BigEndian(buffer);
        await stream.ReadExactlyAsync(buffer.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
        return length;
    }

    private static DnsReply Read(ReadOnlySpan<byte> octets, ushort id, DnsName name, DnsType type)
    {
        if (!DnsResponseMatch.TryReadId(octets, out var answered) || answered != id || !DnsResponseMatch.Answers(octets, name, type))
            return DnsReply.Failed(DnsOutcome.Malformed, "What came over TCP does not answer the question.");
        if (!DnsMessageReader.TryRead(octets, name, names: null, out var message, out var problem))
            return DnsReply.Failed(DnsOutcome.Malformed, $"The answer over TCP is no DNS message: {problem}.");
        // What was left out is unknown, and there is nowhere else to ask for it: that nothing is in the rest says nothing.
        return message.Truncated ? DnsReply.Failed(DnsOutcome.Malformed, "The answer over TCP was cut short too.") : DnsReply.From(message);
    }
}
