using System.Globalization;
using System.Text;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>
/// YAML for <c>gcloud dns record-sets import</c>: a document a set, each a ResourceRecordSet of the Cloud DNS API v1, as <c>export</c> writes them.
/// Values are as in a zone file, text in quotes.
/// </summary>
internal sealed class GoogleDnsFormat : DnsExportFormat
{
    /// <inheritdoc/>
    public override string Service => "Google Cloud DNS";

    /// <inheritdoc/>
    public override DnsExportTtl Ttl => DnsExportTtl.Needed;

    /// <inheritdoc/>
    public override string Write(DnsExportBatch batch)
    {
        var text = new StringBuilder();
        foreach (var set in batch.Sets)
        {
            text.Append("---\nkind: dns#resourceRecordSet\n");
            text.Append(CultureInfo.InvariantCulture, $"name: {YamlText.Quote(set.Owner.ToAbsoluteString())}\nrrdatas:\n");
            foreach (var record in set.Records) text.Append(CultureInfo.InvariantCulture, $"- {YamlText.Quote(GoogleDnsValues.Of(record) ?? throw RefuseType(set))}\n");
            text.Append(CultureInfo.InvariantCulture, $"ttl: {set.TtlSeconds}\ntype: {DnsTypeText.Of(set.Type)}\n");
        }
        return text.ToString();
    }
}
