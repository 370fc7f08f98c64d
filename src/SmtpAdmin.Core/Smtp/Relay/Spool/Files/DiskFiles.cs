using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>The disk itself.</summary>
internal sealed class DiskFiles : ISpoolFiles
{
    private const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode PrivateFolder = PrivateFile | UnixFileMode.UserExecute;
    private const FileShare All = FileShare.ReadWrite | FileShare.Delete;

    /// <summary>There is but one.</summary>
    public static DiskFiles Instance { get; } = new();

    /// <inheritdoc/>
    public void CreateDirectory(string path)
    {
        Make(path);
        if (OperatingSystem.IsWindows() || !File.GetUnixFileMode(path).HasFlag(UnixFileMode.OtherWrite)) return;
        var shown = PlainText.Excerpt(path, 260);
        throw new IOException($"Every account of this machine may write to the folder '{shown}', and so delete or forge mail in it. Run 'chmod o-w {shown}', or name another folder.");
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string path)
    {
        try
        {
            return [.. Directory.EnumerateFiles(path).Select(file => Path.GetFileName(file))];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    /// <inheritdoc/>
    public ISpoolFile Create(string path)
    {
        var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = All, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) how.UnixCreateMode = PrivateFile;
        return new DiskFile(new FileStream(path, how));
    }

    /// <inheritdoc/>
    public ISpoolFile Open(string path, bool forWriting) =>
        new DiskFile(new FileStream(path, FileMode.Open, forWriting ? FileAccess.ReadWrite : FileAccess.Read, All, bufferSize: 0));

    /// <inheritdoc/>
    public void Delete(string path) => File.Delete(path);

    /// <inheritdoc/>
    public void Rename(string from, string to) => File.Move(from, to);

    /// <summary>Makes durable which names a folder has. Windows keeps them in order by itself, and cannot be asked.</summary>
    /// <inheritdoc/>
    public void SyncDirectory(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        // The base class library opens no folders. Flags 0: to read.
        using var folder = OpenFolder([.. Encoding.UTF8.GetBytes(path), 0], 0);
        if (folder.IsInvalid) throw new IOException($"The folder '{PlainText.Excerpt(path, 260)}' cannot be opened: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");
        RandomAccess.FlushToDisk(folder);
    }

    /// <inheritdoc/>
    public long FreeOctets(string path)
    {
        try
        {
            return new DriveInfo(path).AvailableFreeSpace;
        }
        catch (ArgumentException) // a share of another host, on Windows
        {
            return long.MaxValue;
        }
    }

    /// <inheritdoc/>
    public async Task<IAsyncDisposable?> LockAsync(string path, TimeProvider time, CancellationToken cancellationToken) =>
        await LockFile.TakeAsync(path, Path.GetDirectoryName(path)!, TimeSpan.Zero, time, cancellationToken).ConfigureAwait(false);

    private void Make(string path)
    {
        if (Directory.Exists(path)) return;
        if (AtomicFile.IsThere(path)) throw new IOException($"'{PlainText.Excerpt(path, 260)}' is no folder. Name a folder, or something that is not there.");
        var parent = Path.GetDirectoryName(path);
        if (parent is not null) Make(parent);
        if (OperatingSystem.IsWindows()) CreateForOwner(path);
        else Directory.CreateDirectory(path, PrivateFolder);
        if (parent is not null) SyncDirectory(parent);
    }

    [SupportedOSPlatform("windows")]
    private static void CreateForOwner(string path)
    {
        using var user = WindowsIdentity.GetCurrent();
        var security = new DirectorySecurity();
        security.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        const InheritanceFlags inherited = InheritanceFlags.ContainerInherit | InheritanceFlags.ObjectInherit;
        security.AddAccessRule(new FileSystemAccessRule(user.User!, FileSystemRights.FullControl, inherited, PropagationFlags.None, AccessControlType.Allow));
        FileSystemAclExtensions.Create(new DirectoryInfo(path), security);
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern SafeFileHandle OpenFolder(byte[] path, int flags);
}
