using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>A line of the audit log: what happened, to which message. Never content, never a secret. What does not apply is null.</summary>
public sealed record SmtpTraceEvent
{
    /// <summary>Makes one.</summary>
    public SmtpTraceEvent()
    {
    }

    /// <summary>Makes one about a message, with what its envelope says.</summary>
    [SetsRequiredMembers]
    internal SmtpTraceEvent(DateTimeOffset time, SmtpTraceKind kind, RelayEnvelope envelope)
    {
        (Time, Kind) = (time, kind);
        (QueueId, MessageId, Sender, Size, ReportOf) = (envelope.QueueId, envelope.MessageId, envelope.Sender, envelope.Size, envelope.ReportOf);
    }

    /// <summary>When, in UTC.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>What happened.</summary>
    public required SmtpTraceKind Kind { get; init; }

    /// <summary>The message's name in this relay.</summary>
    public string? QueueId { get; init; }

    /// <summary>The session's name, the same in all that came by one connection.</summary>
    public string? Session { get; init; }

    /// <summary>The Message-ID with its brackets.</summary>
    public string? MessageId { get; init; }

    /// <summary>The envelope's sender; empty for the null sender.</summary>
    public string? Sender { get; init; }

    /// <summary>The recipients that this is about.</summary>
    public IReadOnlyList<string>? Recipients { get; init => field = value is null ? null : Indexable.Of(value); }

    /// <summary>The message's octets.</summary>
    public long? Size { get; init; }

    /// <summary>The client's address and port.</summary>
    public string? Client { get; init; }

    /// <summary>What the client called itself.</summary>
    public string? HelloName { get; init; }

    /// <summary>Who logged in, or tried to.</summary>
    public string? User { get; init; }

    /// <summary>TLS version and cipher suite of the connection.</summary>
    public string? Tls { get; init; }

    /// <summary>The command that was refused, without secrets.</summary>
    public string? Command { get; init; }

    /// <summary>The reply, code included: ours to the client, or the remote server's to us.</summary>
    public string? Reply { get; init; }

    /// <summary>The enhanced status code (RFC 3463).</summary>
    public string? Status { get; init; }

    /// <summary>The remote server's name.</summary>
    public string? Server { get; init; }

    /// <summary>The remote server's address and port, or where a listener listens.</summary>
    public string? EndPoint { get; init; }

    /// <summary>How many times a delivery was tried so far.</summary>
    public int? Attempts { get; init; }

    /// <summary>When it is tried again.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>How long it took.</summary>
    [JsonIgnore]
    public TimeSpan? Duration { get; init; }

    /// <summary>The same in milliseconds.</summary>
    public double? DurationMs => Duration is { } duration ? Milliseconds.Of(duration) : null;

    /// <summary>The queue id of the message that a report is about.</summary>
    public string? ReportOf { get; init; }

    /// <summary>The recipients of that message that the report is about; <see cref="Reply"/>, <see cref="Status"/> and <see cref="Text"/> are of the first.</summary>
    public IReadOnlyList<string>? ReportedRecipients { get; init => field = value is null ? null : Indexable.Of(value); }

    /// <summary>What else there is to say, as a sentence.</summary>
    public string? Text { get; init; }
}
