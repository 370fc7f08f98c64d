namespace SmtpAdmin;

/// <summary>Files that hold a secret.</summary>
public static class SecretFile
{
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite;

    /// <summary>
    /// Why a secret is not read from there, as a sentence; null where nothing speaks against it, or nothing is there. Devices, sockets and pipes
    /// with a name are refused: they may be waited for without end. A pipe that this process has open already, as a shell's <c>&lt;(...)</c>, is taken.
    /// </summary>
    /// <param name="path">The file; symbolic links are followed.</param>
    /// <exception cref="IOException">The links lead nowhere but in a circle.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder on the way may not be read.</exception>
    public static string? Problem(string path) => FileKinds.Of(path) switch
    {
        FileKind.Folder => "it is a folder.",
        FileKind.Other when !path.StartsWith("/dev/fd/", StringComparison.Ordinal) => $"it is no regular file but {FileKinds.Others}.",
        _ => null,
    };

    /// <summary>Everybody on this machine may read the file, or others than its owner may change it. Of pipes, which nobody else can open, and on Windows that is never so.</summary>
    /// <param name="file">The file as it was opened: what the path leads to may be another by now.</param>
    internal static bool IsOpenToOthers(FileStream file) => !OperatingSystem.IsWindows() && file.CanSeek && (File.GetUnixFileMode(file.SafeFileHandle) & Others) != 0;
}
