using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using SmtpAdmin.Reputation;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Cli.Output;

/// <summary>Results as JSON: the property names of the PowerShell objects, enums as their names, times as ISO 8601, addresses as text.</summary>
internal static class JsonLines
{
    private static readonly JsonSerializerOptions Options = new()
    {
        // Printed for a terminal or a pipe, never into a web page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(), new AddressConverter(), new CodePatternConverter(), new TextConverter<SpfNetwork>(), new TextConverter<SpfMacroString>() },
    };

    public static string Write<T>(T result) => JsonSerializer.Serialize(result, Options);

    private sealed class AddressConverter : JsonConverter<IPAddress>
    {
        public override IPAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            IPAddress.Parse(reader.GetString() ?? "");

        public override void Write(Utf8JsonWriter writer, IPAddress value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }

    /// <summary>What is text to a person is text here.</summary>
    private sealed class TextConverter<T> : JsonConverter<T>
        where T : notnull
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }

    private sealed class CodePatternConverter : JsonConverter<DnsblCodePattern>
    {
        public override DnsblCodePattern Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            DnsblCodePattern.Parse(reader.GetString() ?? "");

        public override void Write(Utf8JsonWriter writer, DnsblCodePattern value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
