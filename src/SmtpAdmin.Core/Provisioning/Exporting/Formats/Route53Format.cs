using System.Text.Json;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>
/// A change batch for <c>aws route53 change-resource-record-sets --change-batch file://...</c>: ChangeBatch of the API's version 2013-04-01. Each
/// set takes the place of what the zone has of its name and type (UPSERT).
/// </summary>
internal sealed class Route53Format : DnsExportFormat
{
    // "Quotas on Route 53 API requests": 1,000 ResourceRecord elements and 32,000 characters of values, both counted twice in an UPSERT.
    private const int MostRecords = 500;
    private const int MostCharacters = 16_000;

    private const int MostInValue = 4000; // RData of the API's model

    /// <inheritdoc/>
    public override string Service => "Route 53";

    /// <inheritdoc/>
    public override DnsExportTtl Ttl => DnsExportTtl.Needed;

    /// <inheritdoc/>
    public override string Write(DnsExportBatch batch)
    {
        var (records, characters) = (0, 0);
        var text = ExportJson.Write(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("Changes");
            foreach (var set in batch.Sets)
            {
                if (Route53Rules.Problem(set) is { } problem) throw Refuse(set, problem);
                var values = set.Records.Select(record => Value(set, record)).ToList();
                records += values.Count;
                characters += values.Sum(value => value.Length);
                Write(json, set, values);
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
        return records <= MostRecords && characters <= MostCharacters
            ? text
            : throw new DnsRecordException(DnsRecordFault.TooMany, $"There are {records} records with {characters} characters of values. One request to Route 53 takes {MostRecords} and {MostCharacters} where they replace others: export them in parts.");
    }

    private string Value(DnsRecordSet set, DnsRecord record)
    {
        var value = Route53Values.Of(record) ?? throw RefuseType(set);
        return value.Length <= MostInValue ? value : throw Refuse(set, $"its value has {value.Length} characters, and {MostInValue} is the most.", DnsRecordFault.TooLong);
    }

    private static void Write(Utf8JsonWriter json, DnsRecordSet set, List<string> values)
    {
        json.WriteStartObject();
        json.WriteString("Action", "UPSERT");
        json.WriteStartObject("ResourceRecordSet");
        json.WriteString("Name", Route53Text.Name(set.Owner));
        json.WriteString("Type", DnsTypeText.Of(set.Type));
        json.WriteNumber("TTL", set.TtlSeconds!.Value);
        json.WriteStartArray("ResourceRecords");
        foreach (var value in values)
        {
            json.WriteStartObject();
            json.WriteString("Value", value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
