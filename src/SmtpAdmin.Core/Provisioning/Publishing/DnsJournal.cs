using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>
/// What was there before each change: a file with a JSON object a line, to which every run adds. An entry is on the disk before the server is
/// told, so that whatever happens then can be put back.
/// </summary>
public sealed class DnsJournal : IDisposable
{
    private const int Version = 1;
    private const int MaxLength = 64 * 1024 * 1024; // octets; some hundred thousand changes

    // Read by people, and never put into a web page.
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly FileStream _file;
    private long _lengthBefore;

    private DnsJournal(FileStream file) => (_file, _lengthBefore) = (file, file.Position);

    /// <summary>Opens a journal to add to; it is made where there is none.</summary>
    /// <exception cref="IOException">It cannot be written, or another run writes it.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static DnsJournal Open(string path)
    {
        if (FileKinds.Of(path) is FileKind.Folder or FileKind.Other) throw new IOException($"'{PlainText.Excerpt(path, 260)}' is no regular file.");
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None); // to share nothing is a lock, on Unix too
        try
        {
            CutTornLine(file);
            return new DnsJournal(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    /// <summary>Adds entries, and has them on the disk when this returns.</summary>
    /// <exception cref="IOException">The disk is full, or the like; the server must not be told then.</exception>
    internal void Append(IEnumerable<DnsJournalEntry> entries)
    {
        using var lines = new MemoryStream();
        foreach (var entry in entries)
        {
            JsonSerializer.Serialize(lines, new Line(Version, entry.Time.ToString("O", CultureInfo.InvariantCulture), entry.Zone.ToString(), entry.Server, SetOf(entry.Before), SetOf(entry.After)), Json);
            lines.WriteByte((byte)'\n');
        }
        _lengthBefore = _file.Position;
        _file.Write(lines.GetBuffer(), 0, (int)lines.Length);
        _file.Flush(flushToDisk: true);
    }

    /// <summary>Takes back what was added last: the server did not carry it out, and what was never changed is not to be put back.</summary>
    /// <exception cref="IOException">The file cannot be written any more.</exception>
    internal void TakeBack()
    {
        _file.SetLength(_lengthBefore);
        _file.Flush(flushToDisk: true);
    }

    /// <summary>Reads a journal. A last line without its end is passed over: its change was never sent.</summary>
    /// <exception cref="DnsPublishException">It cannot be read, or is none.</exception>
    internal static IReadOnlyList<DnsJournalEntry> Read(string path)
    {
        var shown = PlainText.Excerpt(path, 260);
        try
        {
            if (SecretFile.Problem(path) is { } problem) throw Bad($"The journal '{shown}' cannot be read: {problem}");
            if (new FileInfo(path).Length > MaxLength) throw Bad($"The journal '{shown}' is over {MaxLength} octets.");
            var text = File.ReadAllText(path);
            var lines = text.Split('\n');
            var entries = lines.SkipLast(1).Select((line, at) => ReadLine(line, FormattableString.Invariant($"line {at + 1} of '{shown}'"))).ToList();
            return entries.Count > 0 ? entries : throw Bad($"'{shown}' holds no change to undo.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Bad($"The journal '{shown}' cannot be read: {FileWords.Of(exception, path)}");
        }
    }

    /// <summary>What a crash left of a last line was never sent, and must not become the head of the next.</summary>
    private static void CutTornLine(FileStream file)
    {
        for (var end = file.Length; ; end--)
        {
            file.Position = Math.Max(0, end - 1);
            if (end > 0 && file.ReadByte() != '\n') continue;
            file.SetLength(end);
            file.Position = end;
            return;
        }
    }

    private static DnsJournalEntry ReadLine(string line, string place)
    {
        try
        {
            var read = JsonSerializer.Deserialize<Line>(line, Json);
            if (read is not { Version: Version, Time: { } time, Zone: { } zone, Server: { Length: > 0 } server, Before: { } before, After: { } after }) throw Bad($"{Capital(place)} is no entry of a journal of this version.");
            var entry = new DnsJournalEntry(DateTimeOffset.Parse(time, CultureInfo.InvariantCulture), DnsName.Parse(zone), server, SetOf(before), SetOf(after));
            return entry.Before.Owner.Equals(entry.After.Owner) && entry.Before.Type == entry.After.Type && entry.After.Owner.IsWithin(entry.Zone)
                ? entry
                : throw Bad($"{Capital(place)} is no entry of a journal: what was before and after are not states of one set of its zone.");
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            throw Bad($"{Capital(place)} is no entry of a journal: {exception.Message}");
        }
    }

    private static DnsRecordSet SetOf(Set set) => new DnsRecordRow
    {
        Name = set.Name ?? "",
        Type = set.Type ?? "",
        Ttl = set.TtlSeconds?.ToString(CultureInfo.InvariantCulture),
        Data = set.Data?.All(data => data is not null) is true ? [.. set.Data.OfType<string>()] : throw new FormatException("a set has no data"),
    }.ToRecordSet(zone: null, mayBeEmpty: true);

    private static Set SetOf(DnsRecordSet set) => new(set.Name, DnsTypeText.Of(set.Type), set.TtlSeconds, set.Data);

    private static DnsPublishException Bad(string message) => new(new(DnsPublishFault.BadJournal, message));

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private sealed record Line(int Version, string? Time, string? Zone, string? Server, Set? Before, Set? After);

    private sealed record Set(string? Name, string? Type, int? TtlSeconds, IReadOnlyList<string?>? Data);
}
