using System.Globalization;
using System.Text;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>
/// A table with a record a line and the columns that <see cref="DnsRecordRow"/> reads. No cell begins as a formula does: a type never, nor a
/// number; text stands in the quotes of a zone file, and names may have any character as an escape.
/// </summary>
internal sealed class CsvFormat : DnsExportFormat
{
    /// <inheritdoc/>
    public override string Service => "a table";

    /// <inheritdoc/>
    public override string Write(DnsExportBatch batch)
    {
        var text = new StringBuilder();
        Row(text, DnsRecordColumns.Name, DnsRecordColumns.Type, DnsRecordColumns.Ttl[0], DnsRecordColumns.Data);
        foreach (var set in batch.Sets)
        {
            foreach (var record in set.Records)
                Row(text, CsvText.WithoutFormula(set.Name), DnsTypeText.Of(set.Type), set.TtlSeconds?.ToString(CultureInfo.InvariantCulture) ?? "", CsvText.WithoutFormula(record.DataText));
        }
        return text.ToString();
    }

    private static void Row(StringBuilder text, params string[] cells) => text.AppendJoin(',', cells.Select(CsvText.Cell)).Append(CsvText.LineEnd);
}
