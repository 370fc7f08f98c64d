namespace SmtpAdmin.Reputation;

/// <summary>
/// One list and one kind of target in one run: whether it can be believed, and whether it answers. A list is tested before it is
/// asked, and one that has fallen silent is left alone for a while: the targets that it is not asked about are unknown at once
/// instead of each after a timeout. Safe for many threads.
/// </summary>
internal sealed class DnsblGate(DnsblList list, DnsblSubject subject, DnsblGate.Start start, TimeProvider time)
{
    private const int MaxSilent = 8; // look-ups in a row without an answer
    private const int MaxUnproven = 8; // look-ups, under way and unanswered, before the first answer
    private static readonly TimeSpan SilenceIsBelieved = TimeSpan.FromSeconds(30);

    private readonly object _lock = new();
    private State _state = start == Start.WithTest ? State.Untested : State.Open;
    private DnsblTestVerdict? _verdict;
    private Task<DnsblTestVerdict>? _onceMore;
    private bool _passed; // a test of this run
    private bool _proven;
    private bool _fellSilent; // and no look-up was answered since
    private int _stragglers; // look-ups from before it fell silent, and still under way
    private int _underWay;
    private int _silent;
    private long _closedAt;

    /// <summary>How a run begins with a list.</summary>
    internal enum Start
    {
        /// <summary>It is tested first.</summary>
        WithTest,

        /// <summary>It passed lately: it is tested only when it says something new.</summary>
        TestedLately,

        /// <summary>It is believed.</summary>
        Believed,
    }

    private enum State
    {
        Untested,
        Testing,
        Open,
        Closed,
    }

    public DnsblList List { get; } = list;

    public DnsblSubject Subject { get; } = subject;

    /// <summary>What it says is to be believed only after a test, if it is new. What was under way while the test failed is news too.</summary>
    public bool DoubtsNews
    {
        get
        {
            lock (_lock) return start == Start.TestedLately && _verdict is not { Passed: true };
        }
    }

    /// <summary>Its answers are believed for a test that it passed in an earlier run, and it has passed none in this one.</summary>
    /// <param name="disproof">The test of this run that showed it to be broken or to refuse: what it said before is not to be believed. Null without one.</param>
    public bool IsOnCredit(out DnsblTestVerdict? disproof)
    {
        disproof = null;
        if (start != Start.TestedLately) return false;
        lock (_lock)
        {
            if (_verdict is { Reading.Status: DnsblStatus.Broken or DnsblStatus.Refused }) disproof = _verdict;
            return !_passed;
        }
    }

    /// <summary>Asks to pass with one target. Who may ask must <see cref="Leave"/>.</summary>
    /// <param name="needsTest">The caller is to begin the test, and nobody else will.</param>
    /// <param name="verdict">What decides for every target while the list is closed: it did not pass. Null while it is not.</param>
    public DnsblPassage Enter(out bool needsTest, out DnsblTestVerdict? verdict)
    {
        verdict = null;
        lock (_lock)
        {
            if (_state == State.Closed && _verdict!.Reading!.Value.Status == DnsblStatus.Unknown && time.GetElapsedTime(_closedAt) >= SilenceIsBelieved)
                _state = start == Start.Believed ? State.Open : State.Untested;
            needsTest = _state == State.Untested;
            if (needsTest) _state = State.Testing;
            if (_state == State.Closed)
            {
                verdict = _verdict;
                return DnsblPassage.Closed;
            }
            if (_state == State.Testing || (!_proven && _underWay + _silent >= MaxUnproven)) return DnsblPassage.Wait;
            _underWay++;
            return DnsblPassage.Ask;
        }
    }

    /// <summary>Tests a list that passed lately once more, now that it says something new: once in a run, however many ask for it.</summary>
    /// <param name="test">The test.</param>
    public Task<DnsblTestVerdict> TestOnceMore(Func<Task<DnsblTestVerdict>> test)
    {
        lock (_lock) return _onceMore ??= test();
    }

    /// <summary>
    /// Takes the outcome of a test. Where a list fell silent, an answer to the test may be an old one that a resolver kept, so the list is
    /// believed, and asked a few times only until it answers itself.
    /// </summary>
    public void Judge(DnsblTestVerdict verdict)
    {
        lock (_lock)
        {
            _verdict = verdict;
            _passed |= verdict.Passed;
            _state = verdict.Passed ? State.Open : State.Closed;
            _proven |= verdict.Passed && !_fellSilent;
            _stragglers = _fellSilent ? _underWay : 0;
            _silent = 0;
            _closedAt = time.GetTimestamp();
        }
    }

    /// <summary>Tells what became of a look-up.</summary>
    /// <param name="answered">The list said something.</param>
    /// <returns>Others that wait may try again.</returns>
    public bool Leave(bool answered)
    {
        lock (_lock)
        {
            _underWay--;
            if (answered)
            {
                var first = !_proven;
                _proven = true;
                _fellSilent = false;
                _stragglers = 0;
                _silent = 0;
                return first;
            }
            if (_stragglers > 0)
            {
                _stragglers--;
                return !_proven;
            }
            if (++_silent < MaxSilent || _state != State.Open) return !_proven;
            _silent = 0;
            _proven = false;
            if (start == Start.Believed || _fellSilent)
            {
                _verdict = DnsblTestVerdict.Silent($"The last {MaxSilent} look-ups were not answered in time, so the list is not asked for a while.");
                _state = State.Closed;
                _closedAt = time.GetTimestamp();
            }
            else
            {
                _fellSilent = true;
                _state = State.Untested;
            }
            return true;
        }
    }
}
