using SmtpAdmin.Reputation;

namespace SmtpAdmin.Core.Tests.Reputation.Dnsbl;

/// <summary>A directory of a test's own, with a state file in it, and a clock.</summary>
internal sealed class StateFolder : IDisposable
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("smtpadmin-state-");

    public StateFolder() => StatePath = PathOf("state.json");

    public string StatePath { get; }

    public SkippingTime Time { get; } = new();

    public IEnumerable<string> Names => _directory.EnumerateFileSystemInfos().Select(file => file.Name).Order(StringComparer.Ordinal);

    public string PathOf(string name) => Path.Combine(_directory.FullName, name);

    public Task<DnsblWatch> OpenAsync(int confirmations = 1) => DnsblWatch.OpenAsync(StatePath, confirmations, Time, Token);

    /// <summary>A whole run: what it made of the results, and what is remembered.</summary>
    public async Task<IReadOnlyList<DnsblResult>> RunAsync(int confirmations, params DnsblResult[] results)
    {
        var watch = await OpenAsync(confirmations);
        var seen = results.Select(watch.Apply).ToList();
        await watch.SaveAsync(Token);
        return seen;
    }

    public DnsblResult Result(DnsblStatus status, params string[] codes) => Result("192.0.2.1", "bl.example", status, codes);

    public DnsblResult Result(string target, string zone, DnsblStatus status, params string[] codes) => new()
    {
        Target = target,
        Input = target,
        Provider = "Example",
        Zone = zone,
        Kind = DnsblKind.Address,
        Status = status,
        Codes = codes,
        CheckedAt = Time.Now,
    };

    public void Dispose()
    {
        foreach (var file in _directory.EnumerateFiles("*", SearchOption.AllDirectories)) file.Attributes = FileAttributes.Normal;
        _directory.Delete(recursive: true);
    }
}
