using System.Collections.Concurrent;
using System.Management.Automation;
using SmtpAdmin.PowerShell.Completion;
using SmtpAdmin.PowerShell.Pipeline;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.PowerShell.Commands;

/// <summary>Asks blacklists about addresses and domains.</summary>
[Cmdlet(VerbsCommon.Get, "DnsblStatus", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(DnsblResult), typeof(DnsblSummary))]
public sealed class GetDnsblStatusCommand : DnsblCmdlet<ReputationTarget>, IDnsblReport
{
    private readonly ConcurrentQueue<string> _problems = new();
    private string? _statePath;
    private string? _logPath;
    private bool _keepsNothing;
    private volatile DnsblTally? _tally;

    /// <summary>Addresses, CIDR blocks, domains or host names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [DnsblTargets]
    [Alias("IPAddress", "Address", "Domain", "ComputerName")]
    public string[] Target { get; set; } = [];

    /// <summary>The lists to ask, by name, wildcard or zone.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [DnsblNames]
    [ArgumentCompleter(typeof(DnsblProviderCompleter))]
    public string[]? Provider { get; set; }

    /// <summary>Ask about the addresses of host names as well.</summary>
    [Parameter]
    public SwitchParameter Resolve { get; set; }

    /// <summary>Ask about addresses too that are set aside: private, loopback, documentation.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Believe lists without asking for their test entries first.</summary>
    [Parameter]
    public SwitchParameter SkipProviderTest { get; set; }

    /// <summary>Give only what is listed.</summary>
    [Parameter]
    public SwitchParameter ListedOnly { get; set; }

    /// <summary>Give only what has changed since the last runs.</summary>
    [Parameter]
    public SwitchParameter ChangedOnly { get; set; }

    /// <summary>Give one summary for each target.</summary>
    [Parameter]
    public SwitchParameter Summary { get; set; }

    /// <summary>The file that is remembered in from run to run.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? StatePath { get; set; }

    /// <summary>How many runs in a row must see a change before it is told.</summary>
    [Parameter]
    [ValidateRange(1, DnsblRunRequest.MaxConfirmations)]
    public int Confirmations { get; set; } = 1;

    /// <summary>The file that a line for the run and one for each change is added to.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? LogPath { get; set; }

    /// <summary>How many pairs of target and list are under way at once.</summary>
    [Parameter]
    [ValidateRange(1, DnsblOptions.MaxConcurrency)]
    public int ThrottleLimit { get; set; } = DnsblOptions.DefaultConcurrency;

    /// <inheritdoc/>
    IReadOnlyCollection<string> IDnsblReport.Problems => _problems;

    /// <inheritdoc/>
    protected override (string Status, int Percent)? CurrentProgress =>
        _tally is { Results: > 0 } tally ? (tally.ToString(), (int)(tally.Results * 100L / tally.Expected)) : null;

    /// <inheritdoc/>
    protected override void Prepare()
    {
        _statePath = ResolvePath(nameof(StatePath), StatePath);
        _logPath = ResolvePath(nameof(LogPath), LogPath);
        var files = string.Join(" and ", new[] { _statePath, _logPath }.OfType<string>().Select(path => $"'{path}'"));
        _keepsNothing = files.Length > 0 && !ShouldProcess(files, "Keep what this run sees");
        try
        {
            Request([]).ValidateParts();
        }
        catch (ArgumentException exception)
        {
            ThrowTerminatingError(Errors.BadArgument("BadCombination", exception, null));
        }
        base.Prepare();
    }

    /// <inheritdoc/>
    protected override IEnumerable<ReputationTarget> ReadItems() => InputTargets.Of(Target, DnsblTargetsAttribute.Names, (problem, text) =>
    {
        _problems.Enqueue(problem);
        WriteError(Errors.BadArgument("BadDnsblTarget", problem, text));
    }, target => Force ? null : target.ListProblem);

    /// <inheritdoc/>
    protected override async Task RunAsync(IAsyncEnumerable<ReputationTarget> items, CancellationToken cancellationToken)
    {
        var selection = Choose(await ReadCatalogueAsync(cancellationToken).ConfigureAwait(false), Provider ?? []);
        foreach (var problem in selection.Problems)
        {
            if (selection.Lists.Count == 0 && ReferenceEquals(problem, selection.Problems[^1])) throw new CmdletErrorException(Errors.Of(problem));
            _problems.Enqueue(problem.Message);
            await EmitErrorAsync(Errors.Of(problem), cancellationToken).ConfigureAwait(false);
        }
        var request = Request(selection.Lists) with { Notes = selection.Notes };
        await new DnsblRunner(Resolver, TimeProvider.System).RunAsync(items, request, this, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    ValueTask IDnsblReport.ResultAsync(DnsblResult result, CancellationToken cancellationToken) => EmitAsync(result, cancellationToken);

    /// <inheritdoc/>
    ValueTask IDnsblReport.SummaryAsync(DnsblSummary summary, CancellationToken cancellationToken) => EmitAsync(summary, cancellationToken);

    /// <inheritdoc/>
    ValueTask IDnsblReport.WarningAsync(string message, CancellationToken cancellationToken) => EmitWarningAsync(message, cancellationToken);

    /// <inheritdoc/>
    ValueTask IDnsblReport.ProblemAsync(string errorId, IOException exception, string path, CancellationToken cancellationToken) =>
        EmitErrorAsync(new ErrorRecord(exception, errorId, ErrorCategory.OpenError, path), cancellationToken);

    /// <inheritdoc/>
    void IDnsblReport.Progress(DnsblTally tally) => _tally = tally;

    private DnsblRunRequest Request(IReadOnlyList<DnsblList> lists) => new()
    {
        Lists = lists,
        Options = new DnsblOptions { Concurrency = ThrottleLimit, Resolve = Resolve, Force = Force, SkipProviderTest = SkipProviderTest },
        ListedOnly = ListedOnly,
        ChangedOnly = ChangedOnly,
        Summary = Summary,
        StatePath = _statePath,
        Confirmations = Confirmations,
        LogPath = _logPath,
        KeepsNothing = _keepsNothing,
        DnsServers = DnsServers,
    };
}
