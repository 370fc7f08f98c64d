using System.Text.Encodings.Web;
using System.Text.Json;

namespace SmtpAdmin;

/// <summary>Text in JSON files that people read: as it is where it is fit to be shown, else escaped to plain ASCII, so that nothing is lost.</summary>
internal static class JsonText
{
    /// <summary>Writes a property.</summary>
    public static void WriteText(this Utf8JsonWriter writer, string name, string? value)
    {
        writer.WritePropertyName(name);
        writer.WriteTextValue(value);
    }

    /// <summary>Writes an array of texts.</summary>
    public static void WriteTexts(this Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values) writer.WriteTextValue(value);
        writer.WriteEndArray();
    }

    /// <summary>Writes a moment in UTC: <c>2026-01-31T12:00:00Z</c>.</summary>
    public static void WriteTime(this Utf8JsonWriter writer, string name, DateTimeOffset? value)
    {
        if (value is { } time) writer.WriteString(name, time.UtcDateTime);
        else writer.WriteNull(name);
    }

    /// <summary>Writes a text.</summary>
    public static void WriteTextValue(this Utf8JsonWriter writer, string? value)
    {
        if (value is null) writer.WriteNullValue();
        else writer.WriteRawValue($"\"{EncoderFor(value).Encode(value)}\"", skipInputValidation: true);
    }

    private static JavaScriptEncoder EncoderFor(string value) =>
        PlainText.Clean(value) == value ? JavaScriptEncoder.UnsafeRelaxedJsonEscaping : JavaScriptEncoder.Default;
}
