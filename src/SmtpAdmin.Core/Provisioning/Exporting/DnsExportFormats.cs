namespace SmtpAdmin.Provisioning;

/// <summary>All formats.</summary>
internal static class DnsExportFormats
{
    private static readonly Dictionary<DnsRecordFormat, DnsExportFormat> Formats = new()
    {
        [DnsRecordFormat.Bind] = new BindFormat(),
        [DnsRecordFormat.DnsServerPowerShell] = new DnsServerPowerShellFormat(),
        [DnsRecordFormat.Route53] = new Route53Format(),
        [DnsRecordFormat.CloudflareApi] = new CloudflareApiFormat(),
        [DnsRecordFormat.AzureCli] = new AzureCliFormat(),
        [DnsRecordFormat.GoogleDns] = new GoogleDnsFormat(),
        [DnsRecordFormat.OctoDns] = new OctoDnsFormat(),
        [DnsRecordFormat.DnsControl] = new DnsControlFormat(),
        [DnsRecordFormat.NsUpdate] = new NsUpdateFormat(),
        [DnsRecordFormat.Json] = new JsonFormat(),
        [DnsRecordFormat.Csv] = new CsvFormat(),
    };

    private static readonly Dictionary<TerraformProvider, DnsExportFormat> Terraform = new()
    {
        [TerraformProvider.Aws] = new TerraformAwsFormat(),
        [TerraformProvider.Cloudflare] = new TerraformCloudflareFormat(),
        [TerraformProvider.Azurerm] = new TerraformAzurermFormat(),
        [TerraformProvider.Google] = new TerraformGoogleFormat(),
    };

    /// <summary>The format that options ask for; with Terraform they name the provider.</summary>
    public static DnsExportFormat Of(DnsExportOptions options) =>
        options.Format == DnsRecordFormat.Terraform ? Terraform[options.Provider ?? throw new ArgumentException("Terraform needs a provider.", nameof(options))] : Formats[options.Format];
}
