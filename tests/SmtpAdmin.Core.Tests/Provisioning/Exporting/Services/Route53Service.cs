using System.Text.Json.Nodes;

namespace SmtpAdmin.Core.Tests.Provisioning.Exporting.Services;

/// <summary>
/// ChangeBatch and what hangs on it, from the model of the API 2013-04-01 that Amazon's SDKs are made of: boto/botocore, botocore/data/route53/2013-04-01/service-2.json,
/// commit 0e6e2404 of 7 August 2026. Told in our own words; sets with a routing policy and aliases are left out, and so time to live and values have to be there.
/// </summary>
internal static class Route53Service
{
    private const string ChangeBatch = """
        {
          "type": "object", "required": ["Changes"], "additionalProperties": false,
          "properties": {
            "Comment": { "type": "string", "maxLength": 256 },
            "Changes": {
              "type": "array", "minItems": 1,
              "items": {
                "type": "object", "required": ["Action", "ResourceRecordSet"], "additionalProperties": false,
                "properties": {
                  "Action": { "enum": ["CREATE", "DELETE", "UPSERT"] },
                  "ResourceRecordSet": {
                    "type": "object", "required": ["Name", "Type", "TTL", "ResourceRecords"], "additionalProperties": false,
                    "properties": {
                      "Name": { "type": "string", "minLength": 1, "maxLength": 1024 },
                      "Type": { "enum": ["SOA", "A", "TXT", "NS", "CNAME", "MX", "NAPTR", "PTR", "SRV", "SPF", "AAAA", "CAA", "DS", "TLSA", "SSHFP", "SVCB", "HTTPS"] },
                      "TTL": { "type": "integer", "minimum": 0, "maximum": 2147483647 },
                      "ResourceRecords": {
                        "type": "array", "minItems": 1,
                        "items": { "type": "object", "required": ["Value"], "additionalProperties": false, "properties": { "Value": { "type": "string", "minLength": 1, "maxLength": 4000 } } }
                      }
                    }
                  }
                }
              }
            }
          }
        }
        """;

    public static IReadOnlyList<string> Problems(string json)
    {
        if (SchemaText.Problems(ChangeBatch, json) is { Count: > 0 } problems) return problems;
        return [.. JsonNode.Parse(json)!["Changes"]!.AsArray().SelectMany(change => OfSet(change!["ResourceRecordSet"]!))];
    }

    /// <summary>What the model says of Name and Value in words.</summary>
    private static IEnumerable<string> OfSet(JsonNode set)
    {
        var (name, type) = ($"{set["Name"]}", $"{set["Type"]}");
        if (name.Contains('*') && type == "NS") yield return $"{name}: the wildcard is not for NS.";
        if (name.Split('.')[0] is { Length: > 1 } first && first.Contains('*')) yield return $"{name}: the asterisk has to be the whole label.";
        if (type is "CNAME" or "SOA" && set["ResourceRecords"]!.AsArray().Count > 1) yield return $"{name}: {type} has one value.";
    }
}
