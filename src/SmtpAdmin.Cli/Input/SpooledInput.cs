namespace SmtpAdmin.Cli.Input;

/// <summary>Temporary files, readable by their owner alone and gone when they are closed: for what has to be read twice, or written before it is complete.</summary>
internal static class SpooledInput
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>A new, empty file.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static FileStream Create()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = OperatingSystem.IsWindows() ? FileOptions.Asynchronous | FileOptions.DeleteOnClose : FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = Private;
        var file = new FileStream(Path.Combine(Path.GetTempPath(), $"smtpadmin-{Path.GetRandomFileName()}"), options);
        if (!OperatingSystem.IsWindows()) File.Delete(file.Name); // it lives on for who has it open, and nothing is left whatever happens
        return file;
    }

    /// <summary>All of a stream, in a file that is at its beginning.</summary>
    /// <exception cref="IOException">The disk is full, or the stream cannot be read.</exception>
    public static async Task<FileStream> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var file = Create();
        try
        {
            await stream.CopyToAsync(file, cancellationToken).ConfigureAwait(false);
            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
