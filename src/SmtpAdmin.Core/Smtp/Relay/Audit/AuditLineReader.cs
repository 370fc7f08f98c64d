using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Reads the lines that <see cref="AuditLineWriter"/> writes. Properties that are not known are skipped: a newer version may have written them.</summary>
internal static class AuditLineReader
{
    private const double MaxDurationMs = 1e12;

    private static readonly string[] Kinds = Enum.GetNames<SmtpTraceKind>();

    /// <summary>Reads a line; false where it is damaged.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, [NotNullWhen(true)] out SmtpTraceEvent? entry)
    {
        entry = null;
        var reader = new Utf8JsonReader(line);
        try
        {
            entry = Read(ref reader);
            return entry is not null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException) // no JSON; a value of another type; an escape that is half a character
        {
            return false;
        }
    }

    private static SmtpTraceEvent? Read(ref Utf8JsonReader reader)
    {
        DateTimeOffset? time = null;
        SmtpTraceKind? kind = null;
        string? queueId = null, session = null, messageId = null, sender = null, client = null, helloName = null, user = null, tls = null;
        string? command = null, reply = null, status = null, server = null, endPoint = null, reportOf = null, text = null;
        IReadOnlyList<string>? recipients = null, reported = null;
        long? size = null;
        int? attempts = null;
        DateTimeOffset? next = null;
        TimeSpan? duration = null;

        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("Time"u8)) time = Time(ref reader);
            else if (reader.ValueTextEquals("Kind"u8)) kind = Kind(ref reader);
            else if (reader.ValueTextEquals("QueueId"u8)) queueId = Text(ref reader);
            else if (reader.ValueTextEquals("Session"u8)) session = Text(ref reader);
            else if (reader.ValueTextEquals("MessageId"u8)) messageId = Text(ref reader);
            else if (reader.ValueTextEquals("Sender"u8)) sender = Text(ref reader);
            else if (reader.ValueTextEquals("Recipients"u8)) recipients = Texts(ref reader);
            else if (reader.ValueTextEquals("Size"u8)) size = Advance(ref reader).GetInt64();
            else if (reader.ValueTextEquals("Client"u8)) client = Text(ref reader);
            else if (reader.ValueTextEquals("HelloName"u8)) helloName = Text(ref reader);
            else if (reader.ValueTextEquals("User"u8)) user = Text(ref reader);
            else if (reader.ValueTextEquals("Tls"u8)) tls = Text(ref reader);
            else if (reader.ValueTextEquals("Command"u8)) command = Text(ref reader);
            else if (reader.ValueTextEquals("Reply"u8)) reply = Text(ref reader);
            else if (reader.ValueTextEquals("Status"u8)) status = Text(ref reader);
            else if (reader.ValueTextEquals("Server"u8)) server = Text(ref reader);
            else if (reader.ValueTextEquals("EndPoint"u8)) endPoint = Text(ref reader);
            else if (reader.ValueTextEquals("Attempts"u8)) attempts = Advance(ref reader).GetInt32();
            else if (reader.ValueTextEquals("NextAttemptAt"u8)) next = Time(ref reader);
            else if (reader.ValueTextEquals("DurationMs"u8)) duration = Duration(ref reader);
            else if (reader.ValueTextEquals("ReportOf"u8)) reportOf = Text(ref reader);
            else if (reader.ValueTextEquals("ReportedRecipients"u8)) reported = Texts(ref reader);
            else if (reader.ValueTextEquals("Text"u8)) text = Text(ref reader);
            else Advance(ref reader).Skip();
        }
        // Whether something stands behind the object shows only when it is looked for.
        if (reader.TokenType != JsonTokenType.EndObject || reader.Read() || time is null || kind is null) return null;
        return new SmtpTraceEvent
        {
            Time = time.Value, Kind = kind.Value, QueueId = queueId, Session = session, MessageId = messageId, Sender = sender, Recipients = recipients, Size = size,
            Client = client, HelloName = helloName, User = user, Tls = tls, Command = command, Reply = reply, Status = status, Server = server, EndPoint = endPoint,
            Attempts = attempts, NextAttemptAt = next, Duration = duration, ReportOf = reportOf, ReportedRecipients = reported, Text = text,
        };
    }

    private static ref Utf8JsonReader Advance(ref Utf8JsonReader reader)
    {
        reader.Read();
        return ref reader;
    }

    private static string? Text(ref Utf8JsonReader reader) => Advance(ref reader).GetString();

    private static DateTimeOffset Time(ref Utf8JsonReader reader) => Advance(ref reader).GetDateTimeOffset();

    private static SmtpTraceKind? Kind(ref Utf8JsonReader reader)
    {
        reader.Read();
        for (var at = 0; at < Kinds.Length; at++)
        {
            if (reader.ValueTextEquals(Kinds[at])) return (SmtpTraceKind)at;
        }
        return null;
    }

    private static TimeSpan Duration(ref Utf8JsonReader reader) =>
        TimeSpan.FromMilliseconds(Math.Clamp(Advance(ref reader).GetDouble(), -MaxDurationMs, MaxDurationMs));

    private static List<string> Texts(ref Utf8JsonReader reader)
    {
        var texts = new List<string>();
        if (Advance(ref reader).TokenType != JsonTokenType.StartArray) throw new FormatException("This is no list.");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) texts.Add(reader.GetString() ?? "");
        return texts;
    }
}
