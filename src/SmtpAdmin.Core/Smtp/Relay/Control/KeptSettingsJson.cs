using System.Text.Json.Serialization;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Settings that are kept with a queue, as JSON.</summary>
[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(KeptSettings))]
internal sealed partial class KeptSettingsJson : JsonSerializerContext;
