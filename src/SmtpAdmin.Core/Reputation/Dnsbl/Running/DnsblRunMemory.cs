namespace SmtpAdmin.Reputation;

/// <summary>What a run knows of earlier ones, and leaves to later ones: the state file and the log. Trouble with either is reported, and the run goes on.</summary>
internal sealed class DnsblRunMemory
{
    private readonly DnsblRunRequest _request;
    private readonly IDnsblReport _report;
    private readonly TimeProvider _timeProvider;
    private readonly List<DnsblChangeEntry> _changes = [];
    private readonly List<string> _problems = [];

    private DnsblRunMemory(DnsblRunRequest request, IDnsblReport report, TimeProvider timeProvider) =>
        (_request, _report, _timeProvider) = (request, report, timeProvider);

    /// <summary>The state; null without a file, and when it cannot be read.</summary>
    public DnsblWatch? Watch { get; private set; }

    /// <summary>Changes can be told.</summary>
    public bool KnowsChanges => Watch is not null;

    public static async Task<DnsblRunMemory> OpenAsync(
        DnsblRunRequest request, IDnsblReport report, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var memory = new DnsblRunMemory(request, report, timeProvider);
        if (request.StatePath is not { } path) return memory;
        try
        {
            memory.Watch = await OpenWatchAsync(path, request, timeProvider, cancellationToken).ConfigureAwait(false);
            await memory.TellOfDamageAsync(before: null, cancellationToken).ConfigureAwait(false);
            if (memory.Watch.SaveProblem is { } problem) await memory.TellAsync(problem.Problem.ToString(), problem, path, cancellationToken).ConfigureAwait(false);
        }
        catch (DnsblStateException exception)
        {
            await memory.TellAsync(exception.Problem.ToString(), exception, path, cancellationToken).ConfigureAwait(false);
        }
        return memory;
    }

    public DnsblResult Apply(DnsblResult answer)
    {
        if (Watch is null || answer.Provider.Length == 0) return answer;
        var result = Watch.Apply(answer);
        if (result.Change is not null && _request.LogPath is not null) _changes.Add(DnsblChangeEntry.From(result));
        return result;
    }

    public async Task SaveAsync(DnsblTally tally, double durationMs, CancellationToken cancellationToken)
    {
        if (_request.KeepsNothing) return;
        if (Watch is { SaveProblem: null }) await SaveStateAsync(Watch, cancellationToken).ConfigureAwait(false);
        if (_request.LogPath is not { } path) return;
        try
        {
            await DnsblLog.AppendAsync(path, [.. _changes, Entry(tally, durationMs)], _timeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (DnsblLogException exception)
        {
            await TellAsync("LogUnwritable", exception, path, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task SaveStateAsync(DnsblWatch watch, CancellationToken cancellationToken)
    {
        var before = watch.SetAside;
        try
        {
            await watch.SaveAsync(cancellationToken).ConfigureAwait(false);
            await TellOfDamageAsync(before, cancellationToken).ConfigureAwait(false);
        }
        catch (DnsblStateException exception)
        {
            await TellAsync(exception.Problem.ToString(), exception, _request.StatePath!, cancellationToken).ConfigureAwait(false);
        }
    }

    private static Task<DnsblWatch> OpenWatchAsync(string path, DnsblRunRequest request, TimeProvider timeProvider, CancellationToken cancellationToken) =>
        request.KeepsNothing ? DnsblWatch.LookAsync(path, request.Confirmations, timeProvider, cancellationToken)
            : DnsblWatch.OpenAsync(path, request.Confirmations, timeProvider, cancellationToken);

    private async Task TellOfDamageAsync(string? before, CancellationToken cancellationToken)
    {
        if (Watch!.SetAsideReason is not { } reason || (Watch.SetAside is { } known && known == before)) return;
        var where = Watch.SetAside is { } aside ? $"was damaged ({reason.TrimEnd('.')}) and was set aside as '{PlainText.Excerpt(aside, 260)}'" : $"is damaged ({reason.TrimEnd('.')}) and would be set aside";
        var message = $"The state file {where}. The run begins without it, so each listing counts as new.";
        _problems.Add(message);
        await _report.WarningAsync(message, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask TellAsync(string errorId, IOException exception, string path, CancellationToken cancellationToken)
    {
        _problems.Add(exception.Message);
        return _report.ProblemAsync(errorId, exception, path, cancellationToken);
    }

    private DnsblRunEntry Entry(DnsblTally tally, double durationMs) => new(_timeProvider.GetUtcNow())
    {
        Targets = tally.Targets,
        Lists = _request.Lists.Count,
        Pairs = tally.Results,
        Listed = tally[DnsblStatus.Listed],
        NotListed = tally[DnsblStatus.NotListed],
        Allowed = tally[DnsblStatus.Allowed],
        Refused = tally[DnsblStatus.Refused],
        Broken = tally[DnsblStatus.Broken],
        Unknown = tally[DnsblStatus.Unknown],
        Changes = tally.Changes,
        Problems = [.. _report.Problems, .. _problems],
        DurationMs = durationMs,
    };
}
