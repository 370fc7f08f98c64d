namespace SmtpAdmin.Reputation;

/// <summary>One run's view of a state file: what earlier runs knew, what this one adds, and so what changed.</summary>
/// <remarks>
/// <para>A change is told when as many runs in a row as there are confirmations saw it; a run that could not tell (<see cref="DnsblStatus.Unknown"/>,
/// <see cref="DnsblStatus.Refused"/>, <see cref="DnsblStatus.Broken"/>) neither counts nor interrupts. A pair that no run has seen counts as not
/// listed, so the first listing is <see cref="DnsblChange.Added"/>.</para>
/// <para>The file is JSON in UTF-8, an entry a line, times in UTC (ISO 8601):</para>
/// <code>
/// {"version":1,
/// "tests":[
/// {"zone":"bl.example","subject":"IPv4","passedAt":"2026-01-31T12:00:00Z"}
/// ],
/// "blind":[
/// {"zone":"dead.example","since":"2026-01-30T12:00:00Z","checkedAt":"2026-01-31T12:00:00Z","told":true}
/// ],
/// "pairs":[
/// {"target":"192.0.2.1","zone":"bl.example","status":"Listed","codes":["127.0.0.2"],"since":"2026-01-30T12:00:00Z","checkedAt":"2026-01-31T12:00:00Z",
///  "pending":{"status":"NotListed","runs":1,"since":"2026-01-31T12:00:00Z"}}
/// ]}
/// </code>
/// <para><c>codes</c>, <c>since</c> (of a listing) and <c>pending</c> stand only where there are some; the last is a change that waits for
/// confirmation. <c>blind</c> stands only where a list told nothing in every run from <c>since</c> to <c>checkedAt</c>, without being left alone for more than 8 days, and <c>told</c> only
/// where that was said. Files of earlier versions lack it. Beside the file stand <c>.lock</c>, which is empty and stays, and <c>.damaged-</c> with a time, if ever one was.</para>
/// <para><see cref="WouldChange"/> and the members about tests may be called by several threads; <see cref="Apply"/> and <see cref="SaveAsync"/> by one at a time.</para>
/// </remarks>
public sealed class DnsblWatch
{
    /// <summary>How long a passed test of a list is believed.</summary>
    public static readonly TimeSpan TestLifetime = TimeSpan.FromHours(24);

    private readonly DnsblStateFile _file;
    private readonly TimeProvider _timeProvider;
    private readonly DnsblRunNotes _notes = new();
    private readonly bool _onlyLooks;
    private DnsblState _known = new();

    private DnsblWatch(string path, int confirmations, TimeProvider timeProvider, bool onlyLooks)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(confirmations, 1);
        ArgumentNullException.ThrowIfNull(timeProvider);
        _file = new DnsblStateFile(path, timeProvider);
        _timeProvider = timeProvider;
        _onlyLooks = onlyLooks;
        Confirmations = confirmations;
        SaveProblem = onlyLooks ? null : _file.FindSaveProblem();
    }

    /// <summary>How many runs in a row must see a change before it is told.</summary>
    public int Confirmations { get; }

    /// <summary>Where a damaged state file was moved; null when it was sound. May be set by <see cref="SaveAsync"/> as well.</summary>
    public string? SetAside { get; private set; }

    /// <summary>What was wrong with it, or is wrong with one that was only looked at.</summary>
    public string? SetAsideReason { get; private set; }

    /// <summary>
    /// Why the state will not be saved (<see cref="DnsblStateProblem.StateReadOnly"/>, <see cref="DnsblStateProblem.StateUnwritable"/>), as far as that shows at
    /// the beginning; null when nothing speaks against it. Changes can be told all the same; <see cref="SaveAsync"/> throws unless the cause is gone by then.
    /// </summary>
    public DnsblStateException? SaveProblem { get; private set; }

    /// <summary>Reads a state file. One that does not exist is an empty state; a damaged one is set aside, see <see cref="SetAside"/>.</summary>
    /// <param name="path">The file. A symbolic link is followed.</param>
    /// <param name="confirmations">How many runs in a row must see a change before it is told; 1 or more.</param>
    /// <param name="timeProvider">Tells the age of tests and measures the waiting for other runs.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are less than 1 confirmations.</exception>
    /// <exception cref="DnsblStateException">The file cannot be read, is damaged and cannot be set aside, is from a later version, or another run holds it for 30 seconds.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<DnsblWatch> OpenAsync(string path, int confirmations, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var watch = new DnsblWatch(path, confirmations, timeProvider, onlyLooks: false);
        watch._known = await watch.ReadFirstAsync(cancellationToken).ConfigureAwait(false);
        return watch;
    }

    /// <summary>Reads a state file to see what would change, and leaves it alone: nothing is locked, set aside or saved. A damaged one is an empty state, see <see cref="SetAsideReason"/>.</summary>
    /// <param name="path">The file. A symbolic link is followed.</param>
    /// <param name="confirmations">How many runs in a row must see a change before it is told; 1 or more.</param>
    /// <param name="timeProvider">Tells the age of tests.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are less than 1 confirmations.</exception>
    /// <exception cref="DnsblStateException">The file cannot be read, or is from a later version.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<DnsblWatch> LookAsync(string path, int confirmations, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var watch = new DnsblWatch(path, confirmations, timeProvider, onlyLooks: true);
        try
        {
            watch._known = await watch._file.ReadAsync(cancellationToken).ConfigureAwait(false) ?? new DnsblState();
        }
        catch (DnsblStateDamageException damage)
        {
            watch.SetAsideReason = damage.Message;
        }
        return watch;
    }

    /// <summary>Fills in <see cref="DnsblResult.Since"/> and <see cref="DnsblResult.Change"/>, and notes the result for saving.</summary>
    /// <remarks>The first answer about a pair is this run's; later ones change nothing, so that a target given twice confirms nothing by itself.</remarks>
    public DnsblResult Apply(DnsblResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (!DnsblPairState.IsConclusive(result.Status)) return With(result, null, null);

        var key = new DnsblPairKey(result.Target, result.Zone);
        if (_notes.Pairs.TryGetValue(key, out var noted)) return With(result, noted.SinceFor(result.Status), null);

        var known = _known.Pairs.GetValueOrDefault(key);
        var at = (result.CheckedAt == default ? _timeProvider.GetUtcNow() : result.CheckedAt).ToUniversalTime();
        var step = (known ?? DnsblPairState.Unseen(result.Target, result.Zone)).Next(result.Status, DnsblPairState.Sorted(result.Codes), at, Confirmations);
        _notes.Pairs.Add(key, step.State);
        return With(result, step.Since, step.Change);
    }

    /// <summary>The result says something else than earlier runs, so that the list had better be tested before it is believed.</summary>
    public bool WouldChange(DnsblResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (!DnsblPairState.IsConclusive(result.Status)) return false;
        return _known.Pairs.TryGetValue(new DnsblPairKey(result.Target, result.Zone), out var known)
            ? known.DiffersFrom(result.Status, DnsblPairState.Sorted(result.Codes))
            : result.Status == DnsblStatus.Listed;
    }

    /// <summary>Takes back what was noted of a pair: its list cannot be believed. What earlier runs saw stays.</summary>
    internal void Forget(string target, string zone) => _notes.Pairs.Remove(new DnsblPairKey(target, zone));

    /// <summary>Notes whether a list told anything in this run, once a run.</summary>
    /// <param name="zone">The list's zone.</param>
    /// <param name="isBlind">It was asked, and told nothing of any target.</param>
    /// <returns>What is to be said of it, once for each time that it goes blind, and once when it is over; null for nothing.</returns>
    internal DnsblListNews? NoteList(string zone, bool isBlind)
    {
        var known = _known.Blind.GetValueOrDefault(zone);
        if (!isBlind)
        {
            _notes.Lists[zone] = null;
            return known is { IsTold: true } && known.IsPossible(Now) ? new DnsblListNews(IsBlind: false, known.Since) : null;
        }
        var blind = DnsblBlindState.Next(known, zone, Now);
        _notes.Lists[zone] = blind;
        return blind.IsTold && known is not { IsTold: true } ? new DnsblListNews(IsBlind: true, blind.Since) : null;
    }

    /// <summary>The list passed its test within <see cref="TestLifetime"/>, in this run or an earlier one.</summary>
    /// <param name="zone">The list's zone.</param>
    /// <param name="subject">What it was tested with.</param>
    public bool HasPassedTest(string zone, DnsblSubject subject)
    {
        var key = new DnsblTestKey(zone, subject);
        if (_notes.Tests.TryGetValue(key, out var note)) return note.Passed && DnsblRunNotes.IsFresh(note.At, Now);
        return _known.Tests.TryGetValue(key, out var passedAt) && DnsblRunNotes.IsFresh(passedAt, Now);
    }

    /// <summary>Notes that the list passed its test just now.</summary>
    public void NotePassedTest(string zone, DnsblSubject subject) => _notes.Tests[new DnsblTestKey(zone, subject)] = (Now, true);

    /// <summary>Notes that the list is to be tested again before it is believed, e.g. because it failed.</summary>
    public void ForgetTest(string zone, DnsblSubject subject) => _notes.Tests[new DnsblTestKey(zone, subject)] = (Now, false);

    /// <summary>
    /// Adds this run's notes to the file, keeping what other runs wrote meanwhile; of the same pair the later check stays. The file is
    /// replaced as a whole or not at all. Without notes it is left alone, and after <see cref="LookAsync"/>. May be called more than once.
    /// </summary>
    /// <exception cref="DnsblStateException">The file cannot be written or read again, or another run holds it for 30 seconds.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the file is as before.</exception>
    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        if (_onlyLooks) return;
        if (_file.FindSaveProblem() is { } problem) throw problem;
        if (_notes.IsEmpty) return;
        var hold = await _file.LockAsync(cancellationToken).ConfigureAwait(false);
        await using (hold.ConfigureAwait(false))
        {
            // What was read at the beginning is better than what cannot be read any more.
            var (state, isDamaged) = await ReadOrSetAsideAsync(cancellationToken).ConfigureAwait(false);
            if (isDamaged) state = _known.Copy();
            _notes.MergeInto(state, _known, Now);
            await _file.WriteAsync(state, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Most results are as they came: nothing listed, nothing changed.</summary>
    private static DnsblResult With(DnsblResult result, DateTimeOffset? since, DnsblChange? change) =>
        result.Since == since && result.Change == change ? result : result with { Since = since, Change = change };

    private DateTimeOffset Now => _timeProvider.GetUtcNow().ToUniversalTime();

    private async Task<DnsblState> ReadFirstAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (SaveProblem is null)
            {
                var hold = await _file.LockAsync(cancellationToken).ConfigureAwait(false);
                await using (hold.ConfigureAwait(false)) return (await ReadOrSetAsideAsync(cancellationToken).ConfigureAwait(false)).State;
            }
        }
        catch (DnsblStateException exception) when (exception.Problem == DnsblStateProblem.StateUnwritable)
        {
            SaveProblem = exception;
        }

        try
        {
            return await _file.ReadAsync(cancellationToken).ConfigureAwait(false) ?? new DnsblState();
        }
        catch (DnsblStateDamageException damage)
        {
            throw _file.Damaged(damage, SaveProblem);
        }
    }

    private async Task<(DnsblState State, bool IsDamaged)> ReadOrSetAsideAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await _file.ReadAsync(cancellationToken).ConfigureAwait(false) ?? new DnsblState(), false);
        }
        catch (DnsblStateDamageException damage)
        {
            (SetAside, SetAsideReason) = (_file.SetAside(damage), damage.Message);
            return (new DnsblState(), true);
        }
    }
}
