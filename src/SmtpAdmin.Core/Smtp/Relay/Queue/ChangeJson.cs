using System.Text.Json;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>How recipients stand, as members of a JSON object: <c>states</c>, and <c>damage</c>. What is as it was at first is left out.</summary>
internal static class ChangeJson
{
    /// <summary>Writes the members.</summary>
    public static void Write(Utf8JsonWriter writer, IReadOnlyList<RecipientChange> changes, string? damage)
    {
        if (changes.Count > 0)
        {
            writer.WriteStartArray("states"u8);
            for (var at = 0; at < changes.Count; at++) Write(writer, changes[at]);
            writer.WriteEndArray();
        }
        if (damage is not null) writer.WriteString("damage"u8, damage);
    }

    /// <summary>Reads an object that has only these members.</summary>
    /// <returns>The damage, if it tells of one.</returns>
    /// <exception cref="JsonException">It is not what it should be, or <see cref="InvalidOperationException"/>, or <see cref="FormatException"/>.</exception>
    public static string? Read(ReadOnlySpan<byte> octets, TextPool pool, List<RecipientChange> changes)
    {
        string? damage = null;
        var version = 0;
        var reader = RecordReader.Begin(octets);
        while (RecordReader.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("v"u8)) version = RecordReader.Count(ref reader);
            else if (reader.ValueTextEquals("states"u8)) ReadStates(ref reader, pool, changes);
            else if (reader.ValueTextEquals("damage"u8)) damage = RecordReader.OwnText(ref reader);
            else RecordReader.Skip(ref reader);
        }
        RecordReader.End(ref reader, version);
        return damage;
    }

    /// <summary>Reads the value of <c>states</c>.</summary>
    public static void ReadStates(ref Utf8JsonReader reader, TextPool pool, List<RecipientChange> changes)
    {
        RecordReader.BeginArray(ref reader);
        while (RecordReader.NextObject(ref reader)) changes.Add(ReadState(ref reader, pool));
    }

    private static void Write(Utf8JsonWriter writer, RecipientChange change)
    {
        var state = change.State;
        writer.WriteStartObject();
        writer.WriteNumber("n"u8, change.Recipient);
        writer.WriteString("s"u8, Name(state.Status));
        if (state.IsHeld) writer.WriteBoolean("held"u8, true);
        if (state.Attempts > 0) writer.WriteNumber("attempts"u8, state.Attempts);
        if (state.Pauses > 0) writer.WriteNumber("pauses"u8, state.Pauses);
        if (state.LastAttemptAt is { } last) writer.WriteString("last"u8, last.UtcDateTime);
        if (state.NextAttemptAt is { } next) writer.WriteString("next"u8, next.UtcDateTime);
        if (state.LastReply is not null) writer.WriteString("reply"u8, state.LastReply);
        if (state.IsReply) writer.WriteBoolean("said"u8, true);
        if (state.LastStatus is not null) writer.WriteString("status"u8, state.LastStatus);
        if (state.LastServer is not null) writer.WriteString("server"u8, state.LastServer);
        if (state.Removal != RecipientRemoval.None) writer.WriteString("remove"u8, state.Removal == RecipientRemoval.Bounce ? "bounce"u8 : "silent"u8);
        if (state.IsDelayReported) writer.WriteBoolean("late"u8, true);
        writer.WriteEndObject();
    }

    private static RecipientChange ReadState(ref Utf8JsonReader reader, TextPool pool)
    {
        var recipient = -1;
        SmtpRecipientStatus? status = null;
        var (isHeld, isReply, isDelayReported, attempts, pauses) = (false, false, false, 0, 0);
        DateTimeOffset? last = null, next = null;
        string? reply = null, code = null, server = null;
        var removal = RecipientRemoval.None;
        while (RecordReader.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("n"u8)) recipient = RecordReader.Count(ref reader);
            else if (reader.ValueTextEquals("s"u8)) status = Status(RecordReader.Text(ref reader, pool));
            else if (reader.ValueTextEquals("held"u8)) isHeld = RecordReader.Flag(ref reader);
            else if (reader.ValueTextEquals("attempts"u8)) attempts = RecordReader.Count(ref reader);
            else if (reader.ValueTextEquals("pauses"u8)) pauses = RecordReader.Count(ref reader);
            else if (reader.ValueTextEquals("last"u8)) last = RecordReader.Time(ref reader);
            else if (reader.ValueTextEquals("next"u8)) next = RecordReader.Time(ref reader);
            else if (reader.ValueTextEquals("reply"u8)) reply = RecordReader.Text(ref reader, pool);
            else if (reader.ValueTextEquals("said"u8)) isReply = RecordReader.Flag(ref reader);
            else if (reader.ValueTextEquals("status"u8)) code = RecordReader.Text(ref reader, pool);
            else if (reader.ValueTextEquals("server"u8)) server = RecordReader.Text(ref reader, pool);
            else if (reader.ValueTextEquals("remove"u8)) removal = Removal(RecordReader.Text(ref reader, pool));
            else if (reader.ValueTextEquals("late"u8)) isDelayReported = RecordReader.Flag(ref reader);
            else RecordReader.Skip(ref reader);
        }
        return recipient < 0 || status is null
            ? throw new JsonException("A state is without its recipient or its status.")
            : new(recipient, new RecipientState
            {
                Status = status.Value, IsHeld = isHeld, Attempts = attempts, Pauses = pauses, LastAttemptAt = last, NextAttemptAt = next,
                LastReply = reply, IsReply = isReply, LastStatus = code, LastServer = server, Removal = removal, IsDelayReported = isDelayReported,
            });
    }

    private static ReadOnlySpan<byte> Name(SmtpRecipientStatus status) => status switch
    {
        SmtpRecipientStatus.Queued => "queued"u8,
        SmtpRecipientStatus.Deferred => "deferred"u8,
        SmtpRecipientStatus.Delivered => "delivered"u8,
        SmtpRecipientStatus.Failed => "failed"u8,
        SmtpRecipientStatus.Removed => "removed"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "This status is seen, not stored."),
    };

    private static SmtpRecipientStatus Status(string name) => name switch
    {
        "queued" => SmtpRecipientStatus.Queued,
        "deferred" => SmtpRecipientStatus.Deferred,
        "delivered" => SmtpRecipientStatus.Delivered,
        "failed" => SmtpRecipientStatus.Failed,
        "removed" => SmtpRecipientStatus.Removed,
        _ => throw new JsonException("A recipient has a status that is not known."),
    };

    private static RecipientRemoval Removal(string name) => name switch
    {
        "silent" => RecipientRemoval.Silent,
        "bounce" => RecipientRemoval.Bounce,
        _ => throw new JsonException("A recipient is to be removed in a way that is not known."),
    };
}
