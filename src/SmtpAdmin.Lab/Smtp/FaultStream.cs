using System.Text;

namespace SmtpAdmin.Lab;

/// <summary>A stream that spoils the writes that it was told to.</summary>
internal sealed class FaultStream(Stream inner, LabConnection connection) : AsyncOnlyStream
{
    private static readonly byte[] Noise = [0x00, 0xff, 0x80, .. "\x1b[2J what is this\r\n"u8];

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.ReadAsync(buffer, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        connection.Take() is { } fault ? SpoilAsync(fault, buffer, cancellationToken) : inner.WriteAsync(buffer, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    private async ValueTask SpoilAsync(LabFault fault, ReadOnlyMemory<byte> reply, CancellationToken cancellationToken)
    {
        switch (fault.Kind)
        {
            case LabFaultKind.Close or LabFaultKind.Reset:
                throw Cut(fault.Kind == LabFaultKind.Reset);
            case LabFaultKind.Silence:
                await WaitForGoodbyeAsync(cancellationToken).ConfigureAwait(false);
                throw new IOException("The client gave up waiting.");
            case LabFaultKind.CloseMidReply:
                await SendAsync(reply[..(reply.Length / 2)], cancellationToken).ConfigureAwait(false);
                throw Cut(reset: false);
            case LabFaultKind.EndlessReply:
                // Ends with the connection, or with the session's deadline.
                var line = Encoding.ASCII.GetBytes($"{Encoding.ASCII.GetString(reply.Span[..3])}-and then there is this to say\r\n");
                while (true) await SendAsync(line, cancellationToken).ConfigureAwait(false);
            case LabFaultKind.LongLine:
                var filler = new byte[fault.Length];
                filler.AsSpan().Fill((byte)'x');
                await SendAsync(reply[..4], cancellationToken).ConfigureAwait(false);
                await SendAsync(filler, cancellationToken).ConfigureAwait(false);
                await SendAsync(reply[4..], cancellationToken).ConfigureAwait(false);
                break;
            case LabFaultKind.Garbage:
                await SendAsync(Noise, cancellationToken).ConfigureAwait(false);
                await SendAsync(reply, cancellationToken).ConfigureAwait(false);
                break;
            case LabFaultKind.ExtraOctets:
                await SendAsync(new[] { reply, Encoding.UTF8.GetBytes(fault.Text) }.SelectMany(part => part.ToArray()).ToArray(), cancellationToken).ConfigureAwait(false);
                break;
            case LabFaultKind.Trickle:
                for (var at = 0; at < reply.Length; at++)
                {
                    await Task.Delay(fault.Interval, connection.Time, cancellationToken).ConfigureAwait(false);
                    await SendAsync(reply.Slice(at, 1), cancellationToken).ConfigureAwait(false);
                }
                break;
            default:
                await SendAsync(reply, cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    /// <summary>Takes what comes and says nothing, until the client goes.</summary>
    private async ValueTask WaitForGoodbyeAsync(CancellationToken cancellationToken)
    {
        var ignored = new byte[1024];
        while (await inner.ReadAsync(ignored, cancellationToken).ConfigureAwait(false) > 0)
        {
        }
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
    {
        await inner.WriteAsync(octets, cancellationToken).ConfigureAwait(false);
        await inner.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private IOException Cut(bool reset)
    {
        connection.Cut(reset);
        return new IOException("The connection was cut by order.");
    }
}
