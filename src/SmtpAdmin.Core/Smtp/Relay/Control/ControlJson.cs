using System.Text.Json;
using System.Text.Json.Serialization;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Requests and answers as lines of JSON.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ControlRequest))]
[JsonSerializable(typeof(ControlAnswer))]
internal sealed partial class ControlJson : JsonSerializerContext
{
    /// <summary>A line, its LF included.</summary>
    public static byte[] Line(ControlRequest request) => [.. JsonSerializer.SerializeToUtf8Bytes(request, Default.ControlRequest), (byte)'\n'];

    /// <summary>A line, its LF included.</summary>
    public static byte[] Line(ControlAnswer answer) => [.. JsonSerializer.SerializeToUtf8Bytes(answer, Default.ControlAnswer), (byte)'\n'];
}
