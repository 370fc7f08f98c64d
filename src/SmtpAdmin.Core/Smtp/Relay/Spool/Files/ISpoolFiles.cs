namespace SmtpAdmin.Smtp.Relay;

/// <summary>The disk as the spool sees it: each step that can fail for itself, so that tests can let each fail. Calls block; what they throw is an <see cref="IOException"/> or an <see cref="UnauthorizedAccessException"/>.</summary>
internal interface ISpoolFiles
{
    /// <summary>Makes a folder that its owner alone may enter, unless it is there; done when it is durable.</summary>
    /// <exception cref="IOException">It cannot be made, or is there and every account may write to it.</exception>
    void CreateDirectory(string path);

    /// <summary>The names of the files in a folder, in any order; none where there is no such folder.</summary>
    IReadOnlyList<string> List(string path);

    /// <summary>Makes a file that its owner alone may read and write. Its name is durable after <see cref="SyncDirectory"/>.</summary>
    /// <exception cref="IOException">It cannot be made, or is there.</exception>
    ISpoolFile Create(string path);

    /// <summary>Opens a file; it may be deleted or renamed meanwhile.</summary>
    /// <param name="path">The file.</param>
    /// <param name="forWriting">Write it too.</param>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    ISpoolFile Open(string path, bool forWriting);

    /// <summary>Deletes a file, which stays readable for who has it open; durable after <see cref="SyncDirectory"/>.</summary>
    void Delete(string path);

    /// <summary>Gives a file another name on the same disk; durable after both folders were synced.</summary>
    void Rename(string from, string to);

    /// <summary>Makes durable which names a folder has.</summary>
    void SyncDirectory(string path);

    /// <summary>The octets that this account may still write where the folder is; <see cref="long.MaxValue"/> where that is not told.</summary>
    long FreeOctets(string path);

    /// <summary>Keeps other processes from the spool until it is disposed.</summary>
    /// <param name="path">The lock's file.</param>
    /// <param name="time">Measures.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Null when another has it.</returns>
    Task<IAsyncDisposable?> LockAsync(string path, TimeProvider time, CancellationToken cancellationToken);
}
