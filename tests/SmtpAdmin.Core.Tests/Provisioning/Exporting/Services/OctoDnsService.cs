using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SmtpAdmin.Core.Tests.Provisioning.Exporting.Services;

/// <summary>
/// What octoDNS's YamlProvider takes: octodns/octodns v1.22.0, octodns/provider/yaml.py for the file, and for the records the validators of the set 'legacy', which is on by itself:
/// octodns/record/base.py, chunked.py, target.py (with fqdn, whose names have two labels at least), mx.py, srv.py, caa.py and tlsa.py. Told in our own words.
/// </summary>
internal static partial class OctoDnsService
{
    private const string Name = "([A-Za-z0-9_]([-A-Za-z0-9_]*[A-Za-z0-9_])?[.]){2,}";
    private const string Text = """{ "type": "string", "minLength": 1 }""";
    private const string Number = """{ "type": "integer", "minimum": 0, "maximum": 65535 }""";
    private const string Target = $$"""{ "type": "string", "pattern": "^{{Name}}$" }""";
    private const string TargetOrRoot = $$"""{ "type": "string", "pattern": "^([.]|{{Name}})$" }""";

    /// <summary>By type, what a value is. In text every semicolon has a backslash, and none other: it is unescaped or escaped twice otherwise.</summary>
    private static readonly Dictionary<string, string> Values = new(StringComparer.Ordinal)
    {
        ["A"] = """{ "type": "string", "pattern": "^[0-9]+[.][0-9]+[.][0-9]+[.][0-9]+$" }""",
        ["AAAA"] = """{ "type": "string", "pattern": "^[0-9a-f:.]*:[0-9a-f:.]*$" }""",
        ["CNAME"] = Target,
        ["NS"] = Target,
        ["PTR"] = Target,
        ["TXT"] = """{ "type": "string", "pattern": "^([ -:<-\\[\\]-~]|\\\\;)+$" }""",
        ["MX"] = Map(("exchange", TargetOrRoot), ("preference", Number)),
        ["SRV"] = Map(("port", Number), ("priority", Number), ("target", TargetOrRoot), ("weight", Number)),
        ["CAA"] = Map(("flags", """{ "type": "integer", "minimum": 0, "maximum": 255 }"""), ("tag", Text), ("value", Text)),
        ["TLSA"] = Map(
            ("certificate_association_data", Text), ("certificate_usage", """{ "type": "integer", "minimum": 0, "maximum": 3 }"""),
            ("matching_type", """{ "type": "integer", "minimum": 0, "maximum": 2 }"""), ("selector", """{ "type": "integer", "minimum": 0, "maximum": 1 }""")),
    };

    public static IReadOnlyList<string> Problems(string yaml) =>
        [.. YamlJson.Documents(yaml).Single().AsObject().SelectMany(name => name.Value!.AsArray().SelectMany(record => OfRecord(name.Key, record!)))];

    private static IEnumerable<string> OfRecord(string name, JsonNode record)
    {
        var type = $"{record["type"]}";
        if (!Values.TryGetValue(type, out var value)) return [$"There is no type '{type}'."];
        if (name == "@") return ["The zone itself is ''."];
        if (type == "SRV" && !SrvName().IsMatch(name)) return [$"'{name}' is no name of an SRV record."];
        var (one, many) = type == "CNAME" ? ("value", value) : ("values", $$"""{ "type": "array", "minItems": 1, "items": {{value}} }""");
        return SchemaText.Problems($$"""
            {
              "type": "object", "required": ["type", "{{one}}"], "additionalProperties": false,
              "properties": { "ttl": { "type": "integer", "minimum": 0 }, "type": { "type": "string" }, "{{one}}": {{many}} }
            }
            """, record.ToJsonString());
    }

    private static string Map(params (string Key, string Schema)[] parts) => $$"""
        {
          "type": "object", "additionalProperties": false, "required": [{{string.Join(", ", parts.Select(part => $"\"{part.Key}\""))}}],
          "properties": { {{string.Join(", ", parts.Select(part => $"\"{part.Key}\": {part.Schema}"))}} }
        }
        """;

    [GeneratedRegex(@"^(\*|_[^.]+)\.[^.]+")]
    private static partial Regex SrvName();
}
