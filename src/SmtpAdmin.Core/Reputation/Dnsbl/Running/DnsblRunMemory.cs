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
        var isWatching = request is { ChangedOnly: true, StatePath: { } state } && File.Exists(state);
        foreach (var note in request.Notes)
        {
            if (isWatching) memory.Note(note.Message);
            else await memory.WarnAsync(note.Message, cancellationToken).ConfigureAwait(false);
        }
        if (request.StatePath is not { } path) return memory;
        try
        {
            memory.Watch = await OpenWatchAsync(path, request, timeProvider, cancellationToken).ConfigureAwait(false);
            if (memory.DamageAtTheBeginning() is { } damage) await memory.WarnAsync(damage, cancellationToken).ConfigureAwait(false);
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

    /// <summary>Says something that people should read, here and in the log.</summary>
    public ValueTask WarnAsync(string message, CancellationToken cancellationToken)
    {
        Note(message);
        return _report.WarningAsync(message, cancellationToken);
    }

    /// <summary>Keeps something for the log that what was shown says already.</summary>
    public void Note(string problem) => _problems.Add(problem);

    /// <summary>Says which lists have told nothing for a day, and which tell something again. A run in which none did says that of no single one.</summary>
    public async Task NoteListsAsync(DnsblListTallies lists, CancellationToken cancellationToken)
    {
        if (Watch is null || lists.Asked.All(list => list.IsBlind)) return;
        foreach (var list in lists.Asked)
        {
            if (Watch.NoteList(list.List.Zone, list.IsBlind) is { } news) await WarnAsync(list.Words(news), cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task SaveAsync(DnsblTally tally, DnsblListTallies lists, double durationMs, CancellationToken cancellationToken)
    {
        if (_request.KeepsNothing) return;
        if (Watch is { SaveProblem: null }) await SaveStateAsync(Watch, cancellationToken).ConfigureAwait(false);
        if (_request.LogPath is not { } path) return;
        try
        {
            await DnsblLog.AppendAsync(path, [.. _changes, Entry(tally, lists, durationMs)], _timeProvider, cancellationToken).ConfigureAwait(false);
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
            if (watch.SetAside is { } aside && aside != before)
                await WarnAsync($"{WasSetAside(aside)} What this run read at its beginning is kept, with what it saw; what other runs added meanwhile is not.", cancellationToken).ConfigureAwait(false);
        }
        catch (DnsblStateException exception)
        {
            await TellAsync(exception.Problem.ToString(), exception, _request.StatePath!, cancellationToken).ConfigureAwait(false);
        }
    }

    private static Task<DnsblWatch> OpenWatchAsync(string path, DnsblRunRequest request, TimeProvider timeProvider, CancellationToken cancellationToken) =>
        request.KeepsNothing ? DnsblWatch.LookAsync(path, request.Confirmations, timeProvider, cancellationToken)
            : DnsblWatch.OpenAsync(path, request.Confirmations, timeProvider, cancellationToken);

    private string? DamageAtTheBeginning() => Watch! switch
    {
        { SetAside: { } aside } => $"{WasSetAside(aside)} The run begins without it, so each listing counts as new. To have back what it held, mend it there, or take a copy of before, and put that in its place.",
        { SetAsideReason: { } reason } => $"The state file '{Shown(_request.StatePath!)}' is damaged ({reason}) and would be set aside. The run begins without it, so each listing counts as new.",
        _ => null,
    };

    private string WasSetAside(string aside) => $"The state file '{Shown(_request.StatePath!)}' was damaged ({Watch!.SetAsideReason}) and was set aside as '{Shown(aside)}'.";

    private static string Shown(string path) => PlainText.Excerpt(path, 260);

    private ValueTask TellAsync(string errorId, IOException exception, string path, CancellationToken cancellationToken)
    {
        Note(exception.Message);
        return _report.ProblemAsync(errorId, exception, path, cancellationToken);
    }

    private DnsblRunEntry Entry(DnsblTally tally, DnsblListTallies lists, double durationMs) => new(_timeProvider.GetUtcNow())
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
        Blind = [.. lists.Blind.Select(list => list.List.Name)],
        Problems = [.. _report.Problems, .. _problems],
        DurationMs = durationMs,
    };
}
