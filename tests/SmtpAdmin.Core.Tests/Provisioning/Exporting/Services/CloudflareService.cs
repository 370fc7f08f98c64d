using System.Text.Json.Nodes;

namespace SmtpAdmin.Core.Tests.Provisioning.Exporting.Services;

/// <summary>
/// The body of POST /zones/{zone_id}/dns_records/batch in the OpenAPI description of Cloudflare's API v4: cloudflare/api-schemas, openapi.json, commit c92b9b0f
/// (dns-records_dns-request-batch-object, a schema dns-records_...Record for each type, dns-records_ttl, dns-records_priority), with what its SDKs make of it: cloudflare/cloudflare-python,
/// src/cloudflare/types/dns/record_batch_params.py, v4.3.1. Told in our own words. What is required there in words (name, type, a priority for MX) or by sense (content, all of data) is required here.
/// </summary>
internal static class CloudflareService
{
    private const string Batch = """
        {
          "type": "object", "required": ["posts"], "additionalProperties": false,
          "properties": { "deletes": { "type": "array" }, "patches": { "type": "array" }, "puts": { "type": "array" }, "posts": { "type": "array", "minItems": 1, "items": { "type": "object" } } }
        }
        """;

    private const string Octet = """{ "type": "integer", "minimum": 0, "maximum": 255 }""";
    private const string Number = """{ "type": "integer", "minimum": 0, "maximum": 65535 }""";
    private const string Text = """{ "type": "string", "minLength": 1 }""";
    private const string Content = $""" "content": {Text} """;

    /// <summary>Quoted character-strings (RFC 1035), each of up to 255 octets: "Text content for the record".</summary>
    private const string Quoted = """ "content": { "type": "string", "pattern": "^\"([ !#-\\[\\]-~]|\\\\.)*\"( \"([ !#-\\[\\]-~]|\\\\.)*\")*$" } """;

    /// <summary>By type, what is there beside what all have. SRV has its priority among its data alone.</summary>
    private static readonly Dictionary<string, string> Own = new(StringComparer.Ordinal)
    {
        ["A"] = Content,
        ["AAAA"] = Content,
        ["CNAME"] = Content,
        ["NS"] = Content,
        ["PTR"] = Content,
        ["TXT"] = Quoted,
        ["MX"] = $"""{Content}, "priority": {Number}""",
        ["CAA"] = Data($""" "flags": {Octet}, "tag": {Text}, "value": {Text}""", "flags", "tag", "value"),
        ["SRV"] = Data($""" "priority": {Number}, "weight": {Number}, "port": {Number}, "target": {Text}""", "priority", "weight", "port", "target"),
        ["TLSA"] = Data($""" "usage": {Octet}, "selector": {Octet}, "matching_type": {Octet}, "certificate": {Text}""", "usage", "selector", "matching_type", "certificate"),
    };

    public static IReadOnlyList<string> Problems(string json)
    {
        if (SchemaText.Problems(Batch, json) is { Count: > 0 } problems) return problems;
        return [.. JsonNode.Parse(json)!["posts"]!.AsArray().SelectMany(post => OfPost(post!))];
    }

    private static IEnumerable<string> OfPost(JsonNode post)
    {
        if (!Own.TryGetValue($"{post["type"]}", out var own)) return [$"There is no type '{post["type"]}'."];
        var problems = SchemaText.Problems(Post($"{post["type"]}", own), post.ToJsonString());
        // 1 is automatic; 30 to 59 are for zones of Enterprise plans alone.
        return problems.Count == 0 && post["ttl"]!.GetValue<int>() is > 1 and < 60 ? [$"{post["name"]}: a ttl of {post["ttl"]} is not for every zone."] : problems;
    }

    private static string Post(string type, string own) => $$"""
        {
          "type": "object", "required": ["name", "type", "ttl", {{(own.Contains("\"data\"", StringComparison.Ordinal) ? "\"data\"" : "\"content\"")}}{{(type == "MX" ? ", \"priority\"" : "")}}], "additionalProperties": false,
          "properties": {
            "name": { "type": "string", "minLength": 1, "maxLength": 255 }, "type": { "enum": ["{{type}}"] }, "ttl": { "type": "integer", "minimum": 1, "maximum": 86400 },
            "comment": { "type": "string" }, "proxied": { "type": "boolean" }, "settings": { "type": "object" }, "tags": { "type": "array", "items": { "type": "string" } },
            {{own}}
          }
        }
        """;

    private static string Data(string properties, params string[] names) =>
        $$""" "data": { "type": "object", "required": [{{string.Join(", ", names.Select(name => $"\"{name}\""))}}], "additionalProperties": false, "properties": { {{properties}} } } """;
}
