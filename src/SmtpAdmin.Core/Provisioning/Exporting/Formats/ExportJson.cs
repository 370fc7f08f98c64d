using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SmtpAdmin.Provisioning;

/// <summary>JSON documents of exports.</summary>
internal static class ExportJson
{
    // What is written is ASCII by itself: everything else is in the escapes of the DNS. So nothing is escaped that need not be.
    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    /// <summary>A document, with a line end behind it.</summary>
    /// <param name="write">Writes it.</param>
    /// <param name="indented">On several lines, for people.</param>
    public static string Write(Action<Utf8JsonWriter> write, bool indented = true)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = Encoder, Indented = indented }))
        {
            write(json);
        }
        return Encoding.UTF8.GetString(stream.ToArray()).ReplaceLineEndings("\n") + "\n";
    }
}
