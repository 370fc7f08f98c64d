using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace SmtpAdmin.Core.Tests.Provisioning.Exporting.Services;

/// <summary>YAML as JSON, for schemas: a plain scalar of digits is a number (YAML 1.2.2 section 10.2), every other scalar a string.</summary>
internal static class YamlJson
{
    public static IReadOnlyList<JsonNode> Documents(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return [.. stream.Documents.Select(document => Of(document.RootNode))];
    }

    private static JsonNode Of(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new JsonObject(mapping.Children.Select(child => KeyValuePair.Create($"{child.Key}", (JsonNode?)Of(child.Value)))),
        YamlSequenceNode sequence => new JsonArray([.. sequence.Children.Select(Of)]),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: { Length: > 0 } digits } when digits.All(char.IsAsciiDigit) => JsonValue.Create(long.Parse(digits, CultureInfo.InvariantCulture)),
        _ => JsonValue.Create($"{node}"),
    };
}
