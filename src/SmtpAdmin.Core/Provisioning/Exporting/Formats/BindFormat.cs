namespace SmtpAdmin.Provisioning;

/// <summary>
/// Lines of a zone file (RFC 1035 section 5.1). All names are whole, so the lines mean the same wherever they are put: an <c>$ORIGIN</c> or
/// <c>$TTL</c> of ours would go on to hold for what stands behind them.
/// </summary>
internal sealed class BindFormat : DnsExportFormat
{
    /// <inheritdoc/>
    public override string Service => "a zone file";

    /// <inheritdoc/>
    public override string Write(DnsExportBatch batch) => string.Concat(batch.Sets.Select(set => $"{set}\n"));
}
