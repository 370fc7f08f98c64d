using System.Management.Automation;
using SmtpAdmin.Dns;
using SmtpAdmin.PowerShell.Pipeline;
using SmtpAdmin.Spf;

namespace SmtpAdmin.PowerShell.Commands;

/// <summary>Replaces what costs an SPF record its look-ups by addresses.</summary>
[Cmdlet(VerbsCommon.Optimize, "SpfRecord")]
[OutputType(typeof(SpfOptimization))]
public sealed class OptimizeSpfRecordCommand : DnsCmdlet<DnsName>
{
    private SpfOptimizeOptions _options = new();
    private int _done;

    /// <summary>The domains whose records are made to cost less.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [Alias("Name", "DomainName")]
    [SpfDomains]
    public string[] Domain { get; set; } = [];

    /// <summary>A record that takes the place of what the domain publishes.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Record { get; set; }

    /// <summary>How many look-ups the record may cost.</summary>
    [Parameter]
    [ValidateRange(0, SpfCheckOptions.MaxLookups)]
    public int MaxLookups { get; set; } = new SpfOptimizeOptions().MaxLookups;

    /// <summary>How many octets each record may have.</summary>
    [Parameter]
    [ValidateRange(SpfOptimizeOptions.LeastLength, SpfOptimizeOptions.MostLength)]
    public int MaxLength { get; set; } = new SpfOptimizeOptions().MaxLength;

    /// <summary>Terms that are never replaced.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Keep { get; set; } = [];

    /// <summary>Terms that are replaced even where the look-ups do not ask for it.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Flatten { get; set; } = [];

    /// <summary>Compare the result with what the domain publishes.</summary>
    [Parameter]
    public SwitchParameter Compare { get; set; }

    /// <summary>How long one domain may take, in seconds.</summary>
    [Parameter]
    [ValidateRange(0.001, 3600.0)]
    public double Timeout { get; set; } = new SpfOptimizeOptions().Timeout.TotalSeconds;

    /// <inheritdoc/>
    protected override void Prepare()
    {
        SpfRecord? record = null;
        if (Record is not null && !SpfRecordText.TryRead(Record, out record, out var problem)) ThrowTerminatingError(Errors.BadArgument("BadSpfRecord", problem, Record));
        if (Compare && record is null)
            ThrowTerminatingError(Errors.BadArgument("MissingSpfRecord", "To compare, the record as it was before its includes were replaced is needed. Give it with -Record.", null));
        _options = new SpfOptimizeOptions
        {
            Record = record,
            MaxLookups = MaxLookups,
            MaxLength = MaxLength,
            Keep = Keep,
            Flatten = Flatten,
            Compare = Compare,
            Timeout = TimeSpan.FromSeconds(Timeout),
        };
        base.Prepare();
    }

    /// <inheritdoc/>
    protected override IEnumerable<DnsName> ReadItems()
    {
        foreach (var text in InputLines.Of(Domain))
        {
            if (ObjectToTextAttribute.Problem(text, SpfDomainsAttribute.Names) is { } noDomain) WriteError(Errors.BadArgument("BadSpfDomain", noDomain, text));
            else if (SpfDomainText.TryRead(text, out var domain, out var problem)) yield return DnsName.Parse(domain);
            else WriteError(Errors.BadArgument("BadSpfDomain", problem, text));
        }
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(IAsyncEnumerable<DnsName> items, CancellationToken cancellationToken)
    {
        var optimizer = new SpfOptimizer(Resolver, TimeProvider.System);
        SetProgress("Reading the record and what it includes");
        await foreach (var result in optimizer.OptimizeAllAsync(items, _options, cancellationToken).ConfigureAwait(false))
        {
            SetProgress($"{++_done} done, last {result.Domain}");
            await EmitAsync(result, cancellationToken).ConfigureAwait(false);
        }
    }
}
