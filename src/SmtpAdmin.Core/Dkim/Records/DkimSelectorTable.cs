using System.Text.Json.Serialization;

namespace SmtpAdmin.Dkim;

/// <summary>The table of selectors as it is embedded. Its schema, which the tests hold it against, lies beside it.</summary>
internal sealed record DkimSelectorTable
{
    public const string Table = "Dkim.Records.selectors.json";
    public const string Schema = "Dkim.Records.selectors.schema.json";

    [JsonPropertyName("$schema")]
    public string SchemaName { get; init; } = "";

    public required IReadOnlyList<DkimSelector> Selectors { get; init; }
}
