namespace SmtpAdmin.Smtp.Relay;

/// <summary>A message that is kept, as the index knows it. Changed under the index's gate.</summary>
internal sealed class SpoolEntry(long number)
{
    private List<SpoolPlace>? _changes;

    /// <summary>Its number.</summary>
    public long Number => number;

    /// <summary>Its octets.</summary>
    public long Length { get; private set; }

    /// <summary>Its content records, in order; the array is never written.</summary>
    public SpoolPlace[] Content { get; private set; } = [];

    /// <summary>What says that it is complete.</summary>
    public SpoolPlace Commit { get; private set; }

    /// <summary>What changed since, in order.</summary>
    public IReadOnlyList<SpoolPlace> Changes => _changes ?? (IReadOnlyList<SpoolPlace>)[];

    /// <summary>Grows with each change that is asked for.</summary>
    public int Version { get; set; }

    /// <summary>Changes that wait for the disk.</summary>
    public int PendingChanges { get; set; }

    /// <summary>Removals that wait for the disk.</summary>
    public int PendingRemovals { get; set; }

    /// <summary>Puts a commit in the place of what was known; changes before it are in it.</summary>
    public void Replace(SpoolPlace commit, SpoolPlace[] content)
    {
        Commit = commit;
        Content = content;
        _changes = null;
        Length = 0;
        foreach (var place in content) Length += place.Length;
    }

    /// <summary>Adds a change.</summary>
    public void AddChange(SpoolPlace place) => (_changes ??= new(1)).Add(place);
}
