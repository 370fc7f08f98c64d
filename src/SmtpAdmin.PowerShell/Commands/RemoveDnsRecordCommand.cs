using System.Management.Automation;
using SmtpAdmin.PowerShell.Pipeline;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.PowerShell.Commands;

/// <summary>Removes DNS records by dynamic update.</summary>
[Cmdlet(VerbsCommon.Remove, "DnsRecord", DefaultParameterSetName = ObjectSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(DnsPublication))]
public sealed class RemoveDnsRecordCommand : DnsUpdateCmdlet
{
    /// <summary>The data of each record; all records of the name and type without it.</summary>
    [Parameter(ParameterSetName = RecordSetOfParts)]
    [AllowEmptyString]
    public string[] Value { get; set; } = [];

    /// <inheritdoc/>
    protected override RecordSetInput ReadParts() => RecordSetInput.Read(new DnsRecordRow { Name = Name, Type = Type, Value = Value }, Options.Zone, mayBeEmpty: !MyInvocation.BoundParameters.ContainsKey(nameof(Value)));

    /// <inheritdoc/>
    protected override Task<DnsPublishPlan> PlanAsync(DnsPublisher publisher, DnsRecordBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(publisher);
        return publisher.PlanRemovalAsync(batch, Options, cancellationToken);
    }
}
