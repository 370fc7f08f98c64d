using System.Security.Cryptography;
using System.Text;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Where a relay is reached by other processes: a socket in its spool; on Windows a named pipe that is named after the spool.</summary>
internal static class RelayControlPath
{
    private const int MaxLength = 103; // octets, sun_path without its NUL: 108 on Linux, 104 on macOS

    /// <summary>The socket's path, or the pipe's name.</summary>
    /// <param name="spoolPath">The spool's folder.</param>
    /// <exception cref="IOException">The path is too long for a socket.</exception>
    public static string For(string spoolPath)
    {
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(spoolPath));
        if (OperatingSystem.IsWindows())
            return "smtpadmin-" + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(folder.ToUpperInvariant())))[..32];
        var path = Path.Combine(folder, "control");
        var length = Encoding.UTF8.GetByteCount(path);
        return length <= MaxLength ? path : throw new IOException(FormattableString.Invariant(
            $"The spool's path '{PlainText.Excerpt(folder, 260)}' is too long: the control socket in it would have {length} octets, and a socket's path has at most {MaxLength}. Name a shorter path."));
    }
}
