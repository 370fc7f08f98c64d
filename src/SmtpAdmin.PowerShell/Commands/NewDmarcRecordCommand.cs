using System.Management.Automation;
using SmtpAdmin.Dmarc;
using SmtpAdmin.PowerShell.Completion;
using SmtpAdmin.PowerShell.Pipeline;

namespace SmtpAdmin.PowerShell.Commands;

/// <summary>Makes DMARC records; nothing is published.</summary>
[Cmdlet(VerbsCommon.New, "DmarcRecord")]
[OutputType(typeof(DmarcNewRecord))]
public sealed class NewDmarcRecordCommand : RecordCmdlet<DmarcBuildRequest, DmarcNewRecord>
{
    /// <summary>How far the domain has come.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [EmptyCell]
    public DmarcStage? Stage { get; set; }

    /// <summary>The policy for the domain.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [EmptyCell]
    public DmarcPolicy? Policy { get; set; }

    /// <summary>The policy for subdomains that exist.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [EmptyCell]
    public DmarcPolicy? SubdomainPolicy { get; set; }

    /// <summary>The policy for subdomains that do not exist.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [EmptyCell]
    public DmarcPolicy? NonexistentSubdomainPolicy { get; set; }

    /// <summary>How near the domain of a signature must be.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [EmptyCell]
    public DmarcAlignment? DkimAlignment { get; set; }

    /// <summary>How near the domain that SPF proves must be.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [EmptyCell]
    public DmarcAlignment? SpfAlignment { get; set; }

    /// <summary>Where aggregate reports go.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [Alias("Rua")]
    public string[] AggregateReportTo { get; set; } = [];

    /// <summary>Where failure reports go.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [Alias("Ruf")]
    public string[] FailureReportTo { get; set; } = [];

    /// <summary>When failure reports are wanted.</summary>
    [Parameter]
    [AllowEmptyCollection]
    public DmarcFailureOption[] FailureOption { get; set; } = [];

    /// <summary>The policy is to be tested only.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [YesOrNo]
    public SwitchParameter Testing { get; set; }

    /// <summary>Whether the domain is a public suffix.</summary>
    [Parameter]
    public DmarcPublicSuffix PublicSuffixDomain { get; set; }

    /// <summary>Selectors under which the domain's DKIM keys are looked up.</summary>
    [Parameter]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(DkimSelectorCompleter))]
    public string[] DkimSelector { get; set; } = [];

    /// <summary>A tag that is no part of DMARC any more: asked for, it is explained.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? Percent { get; set; }

    /// <summary>A tag that is no part of DMARC any more: asked for, it is explained.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? ReportInterval { get; set; }

    /// <summary>A tag that is no part of DMARC any more: asked for, it is explained.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? ReportFormat { get; set; }

    /// <inheritdoc/>
    protected override DmarcBuildRequest RequestFor(string domain) => new()
    {
        Domain = domain,
        Stage = Stage,
        Policy = Policy,
        SubdomainPolicy = SubdomainPolicy,
        NonexistentSubdomainPolicy = NonexistentSubdomainPolicy,
        DkimAlignment = DkimAlignment ?? default,
        SpfAlignment = SpfAlignment ?? default,
        AggregateReportTo = Cells(nameof(AggregateReportTo), AggregateReportTo),
        FailureReportTo = Cells(nameof(FailureReportTo), FailureReportTo),
        FailureOption = FailureOption ?? [],
        IsTesting = Testing,
        PublicSuffixDomain = PublicSuffixDomain,
        DkimSelector = Given(DkimSelector),
        Percent = Bound(nameof(Percent), Percent),
        ReportInterval = Bound(nameof(ReportInterval), ReportInterval),
        ReportFormat = Bound(nameof(ReportFormat), ReportFormat),
        NoLookup = NoLookup,
    };

    /// <inheritdoc/>
    protected override async Task<DmarcNewRecord?> MakeAsync(DmarcBuildRequest request, CancellationToken cancellationToken)
    {
        SetProgress($"Making a record for {PlainText.Excerpt(request.Domain)}");
        return await MadeAsync(await new DmarcRecordBuilder(Resolver).BuildAsync(request, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }
}
