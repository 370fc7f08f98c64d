using SmtpAdmin.Core.Tests.Smtp.Relay.Support;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay;

public sealed class SmtpRelayReloadTests : IDisposable
{
    private const string Before = """
        {
          "smartHost": ["a.example:587"], "hostName": "relay.example.org",
          "allowNetwork": ["192.0.2.0/24"], "limits": { "maxRecipients": 100, "maxErrors": 5 },
        }
        """;

    private readonly RelayConfigurationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_same_in_another_spelling_changes_nothing()
    {
        using var running = await _folder.ReadAsync(Before);
        using var next = await _folder.ReadAsync("""{ "limits": { "maxErrors": 5, /* order */ "maxRecipients": 100 }, "hostName": "relay.example.org", "allowNetwork": ["192.0.2.0/24"], "smartHost": ["a.example:587"] }""");
        var reload = SmtpRelayReload.Compare(running, next);
        Assert.Empty(reload.Changed);
        Assert.Empty(reload.NeedsRestart);
        Assert.Null(reload.Warning);
    }

    [Fact]
    public async Task Networks_limits_and_rates_are_taken_over_and_the_rest_waits()
    {
        using var running = await _folder.ReadAsync(Before);
        using var next = await _folder.ReadAsync("""
            {
              "smartHost": ["b.example:587"], "listen": ["127.0.0.1:2525"],
              "allowNetwork": ["198.51.100.0/24"], "limits": { "maxRecipients": 200, "maxHops": 120 }, "rates": { "messagesPerMinute": 7 }, "minimumFreeSpace": "1GiB"
            }
            """);
        var reload = SmtpRelayReload.Compare(running, next);
        Assert.Equal(["allowNetwork", "limits", "minimumFreeSpace", "rates"], reload.Changed);
        Assert.Equal(["hostName", "listen", "smartHost"], reload.NeedsRestart);
        Assert.Contains("'hostName', 'listen', 'smartHost'", reload.Warning, StringComparison.Ordinal);
        Assert.Equal(next.Options.AllowNetworks, reload.Options.AllowNetworks);
        Assert.Equal((200, 20, 120, 7, 1L << 30), (reload.Options.Limits.MaxRecipients, reload.Options.Limits.MaxErrors, reload.Options.MaxHops, reload.Options.Rates.MessagesPerMinute, reload.Options.MinimumFreeSpace));
        Assert.Equal(("relay.example.org", running.Options.Listeners, running.Options.Routes), (reload.Options.HostName, reload.Options.Listeners, reload.Options.Routes));
    }

    [Fact]
    public async Task A_reload_is_compared_with_what_runs_since_the_one_before()
    {
        using var running = await _folder.ReadAsync(Before);
        using var next = await _folder.ReadAsync(Before.Replace("192.0.2.0/24", "198.51.100.0/24", StringComparison.Ordinal).Replace("a.example", "b.example", StringComparison.Ordinal));
        var reload = SmtpRelayReload.Compare(running, next).Then(next);
        Assert.Empty(reload.Changed);
        Assert.Equal(["smartHost"], reload.NeedsRestart); // still waits
        reload = reload.Then(running);
        Assert.Equal(["allowNetwork"], reload.Changed); // back again
        Assert.Empty(reload.NeedsRestart);
        Assert.Equal(running.Options.AllowNetworks, reload.Options.AllowNetworks);
    }

    [Fact]
    public async Task Users_and_certificate_are_the_new_ones()
    {
        var (old, renewed) = (new CertificateFiles(), new CertificateFiles());
        var (one, other) = (SmtpRelayUser.Create("one", "x", 4096), SmtpRelayUser.Create("other", "y", 4096));
        using var running = await ReadAsync(old, one);
        using var next = await ReadAsync(renewed, other);
        var reload = SmtpRelayReload.Compare(running, next);
        Assert.Equal(["users"], reload.Changed); // the certificate's files are the same, and their content is not
        Assert.False(await reload.Options.Users!.VerifyPasswordAsync("one", "x", TestContext.Current.CancellationToken));
        Assert.True(await reload.Options.Users.VerifyPasswordAsync("other", "y", TestContext.Current.CancellationToken));
        next.Dispose();
        Assert.Equal(renewed.Certificate.Thumbprint, reload.Options.Certificate!().TargetCertificate.Thumbprint);

        async Task<SmtpRelayConfiguration> ReadAsync(CertificateFiles files, SmtpRelayUser user)
        {
            _folder.Write("relay.pem", files.Pem + files.KeyPem);
            return await _folder.ReadAsync($$"""{ "directMx": true, "certificate": { "path": "relay.pem" }, "users": [{ "userName": "{{user.UserName}}", "credential": "{{user.Credential}}" }] }""");
        }
    }

    [Fact]
    public async Task What_is_read_again_by_itself_tells_the_log_of_it()
    {
        var files = new CertificateFiles();
        _folder.Write("relay.pem", files.Pem + files.KeyPem);
        using var configuration = await _folder.ReadAsync("""{ "directMx": true, "certificate": { "path": "relay.pem" } }""");
        var log = new MemoryLog();
        configuration.Options.Attach(log);
        _folder.Write("relay.pem", files.Pem);
        Assert.False(configuration.Certificate!.Reload());
        Assert.Contains("no private key", Assert.Single(log.Warnings), StringComparison.Ordinal);
    }

    /// <summary>Networks that are no danger where everybody has to log in are one where the listeners are still the old.</summary>
    [Fact]
    public async Task What_is_taken_over_is_to_be_checked_with_what_waits()
    {
        _folder.Write("relay.pem", new CertificateFiles() is var files ? files.Pem + files.KeyPem : "");
        var user = SmtpRelayUser.Create("one", "x", 4096);
        var users = $$"""[{ "userName": "{{user.UserName}}", "credential": "{{user.Credential}}" }]""";
        using var running = await _folder.ReadAsync("""{ "directMx": true }""");
        using var next = await _folder.ReadAsync($$"""
            {
              "directMx": true, "users": {{users}}, "certificate": { "path": "relay.pem" }, "allowNetwork": ["0.0.0.0/0"],
              "listen": [{ "endPoint": "127.0.0.1:587", "requireAuth": true }]
            }
            """);
        var reload = SmtpRelayReload.Compare(running, next);
        Assert.Contains(SmtpRelayOptionsCheck.Find(reload.Options, DateTimeOffset.UtcNow), found => found.Finding is { Severity: FindingSeverity.Error, Code: "RELAY-OPEN" });
    }
}
