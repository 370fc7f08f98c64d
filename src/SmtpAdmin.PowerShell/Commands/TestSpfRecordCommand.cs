using System.Management.Automation;
using SmtpAdmin.PowerShell.Pipeline;
using SmtpAdmin.Spf;

namespace SmtpAdmin.PowerShell.Commands;

/// <summary>Checks what domains publish as SPF, or a record that is not published yet.</summary>
[Cmdlet(VerbsDiagnostic.Test, "SpfRecord", DefaultParameterSetName = DomainSet)]
[OutputType(typeof(SpfRecordReport), typeof(bool))]
public sealed class TestSpfRecordCommand : DnsCmdlet<string?>
{
    private const string DomainSet = "Domain";
    private const string RecordSet = "Record";

    private SpfRecordCheckOptions _options = new();
    private bool _allPass = true;
    private int _checked;

    /// <summary>The domains; beside a record, those that are to publish it.</summary>
    [Parameter(ParameterSetName = DomainSet, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = RecordSet, Position = 0)]
    [AllowEmptyString]
    [Alias("DomainName", "Name")]
    [SpfDomains]
    public string[] Domain { get; set; } = [];

    /// <summary>A record that is not published yet.</summary>
    [Parameter(ParameterSetName = RecordSet, Mandatory = true)]
    [AllowEmptyString]
    public string Record { get; set; } = "";

    /// <summary>How many look-ups may find nothing.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int VoidLookupLimit { get; set; } = new SpfRecordCheckOptions().MaxVoidLookups;

    /// <summary>How long the check of one domain may take as a whole, in seconds.</summary>
    [Parameter]
    [ValidateRange(0.001, 3600.0)]
    public double Timeout { get; set; } = new SpfRecordCheckOptions().Timeout.TotalSeconds;

    /// <summary>Give one boolean: whether every record passed.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void Prepare()
    {
        _options = new SpfRecordCheckOptions { MaxVoidLookups = VoidLookupLimit, Timeout = TimeSpan.FromSeconds(Timeout), ShareLookups = !NoCache };
        base.Prepare();
    }

    /// <inheritdoc/>
    protected override IEnumerable<string?> ReadItems()
    {
        if (ParameterSetName == RecordSet && Domain.Length == 0) yield return null; // nobody knows where it will stand
        foreach (var text in InputDomains.Of(Domain, MyInvocation.ExpectingInput))
        {
            if (ObjectToTextAttribute.Problem(text, SpfDomainsAttribute.Names) is { } noDomain) Refuse(noDomain, text);
            else if (SpfDomainText.TryRead(text, out var domain, out var problem)) yield return domain;
            else Refuse(problem, text);
        }
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(IAsyncEnumerable<string?> items, CancellationToken cancellationToken)
    {
        var checker = new SpfRecordChecker(Resolver, TimeProvider.System);
        var record = ParameterSetName == RecordSet ? SpfRecord.Parse(SpfRecordText.Clean(Record)) : null;
        SetProgress("Reading the records and what they include");
        await foreach (var report in checker.CheckAllAsync(items, record, _options, cancellationToken).ConfigureAwait(false))
        {
            _checked++;
            SetProgress($"{_checked} checked, last {report.Domain ?? "the record"}");
            _allPass &= report.Passed;
            if (!Quiet) await EmitAsync(report, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        if (Quiet) WriteObject(_allPass && _checked > 0);
    }

    private void Refuse(string problem, string text)
    {
        _allPass = false;
        WriteError(Errors.BadArgument("BadSpfDomain", problem, text));
    }
}
