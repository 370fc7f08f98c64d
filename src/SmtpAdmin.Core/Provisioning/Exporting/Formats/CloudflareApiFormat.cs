using System.Text.Json;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>
/// The body of <c>POST /zones/{id}/dns_records/batch</c> of Cloudflare's API v4: each record is added (<c>posts</c>). The preference of a mail exchanger
/// stands apart from it, and CAA, SRV and TLSA data in parts (cloudflare/api-schemas, openapi.json).
/// </summary>
internal sealed class CloudflareApiFormat : DnsExportFormat
{
    private const int MostRecords = 3500; // "Batch record changes": 200 with the free plan, which is not known here

    /// <inheritdoc/>
    public override string Service => "Cloudflare";

    /// <inheritdoc/>
    public override DnsExportTtl Ttl => CloudflareRules.Ttl;

    /// <inheritdoc/>
    public override string Write(DnsExportBatch batch)
    {
        if (batch.Sets.Sum(set => set.Records.Count) > MostRecords) throw new DnsRecordException(DnsRecordFault.TooMany, $"There are more than {MostRecords} records. One batch of Cloudflare takes no more: export them in parts.");
        return ExportJson.Write(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("posts");
            foreach (var set in batch.Sets)
            {
                if (CloudflareRules.Problem(set) is { } problem) throw Refuse(set, problem, DnsRecordFault.TooLong);
                foreach (var record in set.Records) Write(json, set, record);
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private void Write(Utf8JsonWriter json, DnsRecordSet set, DnsRecord record)
    {
        json.WriteStartObject();
        json.WriteString("name", PlainName(set, set.Owner));
        json.WriteString("type", DnsTypeText.Of(set.Type));
        json.WriteNumber("ttl", set.TtlSeconds!.Value);
        WriteData(json, set, record);
        json.WriteEndObject();
    }

    private void WriteData(Utf8JsonWriter json, DnsRecordSet set, DnsRecord record)
    {
        switch (record)
        {
            case ARecord or AaaaRecord or TxtRecord: json.WriteString("content", record.DataText); break; // text: quoted strings of RFC 1035
            case CnameRecord cname: json.WriteString("content", PlainName(set, cname.Target)); break;
            case NsRecord ns: json.WriteString("content", PlainName(set, ns.Host)); break;
            case PtrRecord ptr: json.WriteString("content", PlainName(set, ptr.Target)); break;
            case MxRecord mx:
                json.WriteNumber("priority", mx.Preference);
                json.WriteString("content", PlainName(set, mx.Exchange));
                break;
            case SrvRecord srv: // its priority is among its data alone, unlike in Terraform
                json.WriteStartObject("data");
                json.WriteNumber("priority", srv.Priority);
                json.WriteNumber("weight", srv.Weight);
                json.WriteNumber("port", srv.Port);
                json.WriteString("target", PlainName(set, srv.Target));
                json.WriteEndObject();
                break;
            case CaaRecord caa:
                json.WriteStartObject("data");
                json.WriteNumber("flags", caa.Flags);
                json.WriteString("tag", caa.Tag);
                json.WriteString("value", Printable(set, caa.Value.Span));
                json.WriteEndObject();
                break;
            case TlsaRecord tlsa:
                json.WriteStartObject("data");
                json.WriteNumber("usage", tlsa.Usage);
                json.WriteNumber("selector", tlsa.Selector);
                json.WriteNumber("matching_type", tlsa.MatchingType);
                json.WriteString("certificate", Convert.ToHexString(tlsa.Association.Span));
                json.WriteEndObject();
                break;
            default: throw RefuseType(set);
        }
    }
}
