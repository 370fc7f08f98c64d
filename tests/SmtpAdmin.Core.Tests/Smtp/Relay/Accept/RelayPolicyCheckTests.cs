using System.Net;
using SmtpAdmin.Core.Tests.Dkim;
using SmtpAdmin.Core.Tests.Smtp.Server;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Accept;

/// <summary>Nobody opens a relay to the world by accident.</summary>
public sealed class RelayPolicyCheckTests
{
    private static readonly SmtpRelayOptions Options = new()
    {
        SpoolPath = "nowhere",
        HostName = "relay.example.test",
        Listeners = [new SmtpRelayListener { EndPoint = new IPEndPoint(IPAddress.Any, 25) }],
        Routes = [new SmtpRelayRoute()],
    };

    [Theory]
    [InlineData("127.0.0.0/8")]
    [InlineData("10.0.0.0/8")]
    [InlineData("172.16.0.0/12")]
    [InlineData("192.168.0.0/16")]
    [InlineData("100.64.0.0/10")]
    [InlineData("fc00::/7")]
    [InlineData("fe80::/10")]
    [InlineData("::1/128")]
    [InlineData("8.8.0.0/16")]
    [InlineData("8.8.8.8/32")]
    [InlineData("2a00:1450::/32")]
    [InlineData("::ffff:10.0.0.0/104")]
    [InlineData("64:ff9b::8.8.0.0/112")]
    public void A_company_may_send_from_its_own_network(string network) => Assert.Empty(Check(network));

    [Theory]
    [InlineData("0.0.0.0/0")]
    [InlineData("::/0")]
    [InlineData("0.0.0.0/1")]
    [InlineData("128.0.0.0/1")]
    [InlineData("10.0.0.0/7")]
    [InlineData("8.8.0.0/15")]
    [InlineData("8.0.0.0/8")]
    [InlineData("172.0.0.0/8")]
    [InlineData("100.0.0.0/8")]
    [InlineData("2000::/3")]
    [InlineData("2a00::/12")]
    [InlineData("2a00:1450::/31")]
    [InlineData("f000::/4")]
    [InlineData("::ffff:0.0.0.0/96")] // all of IPv4, as a socket of both kinds shows it
    [InlineData("64:ff9b::/96")] // all of IPv4, as a translator shows it
    [InlineData("2002::/16")]
    public void A_network_that_is_nobodys_own_is_refused(string network)
    {
        var finding = Assert.Single(Check(network));
        Assert.Equal((FindingSeverity.Error, "RELAY-OPEN"), (finding.Severity, finding.Code));
        Assert.Contains(IPNetwork.Parse(network).ToString(), finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unset_network_is_everybody_and_refused() => Assert.Equal("RELAY-OPEN", Assert.Single(RelayPolicyCheck.Of(Options with { AllowNetworks = [default] }, default)).Code);

    [Fact]
    public void Two_halves_of_the_world_are_refused_both() => Assert.Equal(2, Check("0.0.0.0/1", "128.0.0.0/1").Count(finding => finding.Severity == FindingSeverity.Error));

    [Fact]
    public void Many_narrow_networks_that_make_a_wide_one_are_refused()
    {
        var narrow = Enumerable.Range(0, 256).Select(n => FormattableString.Invariant($"8.{n}.0.0/16")).ToArray();
        Assert.Equal("RELAY-OPEN", Assert.Single(Check(narrow)).Code);
        Assert.Empty(Check(narrow[..255]));
        Assert.Empty(Check([.. narrow[..100], .. narrow[..100], .. narrow[..100]])); // the same ones again
    }

    [Fact]
    public void Who_means_it_is_warned()
    {
        var finding = Assert.Single(RelayPolicyCheck.Of(Options with { AllowNetworks = [IPNetwork.Parse("0.0.0.0/0")], AllowOpenRelay = true }, default));
        Assert.Equal((FindingSeverity.Warning, "RELAY-OPEN"), (finding.Severity, finding.Code));
    }

    [Fact]
    public void Where_everybody_logs_in_networks_open_nothing()
    {
        var listener = Options.Listeners[0] with { RequireAuth = true };
        var options = Options with { AllowNetworks = [IPNetwork.Parse("0.0.0.0/0")], Users = TestUsers.List, Certificate = () => TestCertificates.Server };
        Assert.Empty(RelayPolicyCheck.Of(options with { Listeners = [listener] }, default));
        Assert.Single(RelayPolicyCheck.Of(options with { Listeners = [listener, Options.Listeners[0]] }, default));
    }

    [Theory]
    [InlineData(RelayListenerSecurity.Implicit, "RELAY-NO-CERTIFICATE")]
    [InlineData(RelayListenerSecurity.StartTlsRequired, "RELAY-NO-CERTIFICATE")]
    [InlineData(RelayListenerSecurity.StartTls, null)]
    [InlineData(RelayListenerSecurity.None, null)]
    public void TLS_needs_a_certificate(RelayListenerSecurity security, string? code) =>
        Assert.Equal(code, RelayPolicyCheck.Of(Options with { Listeners = [Options.Listeners[0] with { Security = security }] }, default).SingleOrDefault()?.Code);

    [Fact]
    public void A_login_that_nobody_can_make_is_refused()
    {
        var options = Options with { Listeners = [Options.Listeners[0] with { RequireAuth = true }] };
        Assert.Equal("RELAY-NO-USERS", Assert.Single(RelayPolicyCheck.Of(options, default)).Code);
        Assert.Equal("RELAY-AUTH-WITHOUT-TLS", Assert.Single(RelayPolicyCheck.Of(options with { Users = TestUsers.List }, default)).Code);
    }

    [Fact]
    public void A_signature_that_cannot_be_made_is_refused()
    {
        var signature = SignedMessages.Options(SignedMessages.Ed25519);
        Assert.Empty(RelayPolicyCheck.Of(Options with { DkimSignatures = [signature] }, SignedMessages.Now));
        Assert.Equal("RELAY-DKIM", Assert.Single(RelayPolicyCheck.Of(Options with { DkimSignatures = [signature with { Headers = ["Subject"], OverSignedHeaders = [] }] }, SignedMessages.Now)).Code);
    }

    private static IReadOnlyList<Finding> Check(params string[] networks) => RelayPolicyCheck.Of(Options with { AllowNetworks = [.. networks.Select(IPNetwork.Parse)] }, default);
}
