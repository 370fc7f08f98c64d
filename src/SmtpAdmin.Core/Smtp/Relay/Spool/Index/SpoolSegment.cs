namespace SmtpAdmin.Smtp.Relay;

/// <summary>A file of the log. What counts for dropping it is the index's business, under its gate; the open file has a gate of its own.</summary>
internal sealed class SpoolSegment(ISpoolFiles files, string path, long number, ulong salt)
{
    private readonly object _gate = new();
    private ISpoolFile? _file;
    private int _pins;
    private bool _isKeptOpen;

    /// <summary>Its number.</summary>
    public long Number => number;

    /// <summary>Its file.</summary>
    public string Path => path;

    /// <summary>What the sums of its records' headers begin with.</summary>
    public ulong Salt => salt;

    /// <summary>There is no such file, or nothing in it can be read.</summary>
    public bool IsMissing { get; init; }

    /// <summary>Where its records end.</summary>
    public long End { get; set; }

    /// <summary>Up to where it counts, once it was given up after a failed write.</summary>
    public long CutAt { get; set; } = long.MaxValue;

    /// <summary>The records in it that messages and drafts need.</summary>
    public int References { get; set; }

    /// <summary>The octets of those.</summary>
    public long LiveOctets { get; set; }

    /// <summary>The messages that have, or had, something in it.</summary>
    public List<long> Messages { get; } = [];

    /// <summary>It has octets that could not be read nor copied: set aside whole, not deleted, when nothing needs it.</summary>
    public bool IsKeptAside { get; set; }

    /// <summary>Its file has no name here any more, though that may not be durable.</summary>
    public bool IsGone { get; set; }

    /// <summary>One of the last few, whose octets are likely to be in the system's memory.</summary>
    public bool IsRecent
    {
        get
        {
            lock (_gate) return _isKeptOpen;
        }
    }

    /// <summary>Gives it its open file, which it keeps until <see cref="Retire"/>.</summary>
    public void Adopt(ISpoolFile file)
    {
        lock (_gate)
        {
            _file = file;
            _isKeptOpen = true;
        }
    }

    /// <summary>Its file is closed when nobody reads it.</summary>
    public void Retire()
    {
        lock (_gate)
        {
            _isKeptOpen = false;
            CloseUnused();
        }
    }

    /// <summary>Begins to read it: until <see cref="Unpin"/>, its octets are there even when it is deleted.</summary>
    public void Pin()
    {
        lock (_gate) _pins++;
    }

    /// <summary>Ends reading it.</summary>
    public void Unpin()
    {
        lock (_gate)
        {
            _pins--;
            CloseUnused();
        }
    }

    /// <summary>The open file, for who has pinned it.</summary>
    /// <exception cref="SpoolDamageException">There is none.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public ISpoolFile OpenFile()
    {
        if (IsMissing) throw new SpoolDamageException($"Segment {number} of the spool is missing.");
        lock (_gate) return _file ??= Open();
    }

    /// <summary>Sees to it that who reads it can do so when it is deleted.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public void PrepareDeletion()
    {
        lock (_gate)
        {
            if (_pins > 0 && !IsMissing && !IsGone) _file ??= Open();
        }
    }

    private ISpoolFile Open()
    {
        try
        {
            return files.Open(path, forWriting: false);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException(exception.Message, exception);
        }
    }

    private void CloseUnused()
    {
        if (_pins > 0 || _isKeptOpen) return;
        _file?.Dispose();
        _file = null;
    }
}
