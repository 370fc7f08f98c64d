using System.Formats.Tar;

namespace SmtpAdmin;

/// <summary>
/// Tells regular files from what only has a name like one. Neither a pipe nor a device is opened: the one would wait for ever for somebody
/// at its other end, and the other may do something.
/// </summary>
internal static class FileKinds
{
    /// <summary>The words for what is no regular file.</summary>
    public const string Others = "a device, a named pipe or a socket";

    private const int HeaderLength = 512; // octets, POSIX pax "ustar Interchange Format"
    private const int TypeFlagAt = 156;
    private const int NotByTheSystem = unchecked((int)0x80131620); // COR_E_IO; what the system refuses has a number of its own

    /// <summary>What the path leads to; symbolic links are followed.</summary>
    /// <exception cref="IOException">The links lead nowhere but in a circle.</exception>
    /// <exception cref="UnauthorizedAccessException">A directory on the way may not be read.</exception>
    public static FileKind Of(string path)
    {
        if (Directory.Exists(path)) return FileKind.Folder;
        var target = AtomicFile.ResolveLinks(path);
        if (OperatingSystem.IsWindows())
        {
            if (target.StartsWith(@"\\.\", StringComparison.Ordinal)) return FileKind.Other; // what NUL and CON become
            return File.Exists(target) ? FileKind.Regular : FileKind.Nothing;
        }
        // A link such as /dev/fd/3 of a pipe leads to something there that has no name, and new files there are none.
        if (!File.Exists(target)) return target.StartsWith("/proc/", StringComparison.Ordinal) && target != Path.GetFullPath(path) ? FileKind.Other : FileKind.Nothing;
        return new FileInfo(target).Length > 0 || IsRegularThoughEmpty(target) ? FileKind.Regular : FileKind.Other;
    }

    /// <summary>
    /// On .NET 8 only an archive tells the type of a file without opening it: the header that it would get there has it.
    /// </summary>
    private static bool IsRegularThoughEmpty(string path)
    {
        var header = new byte[HeaderLength];
        try
        {
            using var writer = new TarWriter(new MemoryStream(header), TarEntryFormat.Ustar, leaveOpen: false);
            writer.WriteEntry(path, "file");
        }
        catch (NotSupportedException)
        {
            // The room is for the header alone.
        }
        catch (UnauthorizedAccessException)
        {
            return true; // nothing else than a regular file is opened
        }
        catch (IOException exception)
        {
            return exception.HResult != NotByTheSystem; // a socket has no place in an archive; a regular file may be in use
        }
        return header[TypeFlagAt] is (byte)TarEntryType.RegularFile or (byte)TarEntryType.V7RegularFile && header[0] != 0;
    }
}
