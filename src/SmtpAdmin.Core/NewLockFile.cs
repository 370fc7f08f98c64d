using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace SmtpAdmin;

/// <summary>
/// Makes the file of a lock, which no other account can open: to hold a lock, reading is enough. Those alone can who could put another file in
/// its place, which is the owner of the folder and a group that may write it. The file is not locked by who makes it.
/// </summary>
internal static class NewLockFile
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Shared = Private | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
    private const UnixFileMode Readable = Private | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const int ReadWriteNew = 0x2 | 0x40 | 0x80 | 0x80000; // O_RDWR, O_CREAT, O_EXCL, O_CLOEXEC, the same wherever .NET runs on Linux

    /// <summary>Makes it, unless somebody else did by now.</summary>
    /// <param name="path">The file; a link there is not followed.</param>
    /// <param name="guarded">What it keeps others from.</param>
    /// <exception cref="IOException">It cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be created.</exception>
    public static void Create(string path, string guarded)
    {
        if (OperatingSystem.IsLinux() && CreateForOwner(path, guarded)) return;
        var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) how.UnixCreateMode = Private;
        try
        {
            new FileStream(path, how).Dispose();
        }
        catch (IOException exception) when (LockFile.IsHeld(exception) || AtomicFile.IsThere(path))
        {
            // Somebody else made it, or has locked what was just made.
        }
    }

    /// <summary>
    /// Asks Linux itself: the base class library locks what it opens, and has no handle left to give away when another run was quicker with
    /// that. By the name nothing may be given away, since the owner of the folder may have made it another file's.
    /// </summary>
    /// <returns>False when it was not made; the base class library finds the words why.</returns>
    [SupportedOSPlatform("linux")]
    private static bool CreateForOwner(string path, string guarded)
    {
        var folder = UnixOwner.Of(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var owner = UnixOwner.Of(guarded) ?? folder;
        using var file = OpenFile([.. Encoding.UTF8.GetBytes(path), 0], ReadWriteNew, (uint)Private);
        if (file.IsInvalid) return false;
        if (owner is { } whose && !whose.TryGive(file) && !whose.TryGiveToUser(file) && whose.User != 0)
            File.SetUnixFileMode(file, Readable); // else the owner would be shut out; root needs no permissions
        else if (folder is { } its && IsOfGroup(its) && its.TryGiveToGroup(file))
            File.SetUnixFileMode(file, Shared);
        return true;
    }

    /// <summary>Whoever is in the group may replace any file of the folder.</summary>
    private static bool IsOfGroup(UnixOwner folder) => folder.Mode.HasFlag(UnixFileMode.GroupWrite) && !folder.Mode.HasFlag(UnixFileMode.StickyBit);

    [DllImport("libc", EntryPoint = "open")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern SafeFileHandle OpenFile(byte[] path, int flags, uint mode);
}
