using System.Net;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Request;

public sealed class SmtpRelayRequestTests
{
    private static readonly SmtpRelayRequest Usual = new() { SpoolPath = Path.Combine(Path.GetTempPath(), "spool"), HostName = "relay.lab.test", SmartHost = ["mail.lab.test:587"] };

    [Fact]
    public async Task What_is_not_given_is_as_in_a_configuration_that_does_not_say_it()
    {
        var options = await OptionsAsync(Usual);
        var unsaid = new SmtpRelayOptions { SpoolPath = options.SpoolPath, HostName = options.HostName, Listeners = [], Routes = [] };
        Assert.Equal(SmtpRelayListener.Default, options.Listeners);
        Assert.Equal(unsaid.AllowNetworks, options.AllowNetworks);
        Assert.Equal(unsaid.Limits, options.Limits);
        Assert.Equal(unsaid.Retry, options.Retry);
        Assert.Equal(unsaid.MinimumFreeSpace, options.MinimumFreeSpace);
        Assert.Equal(new SmtpSmartHost { Host = "mail.lab.test", Port = 587 }, Assert.Single(Assert.Single(options.Routes).SmartHosts));
    }

    [Fact]
    public async Task What_is_given_is_taken()
    {
        var options = await OptionsAsync(Usual with
        {
            Listen = ["127.0.0.1:2525", "[::1]:587"],
            AllowNetwork = ["10.0.0.0/8"],
            SmartHost = ["a.lab.test:465", "b.lab.test"],
            SmartHostTls = RelayTlsPolicy.Required,
            UserName = "me",
            Password = RelaySecret.FromText("secret"),
            MaxMessageSize = 1 << 20,
            MinimumFreeSpace = 0,
            ExpireAfter = TimeSpan.FromDays(2),
            DelayNotice = TimeSpan.FromHours(4),
            PostmasterAddress = "postmaster@lab.test",
            HttpEndPoint = "127.0.0.1:9925",
        });
        Assert.Equal(["127.0.0.1:2525", "[::1]:587"], options.Listeners.Select(listener => listener.EndPoint.ToString()));
        Assert.Equal(IPNetwork.Parse("10.0.0.0/8"), Assert.Single(options.AllowNetworks));
        var servers = Assert.Single(options.Routes).SmartHosts;
        Assert.Equal([("a.lab.test", 465, true), ("b.lab.test", 25, false)], servers.Select(server => (server.Host, server.Port, server.ImplicitTls)));
        Assert.All(servers, server => Assert.Equal((RelayTlsPolicy.Required, true), (server.Tls, server.Credentials is PasswordCredential)));
        Assert.Equal((1 << 20, 0L), (options.Limits.MaxMessageSize, options.MinimumFreeSpace));
        Assert.Equal((TimeSpan.FromDays(2), TimeSpan.FromHours(4)), (options.Retry.ExpireAfter, options.Retry.DelayNotice));
        Assert.Equal(9925, options.HttpEndPoint!.Port);
    }

    [Theory]
    [InlineData("SmartHost", "RELAY-NO-ROUTE")]
    [InlineData("Credential", "RELAY-NO-SMART-HOST")]
    [InlineData("SmartHostTls", "RELAY-NO-SMART-HOST")]
    public async Task Without_a_smart_host_what_belongs_to_one_is_refused(string parameter, string code)
    {
        var plan = await PlanAsync(Usual with { SmartHost = [], UserName = "me", Password = RelaySecret.FromText("secret"), SmartHostTls = RelayTlsPolicy.Encrypt });
        Assert.Null(plan.Options);
        Assert.Contains(plan.Errors, error => error.Property == parameter && error.Finding.Code == code);
    }

    [Fact]
    public async Task What_the_options_as_a_whole_cannot_mean_is_told_with_the_parameter()
    {
        Assert.Equal("AllowNetwork", await OnlyErrorAsync(Usual with { AllowNetwork = ["0.0.0.0/0"] }));
        Assert.Equal("HostName", await OnlyErrorAsync(Usual with { HostName = "a b" }));
        Assert.Equal("ExpireAfter", await OnlyErrorAsync(Usual with { ExpireAfter = TimeSpan.FromSeconds(1) }));
        Assert.Equal("DelayNotice", await OnlyErrorAsync(Usual with { DelayNotice = TimeSpan.FromDays(6) }));
        Assert.Equal("MaxMessageSize", await OnlyErrorAsync(Usual with { MaxMessageSize = -1 }));
        Assert.Equal("SmartHostTls", await OnlyErrorAsync(Usual with { SmartHost = ["a.lab.test:465"], SmartHostTls = RelayTlsPolicy.None }));
        Assert.Equal("User", await OnlyErrorAsync(Usual with { Users = [SmtpRelayUser.Create("a", "secret", 4096)] }));
        Assert.Equal("Listen", await OnlyErrorAsync(Usual with { Listen = ["127.0.0.1:25", "127.0.0.1:25"] }));
        Assert.Equal("AuditPath", await OnlyErrorAsync(Usual with { AuditPath = "relative" }));
    }

    [Fact]
    public async Task An_open_relay_that_is_asked_for_is_warned_about()
    {
        using var plan = await PlanAsync(Usual with { AllowNetwork = ["0.0.0.0/0"], AllowOpenRelay = true });
        Assert.NotNull(plan.Options);
        Assert.Contains(plan.Findings, finding => finding is { Severity: FindingSeverity.Warning, Code: "RELAY-OPEN" });
    }

    [Fact]
    public async Task No_secret_shows_in_what_is_wrong()
    {
        using var plan = await PlanAsync(Usual with { UserName = "", Password = RelaySecret.FromText("hunter2"), CertificatePassword = RelaySecret.FromText("hunter2") });
        Assert.NotEmpty(plan.Errors);
        Assert.DoesNotContain("hunter2", string.Join('\n', plan.Errors), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", (Usual with { Password = RelaySecret.FromText("hunter2") }).ToString(), StringComparison.Ordinal);
    }

    private static async Task<string> OnlyErrorAsync(SmtpRelayRequest request) => Assert.Single((await PlanAsync(request)).Errors.Select(error => error.Property).Distinct());

    private static async Task<SmtpRelayOptions> OptionsAsync(SmtpRelayRequest request)
    {
        var plan = await PlanAsync(request);
        Assert.Empty(plan.Errors);
        return plan.Options!;
    }

    private static Task<SmtpRelayPlan> PlanAsync(SmtpRelayRequest request) => request.ReadAsync(TimeProvider.System, TestContext.Current.CancellationToken);
}
