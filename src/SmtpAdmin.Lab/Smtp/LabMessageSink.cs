using System.Globalization;
using System.Security.Cryptography;
using SmtpAdmin.Smtp.Protocol;
using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Lab;

/// <summary>Takes one message into memory; the session's size limit bounds it.</summary>
internal sealed class LabMessageSink(
    SmtpSessionInfo session, SmtpEnvelope envelope, SmtpFaultOrders orders, LabMailbox mailbox, LabConnection connection) : IMessageSink
{
    private readonly MemoryStream _content = new();
    private bool _struck;

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        if (!_struck && orders.Take(LabStage.Content) is { } fault)
        {
            _struck = true;
            if (fault.Kind == LabFaultKind.Silence) await Task.Delay(Timeout.InfiniteTimeSpan, connection.Time, cancellationToken).ConfigureAwait(false);
            connection.Cut(fault.Kind == LabFaultKind.Reset);
            throw new IOException("The connection was cut by order.");
        }
        _content.Write(content.Span);
    }

    public ValueTask<SmtpReply> CompleteAsync(ReceivedContent content, CancellationToken cancellationToken)
    {
        var fault = orders.Take(LabStage.Message);
        if (fault is { Kind: LabFaultKind.Reply, Reply: { } reply }) return new(reply);
        // As Postfix names messages: hexadecimal, upper case.
        var id = Convert.ToHexString(RandomNumberGenerator.GetBytes(5));
        mailbox.Add(new LabMessage
        {
            QueueId = id,
            Session = session,
            Envelope = envelope,
            Content = _content.ToArray(),
            ReceivedAt = connection.Time.GetUtcNow(),
        });
        connection.Arm(fault);
        return new(new SmtpReply(250, string.Create(CultureInfo.InvariantCulture, $"2.0.0 Ok: queued as {id}")));
    }

    public ValueTask DisposeAsync() => _content.DisposeAsync();
}
