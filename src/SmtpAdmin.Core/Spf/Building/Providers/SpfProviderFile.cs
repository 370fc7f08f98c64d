using System.Text.Json.Serialization;

namespace SmtpAdmin.Spf;

/// <summary>The table of providers as it is embedded. Its schema, which the tests hold it against, lies beside it.</summary>
internal sealed record SpfProviderFile
{
    public const string Table = "Spf.Building.Providers.spf-providers.json";
    public const string Schema = "Spf.Building.Providers.spf-providers.schema.json";

    [JsonPropertyName("$schema")]
    public string SchemaName { get; init; } = "";

    public required IReadOnlyList<SpfProvider> Providers { get; init; }
}
