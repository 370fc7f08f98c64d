namespace SmtpAdmin.Cli.Tests.Outside.Relay;

/// <summary>A folder for a relay's configuration and spool; removed when disposed.</summary>
internal sealed class RelayFolder : IDisposable
{
    public RelayFolder() => Path = Directory.CreateTempSubdirectory("smtpadmin-relay-").FullName;

    public string Path { get; }

    /// <summary>Where the spool is, as <c>"spoolPath": "spool"</c> names it.</summary>
    public string Spool => System.IO.Path.Combine(Path, "spool");

    /// <summary>Writes a file.</summary>
    /// <returns>Its path.</returns>
    public string Write(string text, string name = "relay.json")
    {
        var path = System.IO.Path.Combine(Path, name);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
