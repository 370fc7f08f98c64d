using System.Text.Json;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>An envelope as members of a JSON object; with those of a change behind them it is a snapshot. What is not there is left out.</summary>
internal static class EnvelopeJson
{
    /// <summary>Writes the members.</summary>
    public static void Write(Utf8JsonWriter writer, RelayEnvelope envelope)
    {
        writer.WriteString("id"u8, envelope.QueueId);
        writer.WriteString("at"u8, envelope.ReceivedAt.UtcDateTime);
        writer.WriteString("from"u8, envelope.Sender);
        writer.WriteStartArray("to"u8);
        for (var at = 0; at < envelope.Recipients.Count; at++) Write(writer, envelope.Recipients[at]);
        writer.WriteEndArray();
        if (envelope.Size != 0) writer.WriteNumber("size"u8, envelope.Size);
        WriteText(writer, "mid"u8, envelope.MessageId);
        if (envelope.Body != SmtpBodyType.Unspecified) writer.WriteString("body"u8, envelope.Body == SmtpBodyType.EightBitMime ? "8bitmime"u8 : "7bit"u8);
        if (envelope.HasEightBit) writer.WriteBoolean("8bit"u8, true);
        if (envelope.SmtpUtf8) writer.WriteBoolean("utf8"u8, true);
        if (envelope.Return != DsnReturn.Unspecified) writer.WriteString("ret"u8, envelope.Return == DsnReturn.Full ? "full"u8 : "hdrs"u8);
        WriteText(writer, "envid"u8, envelope.EnvelopeId);
        if (envelope.RequireTls) writer.WriteBoolean("requiretls"u8, true);
        if (envelope.Kind != RelayMessageKind.Mail) writer.WriteString("kind"u8, Name(envelope.Kind));
        WriteText(writer, "of"u8, envelope.ReportOf);
        WriteText(writer, "client"u8, envelope.Client);
        WriteText(writer, "helo"u8, envelope.HelloName);
        WriteText(writer, "user"u8, envelope.User);
        WriteText(writer, "tls"u8, envelope.Tls);
    }

    /// <summary>Reads an envelope or a snapshot.</summary>
    /// <exception cref="JsonException">It is not what it should be, or <see cref="InvalidOperationException"/>, or <see cref="FormatException"/>.</exception>
    public static RelayRecord Read(ReadOnlySpan<byte> octets, TextPool pool)
    {
        var envelope = new Members();
        var changes = new List<RecipientChange>();
        string? damage = null;
        var version = 0;
        var reader = RecordReader.Begin(octets);
        while (RecordReader.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("v"u8)) version = RecordReader.Count(ref reader);
            else if (reader.ValueTextEquals("states"u8)) ChangeJson.ReadStates(ref reader, pool, changes);
            else if (reader.ValueTextEquals("damage"u8)) damage = RecordReader.OwnText(ref reader);
            else if (!envelope.TryRead(ref reader, pool)) RecordReader.Skip(ref reader);
        }
        RecordReader.End(ref reader, version);
        var whole = envelope.Build();
        var states = new RecipientState[whole.Recipients.Count];
        Array.Fill(states, RecipientState.Initial);
        foreach (var change in changes)
        {
            if (change.Recipient >= states.Length) throw new JsonException("There is no such recipient.");
            states[change.Recipient] = change.State;
        }
        return new RelayRecord(whole, states, damage);
    }

    private static void Write(Utf8JsonWriter writer, RelayRecipient recipient)
    {
        writer.WriteStartObject();
        writer.WriteString("a"u8, recipient.Address);
        if (recipient.Notify != DsnNotify.None) writer.WriteNumber("notify"u8, (int)recipient.Notify);
        if (recipient.OriginalRecipient is { } original)
        {
            writer.WriteString("otype"u8, original.AddressType);
            writer.WriteString("orcpt"u8, original.Address);
        }
        writer.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null) writer.WriteString(name, value);
    }

    private static ReadOnlySpan<byte> Name(RelayMessageKind kind) => kind switch
    {
        RelayMessageKind.Bounce => "bounce"u8,
        RelayMessageKind.DelayNotice => "delay"u8,
        RelayMessageKind.SuccessReport => "success"u8,
        _ => "mail"u8,
    };

    /// <summary>An envelope that is being read.</summary>
    private struct Members
    {
        private string? _id, _from, _messageId, _envelopeId, _reportOf, _client, _hello, _user, _tls;
        private DateTimeOffset? _at;
        private RelayRecipient[]? _to;
        private long _size;
        private SmtpBodyType _body;
        private DsnReturn _return;
        private RelayMessageKind _kind;
        private bool _hasEightBit, _smtpUtf8, _requireTls;

        /// <summary>Reads the member that the reader stands on; false for one that is not known.</summary>
        public bool TryRead(ref Utf8JsonReader reader, TextPool pool)
        {
            if (reader.ValueTextEquals("id"u8)) _id = RecordReader.OwnText(ref reader);
            else if (reader.ValueTextEquals("at"u8)) _at = RecordReader.Time(ref reader);
            else if (reader.ValueTextEquals("from"u8)) _from = RecordReader.Text(ref reader, pool);
            else if (reader.ValueTextEquals("to"u8)) _to = ReadRecipients(ref reader, pool);
            else if (reader.ValueTextEquals("size"u8)) _size = RecordReader.Number(ref reader);
            else if (reader.ValueTextEquals("mid"u8)) _messageId = RecordReader.OwnText(ref reader);
            else if (reader.ValueTextEquals("body"u8)) _body = Body(RecordReader.Text(ref reader, pool));
            else if (reader.ValueTextEquals("8bit"u8)) _hasEightBit = RecordReader.Flag(ref reader);
            else if (reader.ValueTextEquals("utf8"u8)) _smtpUtf8 = RecordReader.Flag(ref reader);
            else if (reader.ValueTextEquals("ret"u8)) _return = Return(RecordReader.Text(ref reader, pool));
            else if (reader.ValueTextEquals("envid"u8)) _envelopeId = RecordReader.OwnText(ref reader);
            else if (reader.ValueTextEquals("requiretls"u8)) _requireTls = RecordReader.Flag(ref reader);
            else if (reader.ValueTextEquals("kind"u8)) _kind = Kind(RecordReader.Text(ref reader, pool));
            else if (reader.ValueTextEquals("of"u8)) _reportOf = RecordReader.OwnText(ref reader);
            else if (reader.ValueTextEquals("client"u8)) _client = RecordReader.Text(ref reader, pool);
            else if (reader.ValueTextEquals("helo"u8)) _hello = RecordReader.Text(ref reader, pool);
            else if (reader.ValueTextEquals("user"u8)) _user = RecordReader.Text(ref reader, pool);
            else if (reader.ValueTextEquals("tls"u8)) _tls = RecordReader.Text(ref reader, pool);
            else return false;
            return true;
        }

        public readonly RelayEnvelope Build()
        {
            if (string.IsNullOrEmpty(_id) || _at is null || _from is null || _to is not { Length: > 0 } || _size < 0) throw new JsonException("Something is missing.");
            return new RelayEnvelope
            {
                QueueId = _id, ReceivedAt = _at.Value, Sender = _from, Recipients = _to, Size = _size, MessageId = _messageId, Body = _body,
                HasEightBit = _hasEightBit, SmtpUtf8 = _smtpUtf8, Return = _return, EnvelopeId = _envelopeId, RequireTls = _requireTls,
                Kind = _kind, ReportOf = _reportOf, Client = _client, HelloName = _hello, User = _user, Tls = _tls,
            };
        }

        private static RelayRecipient[] ReadRecipients(ref Utf8JsonReader reader, TextPool pool)
        {
            var recipients = new List<RelayRecipient>(1);
            RecordReader.BeginArray(ref reader);
            while (RecordReader.NextObject(ref reader))
            {
                string? address = null, type = null, original = null;
                var notify = DsnNotify.None;
                while (RecordReader.NextMember(ref reader))
                {
                    if (reader.ValueTextEquals("a"u8)) address = RecordReader.Text(ref reader, pool);
                    else if (reader.ValueTextEquals("notify"u8)) notify = (DsnNotify)RecordReader.Count(ref reader);
                    else if (reader.ValueTextEquals("otype"u8)) type = RecordReader.Text(ref reader, pool);
                    else if (reader.ValueTextEquals("orcpt"u8)) original = RecordReader.Text(ref reader, pool);
                    else RecordReader.Skip(ref reader);
                }
                if (string.IsNullOrEmpty(address)) throw new JsonException("A recipient has no address.");
                recipients.Add(new(address, notify, type is not null && original is not null ? new(type, original) : null));
            }
            return [.. recipients];
        }

        private static SmtpBodyType Body(string name) => name switch
        {
            "7bit" => SmtpBodyType.SevenBit,
            "8bitmime" => SmtpBodyType.EightBitMime,
            _ => throw new JsonException("The body has a type that is not known."),
        };

        private static DsnReturn Return(string name) => name switch
        {
            "full" => DsnReturn.Full,
            "hdrs" => DsnReturn.Headers,
            _ => throw new JsonException("What is to be returned is not known."),
        };

        private static RelayMessageKind Kind(string name) => name switch
        {
            "mail" => RelayMessageKind.Mail,
            "bounce" => RelayMessageKind.Bounce,
            "delay" => RelayMessageKind.DelayNotice,
            "success" => RelayMessageKind.SuccessReport,
            _ => throw new JsonException("The message is of a kind that is not known."),
        };
    }
}
