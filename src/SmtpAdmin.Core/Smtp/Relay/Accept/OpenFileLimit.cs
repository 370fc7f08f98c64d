using System.Globalization;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>
/// How many files this process may have open, connections among them. Out of them the runtime itself ends the process: it cannot begin a thread.
/// </summary>
internal static class OpenFileLimit
{
    /// <summary>What the runtime, the spool, the audit log, the control channel and HTTP may need at once, generously.</summary>
    private const int Others = 256;

    private const string Line = "Max open files ";

    /// <summary>What the system says; null where it does not (other than Linux), or sets no limit. The runtime has raised the soft limit to the hard one.</summary>
    public static long? Current { get; } = Read();

    /// <summary>How many sessions fit beside what goes out and all else, their farewells included.</summary>
    /// <param name="files">How many files may be open.</param>
    /// <param name="deliveries">Connections that go out at once.</param>
    public static int Sessions(long files, int deliveries)
    {
        var left = Math.Max(files / 4, files - deliveries - Others); // with very few, some for all
        return (int)Math.Min(int.MaxValue, Math.Max(1, Math.Max(left - 256, left * 4 / 5)));
    }

    /// <summary>The sessions at once that a relay takes, however many it was told to.</summary>
    /// <param name="options">Told how many; 0 for no limit.</param>
    /// <param name="files">How many files may be open; null for any number.</param>
    public static int Bound(SmtpRelayOptions options, long? files)
    {
        var told = options.Rates.MaxConnections;
        if (files is not { } some) return told;
        var fit = Sessions(some, options.Delivery.MaxConnections);
        return told == 0 ? fit : Math.Min(told, fit);
    }

    private static long? Read()
    {
        try
        {
            var line = OperatingSystem.IsLinux() ? File.ReadLines("/proc/self/limits").FirstOrDefault(line => line.StartsWith(Line, StringComparison.Ordinal)) : null;
            var soft = line?[Line.Length..].Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[0];
            return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var files) ? files : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null; // a system without /proc
        }
    }
}
