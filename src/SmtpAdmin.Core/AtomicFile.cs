using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Cryptography;
using System.Security.Principal;
using System.Text;

namespace SmtpAdmin;

/// <summary>
/// Replaces files whole: a reader sees the old content or the new, and a write that fails leaves the old. The content goes to a temporary
/// file in the same directory, to the disk, and only then over the file, whose permissions it takes (on Unix), and on Linux its owner and group as far as this account may give files away.
/// The directory itself is not flushed: after a power cut the old file may be back, never half of one. Devices, pipes and sockets are refused:
/// a rename would put a file in their place.
/// </summary>
internal static class AtomicFile
{
    private const int MaxTries = 20;
    private const int BufferSize = 4096; // octets
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const int DiskFull = 28; // ENOSPC on Linux, macOS and the BSDs
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Where the content is in the end: the file itself, or what the symbolic link leads to, whether that exists or not.</summary>
    /// <exception cref="IOException">The links lead nowhere but in a circle.</exception>
    /// <exception cref="UnauthorizedAccessException">A directory on the way may not be read.</exception>
    public static string ResolveLinks(string path)
    {
        var file = new FileInfo(Path.GetFullPath(path));
        return file.LinkTarget is null ? file.FullName : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
    }

    /// <summary>Writes a file, new or in the place of another. Symbolic links are followed: the link stays.</summary>
    /// <param name="path">The file.</param>
    /// <param name="writeAsync">Writes the content.</param>
    /// <param name="newFileMode">The permissions of a file that was not there, from its first octet on; null for the system's usual ones. Not for Windows.</param>
    /// <param name="timeProvider">Measures the pauses between tries, where another program (a virus scanner, on Windows) has the file open.</param>
    /// <param name="cancellationToken">Ends the writing, not the replacing once it began.</param>
    /// <exception cref="IOException">The disk is full, a directory is missing, or the like; or what is there is no regular file.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be written.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the old file is there as before.</exception>
    public static Task WriteAsync(
        string path, Func<Stream, CancellationToken, Task> writeAsync, UnixFileMode? newFileMode, TimeProvider timeProvider, CancellationToken cancellationToken) =>
        ReplaceAsync(path, writeAsync, newFileMode, _ => Task.FromResult(true), timeProvider, cancellationToken);

    /// <summary>The same, with a last look when the new content is on the disk, right before it takes its place.</summary>
    /// <param name="path">The file.</param>
    /// <param name="writeAsync">Writes the content.</param>
    /// <param name="newFileMode">The permissions of a file that was not there.</param>
    /// <param name="mayReplaceAsync">Looks whether what is there may still be replaced.</param>
    /// <param name="timeProvider">Measures the pauses between tries.</param>
    /// <param name="cancellationToken">Ends the writing, not the replacing once it began.</param>
    /// <returns>False when it was not replaced.</returns>
    /// <exception cref="IOException">As of <see cref="WriteAsync"/>.</exception>
    /// <exception cref="UnauthorizedAccessException">As of <see cref="WriteAsync"/>.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the old file is there as before.</exception>
    public static async Task<bool> ReplaceAsync(
        string path, Func<Stream, CancellationToken, Task> writeAsync, UnixFileMode? newFileMode, Func<CancellationToken, Task<bool>> mayReplaceAsync,
        TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        RequireRegular(path);
        var target = ResolveLinks(path);
        var mode = OperatingSystem.IsWindows() || !File.Exists(target) ? newFileMode : File.GetUnixFileMode(target);
        var temporary = TemporaryFor(target);
        var isDone = false;
        try
        {
            var file = Create(temporary, mode, FileOptions.Asynchronous);
            await using (file.ConfigureAwait(false))
            {
                KeepOwner(file, target);
                await writeAsync(file, cancellationToken).ConfigureAwait(false);
                await file.FlushAsync(cancellationToken).ConfigureAwait(false);
                // The system's mask may have taken permissions away that the old file had.
                if (mode is { } exact && !OperatingSystem.IsWindows()) File.SetUnixFileMode(file.SafeFileHandle, exact);
                RandomAccess.FlushToDisk(file.SafeFileHandle);
            }
            if (!await mayReplaceAsync(cancellationToken).ConfigureAwait(false)) return false;
            await MoveOverAsync(temporary, target, timeProvider).ConfigureAwait(false);
            return isDone = true;
        }
        catch (Exception exception) when (IsOf(temporary, exception))
        {
            throw InKnownWords(exception, temporary, target, path);
        }
        finally
        {
            if (!isDone) DeleteIfPossible(temporary);
        }
    }

    /// <summary>
    /// Writes a file that its owner alone can read and write, from its first octet on: mode 0600, or on Windows an ACL that inherits nothing.
    /// A symbolic link at the path is replaced, not followed.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="content">The content.</param>
    /// <param name="overwrite">Replace what is there.</param>
    /// <param name="owner">Who is to have it, from its last octet on, where this account may give files away; null for who writes.</param>
    /// <param name="timeProvider">Measures the pauses between tries.</param>
    /// <param name="cancellationToken">Ends the writing, not the replacing once it began.</param>
    /// <returns>False when something is there that is not to be replaced.</returns>
    /// <exception cref="IOException">The disk is full, a directory is missing, or the like; or what is to be replaced is no regular file. Nothing was left.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be written.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing was left.</exception>
    public static Task<bool> WritePrivateAsync(
        string path, ReadOnlyMemory<byte> content, bool overwrite, UnixOwner? owner, TimeProvider timeProvider, CancellationToken cancellationToken) =>
        WritePrivateAsync(path, (file, token) => file.WriteAsync(content, token).AsTask(), overwrite, owner, timeProvider, cancellationToken);

    /// <summary>The same for content that is not held in memory.</summary>
    /// <param name="path">The file.</param>
    /// <param name="writeAsync">Writes the content. What it throws is thrown, and nothing is left.</param>
    /// <param name="overwrite">Replace what is there.</param>
    /// <param name="owner">Who is to have it.</param>
    /// <param name="timeProvider">Measures the pauses between tries.</param>
    /// <param name="cancellationToken">Ends the writing, not the replacing once it began.</param>
    /// <inheritdoc cref="WritePrivateAsync(string, ReadOnlyMemory{byte}, bool, UnixOwner?, TimeProvider, CancellationToken)"/>
    public static async Task<bool> WritePrivateAsync(
        string path, Func<Stream, CancellationToken, Task> writeAsync, bool overwrite, UnixOwner? owner, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var target = Path.GetFullPath(path);
        if (!overwrite && IsThere(target)) return false;
        if (new FileInfo(target).LinkTarget is null) RequireRegular(path);
        var temporary = TemporaryFor(target);
        var isDone = false;
        try
        {
            var file = CreatePrivate(temporary);
            await using (file.ConfigureAwait(false))
            {
                await writeAsync(file, cancellationToken).ConfigureAwait(false);
                await file.FlushAsync(cancellationToken).ConfigureAwait(false);
                if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file.SafeFileHandle, Private);
                if (OperatingSystem.IsLinux()) owner?.TryGive(file.SafeFileHandle);
                RandomAccess.FlushToDisk(file.SafeFileHandle);
            }
            cancellationToken.ThrowIfCancellationRequested();
            return isDone = await PrivateTarget.MoveAsync(temporary, target, overwrite, timeProvider).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsOf(temporary, exception))
        {
            throw InKnownWords(exception, temporary, target, path);
        }
        finally
        {
            if (!isDone) DeleteIfPossible(temporary);
        }
    }

    /// <summary>Something has this name: a file, a directory, a link that may lead nowhere.</summary>
    public static bool IsThere(string path) => Path.Exists(path) || new FileInfo(path).LinkTarget is not null;

    /// <summary>
    /// Somebody made a file read-only on purpose: on Unix nobody may write it. Who else may is of no matter, because a file is not written but replaced,
    /// which takes the permissions of its folder alone.
    /// </summary>
    /// <param name="path">The file; a symbolic link is followed. One that is not there is not read-only.</param>
    public static bool IsReadOnly(string path)
    {
        const UnixFileMode writers = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
        if (!File.Exists(path)) return false;
        return OperatingSystem.IsWindows() ? (File.GetAttributes(path) & FileAttributes.ReadOnly) != 0 : (File.GetUnixFileMode(path) & writers) == 0;
    }

    /// <summary>Finds out whether <see cref="WriteAsync"/> could write here, by a temporary file that is gone at once.</summary>
    /// <returns>Whose the new file would be; null where that is not known.</returns>
    /// <exception cref="IOException">It could not.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not.</exception>
    public static UnixOwner? Probe(string path)
    {
        RequireRegular(path);
        var target = ResolveLinks(path);
        var temporary = TemporaryFor(target);
        try
        {
            using var file = Create(temporary, mode: null, FileOptions.DeleteOnClose);
            KeepOwner(file, target);
            return UnixOwner.Of(temporary);
        }
        catch (Exception exception) when (IsOf(temporary, exception))
        {
            throw InKnownWords(exception, temporary, target, path);
        }
    }

    /// <summary>Deletes the temporary files of writers that were killed. Only for who knows, by a lock, that nobody else is writing this file.</summary>
    /// <exception cref="IOException">The directory cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be read.</exception>
    public static void DeleteLeftovers(string path)
    {
        var target = ResolveLinks(path);
        foreach (var leftover in Directory.EnumerateFiles(Path.GetDirectoryName(target)!, TemporaryPrefix(target) + "*")) DeleteIfPossible(leftover);
    }

    private static string TemporaryFor(string target) => Path.Combine(Path.GetDirectoryName(target)!, TemporaryPrefix(target) + Path.GetRandomFileName());

    /// <summary>Tells the temporary files of one file from those of another; a hash, because names may be as long as the system allows.</summary>
    private static string TemporaryPrefix(string target) =>
        $".smtpadmin-{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFileName(target))), 0, 8)}-";

    private static FileStream Create(string path, UnixFileMode? mode, FileOptions options)
    {
        RequireDirectoryOf(path);
        var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, Options = options };
        if (mode is { } given && !OperatingSystem.IsWindows()) how.UnixCreateMode = given;
        return new FileStream(path, how);
    }

    /// <summary>Before the first octet, so that the permissions never are for another group than they are meant for; the exact ones are set behind, because giving a file away takes some.</summary>
    private static void KeepOwner(FileStream file, string target)
    {
        if (OperatingSystem.IsLinux()) UnixOwner.Of(target)?.GiveWhereAllowed(file.SafeFileHandle);
    }

    /// <summary>A new file that its owner alone can read and write.</summary>
    internal static FileStream CreatePrivate(string path) => OperatingSystem.IsWindows() ? CreateForOwner(path) : Create(path, Private, FileOptions.Asynchronous);

    [SupportedOSPlatform("windows")]
    private static FileStream CreateForOwner(string path)
    {
        RequireDirectoryOf(path);
        using var user = WindowsIdentity.GetCurrent();
        var security = new FileSecurity();
        security.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        security.AddAccessRule(new FileSystemAccessRule(user.User!, FileSystemRights.FullControl, AccessControlType.Allow));
        return new FileInfo(path).Create(FileMode.CreateNew, FileSystemRights.Write, FileShare.None, BufferSize, FileOptions.Asynchronous, security);
    }

    /// <summary>The system would name the temporary file, which nobody knows.</summary>
    private static void RequireDirectoryOf(string path)
    {
        if (Path.GetDirectoryName(path) is { } directory && !Directory.Exists(directory)) throw new DirectoryNotFoundException($"There is no directory '{PlainText.Excerpt(directory, 260)}'.");
    }

    private static void RequireRegular(string path)
    {
        var kind = FileKinds.Of(path);
        if (kind == FileKind.Folder) throw new IOException($"'{PlainText.Excerpt(path, 260)}' is a folder. Name a file in it.");
        if (kind == FileKind.Other) throw new IOException($"'{PlainText.Excerpt(path, 260)}' is no regular file but {FileKinds.Others}, and is not replaced by one. Name a file.");
    }

    /// <summary>It is about the writing; what the content comes from may fail too, and says so itself.</summary>
    private static bool IsOf(string temporary, Exception exception) => exception switch
    {
        IOException or UnauthorizedAccessException => exception.Message.Contains(Path.GetFileName(temporary), StringComparison.Ordinal),
        ArgumentOutOfRangeException outOfRange => outOfRange.ParamName == "value", // what the runtime makes of EFBIG, where the shell limits the size of files
        _ => false,
    };

    /// <summary>The system would name the temporary file, which nobody knows.</summary>
    private static Exception InKnownWords(Exception exception, string temporary, string target, string path)
    {
        var reason = exception switch
        {
            UnauthorizedAccessException => $"the folder '{PlainText.Excerpt(Path.GetDirectoryName(target)!, 260)}' may not be written",
            ArgumentOutOfRangeException => "the system allows no file of this size (ulimit -f)",
            { HResult: DiskFull or WindowsDiskFull } => "the disk is full",
            _ => exception.Message.Replace(temporary, target, StringComparison.Ordinal).TrimEnd('.'),
        };
        var message = $"'{PlainText.Excerpt(path, 260)}' could not be written: {reason}.";
        return exception is UnauthorizedAccessException ? new UnauthorizedAccessException(message, exception) : new IOException(message, exception);
    }

    internal static async Task MoveOverAsync(string source, string target, TimeProvider timeProvider)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                File.Move(source, target, overwrite: true);
                return;
            }
            catch (Exception exception) when (OperatingSystem.IsWindows() && tries < MaxTries && exception is IOException or UnauthorizedAccessException)
            {
                await Task.Delay(Pause, timeProvider, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    internal static void DeleteIfPossible(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What made the writing fail is on its way to the caller and tells more.
        }
    }
}
