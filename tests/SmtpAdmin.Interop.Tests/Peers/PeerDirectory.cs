namespace SmtpAdmin.Interop.Tests.Peers;

/// <summary>A server's private directory; gone when the server is.</summary>
internal sealed class PeerDirectory : IDisposable
{
    // Servers give up root for users of their own, who must pass through here.
    private const UnixFileMode Passable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private const UnixFileMode Open = Passable | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    internal PeerDirectory(string name)
    {
        // Short, because a Unix socket's path has 107 octets.
        Path = Directory.CreateTempSubdirectory($"{name}-").FullName;
        SetMode(Path, Passable);
    }

    internal string Path { get; }

    /// <summary>The path of a file in here.</summary>
    internal string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a text file that every user may read, and gives its path.</summary>
    internal string Write(string name, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[name])!);
        File.WriteAllText(this[name], text);
        return this[name];
    }

    /// <summary>Makes a directory that every user may pass and read, and, when asked, write.</summary>
    internal string Make(string name, bool writableByAll = false)
    {
        Directory.CreateDirectory(this[name]);
        SetMode(this[name], writableByAll ? Open : Passable);
        return this[name];
    }

    public void Dispose()
    {
        if (Directory.Exists(Path)) Directory.Delete(Path, recursive: true);
    }

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, mode);
    }
}
