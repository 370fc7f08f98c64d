using SmtpAdmin.Core.Tests.Dns;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay;

/// <summary>
/// A spool on a fake disk, and beside it what must be in it. Lets the disk fail and the power go, and compares after each opening: what was
/// promised is there to the last octet and in its order, what was refused or removed is not, and nothing is there that is not whole.
/// </summary>
internal sealed class SpoolModel(int seed)
{
    // A third of them are short of room, so that segments are ended early; with the others, all garbage is too much.
    private readonly SpoolOptions _options = new() { Path = Path.GetFullPath("/spool"), SegmentSize = 12 * 1024, BlockSize = 1024, MaxGarbageSegments = seed % 3 == 0 ? 1000 : 0 };
    private readonly Random _random = new(seed);
    private readonly ManualTime _time = new();
    private readonly Dictionary<long, ModelMessage> _messages = [];
    private readonly List<Func<Task>> _waiting = [];
    private readonly List<ModelAttempt> _refusals = [];
    private readonly bool _hasSnapshots = seed % 2 == 0;
    private FakeDisk _disk = new(seed) { Free = seed % 3 == 0 ? SpoolRoom.ForMessages - (seed % 2) : 1L << 40 };
    private Spool? _spool;
    private ISpoolDraft? _draft;
    private ModelMessage? _drafted;
    private Func<DiskStep, string, Exception?>? _plan;
    private IReadOnlyList<StoredMessage> _found = [];
    private long _highest;
    private bool _isUnreserved;

    /// <summary>How many times it was reopened, so that a test can see that it tests something.</summary>
    public int Openings { get; private set; }

    /// <summary>How many promises were kept over an opening.</summary>
    public int Kept { get; private set; }

    /// <summary>Does so many things at random.</summary>
    public async Task RunAsync(int steps)
    {
        await OpenAsync();
        for (var step = 0; step < steps; step++) await StepAsync();
        await EndWellAsync();
    }

    /// <summary>Does what a spool is there for, always the same, while a plan says which steps of the disk fail.</summary>
    public async Task RunScriptAsync(Func<DiskStep, Exception?> plan, bool isPowerCut)
    {
        _plan = (step, _) => plan(step);
        await OpenAsync();
        await CommitSomeAsync(3);
        Change();
        Change();
        await SettleAsync();
        Commit(5000);
        await DraftAsync();
        Remove();
        await SettleAsync();
        await ReadAsync();
        await CommitSomeAsync(12);
        await DraftAsync();
        for (var count = 0; count < 6; count++) Remove();
        await SettleAsync();
        _time.Advance(TimeSpan.FromSeconds(2));
        Change();
        await CommitSomeAsync(2);
        await (isPowerCut ? CrashAsync(_disk.CutPower) : ReopenAsync());
        await EndWellAsync();
    }

    private async Task CommitSomeAsync(int count)
    {
        for (var done = 0; done < count; done++) Commit(600);
        await SettleAsync();
    }

    /// <summary>When the disk works again, so does the spool, by itself.</summary>
    private async Task EndWellAsync()
    {
        _disk.Fault = null;
        await SettleAsync();
        _time.Advance(TimeSpan.FromSeconds(2));
        var last = Commit(600);
        await SettleAsync();
        Assert.Equal(ModelFate.Done, last.Commit.Fate);
        Assert.Null(_spool!.Problem);
        _plan = null;
        await ReopenAsync();
        await EndAsync();
        _disk.Fault = null;
        Assert.True(await OpenOnceAsync());
        await CompareAsync();
        await EndAsync();
    }

    private async Task StepAsync()
    {
        switch (_random.Next(100))
        {
            case < 30:
                Commit(_random.Next(8) == 0 ? 5000 : 600);
                break;
            case < 50:
                Change();
                break;
            case < 65:
                Remove();
                break;
            case < 72:
                await DraftAsync();
                break;
            case < 82:
                await SettleAsync();
                break;
            case < 88:
                Break();
                break;
            case < 93:
                _disk.Fault = null;
                _time.Advance(TimeSpan.FromSeconds(2));
                break;
            case < 96:
                await ReadAsync();
                break;
            case 96 or 97:
                await CrashAsync(_disk.CutPower);
                break;
            case 98:
                await CrashAsync(_disk.Kill);
                break;
            default:
                _disk.Fault = null;
                await ReopenAsync();
                break;
        }
    }

    private ModelMessage Commit(int most)
    {
        var draft = _spool!.Begin();
        var message = Register(draft.Number, _random.Next(most));
        Await(async () =>
        {
            await using (draft)
            {
                await draft.WriteAsync(message.Content.AsMemory(10..), CancellationToken.None);
                await draft.CommitAsync(message.Content.AsMemory(..10), System.Text.Encoding.ASCII.GetBytes(message.Envelope));
            }
        }, message.Commit);
        return message;
    }

    private ModelMessage Register(long number, int length)
    {
        // A spool that could not write anything since it was opened has no way to keep a number from being given away again.
        var isFree = number > _highest || _messages.TryGetValue(number, out var other) && other is { IsUnreserved: true, Commit.Fate: ModelFate.Gone };
        Assert.True(isFree, $"{number} was given away before.");
        _isUnreserved &= _spool!.Problem is not null;
        _highest = Math.Max(_highest, number);
        var content = new byte[10 + length];
        _random.NextBytes(content);
        var message = new ModelMessage(number, content) { IsUnreserved = _isUnreserved };
        lock (_messages) _messages[number] = message;
        return message;
    }

    private void Change()
    {
        if (Pick() is not { } message) return;
        var change = new ModelAttempt($"change {message.Changes.Count} {new string('x', _random.Next(200))}");
        Task changing;
        lock (message.Gate)
        {
            changing = _spool!.AppendChangeAsync(message.Number, System.Text.Encoding.ASCII.GetBytes(change.Text));
            message.Changes.Add(change);
        }
        Await(() => changing, change, mayComeBack: _hasSnapshots);
    }

    private void Remove()
    {
        if (Pick() is not { } message) return;
        var spool = _spool!;
        var removal = new ModelAttempt("removal");
        message.Removals.Add(removal);
        Await(() => spool.RemoveAsync(message.Number), removal);
    }

    /// <summary>A message that certainly is there, and that nobody has asked to remove.</summary>
    private ModelMessage? Pick()
    {
        var all = _messages.Values.Where(message => message.Commit.Fate == ModelFate.Done && message.Removals.TrueForAll(removal => removal.Fate is ModelFate.Refused or ModelFate.Gone)).ToArray();
        return all.Length == 0 ? null : all[_random.Next(all.Length)];
    }

    /// <summary>A draft that takes its time.</summary>
    private async Task DraftAsync()
    {
        if (_draft is null)
        {
            _draft = _spool!.Begin();
            _drafted = Register(_draft.Number, 9000);
            _drafted.Commit.Fate = ModelFate.Gone;
            await TryAsync(() => _draft.WriteAsync(_drafted.Content.AsMemory(10..4000), CancellationToken.None).AsTask());
            return;
        }
        var (draft, message) = (_draft, _drafted!);
        (_draft, _drafted) = (null, null);
        if (_random.Next(2) == 0)
        {
            await draft.DisposeAsync();
            return;
        }
        message.Commit.Fate = ModelFate.Unknown;
        Await(async () =>
        {
            await using (draft)
            {
                await draft.WriteAsync(message.Content.AsMemory(4000..), CancellationToken.None);
                await draft.CommitAsync(message.Content.AsMemory(..10), System.Text.Encoding.ASCII.GetBytes(message.Envelope));
            }
        }, message.Commit);
    }

    /// <summary>Lets some of the next steps of the disk fail.</summary>
    private void Break()
    {
        var after = _random.Next(12);
        var count = _random.Next(3) == 0 ? 1000 : 1 + _random.Next(3);
        var isFull = _random.Next(3) == 0;
        _disk.Fault = (step, _) =>
        {
            if (step == DiskStep.Read || (isFull && step is not (DiskStep.Write or DiskStep.Create))) return null;
            if (after-- > 0 || count-- <= 0) return null;
            return isFull ? FakeDisk.Full() : FakeDisk.Broken();
        };
    }

    private async Task ReadAsync()
    {
        if (Pick() is not { } message) return;
        try
        {
            Assert.Equal(message.Content, await _spool!.OpenContent(message.Number).ReadAllAsync());
        }
        catch (IOException exception)
        {
            Assert.IsNotType<SpoolDamageException>(exception);
            Assert.NotNull(_disk.Fault);
        }
    }

    /// <summary>Begins something of which the outcome is known later.</summary>
    private void Await(Func<Task> begin, ModelAttempt attempt, bool mayComeBack = false)
    {
        var refused = _refusals.ToArray();
        var doing = begin();
        _waiting.Add(async () =>
        {
            try
            {
                await doing;
                attempt.Fate = ModelFate.Done;
                // It was written behind what was refused before it was asked for, which therefore cannot come back.
                Forget(refused);
            }
            catch (IOException) when (mayComeBack)
            {
                attempt.Fate = ModelFate.Unknown; // the next snapshot has it
            }
            catch (IOException)
            {
                attempt.Fate = ModelFate.Refused;
                _refusals.Add(attempt);
            }
        });
    }

    private void Forget(IEnumerable<ModelAttempt> refused)
    {
        foreach (var attempt in refused.ToArray())
        {
            if (_refusals.Remove(attempt)) attempt.Fate = ModelFate.Gone;
        }
    }

    /// <summary>The disk failed to the last, so that the spool had no way to say that these do not count.</summary>
    private void ForgiveRefusals()
    {
        foreach (var attempt in _refusals) attempt.Fate = ModelFate.Unknown;
        _refusals.Clear();
    }

    private async Task SettleAsync()
    {
        foreach (var waiting in _waiting) await waiting();
        _waiting.Clear();
    }

    private static async Task TryAsync(Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (IOException)
        {
            // The draft is lost; its commit will say so too.
        }
    }

    private async Task ReopenAsync()
    {
        await SettleAsync();
        await DropDraftAsync();
        var faults = _disk.Faults;
        await _spool!.DisposeAsync();
        if (_disk.Faults == faults) Forget(_refusals);
        ForgiveRefusals();
        await OpenAsync();
    }

    /// <summary>What was not answered before the end may be there or not. So may what was refused, where the disk failed to the last.</summary>
    private async Task CrashAsync(Func<FakeDisk> crash)
    {
        var next = crash();
        await SettleAsync();
        await DropDraftAsync();
        ForgiveRefusals();
        await _spool!.DisposeAsync();
        _disk = next;
        await OpenAsync();
    }

    private async Task DropDraftAsync()
    {
        if (_draft is not null) await _draft.DisposeAsync();
        (_draft, _drafted) = (null, null);
    }

    private async Task OpenAsync()
    {
        if (_plan is not null) _disk.Fault = _plan;
        else if (_random.Next(3) == 0) Break();
        while (!await OpenOnceAsync()) _disk.Fault = null;
        await CompareAsync();
    }

    private Task EndAsync() => _spool!.DisposeAsync().AsTask();

    private async Task<bool> OpenOnceAsync()
    {
        try
        {
            var read = _disk.Fault is null ? await SpoolReader.ReadAsync(_options.Path, _disk, CancellationToken.None) : null;
            var opening = await Spool.OpenAsync(_options, _disk, _time, CancellationToken.None);
            Openings++;
            Assert.All(opening.Damage, damage => Assert.True(damage.IsTorn, damage.ToString()));
            _spool = opening.Spool;
            _found = opening.Messages;
            if (read is not null) Assert.Equal(_found.Select(SpoolContents.Describe), read.Messages.Select(SpoolContents.Describe)); // who only reads it sees the same
            _isUnreserved = true;
            return true;
        }
        catch (IOException) when (_disk.Fault is not null)
        {
            return false;
        }
    }

    private byte[]? Snapshot(long number)
    {
        ModelMessage? message;
        lock (_messages) message = _messages.GetValueOrDefault(number);
        return message?.Snapshot();
    }

    private async Task CompareAsync()
    {
        var fault = _disk.Fault;
        _disk.Fault = null;
        foreach (var found in _found)
        {
            var message = _messages[found.Number];
            Assert.True(message.MayBeThere, $"Message {found.Number} came back.");
            if (!message.MayBeGone) Kept++;
            message.Settle(found.Envelope, found.Changes);
            Assert.Equal(message.Content, await _spool!.OpenContent(found.Number).ReadAllAsync());
        }
        var numbers = _found.Select(found => found.Number).ToHashSet();
        foreach (var message in _messages.Values.Where(message => !numbers.Contains(message.Number)))
        {
            Assert.True(message.MayBeGone, $"Message {message.Number} is lost.");
            message.Commit.Fate = ModelFate.Gone;
        }
        Assert.Equal(numbers.Count, _spool!.Count);
        Assert.Equal(_found.Sum(found => found.Length), _spool.KeptOctets);
        if (_hasSnapshots) _spool.Snapshot = Snapshot;
        _disk.Fault = fault;
    }
}
