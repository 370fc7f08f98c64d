namespace SmtpAdmin.Interop.Tests.Provisioning;

/// <summary>A journal in a folder that goes with it.</summary>
internal sealed class TemporaryJournal : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("journal-").FullName;

    public string Path => System.IO.Path.Combine(_folder, "changes.jsonl");

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
