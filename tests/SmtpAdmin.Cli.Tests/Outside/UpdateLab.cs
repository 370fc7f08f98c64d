using SmtpAdmin.Dns;
using SmtpAdmin.Lab;

namespace SmtpAdmin.Cli.Tests.Outside;

/// <summary>A server with a zone that takes signed updates, and its key in a file.</summary>
internal sealed class UpdateLab : IAsyncDisposable
{
    public const string Secret = LabEnvironment.UpdateKeySecret;

    public UpdateLab()
    {
        const string zone = "@ 300 SOA ns hostmaster 1 3600 600 86400 60\n@ 300 NS ns\nns 300 A 127.0.0.1\n@ 120 TXT \"token=1\"\n@ 120 TXT \"v=spf1 -all\"\nold 900 A 192.0.2.1\n";
        Server = LabDnsServer.Start([LabZone.Parse("publish.test", zone)], updateKey: TsigKey.Create(LabEnvironment.UpdateKeyName, TsigAlgorithm.HmacSha256, Secret));
        Folder = Directory.CreateTempSubdirectory().FullName;
        KeyPath = WriteKey("publisher.key", Secret);
    }

    public LabDnsServer Server { get; }

    public string Address => Server.EndPoint.ToString();

    public string Folder { get; }

    public string KeyPath { get; }

    /// <summary>Where to, and with which key.</summary>
    public string[] There => ["--server", Address, "--key-path", KeyPath];

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Writes a file that its owner alone may read.</summary>
    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }

    public string WriteKey(string name, string secret) => Write(name, $"key \"{LabEnvironment.UpdateKeyName}\" {{ algorithm hmac-sha256; secret \"{secret}\"; }};\n");

    /// <summary>What the server has.</summary>
    public async Task<string[]> LookAsync(string name, DnsType type)
    {
        using var resolver = new DnsResolver(new DnsResolverOptions { Servers = [Server.EndPoint], UseCache = false }, TimeProvider.System);
        return [.. (await resolver.ResolveAsync(DnsName.Parse(name), type, TestContext.Current.CancellationToken)).Records.Select(record => record.DataText).Order(StringComparer.Ordinal)];
    }
}
