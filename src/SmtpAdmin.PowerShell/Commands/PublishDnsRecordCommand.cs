using System.Management.Automation;
using SmtpAdmin.PowerShell.Pipeline;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.PowerShell.Commands;

/// <summary>Publishes DNS records by dynamic update.</summary>
[Cmdlet(VerbsData.Publish, "DnsRecord", DefaultParameterSetName = ObjectSet, SupportsShouldProcess = true)]
[OutputType(typeof(DnsPublication))]
public sealed class PublishDnsRecordCommand : DnsUpdateCmdlet
{
    private const string UndoSet = "Undo";

    private string? _undo;

    /// <summary>The data of each record.</summary>
    [Parameter(ParameterSetName = RecordSetOfParts, Mandatory = true)]
    [AllowEmptyString]
    public string[] Value { get; set; } = [];

    /// <summary>A journal: what was there before its changes is put back.</summary>
    [Parameter(ParameterSetName = UndoSet, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string? Undo { get; set; }

    /// <summary>The time to live of records that say none, in seconds.</summary>
    [Parameter(ParameterSetName = ObjectSet)]
    [Parameter(ParameterSetName = RecordSetOfParts)]
    [ValidateRange(0, int.MaxValue)]
    public int? Ttl { get; set; }

    /// <summary>Of a TXT set keep what is of another kind.</summary>
    [Parameter(ParameterSetName = ObjectSet)]
    [Parameter(ParameterSetName = RecordSetOfParts)]
    public SwitchParameter Merge { get; set; }

    /// <summary>Replace a TXT set even where it holds records of another kind.</summary>
    [Parameter(ParameterSetName = ObjectSet)]
    [Parameter(ParameterSetName = RecordSetOfParts)]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Prepare()
    {
        base.Prepare();
        if (Merge && Force) ThrowTerminatingError(Errors.BadArgument("BadCombination", "-Merge keeps what is of another kind, and -Force replaces it. Give one of them.", null));
        Options = Options with { Merge = Merge, Force = Force, TimeToLive = Ttl is { } seconds ? TimeSpan.FromSeconds(seconds) : null };
        _undo = ShellPaths.Resolve(this, nameof(Undo), Undo);
    }

    /// <inheritdoc/>
    protected override bool NeedsRecords => _undo is null;

    /// <inheritdoc/>
    protected override RecordSetInput ReadParts() => RecordSetInput.Read(new DnsRecordRow { Name = Name, Type = Type, Value = Value }, Options.Zone, mayBeEmpty: false);

    /// <inheritdoc/>
    protected override Task<DnsPublishPlan> PlanAsync(DnsPublisher publisher, DnsRecordBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(publisher);
        return _undo is { } path ? publisher.PlanUndoAsync(path, Options, cancellationToken) : publisher.PlanAsync(batch, Options, cancellationToken);
    }
}
