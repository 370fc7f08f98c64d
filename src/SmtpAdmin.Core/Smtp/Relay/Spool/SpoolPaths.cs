using System.Globalization;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>The names in a spool's folder.</summary>
internal static class SpoolPaths
{
    private const string Extension = ".log";
    private const string LockName = "spool.lock";
    private const int Digits = 12;

    /// <summary>The file of a segment.</summary>
    public static string Segment(string path, long number) => Path.Combine(path, SegmentName(number) + Extension);

    /// <summary>The lock.</summary>
    public static string Lock(string path) => Path.Combine(path, LockName);

    /// <summary>
    /// A folder was a relay's: something is in it that a start makes. One that cannot be looked into counts too: what is asked of it says why. Nothing
    /// is made by looking.
    /// </summary>
    public static bool IsSpool(string path)
    {
        if (!Directory.Exists(path)) return false;
        try
        {
            // Not by the folder of the audit log: others have one of that name.
            return Directory.EnumerateFiles(path).Select(Path.GetFileName).Any(name => name is LockName or KeptSettings.FileName || NumberOf(name!) is not null);
        }
        catch (IOException) // gone since
        {
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return true;
        }
    }

    /// <summary>Where damaged parts are set aside.</summary>
    public static string Damaged(string path) => Path.Combine(path, "damaged");

    /// <summary>The file of a damaged part.</summary>
    public static string Damaged(string path, long segment, long offset) =>
        Path.Combine(Damaged(path), string.Create(CultureInfo.InvariantCulture, $"{SegmentName(segment)}-{offset}.bin"));

    /// <summary>The file of a segment that was set aside whole.</summary>
    public static string Damaged(string path, long segment) => Path.Combine(Damaged(path), SegmentName(segment) + Extension);

    /// <summary>The numbers of the segments among some names, in order.</summary>
    public static IEnumerable<long> Segments(IEnumerable<string> names) => names.Select(NumberOf).OfType<long>().Order();

    private static string SegmentName(long number) => number.ToString("D12", CultureInfo.InvariantCulture);

    private static long? NumberOf(string name) =>
        name.Length == Digits + Extension.Length && name.EndsWith(Extension, StringComparison.Ordinal)
        && long.TryParse(name.AsSpan(0, Digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
}
