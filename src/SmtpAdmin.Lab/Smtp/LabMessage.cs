using System.Text;
using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Lab;

/// <summary>A message that a sink took.</summary>
public sealed record LabMessage
{
    /// <summary>The name that the sink gave it, as in its reply.</summary>
    public required string QueueId { get; init; }

    /// <summary>The session that it came by, as it stood then.</summary>
    public required SmtpSessionInfo Session { get; init; }

    /// <summary>Sender, recipients and their parameters.</summary>
    public required SmtpEnvelope Envelope { get; init; }

    /// <summary>The octets of the message, dots unstuffed.</summary>
    public required ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>When it was complete, in UTC.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The message as UTF-8 text.</summary>
    public string Text => Encoding.UTF8.GetString(Content.Span);

    /// <inheritdoc/>
    public override string ToString() =>
        FormattableString.Invariant($"{QueueId} {Envelope.Mail.From} {string.Join(' ', Envelope.Recipients.Select(to => to.To))} {Content.Length} octets");
}
