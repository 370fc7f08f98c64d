namespace SmtpAdmin;

/// <summary>Files that hold a secret.</summary>
public static class SecretFile
{
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite;

    /// <summary>
    /// Why a secret is not read from there, as a sentence; null where nothing speaks against it, or nothing is there. Devices, sockets and pipes
    /// with a name are refused: they may be waited for without end. What this process has open already is taken: a shell's <c>&lt;(...)</c>, and standard input.
    /// </summary>
    /// <param name="path">The file; symbolic links are followed.</param>
    /// <exception cref="IOException">The links lead nowhere but in a circle.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder on the way may not be read.</exception>
    public static string? Problem(string path) => FileKinds.Of(path) switch
    {
        FileKind.Folder => "it is a folder.",
        FileKind.Other when !IsOpenAlready(path) => $"it is no regular file but {FileKinds.Others}.",
        _ => null,
    };

    /// <summary>Everybody on this machine may read the file, or others than its owner may change it. Never so of what this process had open already, of pipes, which nobody else can open, and on Windows.</summary>
    /// <param name="file">The file as it was opened: what the path leads to may be another by now.</param>
    /// <param name="path">The path that it was opened by.</param>
    internal static bool IsOpenToOthers(FileStream file, string path) =>
        !OperatingSystem.IsWindows() && !IsOpenAlready(path) && file.CanSeek && (File.GetUnixFileMode(file.SafeFileHandle) & Others) != 0;

    private static bool IsOpenAlready(string path) => path == "/dev/stdin" || path.StartsWith("/dev/fd/", StringComparison.Ordinal);
}
