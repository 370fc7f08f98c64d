using System.Text.Json;

namespace SmtpAdmin.Reputation;

/// <summary>A line of the log: see <see cref="DnsblRunEntry"/> and <see cref="DnsblChangeEntry"/>.</summary>
/// <param name="Time">When it happened.</param>
public abstract record DnsblLogEntry(DateTimeOffset Time)
{
    /// <summary>What kind of line it is.</summary>
    internal abstract string Event { get; }

    /// <summary>Writes the entry as one JSON object.</summary>
    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteTime("time", Time);
        writer.WriteString("event", Event);
        WriteProperties(writer);
        writer.WriteEndObject();
    }

    private protected abstract void WriteProperties(Utf8JsonWriter writer);
}
