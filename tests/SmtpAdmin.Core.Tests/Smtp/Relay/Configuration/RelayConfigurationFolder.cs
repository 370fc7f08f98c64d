using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay;

/// <summary>A folder with a configuration and what it names.</summary>
internal sealed class RelayConfigurationFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string Path => _folder.Path;

    public string Write(string name, string content, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.Combine(Path, name))!);
        return _folder.Write(name, content, mode);
    }

    /// <summary>Reads a configuration.</summary>
    /// <param name="json">Its text.</param>
    public Task<SmtpRelayConfiguration> ReadAsync(string json) =>
        SmtpRelayConfiguration.ReadAsync(Write("relay.json", json), TimeProvider.System, TestContext.Current.CancellationToken);

    /// <summary>What is wrong with a configuration.</summary>
    public async Task<IReadOnlyList<JsonProblem>> ProblemsAsync(string json) =>
        (await Assert.ThrowsAsync<SmtpRelayConfigurationException>(() => ReadAsync(json))).Problems;

    public void Dispose() => _folder.Dispose();
}
