using System.Text.Json;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>Our own form: an array of record sets on one line, with the properties that <see cref="DnsRecordRow"/> reads. docs/dns-records.schema.json describes it.</summary>
internal sealed class JsonFormat : DnsExportFormat
{
    /// <inheritdoc/>
    public override string Service => "JSON";

    /// <inheritdoc/>
    public override string Write(DnsExportBatch batch) => ExportJson.Write(json =>
    {
        json.WriteStartArray();
        foreach (var set in batch.Sets) Write(json, set);
        json.WriteEndArray();
    }, indented: false); // a line at a time is what the executable reads

    private static void Write(Utf8JsonWriter json, DnsRecordSet set)
    {
        json.WriteStartObject();
        json.WriteString(DnsRecordColumns.Name, set.Name);
        json.WriteString(DnsRecordColumns.Type, DnsTypeText.Of(set.Type));
        if (set.TtlSeconds is { } seconds) json.WriteNumber(DnsRecordColumns.Ttl[0], seconds);
        else json.WriteNull(DnsRecordColumns.Ttl[0]);
        json.WriteStartArray(DnsRecordColumns.Data);
        foreach (var record in set.Records) json.WriteStringValue(record.DataText);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
