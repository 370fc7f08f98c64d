using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>
/// What the queue stores with a message, as JSON in UTF-8 octets: an envelope, a change to it, or a snapshot, which is an envelope with all
/// changes in it. Members that are not known are passed over, so that what a later version wrote can be read; a value that is not known is not.
/// </summary>
internal static class RelayRecordCodec
{
    /// <summary>Writes an envelope.</summary>
    public static byte[] WriteEnvelope(RelayEnvelope envelope)
    {
        var writer = RecordWriter.Begin();
        EnvelopeJson.Write(writer, envelope);
        return RecordWriter.End();
    }

    /// <summary>Writes an envelope with how all its recipients stand.</summary>
    public static byte[] WriteSnapshot(RelayRecord record)
    {
        var writer = RecordWriter.Begin();
        EnvelopeJson.Write(writer, record.Envelope);
        var changes = new List<RecipientChange>(record.States.Length);
        for (var recipient = 0; recipient < record.States.Length; recipient++)
        {
            if (record.States[recipient] != RecipientState.Initial) changes.Add(new(recipient, record.States[recipient]));
        }
        ChangeJson.Write(writer, changes, record.Damage);
        return RecordWriter.End();
    }

    /// <summary>Writes how some recipients stand now.</summary>
    /// <param name="changes">The recipients.</param>
    /// <param name="damage">Why the message is never to be tried again; null when it may be, or when that was said before.</param>
    public static byte[] WriteChange(IReadOnlyList<RecipientChange> changes, string? damage)
    {
        var writer = RecordWriter.Begin();
        ChangeJson.Write(writer, changes, damage);
        return RecordWriter.End();
    }

    /// <summary>Reads an envelope or a snapshot.</summary>
    /// <param name="octets">What was written.</param>
    /// <param name="pool">Where equal texts meet.</param>
    /// <param name="record">The message.</param>
    /// <param name="problem">Why it cannot be read, as a sentence.</param>
    public static bool TryRead(ReadOnlySpan<byte> octets, TextPool pool, [NotNullWhen(true)] out RelayRecord? record, [NotNullWhen(false)] out string? problem)
    {
        record = null;
        problem = null;
        try
        {
            record = EnvelopeJson.Read(octets, pool);
            return true;
        }
        catch (Exception unreadable) when (IsUnreadable(unreadable))
        {
            problem = "The envelope cannot be read: " + PlainText.Excerpt(unreadable.Message, 200);
            return false;
        }
    }

    /// <summary>Reads a change and makes it.</summary>
    /// <param name="octets">What was written.</param>
    /// <param name="pool">Where equal texts meet.</param>
    /// <param name="record">The message so far.</param>
    /// <param name="changed">The message as it stands now; its states are those of <paramref name="record"/>, changed.</param>
    /// <param name="problem">Why it cannot be read, as a sentence; then nothing was changed.</param>
    public static bool TryApply(
        ReadOnlySpan<byte> octets, TextPool pool, RelayRecord record, [NotNullWhen(true)] out RelayRecord? changed, [NotNullWhen(false)] out string? problem)
    {
        changed = null;
        problem = null;
        try
        {
            var changes = new List<RecipientChange>();
            var damage = ChangeJson.Read(octets, pool, changes);
            if (changes.Exists(change => change.Recipient >= record.States.Length)) throw new JsonException("There is no such recipient.");
            foreach (var change in changes) record.States[change.Recipient] = change.State;
            changed = damage is null ? record : record with { Damage = damage };
            return true;
        }
        catch (Exception unreadable) when (IsUnreadable(unreadable))
        {
            problem = "A change to it cannot be read: " + PlainText.Excerpt(unreadable.Message, 200);
            return false;
        }
    }

    /// <summary>What the reader of the class library throws at octets that are no JSON, or other JSON than was asked for.</summary>
    private static bool IsUnreadable(Exception exception) => exception is JsonException or InvalidOperationException or FormatException;
}
