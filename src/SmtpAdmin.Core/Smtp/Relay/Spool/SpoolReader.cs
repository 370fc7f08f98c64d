namespace SmtpAdmin.Smtp.Relay;

/// <summary>Reads a spool without changing anything: that of a relay that was stopped, or beside one that runs.</summary>
internal sealed class SpoolReader
{
    private readonly Dictionary<long, SpoolEntry> _entries;

    private SpoolReader(SpoolRecovery recovery)
    {
        var messages = recovery.Messages.ToArray();
        _entries = messages.ToDictionary(message => message.Entry.Number, message => message.Entry);
        Messages = [.. messages.Select(message => message.ToStored())];
        Damage = [.. recovery.Damage.Where(part => !part.IsTorn).Select(part => part.ToSpoolDamage(setAside: null))];
    }

    /// <summary>What is in it, by number.</summary>
    public IReadOnlyList<StoredMessage> Messages { get; }

    /// <summary>What could not be read; not what may be being written right now.</summary>
    public IReadOnlyList<SpoolDamage> Damage { get; }

    /// <summary>Reads a spool.</summary>
    /// <param name="path">Its folder. Where there is none, there are no messages.</param>
    /// <param name="files">The disk.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="NotSupportedException">A later version wrote it.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<SpoolReader> ReadAsync(string path, ISpoolFiles files, CancellationToken cancellationToken) =>
        new(await Task.Run(() => SpoolRecovery.Read(Path.GetFullPath(path), files, isLive: true, cancellationToken), cancellationToken).ConfigureAwait(false));

    /// <summary>Reads a message, as long as the relay did not drop what it was in.</summary>
    /// <exception cref="KeyNotFoundException">There is no such message.</exception>
    public ISpoolContent OpenContent(long number) =>
        _entries.TryGetValue(number, out var entry) ? new SpoolContent(entry) : throw new KeyNotFoundException($"There is no message {number} in the spool.");
}
