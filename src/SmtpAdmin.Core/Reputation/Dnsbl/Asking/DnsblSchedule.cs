using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace SmtpAdmin.Reputation;

/// <summary>
/// In which order lists are asked: each target at all lists as it comes, but for the lists that are being tested or do not answer.
/// Their targets are put by, so that a list that is slow or dead holds up nobody but itself.
/// </summary>
internal sealed class DnsblSchedule(IReadOnlyList<DnsblList> lists, DnsblTester tester, DnsblOptions options, TimeProvider time)
{
    private const int MaxParked = 10_000;

    private readonly Dictionary<(DnsblList List, DnsblSubject Subject), Lane> _lanes = [];
    private readonly List<Task> _tests = [];
    private readonly Signal _changed = new();
    private volatile ExceptionDispatchInfo? _failure;
    private int _parked;

    /// <summary>What is to be asked, each when it can be. To be read by one at a time.</summary>
    /// <param name="targets">The targets; read no faster than their questions are taken.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<DnsblAsk> AsksAsync(
        IAsyncEnumerable<(DnsblTarget Target, Finding? Notice)> targets, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var source = targets.GetAsyncEnumerator(cancellationToken);
        var next = source.MoveNextAsync().AsTask();
        try
        {
            for (var open = true; open || _parked > 0;)
            {
                _changed.Clear();
                _failure?.Throw();
                foreach (var ask in Resume(cancellationToken)) yield return ask;
                if (!open || _parked >= MaxParked)
                {
                    if (_parked > 0) await _changed.WaitAsync(cancellationToken).ConfigureAwait(false);
                    continue;
                }
                if (!next.IsCompleted && _parked > 0) await Task.WhenAny(next, _changed.WaitAsync(cancellationToken)).ConfigureAwait(false);
                else await next.ConfigureAwait(false);
                if (!next.IsCompleted) continue;
                open = await next.ConfigureAwait(false);
                if (!open) continue;
                foreach (var ask in AsksFor(source.Current.Target, source.Current.Notice, cancellationToken)) yield return ask;
                next = source.MoveNextAsync().AsTask();
            }
        }
        finally
        {
            await Task.WhenAll([next, .. _tests]).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).ConfigureAwait(false);
        }
    }

    /// <summary>Tells what became of a question.</summary>
    /// <param name="gate">The list.</param>
    /// <param name="answered">It said something.</param>
    public void Leave(DnsblGate gate, bool answered)
    {
        if (gate.Leave(answered)) _changed.Set();
    }

    /// <summary>Tests a list now that passed lately, for it says something new.</summary>
    public Task<DnsblTestVerdict> TestOnceMoreAsync(DnsblGate gate, CancellationToken cancellationToken) =>
        gate.TestOnceMore(() => TestAsync(gate, cancellationToken));

    private IEnumerable<DnsblAsk> AsksFor(DnsblTarget target, Finding? notice, CancellationToken cancellationToken)
    {
        if (notice is not null)
        {
            target.Tally.Expected = 1;
            yield return new DnsblAsk(target, null, null, notice);
            yield break;
        }
        foreach (var list in lists) target.Tally.Expected += list.Takes(target.Subject) ? 1 : 0;
        foreach (var list in lists)
        {
            if (!list.Takes(target.Subject)) continue;
            var lane = LaneOf(list, target.Subject);
            if (lane.Parked.Count == 0 && TryPass(lane, target, cancellationToken) is { } ask)
            {
                yield return ask;
                continue;
            }
            lane.Parked.Enqueue(target);
            _parked++;
        }
    }

    private IEnumerable<DnsblAsk> Resume(CancellationToken cancellationToken)
    {
        if (_parked == 0) yield break;
        foreach (var lane in _lanes.Values)
        {
            while (lane.Parked.TryPeek(out var target) && TryPass(lane, target, cancellationToken) is { } ask)
            {
                lane.Parked.Dequeue();
                _parked--;
                yield return ask;
            }
        }
    }

    private DnsblAsk? TryPass(Lane lane, DnsblTarget target, CancellationToken cancellationToken)
    {
        var passage = lane.Gate.Enter(out var needsTest, out var verdict);
        if (needsTest) _tests.Add(TestAsync(lane.Gate, cancellationToken));
        return passage switch
        {
            DnsblPassage.Ask => new DnsblAsk(target, lane.Gate, null, null),
            DnsblPassage.Closed => new DnsblAsk(target, lane.Gate, verdict, null),
            _ => null,
        };
    }

    private async Task<DnsblTestVerdict> TestAsync(DnsblGate gate, CancellationToken cancellationToken)
    {
        DnsblTestVerdict verdict;
        try
        {
            verdict = await tester.TestForUseAsync(gate.List, gate.Subject, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // Targets wait for this verdict, and would wait for ever.
            _failure = ExceptionDispatchInfo.Capture(exception);
            _changed.Set();
            throw;
        }
        if (verdict.Passed) options.Watch?.NotePassedTest(gate.List.Zone, gate.Subject);
        else options.Watch?.ForgetTest(gate.List.Zone, gate.Subject);
        gate.Judge(verdict);
        _changed.Set();
        return verdict;
    }

    private Lane LaneOf(DnsblList list, DnsblSubject subject)
    {
        if (_lanes.TryGetValue((list, subject), out var lane)) return lane;
        var start = options.SkipProviderTest ? DnsblGate.Start.Believed
            : options.Watch?.HasPassedTest(list.Zone, subject) is true ? DnsblGate.Start.TestedLately : DnsblGate.Start.WithTest;
        return _lanes[(list, subject)] = new Lane(new DnsblGate(list, subject, start, time), []);
    }

    private sealed record Lane(DnsblGate Gate, Queue<DnsblTarget> Parked);
}
