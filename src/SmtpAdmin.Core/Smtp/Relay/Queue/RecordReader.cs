using System.Text.Json;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Reads values of a record. All throw <see cref="JsonException"/> or <see cref="InvalidOperationException"/> at what is none.</summary>
internal static class RecordReader
{
    private const int LongestOnStack = 256;

    /// <summary>Begins to read an object.</summary>
    public static Utf8JsonReader Begin(ReadOnlySpan<byte> octets)
    {
        var reader = new Utf8JsonReader(octets);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new JsonException("It is no object.");
        return reader;
    }

    /// <summary>The object ends where the octets end, and a version that we know wrote it or one that comes after.</summary>
    public static void End(ref Utf8JsonReader reader, int version)
    {
        if (version < 1) throw new JsonException("It has no version.");
        if (reader.Read()) throw new JsonException("Something stands behind it.");
    }

    /// <summary>Goes on to an object's next member: the reader stands on its name then. False at the end of the object.</summary>
    public static bool NextMember(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    /// <summary>Goes into the array that is a member's value.</summary>
    public static void BeginArray(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray) throw new JsonException("A list is none.");
    }

    /// <summary>Goes into the array's next object. False at the end of the array.</summary>
    public static bool NextObject(ref Utf8JsonReader reader)
    {
        if (reader.Read() && reader.TokenType == JsonTokenType.StartObject) return true;
        return reader.TokenType == JsonTokenType.EndArray ? false : throw new JsonException("A list holds what it should not.");
    }

    /// <summary>Passes over a member.</summary>
    public static void Skip(ref Utf8JsonReader reader) => reader.Skip();

    /// <summary>A text, shared.</summary>
    public static string Text(ref Utf8JsonReader reader, TextPool pool)
    {
        reader.Read();
        var length = reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length; // octets, so at least as many as characters
        if (reader.TokenType != JsonTokenType.String || length > LongestOnStack) return OwnText(ref reader, isRead: true);
        Span<char> text = stackalloc char[LongestOnStack];
        return pool.Share(text[..reader.CopyString(text)]);
    }

    /// <summary>A text that hardly has an equal.</summary>
    public static string OwnText(ref Utf8JsonReader reader, bool isRead = false)
    {
        if (!isRead) reader.Read();
        return reader.GetString() ?? throw new JsonException("A text is none.");
    }

    /// <summary>A number.</summary>
    public static long Number(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.GetInt64();
    }

    /// <summary>A small number that is not negative.</summary>
    public static int Count(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.GetInt32() is >= 0 and var count ? count : throw new JsonException("A number is negative.");
    }

    /// <summary>Yes or no.</summary>
    public static bool Flag(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.GetBoolean();
    }

    /// <summary>A moment, in UTC.</summary>
    public static DateTimeOffset Time(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.GetDateTimeOffset().ToUniversalTime();
    }
}
