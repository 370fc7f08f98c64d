using System.Net;
using SmtpAdmin.Core.Tests.Smtp.Server;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Control;

/// <summary>What is known of a relay that does not run: what it left in its folder.</summary>
public sealed class StoppedRelayTests : IDisposable
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    private readonly TemporaryFolder _folder = new();

    private string Settings => Path.Combine(_folder.Path, "settings.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Its_queue_is_seen_by_the_settings_that_it_had_and_no_secret_is_kept()
    {
        var options = new SmtpRelayOptions
        {
            SpoolPath = _folder.Path,
            HostName = "relay.example.org",
            PostmasterAddress = "postmaster@example.org",
            Listeners = [new SmtpRelayListener { EndPoint = new IPEndPoint(IPAddress.Loopback, 25) }],
            Retry = new SmtpRelayRetry { First = TimeSpan.FromMinutes(1), Longest = TimeSpan.FromHours(1), ExpireAfter = TimeSpan.FromDays(2), DelayNotice = TimeSpan.FromHours(4) },
            Audit = new SmtpRelayAudit { Path = Path.Combine(_folder.Path, "log"), KeepFor = TimeSpan.FromDays(365) },
            Routes =
            [
                new SmtpRelayRoute { Domains = [".example.net"] },
                new SmtpRelayRoute { SmartHosts = [new SmtpSmartHost { Host = "::1", Port = 587, Credentials = new PasswordCredential("relay", RelaySecret.FromText("pencil")) }, new SmtpSmartHost { Host = "second.example.org" }] },
            ],
        };
        await KeptSettings.WriteAsync(options, new ManualClock(), Token);
        var kept = await KeptSettings.ReadAsync(_folder.Path, Token);
        Assert.Equal((options.HostName, options.PostmasterAddress, options.Retry, options.Audit), (kept.HostName, kept.PostmasterAddress, kept.Retry, kept.Audit));
        var routes = new RelayRoutes(kept.Routes, kept.HostName, kept.PostmasterAddress);
        Assert.Equal(("[::1]:587", "mx.example.net"), (routes.Find("a@example.org").Name, routes.Find("b@mx.example.net").Name));
        Assert.DoesNotContain("pencil", await File.ReadAllTextAsync(Settings, Token), StringComparison.Ordinal);
        Assert.Equal(options.Audit.Path, await SmtpTrace.FindFolderAsync(_folder.Path, Token));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"HostName\":\"relay.exam")]
    [InlineData("{\"HostName\":\"relay.example.org\"}")]
    [InlineData("""{"HostName":"not a name","PostmasterAddress":null,"Retry":{},"Audit":{},"Routes":[]}""")]
    [InlineData("""{"HostName":null,"PostmasterAddress":null,"Retry":{},"Audit":{},"Routes":[]}""")]
    [InlineData("""{"HostName":"relay.example.org","PostmasterAddress":null,"Retry":{},"Audit":{},"Routes":null}""")]
    [InlineData("""{"HostName":"relay.example.org","PostmasterAddress":null,"Retry":{},"Audit":{},"Routes":[null]}""")]
    public async Task Without_settings_that_can_be_used_its_queue_is_seen_all_the_same(string? content)
    {
        if (content is not null) await File.WriteAllTextAsync(Settings, content, Token);
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "spool.lock"), "", Token);
        var kept = await KeptSettings.ReadAsync(_folder.Path, Token);
        Assert.Equal(new SmtpRelayRetry(), kept.Retry);
        Assert.True(Assert.Single(kept.Routes).IsDirect);
        Assert.Equal(Path.Combine(_folder.Path, "audit"), await SmtpTrace.FindFolderAsync(_folder.Path, Token));
    }
}
