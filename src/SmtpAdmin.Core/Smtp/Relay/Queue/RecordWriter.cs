using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>A writer for each thread, used again and again: thousands of small records a second would else each bring buffers of their own.</summary>
internal static class RecordWriter
{
    private const int LargestKept = 64 * 1024;

    // Only programs read this, so only what JSON itself forbids is escaped.
    private static readonly JsonWriterOptions Options = new() { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? s_buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? s_writer;

    /// <summary>Begins an object.</summary>
    public static Utf8JsonWriter Begin()
    {
        if (s_buffer is null || s_buffer.Capacity > LargestKept)
        {
            s_buffer = new ArrayBufferWriter<byte>(1024);
            s_writer = new Utf8JsonWriter(s_buffer, Options);
        }
        s_buffer.ResetWrittenCount();
        s_writer!.Reset();
        s_writer.WriteStartObject();
        s_writer.WriteNumber("v"u8, 1);
        return s_writer;
    }

    /// <summary>Ends it.</summary>
    public static byte[] End()
    {
        s_writer!.WriteEndObject();
        s_writer.Flush();
        return s_buffer!.WrittenSpan.ToArray();
    }
}
