using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>
/// Writes events as JSON, one object a line, with the properties' own names in a fixed order; what is null is left out. No character of a value
/// ends a line, drives a terminal or reorders what is read.
/// </summary>
internal sealed class AuditLineWriter : IDisposable
{
    private const int UsualSize = 64 * 1024; // octets
    private const int MaxKept = 1024 * 1024; // octets: one message to many recipients shall not hold more for ever

    private static readonly JsonEncodedText[] Kinds = [.. Enum.GetNames<SmtpTraceKind>().Select(name => JsonEncodedText.Encode(name))];

    private readonly Utf8JsonWriter _json;
    private ArrayBufferWriter<byte> _output = new(UsualSize);

    public AuditLineWriter() =>
        _json = new Utf8JsonWriter(_output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

    /// <summary>The lines written so far.</summary>
    public ReadOnlyMemory<byte> Written => _output.WrittenMemory;

    /// <summary>Forgets the lines.</summary>
    public void Clear()
    {
        _output.ResetWrittenCount();
        if (_output.Capacity <= MaxKept) return;
        _output = new ArrayBufferWriter<byte>(UsualSize);
        _json.Reset(_output);
    }

    /// <summary>Writes a line.</summary>
    public void Write(SmtpTraceEvent entry)
    {
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteString(Name.Time, entry.Time.UtcDateTime);
        _json.WriteString(Name.Kind, Kinds[(int)entry.Kind]);
        Text(Name.QueueId, entry.QueueId);
        Text(Name.Session, entry.Session);
        Text(Name.MessageId, entry.MessageId);
        Text(Name.Sender, entry.Sender);
        Texts(Name.Recipients, entry.Recipients);
        if (entry.Size is { } size) _json.WriteNumber(Name.Size, size);
        Text(Name.Client, entry.Client);
        Text(Name.HelloName, entry.HelloName);
        Text(Name.User, entry.User);
        Text(Name.Tls, entry.Tls);
        Text(Name.Command, entry.Command);
        Text(Name.Reply, entry.Reply);
        Text(Name.Status, entry.Status);
        Text(Name.Server, entry.Server);
        Text(Name.EndPoint, entry.EndPoint);
        if (entry.Attempts is { } attempts) _json.WriteNumber(Name.Attempts, attempts);
        if (entry.NextAttemptAt is { } next) _json.WriteString(Name.NextAttemptAt, next.UtcDateTime);
        if (entry.Duration is { } duration) _json.WriteNumber(Name.DurationMs, Milliseconds.Of(duration));
        Text(Name.ReportOf, entry.ReportOf);
        Texts(Name.ReportedRecipients, entry.ReportedRecipients);
        Text(Name.Text, entry.Text);
        _json.WriteEndObject();
        _json.Flush();
        _output.Write("\n"u8);
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private void Text(JsonEncodedText name, string? value)
    {
        if (value is null) return;
        _json.WritePropertyName(name);
        Value(value);
    }

    private void Texts(JsonEncodedText name, IReadOnlyList<string>? values)
    {
        if (values is null) return;
        _json.WriteStartArray(name);
        for (var at = 0; at < values.Count; at++) Value(values[at]);
        _json.WriteEndArray();
    }

    private void Value(string? value)
    {
        // Nearly all that is written is printable ASCII, which needs no second look.
        if (value is null || value.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0) _json.WriteStringValue(value);
        else _json.WriteTextValue(value);
    }

    private static class Name
    {
        public static readonly JsonEncodedText Time = Of(nameof(SmtpTraceEvent.Time));
        public static readonly JsonEncodedText Kind = Of(nameof(SmtpTraceEvent.Kind));
        public static readonly JsonEncodedText QueueId = Of(nameof(SmtpTraceEvent.QueueId));
        public static readonly JsonEncodedText Session = Of(nameof(SmtpTraceEvent.Session));
        public static readonly JsonEncodedText MessageId = Of(nameof(SmtpTraceEvent.MessageId));
        public static readonly JsonEncodedText Sender = Of(nameof(SmtpTraceEvent.Sender));
        public static readonly JsonEncodedText Recipients = Of(nameof(SmtpTraceEvent.Recipients));
        public static readonly JsonEncodedText Size = Of(nameof(SmtpTraceEvent.Size));
        public static readonly JsonEncodedText Client = Of(nameof(SmtpTraceEvent.Client));
        public static readonly JsonEncodedText HelloName = Of(nameof(SmtpTraceEvent.HelloName));
        public static readonly JsonEncodedText User = Of(nameof(SmtpTraceEvent.User));
        public static readonly JsonEncodedText Tls = Of(nameof(SmtpTraceEvent.Tls));
        public static readonly JsonEncodedText Command = Of(nameof(SmtpTraceEvent.Command));
        public static readonly JsonEncodedText Reply = Of(nameof(SmtpTraceEvent.Reply));
        public static readonly JsonEncodedText Status = Of(nameof(SmtpTraceEvent.Status));
        public static readonly JsonEncodedText Server = Of(nameof(SmtpTraceEvent.Server));
        public static readonly JsonEncodedText EndPoint = Of(nameof(SmtpTraceEvent.EndPoint));
        public static readonly JsonEncodedText Attempts = Of(nameof(SmtpTraceEvent.Attempts));
        public static readonly JsonEncodedText NextAttemptAt = Of(nameof(SmtpTraceEvent.NextAttemptAt));
        public static readonly JsonEncodedText DurationMs = Of("DurationMs");
        public static readonly JsonEncodedText ReportOf = Of(nameof(SmtpTraceEvent.ReportOf));
        public static readonly JsonEncodedText ReportedRecipients = Of(nameof(SmtpTraceEvent.ReportedRecipients));
        public static readonly JsonEncodedText Text = Of(nameof(SmtpTraceEvent.Text));

        private static JsonEncodedText Of(string name) => JsonEncodedText.Encode(name);
    }
}
