namespace SmtpAdmin.Core.Tests.Provisioning.Exporting.Services;

/// <summary>
/// ResourceRecordSet in the discovery document of the Cloud DNS API v1 (googleapis/google-api-go-client, dns/v1/dns-api.json, as of commit 005b0629), as gcloud's import reads it from
/// YAML documents: googlecloudsdk/api_lib/dns/import_util.py, RecordSetsFromYamlFile, which takes name, ttl, type and rrdatas from each. Told in our own words; names are absolute. The types, which the document leaves open,
/// are those that hashicorp/terraform-provider-google lists for Cloud DNS.
/// </summary>
internal static class GoogleDnsService
{
    private const string ResourceRecordSet = """
        {
          "type": "object", "required": ["kind", "name", "rrdatas", "ttl", "type"], "additionalProperties": false,
          "properties": {
            "kind": { "enum": ["dns#resourceRecordSet"] },
            "name": { "type": "string", "pattern": "^[ -~]*[.]$" },
            "rrdatas": { "type": "array", "minItems": 1, "items": { "type": "string", "minLength": 1, "pattern": "^[ -~]*$" } },
            "ttl": { "type": "integer", "minimum": 0, "maximum": 2147483647 },
            "type": { "enum": ["A", "AAAA", "CAA", "CNAME", "DNSKEY", "DS", "HTTPS", "IPSECVPNKEY", "MX", "NAPTR", "NS", "PTR", "SOA", "SPF", "SRV", "SSHFP", "SVCB", "TLSA", "TXT"] }
          }
        }
        """;

    public static IReadOnlyList<string> Problems(string yaml) => [.. YamlJson.Documents(yaml).SelectMany(document => SchemaText.Problems(ResourceRecordSet, document.ToJsonString()))];
}
