using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay;

/// <summary>
/// A disk in memory that knows what was synced and what was not. Each step can be made to fail; and the power can be cut: then of what was
/// not synced any part is there, sector by sector, and of the names that were made, changed or deleted any.
/// </summary>
internal sealed class FakeDisk(int seed) : ISpoolFiles
{
    private readonly object _gate = new();
    private readonly Random _random = new(seed);
    private readonly HashSet<string> _folders = [];
    private readonly HashSet<string> _locked = [];
    private readonly List<FakeRename> _unsyncedNames = [];
    private Dictionary<string, FakeInode> _names = [];
    private Dictionary<string, FakeInode> _durableNames = [];
    private bool _isOff;

    /// <summary>Asked before each step; what it returns is thrown. Called under the disk's lock.</summary>
    public Func<DiskStep, string, Exception?>? Fault { get; set; }

    /// <summary>Called before each step, without the disk's lock: may wait, so that the step takes its time.</summary>
    public Action<DiskStep>? Before { get; set; }

    /// <summary>How many syncs of files there were.</summary>
    public int Syncs { get; private set; }

    /// <summary>How many steps failed.</summary>
    public int Faults { get; private set; }

    public long Free { get; set; } = 1L << 40;

    /// <summary>What all its files together may have; what is left of that is free. Null for a disk that never is full.</summary>
    public long? Capacity { get; set; }

    /// <summary>Octets that were written so far.</summary>
    public long Written { get; private set; }

    public static IOException Broken() => new("The disk is broken.");

    public static IOException Full() => new("No space left on device", 28);

    /// <summary>The files there are, with their octets.</summary>
    public IReadOnlyDictionary<string, byte[]> Files
    {
        get
        {
            lock (_gate) return _names.ToDictionary(pair => pair.Key, pair => pair.Value.View.ToArray());
        }
    }

    /// <summary>The same disk after the process was killed: all that was written is there, synced or not.</summary>
    public FakeDisk Kill() => After(isPowerCut: false);

    /// <summary>The same disk after the power was cut. This one does nothing any more.</summary>
    public FakeDisk CutPower() => After(isPowerCut: true);

    /// <summary>A disk with these files, all of them durable.</summary>
    public static FakeDisk With(IReadOnlyDictionary<string, byte[]> files)
    {
        var disk = new FakeDisk(0);
        foreach (var (name, octets) in files)
        {
            disk._names[name] = disk._durableNames[name] = new(octets);
            for (var folder = Path.GetDirectoryName(name); folder is not null; folder = Path.GetDirectoryName(folder)) disk._folders.Add(folder);
        }
        return disk;
    }

    public void CreateDirectory(string path) => Do(DiskStep.CreateFolder, path, () => _folders.Add(path));

    public IReadOnlyList<string> List(string path)
    {
        lock (_gate) return [.. _names.Keys.Where(name => Path.GetDirectoryName(name) == path).Select(name => Path.GetFileName(name))];
    }

    public ISpoolFile Create(string path)
    {
        var inode = new FakeInode([]);
        Do(DiskStep.Create, path, () =>
        {
            if (!_folders.Contains(Path.GetDirectoryName(path)!)) throw new DirectoryNotFoundException(path);
            if (!_names.TryAdd(path, inode)) throw new IOException($"The file '{path}' exists.");
            _unsyncedNames.Add(new(null, path, inode));
        });
        return new FakeFile(this, path, inode, canWrite: true);
    }

    public ISpoolFile Open(string path, bool forWriting)
    {
        FakeInode? inode = null;
        Do(DiskStep.Open, path, () =>
        {
            if (!_names.TryGetValue(path, out inode)) throw new FileNotFoundException("There is no such file.", path);
        });
        return new FakeFile(this, path, inode!, forWriting);
    }

    public void Delete(string path) => Do(DiskStep.Delete, path, () =>
    {
        if (_names.Remove(path, out var inode)) _unsyncedNames.Add(new(path, null, inode));
    });

    public void Rename(string from, string to) => Do(DiskStep.Rename, from, () =>
    {
        if (!_names.Remove(from, out var inode)) throw new FileNotFoundException("There is no such file.", from);
        _names[to] = inode;
        _unsyncedNames.Add(new(from, to, inode));
    });

    public void SyncDirectory(string path)
    {
        try
        {
            Do(DiskStep.SyncFolder, path, () =>
            {
                foreach (var change in _unsyncedNames.Where(change => change.IsIn(path)).ToArray())
                {
                    change.Apply(_durableNames);
                    _unsyncedNames.Remove(change);
                }
            });
        }
        catch (IOException)
        {
            lock (_gate)
            {
                foreach (var change in _unsyncedNames.Where(change => change.IsIn(path) && _random.Next(2) == 0)) change.Apply(_durableNames);
            }
            throw;
        }
    }

    public long FreeOctets(string path)
    {
        lock (_gate) return Capacity is { } all ? Math.Max(0, all - _names.Values.Sum(inode => (long)inode.View.Length)) : Free;
    }

    /// <summary>So many octets more are to be written; under the disk's lock.</summary>
    internal void Take(long octets)
    {
        if (Capacity is { } all && _names.Values.Sum(inode => (long)inode.View.Length) + octets > all) throw Full();
        Written += octets;
    }

    public Task<IAsyncDisposable?> LockAsync(string path, TimeProvider time, CancellationToken cancellationToken)
    {
        lock (_gate) return Task.FromResult<IAsyncDisposable?>(_locked.Add(path) ? new Held(this, path) : null);
    }

    /// <summary>Does a step, unless it is to fail. A step that fails may still have come half of its way.</summary>
    internal void Do(DiskStep step, string path, Action action, Action<Random>? half = null)
    {
        Before?.Invoke(step);
        lock (_gate)
        {
            if (_isOff) throw new IOException("The power is off.");
            if (Fault?.Invoke(step, path) is { } exception)
            {
                Faults++;
                half?.Invoke(_random);
                throw exception;
            }
            if (step == DiskStep.Sync) Syncs++;
            action();
        }
    }

    private FakeDisk After(bool isPowerCut)
    {
        lock (_gate)
        {
            _isOff = true;
            var next = new FakeDisk(_random.Next()) { Free = Free, Capacity = Capacity };
            foreach (var folder in _folders) next._folders.Add(folder);
            if (!isPowerCut)
            {
                next._names = new(_names);
                next._durableNames = _durableNames;
                next._unsyncedNames.AddRange(_unsyncedNames);
                return next;
            }
            var kept = _random.Next(3); // none, any or all of what was not synced
            foreach (var change in _unsyncedNames.Where(_ => _random.Next(2) < kept)) change.Apply(_durableNames);
            foreach (var (name, inode) in _durableNames) next._durableNames[name] = next._names[name] = inode.AfterPowerCut(_random, kept);
            return next;
        }
    }

    private sealed class Held(FakeDisk disk, string path) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            lock (disk._gate) disk._locked.Remove(path);
            return ValueTask.CompletedTask;
        }
    }
}
