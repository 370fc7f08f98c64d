using System.Globalization;

namespace SmtpAdmin.Dkim;

/// <summary>OpenDKIM's KeyTable as a plain file (opendkim.conf(5)): <c>name domain:selector:key</c>, <c>#</c> begins a comment.</summary>
internal static class OpenDkimKeyTable
{
    private const int MaxLineLength = 1023; // octets, without the end of the line: BUFRSZ of opendkim-db.c, with the NUL behind

    /// <summary>The lines about a domain.</summary>
    /// <param name="text">The file; each character is an octet.</param>
    /// <param name="domain">The domain, in ASCII.</param>
    public static IReadOnlyList<DkimSignerEntry> Read(string text, string domain)
    {
        var entries = new List<DkimSignerEntry>();
        foreach (var line in DkimConfigLine.Of(text))
        {
            var comment = line.Text.IndexOf('#', StringComparison.Ordinal);
            var content = (comment < 0 ? line.Text : line.Text[..comment]).TrimEnd(' ', '\t');
            var value = line.IndexOfWord(line.IndexOfBlank(line.IndexOfWord(0)));
            if (value >= content.Length) continue;
            var fields = content[value..].Split(':', 3);
            if (fields.Length < 3 || !IsFor(fields[0], domain, out var isShared)) continue;
            var start = value + fields[0].Length + 1;
            entries.Add(new DkimSignerEntry
            {
                Line = line.Number,
                Selector = DkimConfigSelector.Of(fields[1]) ?? DkimConfigSelector.None,
                // What begins otherwise is the key itself (opendkim.conf(5), KeyTable): it is not to be shown anywhere.
                KeyPath = IsPath(fields[2]) ? DkimConfigText.FromOctets(fields[2]) : null,
                IsShared = isShared,
                IsOfOthers = isShared,
                Start = line.Start + start,
                Length = content.Length - start,
            });
        }
        return entries;
    }

    /// <summary>What takes the place of the part that is replaced; each character is an octet.</summary>
    public static string Part(string selector, string keyPath) => $"{selector}:{DkimConfigText.ToOctets(keyPath)}";

    /// <summary>Why OpenDKIM does not read a line as one, as sentences; empty when it does.</summary>
    /// <param name="line">The line without its end; each character is an octet.</param>
    public static string LineProblem(string line) => line.Length <= MaxLineLength ? ""
        : $"The line has {line.Length.ToString(CultureInfo.InvariantCulture)} octets, and OpenDKIM reads no more than {MaxLineLength} as one line: it would not find the key. Shorten the line: make keys in a folder with a shorter path, or name this one there by a symbolic link.";

    private static bool IsPath(string field) =>
        (field.StartsWith('/') || field.StartsWith("./", StringComparison.Ordinal) || field.StartsWith("../", StringComparison.Ordinal)) && !field.Contains('\0', StringComparison.Ordinal);

    /// <summary>A domain of <c>%</c> is that of whoever sends.</summary>
    private static bool IsFor(string field, string domain, out bool isShared) =>
        (isShared = field == "%") || field.Equals(domain, StringComparison.OrdinalIgnoreCase);
}
