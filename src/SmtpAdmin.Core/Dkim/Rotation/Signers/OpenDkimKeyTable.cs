namespace SmtpAdmin.Dkim;

/// <summary>OpenDKIM's KeyTable as a plain file (opendkim.conf(5)): <c>name domain:selector:key</c>, <c>#</c> begins a comment.</summary>
internal static class OpenDkimKeyTable
{
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
                Selector = fields[1],
                // What begins otherwise is the key itself (opendkim.conf(5), KeyTable): it is not to be shown anywhere.
                KeyPath = fields[2].StartsWith('/') || fields[2].StartsWith("./", StringComparison.Ordinal) || fields[2].StartsWith("../", StringComparison.Ordinal) ? fields[2] : null,
                IsShared = isShared,
                IsOfOthers = isShared,
                Start = line.Start + start,
                Length = content.Length - start,
            });
        }
        return entries;
    }

    /// <summary>What takes the place of the part that is replaced.</summary>
    public static string Part(string selector, string keyPath) => $"{selector}:{keyPath}";

    /// <summary>A domain of <c>%</c> is that of whoever sends.</summary>
    private static bool IsFor(string field, string domain, out bool isShared) =>
        (isShared = field == "%") || field.Equals(domain, StringComparison.OrdinalIgnoreCase);
}
