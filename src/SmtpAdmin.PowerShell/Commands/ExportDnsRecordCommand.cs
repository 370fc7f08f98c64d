using System.Management.Automation;
using SmtpAdmin.Dns;
using SmtpAdmin.PowerShell.Pipeline;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.PowerShell.Commands;

/// <summary>Writes DNS records in the format of what they are published with.</summary>
[Cmdlet(VerbsData.Export, "DnsRecord", SupportsShouldProcess = true)]
[OutputType(typeof(string), typeof(FileInfo))]
public sealed class ExportDnsRecordCommand : AsyncCmdlet<RecordSetInput>
{
    private DnsExportOptions _options = new() { Format = DnsRecordFormat.Bind };
    private string? _path;

    /// <summary>The format.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public DnsRecordFormat Format { get; set; }

    /// <summary>The records.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    [Alias("InputObject")]
    public PSObject?[] RecordSet { get; set; } = [];

    /// <summary>The zone that the records are in.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Zone { get; set; }

    /// <summary>The provider of Terraform.</summary>
    [Parameter]
    public TerraformProvider? Provider { get; set; }

    /// <summary>The time to live of records that have none, in seconds.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? Ttl { get; set; }

    /// <summary>Azure's resource group of the zone.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ResourceGroup { get; set; }

    /// <summary>The server that nsupdate sends to.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Server { get; set; }

    /// <summary>The file to write.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Replace a file that is there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Prepare()
    {
        DnsName? zone = null;
        if (Zone is not null && !DnsName.TryParse(Zone, out zone, out var problem)) ThrowTerminatingError(Errors.BadArgument("BadZone", problem, Zone));
        _options = new DnsExportOptions
        {
            Format = Format,
            Provider = Provider,
            Zone = zone,
            TimeToLive = Ttl is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            ResourceGroup = ResourceGroup,
            Server = Server,
        };
        if (DnsRecordExporter.ProblemOf(_options) is { } refusal) ThrowTerminatingError(Errors.Of(refusal));
        _path = ShellPaths.Resolve(this, nameof(Path), Path);
    }

    /// <inheritdoc/>
    protected override IEnumerable<RecordSetInput> ReadItems() => (RecordSet ?? []).Select(input => RecordSetInput.Read(input, _options.Zone));

    /// <inheritdoc/>
    protected override async Task RunAsync(IAsyncEnumerable<RecordSetInput> items, CancellationToken cancellationToken)
    {
        var (batch, errors) = (new DnsRecordBatch(), new List<ErrorRecord>());
        await foreach (var item in items.ConfigureAwait(false))
        {
            if (item.AddTo(batch) is { } error) errors.Add(error);
        }
        var result = errors.Count == 0 ? DnsRecordExporter.Export(batch.Sets, _options) : new DnsExportResult();
        errors.AddRange(result.Refusals.Select(Errors.Of));
        if (result.Export is { } export) await WriteAsync(export, cancellationToken).ConfigureAwait(false);
        if (errors.Count == 0) return;
        foreach (var error in errors.SkipLast(1)) await EmitErrorAsync(error, cancellationToken).ConfigureAwait(false);
        throw new CmdletErrorException(errors[^1]); // there is no text: a script is not to go on with a part of the records
    }

    private async Task WriteAsync(DnsExport export, CancellationToken cancellationToken)
    {
        if (_path is not { } path)
        {
            await EmitAsync(export.Text.TrimEnd('\r', '\n'), cancellationToken).ConfigureAwait(false); // what takes it ends the line
            return;
        }
        if (!await ConfirmAsync(path, $"Write {Counted.Of(export.RecordSetCount, "record set")} ({export.Format})", cancellationToken).ConfigureAwait(false)) return;
        try
        {
            if (await DnsExportFile.WriteAsync(export, path, Force, TimeProvider.System, cancellationToken).ConfigureAwait(false)) await DoAsync(() => ShellFiles.Write(this, path), cancellationToken).ConfigureAwait(false);
            else throw new CmdletErrorException(new ErrorRecord(new IOException(DnsExportFile.Exists(path)), "FileExists", ErrorCategory.ResourceExists, path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CmdletErrorException(new ErrorRecord(exception, "ExportNotWritten", ErrorCategory.WriteError, path));
        }
    }
}
