using System.Text;
using System.Text.Json;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Core.Tests.Provisioning.Exporting;

/// <summary>The JSON forms held against what the services publish of their APIs, told here in our own words as schemas.</summary>
public sealed class ServiceSchemaTests
{
    /// <summary>ChangeBatch and what hangs on it, from the model of Route 53's API 2013-04-01 that its SDKs are made of.</summary>
    private const string Route53 = """
        {
          "type": "object", "required": ["Changes"], "additionalProperties": false,
          "properties": {
            "Changes": {
              "type": "array", "minItems": 1,
              "items": {
                "type": "object", "required": ["Action", "ResourceRecordSet"], "additionalProperties": false,
                "properties": {
                  "Action": { "enum": ["CREATE", "DELETE", "UPSERT"] },
                  "ResourceRecordSet": {
                    "type": "object", "required": ["Name", "Type"], "additionalProperties": false,
                    "properties": {
                      "Name": { "type": "string", "maxLength": 1024 },
                      "Type": { "enum": ["SOA", "A", "TXT", "NS", "CNAME", "MX", "NAPTR", "PTR", "SRV", "SPF", "AAAA", "CAA", "DS", "TLSA", "SSHFP", "SVCB", "HTTPS"] },
                      "TTL": { "type": "integer", "minimum": 0, "maximum": 2147483647 },
                      "ResourceRecords": {
                        "type": "array", "minItems": 1,
                        "items": { "type": "object", "required": ["Value"], "additionalProperties": false, "properties": { "Value": { "type": "string", "maxLength": 4000 } } }
                      }
                    }
                  }
                }
              }
            }
          }
        }
        """;

    /// <summary>The batch request of DNS records in the OpenAPI description of Cloudflare's API v4, as far as its records are of our types.</summary>
    private const string Cloudflare = """
        {
          "type": "object", "required": ["posts"], "additionalProperties": false,
          "properties": {
            "posts": {
              "type": "array", "minItems": 1,
              "items": {
                "type": "object", "required": ["name", "type", "ttl"], "additionalProperties": false,
                "properties": {
                  "name": { "type": "string", "minLength": 1, "maxLength": 255 },
                  "type": { "enum": ["A", "AAAA", "CAA", "CNAME", "MX", "NS", "PTR", "SRV", "TLSA", "TXT"] },
                  "ttl": { "type": "integer", "minimum": 1, "maximum": 86400 },
                  "content": { "type": "string", "minLength": 1 },
                  "priority": { "type": "integer", "minimum": 0, "maximum": 65535 },
                  "data": {
                    "type": "object", "additionalProperties": false,
                    "properties": {
                      "flags": { "type": "integer", "minimum": 0, "maximum": 255 }, "tag": { "type": "string" }, "value": { "type": "string" },
                      "priority": { "type": "integer", "minimum": 0, "maximum": 65535 }, "weight": { "type": "integer", "minimum": 0, "maximum": 65535 },
                      "port": { "type": "integer", "minimum": 0, "maximum": 65535 }, "target": { "type": "string" },
                      "usage": { "type": "integer", "minimum": 0, "maximum": 255 }, "selector": { "type": "integer", "minimum": 0, "maximum": 255 },
                      "matching_type": { "type": "integer", "minimum": 0, "maximum": 255 }, "certificate": { "type": "string" }
                    }
                  }
                }
              }
            }
          }
        }
        """;

    [Fact]
    public void A_change_batch_is_what_the_API_of_Route53_takes() => AssertFits(Route53, DnsRecordFormat.Route53);

    [Fact]
    public void A_batch_is_what_the_API_of_Cloudflare_takes()
    {
        AssertFits(Cloudflare, DnsRecordFormat.CloudflareApi);
        using var json = JsonDocument.Parse(Export(DnsRecordFormat.CloudflareApi));
        foreach (var post in json.RootElement.GetProperty("posts").EnumerateArray())
        {
            var type = post.GetProperty("type").GetString();
            Assert.Equal(type is "CAA" or "SRV" or "TLSA", post.TryGetProperty("data", out var data));
            Assert.Equal(type is not ("CAA" or "SRV" or "TLSA"), post.TryGetProperty("content", out _));
            Assert.Equal(type is "MX" or "SRV", post.TryGetProperty("priority", out _));
            string[] parts = type switch { "CAA" => ["flags", "tag", "value"], "SRV" => ["priority", "weight", "port", "target"], "TLSA" => ["usage", "selector", "matching_type", "certificate"], _ => [] };
            if (parts.Length > 0) Assert.Equal(parts, data.EnumerateObject().Select(part => part.Name));
        }
    }

    [Fact]
    public void Our_own_form_is_what_its_schema_says() =>
        AssertFits(Encoding.UTF8.GetString(RepositoryFiles.Read("docs", "dns-records.schema.json")), DnsRecordFormat.Json);

    [Theory]
    [InlineData("""[{"Name":"a.example","Type":"TXT","TtlSeconds":null,"Data":[]}]""")]
    [InlineData("""[{"Name":"a.example","Type":"txt","Data":["\"a\""]}]""")]
    [InlineData("""[{"Name":"a.example","Type":"TXT","TtlSeconds":-1,"Data":["\"a\""]}]""")]
    [InlineData("""{"Name":"a.example","Type":"TXT","Data":["\"a\""]}""")]
    public void Our_schema_tells_what_is_not_our_form(string json) =>
        Assert.NotEmpty(Problems(Encoding.UTF8.GetString(RepositoryFiles.Read("docs", "dns-records.schema.json")), json));

    private static void AssertFits(string schema, DnsRecordFormat format) => Assert.Empty(Problems(schema, Export(format)));

    private static string Export(DnsRecordFormat format) => ExportRecords.Export(ExportRecords.Options(format), [.. ExportRecords.Read(TestData.Text("export/records.zone"))]);

    private static IReadOnlyList<JsonProblem> Problems(string schema, string json)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(schema));
        var value = LocatedJsonReader.Read(Encoding.UTF8.GetBytes(json), out var problems);
        new JsonSchemaChecker(problems).Check(value!, JsonSchemaReader.Read(stream), "");
        return problems.All();
    }
}
