using System.Management.Automation;
using SmtpAdmin.PowerShell.Pipeline;
using SmtpAdmin.TlsRpt;

namespace SmtpAdmin.PowerShell.Commands;

/// <summary>Makes TLS-RPT records; nothing is published.</summary>
[Cmdlet(VerbsCommon.New, "TlsRptRecord")]
[OutputType(typeof(TlsRptNewRecord))]
public sealed class NewTlsRptRecordCommand : RecordCmdlet<TlsRptBuildRequest, TlsRptNewRecord>
{
    /// <summary>Where reports go.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [Alias("Rua")]
    public string[] ReportTo { get; set; } = [];

    /// <inheritdoc/>
    protected override TlsRptBuildRequest RequestFor(string domain) => new() { Domain = domain, ReportTo = Given(ReportTo), NoLookup = NoLookup };

    /// <inheritdoc/>
    protected override async Task<TlsRptNewRecord?> MakeAsync(TlsRptBuildRequest request, CancellationToken cancellationToken)
    {
        SetProgress($"Making a record for {PlainText.Excerpt(request.Domain)}");
        return await MadeAsync(await new TlsRptRecordBuilder(Resolver).BuildAsync(request, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }
}
