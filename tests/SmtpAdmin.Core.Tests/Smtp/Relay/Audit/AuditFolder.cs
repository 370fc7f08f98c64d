using System.Text;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Audit;

/// <summary>A folder of audit files, gone with the test.</summary>
internal sealed class AuditFolder : IDisposable
{
    public string Path { get; } = System.IO.Path.Combine(Directory.CreateTempSubdirectory("audit-").FullName, "log");

    public string[] Files => Directory.Exists(Path) ? [.. AuditFileName.List(Path).Select(file => file.Path)] : [];

    /// <summary>All lines of all files, the oldest first.</summary>
    public string[] Lines => [.. Files.SelectMany(file => Encoding.UTF8.GetString(ReadShared(file)).Split('\n')[..^1])];

    public static SmtpTraceEvent Event(int second, SmtpTraceKind kind = SmtpTraceKind.Connected) =>
        new() { Time = new DateTimeOffset(2026, 11, 3, 9, 0, 0, TimeSpan.Zero).AddSeconds(second), Kind = kind };

    /// <summary>Writes a file as the log does.</summary>
    /// <param name="start">The seconds behind 9 o'clock when it was begun.</param>
    /// <param name="entries">What is in it.</param>
    /// <returns>Its path.</returns>
    public string Write(int start, params SmtpTraceEvent[] entries)
    {
        using var writer = new AuditLineWriter();
        foreach (var entry in entries) writer.Write(entry);
        Directory.CreateDirectory(Path);
        var path = System.IO.Path.Combine(Path, new AuditFileName(Event(start).Time, 1).ToString());
        File.WriteAllBytes(path, writer.Written.ToArray());
        return path;
    }

    public async Task<List<SmtpTraceEvent>> ReadAsync(SmtpTraceFilter? filter = null)
    {
        var found = new List<SmtpTraceEvent>();
        await foreach (var entry in new SmtpTrace(Path).ReadAsync(filter ?? new SmtpTraceFilter(), TestContext.Current.CancellationToken)) found.Add(entry);
        return found;
    }

    public void Dispose() => Directory.Delete(System.IO.Path.GetDirectoryName(Path)!, recursive: true);

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var octets = new byte[file.Length];
        file.ReadExactly(octets);
        return octets;
    }
}
