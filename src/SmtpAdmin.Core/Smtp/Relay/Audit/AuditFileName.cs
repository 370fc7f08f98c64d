using System.Globalization;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>The name of a file of the audit log: <c>audit-20260131T120000Z.jsonl</c>, for a second one in that second <c>audit-20260131T120000Z-2.jsonl</c>.</summary>
/// <param name="Start">When it was begun, to the second.</param>
/// <param name="Number">Which one of that second, from 1.</param>
internal readonly record struct AuditFileName(DateTimeOffset Start, int Number) : IComparable<AuditFileName>
{
    private const string Prefix = "audit-";
    private const string Suffix = ".jsonl";
    private const string Format = "yyyyMMdd'T'HHmmss'Z'";

    /// <summary>What all names look like, for listing a folder.</summary>
    public const string Pattern = Prefix + "*" + Suffix;

    /// <summary>Reads a file's name, without folders.</summary>
    public static bool TryParse(string name, out AuditFileName file)
    {
        file = default;
        if (!name.StartsWith(Prefix, StringComparison.Ordinal) || !name.EndsWith(Suffix, StringComparison.Ordinal) || name.Length < Prefix.Length + Suffix.Length) return false;
        var parts = name[Prefix.Length..^Suffix.Length].Split('-');
        var number = 1;
        if (parts.Length > 2 || (parts.Length == 2 && (!int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out number) || number < 2))) return false;
        if (!DateTimeOffset.TryParseExact(parts[0], Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var start)) return false;
        file = new AuditFileName(start, number);
        return true;
    }

    /// <summary>The files of a folder, the oldest first, with their paths.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be read.</exception>
    public static IReadOnlyList<(AuditFileName Name, string Path)> List(string folder)
    {
        var files = new List<(AuditFileName Name, string Path)>();
        foreach (var path in Directory.EnumerateFiles(folder, Pattern))
        {
            if (TryParse(Path.GetFileName(path), out var name)) files.Add((name, path));
        }
        files.Sort((left, right) => left.Name.CompareTo(right.Name));
        return files;
    }

    /// <inheritdoc/>
    public int CompareTo(AuditFileName other) => Start != other.Start ? Start.CompareTo(other.Start) : Number.CompareTo(other.Number);

    /// <inheritdoc/>
    public override string ToString()
    {
        var start = Start.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);
        return Number == 1 ? $"{Prefix}{start}{Suffix}" : string.Create(CultureInfo.InvariantCulture, $"{Prefix}{start}-{Number}{Suffix}");
    }
}
