namespace SmtpAdmin.Smtp.Relay;

/// <summary>
/// Writes the log, on a thread of its own: takes all that waits, writes it at once and syncs once, while the next lot gathers. That is what lets
/// many messages share one sync. What waits is bounded by who waits for it: drafts by their memory, changes by their octets.
/// </summary>
internal sealed class SpoolWriter
{
    private const long MostAtOnce = 4L * 1024 * 1024; // octets
    private const int Patience = 2; // ms
    private const int MostPatient = 64; // requests

    private readonly SpoolOptions _options;
    private readonly SpoolLog _log;
    private readonly SpoolIndex _index;
    private readonly SpoolNumbers _numbers;
    private readonly Action _noted;
    private readonly SpoolBatch _batch = new();
    private readonly object _gate = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private List<SpoolRequest> _waiting = [];
    private bool _isUrgent;
    private bool _isWoken;
    private bool _isStopping;

    /// <summary>Makes it; it works from <see cref="Start"/> on.</summary>
    /// <param name="options">The options.</param>
    /// <param name="log">The log, which is the writer's until it ended.</param>
    /// <param name="index">Where it notes what is on disk.</param>
    /// <param name="numbers">Reserved in the log.</param>
    /// <param name="noted">Told when something changed in the index; must return at once.</param>
    public SpoolWriter(SpoolOptions options, SpoolLog log, SpoolIndex index, SpoolNumbers numbers, Action noted)
    {
        (_options, _log, _index, _numbers, _noted) = (options, log, index, numbers, noted);
    }

    /// <summary>Done when it has stopped.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Starts the thread.</summary>
    public void Start() => new Thread(Run) { IsBackground = true, Name = "SMTP spool" }.Start();

    /// <summary>Asks for something to be written. Its place in the order is fixed when this returns.</summary>
    public void Add(SpoolRequest request)
    {
        lock (_gate)
        {
            if (!_isStopping)
            {
                _waiting.Add(request);
                var isFirstUrgent = !request.IsPatient && !_isUrgent;
                _isUrgent |= isFirstUrgent;
                if (isFirstUrgent || _waiting.Count is 1 or MostPatient) Monitor.Pulse(_gate);
                return;
            }
        }
        lock (_index.Gate) request.NoteFailure(_index);
        request.Fail(new IOException($"The spool '{PlainText.Excerpt(_options.Path, 260)}' is closed."));
    }

    /// <summary>Lets it look after what is to be done now and then.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            _isWoken = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Lets it end when it has written what waits.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _isStopping = true;
            Monitor.Pulse(_gate);
        }
    }

    private void Run()
    {
        var taken = new List<SpoolRequest>();
        try
        {
            while (Take(ref taken, out var isWoken))
            {
                for (var next = 0; next < taken.Count;) next = WriteSome(taken, next);
                taken.Clear();
                if (isWoken) LookAfter();
            }
            if (_log.NeedsMark) WriteMark();
            _log.Close();
            _ended.SetResult();
        }
        catch (Exception exception)
        {
            // Not of the disk, so a mistake in here: the process goes on, and nothing is taken in any more.
            _log.Break(exception);
            Stop();
            _ended.SetException(exception);
            lock (_gate) taken.AddRange(_waiting);
            foreach (var request in taken) request.Fail(new IOException(_log.Problem, exception));
        }
    }

    private bool Take(ref List<SpoolRequest> taken, out bool isWoken)
    {
        lock (_gate)
        {
            while (_waiting.Count == 0 && !_isWoken && !_isStopping) Monitor.Wait(_gate);
            WaitForCompany();
            (taken, _waiting) = (_waiting, taken);
            isWoken = _isWoken;
            _isUrgent = _isWoken = false;
            return taken.Count > 0 || isWoken || !_isStopping;
        }
    }

    /// <summary>What nobody waits for waits a moment for what somebody does: then both share one sync.</summary>
    private void WaitForCompany()
    {
        var end = Environment.TickCount64 + Patience;
        while (!_isUrgent && !_isWoken && !_isStopping && _waiting.Count < MostPatient && end - Environment.TickCount64 is > 0 and var left)
        {
            Monitor.Wait(_gate, (int)left);
        }
    }

    /// <summary>Writes one batch.</summary>
    /// <returns>The first request that was not in it.</returns>
    private int WriteSome(List<SpoolRequest> taken, int first)
    {
        if (!_log.TryPrepare() || !_log.TryMakeRoom(taken[first].Size)) return FailAll(taken, first, taken.Count, null);
        var isSynced = false;
        var end = first;
        _batch.Begin(_log.Segment, _log.End, _log.Durable);
        for (; end < taken.Count; end++)
        {
            var size = taken[end].Size;
            var after = _batch.Offset + size;
            if (end > first && (after - _log.End > MostAtOnce || after > _options.SegmentSize)) break;
            if (taken[end].FindFault() is { } fault)
            {
                if (end > first) break;
                return FailAll(taken, first, first + 1, fault);
            }
            taken[end].Place(_batch);
            isSynced |= taken[end].NeedsSync;
        }
        var reserved = ReserveNumbers(ref isSynced);
        _batch.End();
        try
        {
            _log.Write(_batch, isSynced);
        }
        catch (IOException exception)
        {
            return FailAll(taken, first, end, exception.Message, exception);
        }
        finally
        {
            _batch.Clear();
        }
        if (reserved > 0) _numbers.SetReserved(reserved);
        lock (_index.Gate)
        {
            for (var index = first; index < end; index++) taken[index].Note(_index);
        }
        for (var index = first; index < end; index++) taken[index].Complete();
        _noted();
        return end;
    }

    private long ReserveNumbers(ref bool isSynced)
    {
        if (!_numbers.IsReserveLow) return 0;
        isSynced = true;
        var reserved = _numbers.Wanted;
        _batch.Add(SpoolRecordType.Mark, reserved, []);
        return reserved;
    }

    private int FailAll(List<SpoolRequest> taken, int first, int end, string? fault, IOException? inner = null)
    {
        lock (_index.Gate)
        {
            for (var index = first; index < end; index++) taken[index].NoteFailure(_index);
        }
        for (var index = first; index < end; index++) taken[index].Fail(new IOException(fault ?? _log.Problem, inner));
        _noted();
        return end;
    }

    /// <summary>Tries the disk again when it failed, and says in the log what became durable.</summary>
    private void LookAfter()
    {
        if (_log.TryPrepare() && (_log.NeedsMark || _numbers.IsReserveLow)) WriteMark();
    }

    private void WriteMark()
    {
        var durable = _log.Durable;
        _batch.Begin(_log.Segment, _log.End, durable);
        var isSynced = false;
        var reserved = ReserveNumbers(ref isSynced);
        if (reserved == 0) _batch.Add(SpoolRecordType.Mark, 0, []);
        _batch.End();
        try
        {
            _log.Write(_batch, isSynced);
            _log.NoteMark(durable);
            if (reserved > 0) _numbers.SetReserved(reserved);
        }
        catch (IOException)
        {
            // The log says so in its Problem, and nobody waits for a mark.
        }
        finally
        {
            _batch.Clear();
        }
    }
}
