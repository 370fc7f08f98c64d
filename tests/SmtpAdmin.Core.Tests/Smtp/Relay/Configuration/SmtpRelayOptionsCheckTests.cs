using System.Net;
using SmtpAdmin.Core.Tests.Smtp.Server;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay;

public sealed class SmtpRelayOptionsCheckTests
{
    private static readonly SmtpRelayOptions Good = new()
    {
        SpoolPath = Path.GetTempPath(),
        HostName = "relay.example.org",
        Listeners = [Listener("127.0.0.1", 2525)],
        Routes = [new SmtpRelayRoute()],
    };

    public static TheoryData<string, string, SmtpRelayOptions> Errors => new()
    {
        { "listen", "RELAY-NO-LISTENER", Good with { Listeners = [] } },
        { "listen[1]", "RELAY-PORT-TWICE", Good with { Listeners = [Listener("127.0.0.1", 25), Listener("127.0.0.1", 25)] } },
        { "listen[1]", "RELAY-PORT-TWICE", Good with { Listeners = [Listener("::1", 25), Listener("::", 25)], AllowNetworks = [IPNetwork.Parse("192.0.2.0/24")] } },
        { "", "RELAY-NO-ROUTE", Good with { Routes = [] } },
        { "routes", "RELAY-NO-ROUTE", Good with { Routes = [new() { Domains = ["a.example"] }] } },
        { "routes", "RELAY-ROUTE-TWICE", Good with { Routes = [new(), new()] } },
        { "routes[0].domains[0]", "RELAY-ROUTE-DOMAIN", Good with { Routes = [new() { Domains = ["someone@a.example"] }, new()] } },
        { "routes[0].domains[1]", "RELAY-ROUTE-TWICE", Good with { Routes = [new() { Domains = ["bücher.example", "xn--bcher-kva.example"] }, new()] } },
        { "smartHost[0].host", "RELAY-SMART-HOST", Server(new() { Host = "a b" }) },
        { "smartHost[0].host", "RELAY-SMART-HOST", Server(new() { Host = "a.example:25" }) },
        { "smartHost[0].port", "RELAY-NUMBER", Server(new() { Host = "a.example", Port = 0 }) },
        { "smartHost[0].tls", "RELAY-SMART-HOST-TLS", Server(new() { Host = "a.example", Port = 465, ImplicitTls = true, Tls = RelayTlsPolicy.None }) },
        { "smartHost[0].tls", "RELAY-SMART-HOST-TLS", Server(new() { Host = "a.example", Tls = RelayTlsPolicy.None, Credentials = new PasswordCredential("a", RelaySecret.FromText("b")) }) },
        { "smartHost[0]", "RELAY-LOOP", Server(new() { Host = "127.0.0.1", Port = 2525 }) },
        { "users", "RELAY-AUTH-WITHOUT-TLS", Good with { Users = new RelayUsers([], TimeProvider.System) } },
        { "limits.maxRecipients", "RELAY-NUMBER", Good with { Limits = Good.Limits with { MaxRecipients = 0 } } },
        { "limits.maxMessageSize", "RELAY-LIMITS", Good with { MaxQueuedOctets = 1000 } },
        { "timeouts.session", "RELAY-DURATION", Good with { Timeouts = Good.Timeouts with { Session = TimeSpan.FromDays(50) } } },
        { "timeouts.data", "RELAY-DURATION", Good with { Timeouts = Good.Timeouts with { Data = TimeSpan.FromSeconds(-1) } } },
        { "retry.longest", "RELAY-RETRY", Good with { Retry = new() { Longest = TimeSpan.FromMinutes(1) } } },
        { "retry.delayNotice", "RELAY-RETRY", Good with { Retry = new() { DelayNotice = TimeSpan.FromDays(6) } } },
        { "delivery.mxPort", "RELAY-NUMBER", Good with { Delivery = new() { MxPort = 65536 } } },
        { "rates.messagesPerMinute", "RELAY-NUMBER", Good with { Rates = new() { MessagesPerMinute = -1 } } },
        { "audit.path", "RELAY-PATH", Good with { Audit = new() { Path = "log" } } },
        { "spoolPath", "RELAY-PATH", Good with { SpoolPath = "queue" } },
        { "hostName", "RELAY-HOST-NAME", Good with { HostName = "relay\r\nX: y" } },
        { "hostName", "RELAY-HOST-NAME", Good with { HostName = "relay..example" } }, // reports come from there: it has to stand in an address
        { "hostName", "RELAY-HOST-NAME", Good with { HostName = "[relay]" } },
        { "controlGroup", "RELAY-GROUP", Good with { ControlGroup = "a:b" } },
        { "controlGroup", "RELAY-GROUP", Good with { ControlGroup = OperatingSystem.IsWindows() ? "" : "no-such-group-here" } },
        { "bounceHook", "RELAY-HOOK", Good with { BounceHook = new Uri("ftp://a.example") } },
        { "bounceHook", "RELAY-HOOK", Good with { BounceHook = new Uri("https://user:pass@a.example") } },
        { "allowNetwork", "RELAY-OPEN", Good with { AllowNetworks = [IPNetwork.Parse("0.0.0.0/0")] } },
        { "listen", "RELAY-NO-CERTIFICATE", Good with { Listeners = [Listener("127.0.0.1", 465) with { Security = RelayListenerSecurity.Implicit }] } },
    };

    public static TheoryData<string, string, SmtpRelayOptions> Warnings => new()
    {
        { "listen[0]", "RELAY-PORT-465", Good with { Listeners = [Listener("127.0.0.1", 465)] } },
        { "listen[0]", "RELAY-PORT-STARTTLS", Good with { Listeners = [Listener("127.0.0.1", 587) with { Security = RelayListenerSecurity.Implicit }], Certificate = () => TestCertificates.Server } },
        { "allowNetwork", "RELAY-NOBODY-OUTSIDE", Good with { Listeners = [Listener("0.0.0.0", 25)] } },
        { "smartHost[0].implicitTls", "RELAY-SMART-HOST-PORT", Server(new() { Host = "a.example", Port = 465 }) },
        { "smartHost[0].implicitTls", "RELAY-SMART-HOST-PORT", Server(new() { Host = "a.example", Port = 587, ImplicitTls = true }) },
        { "smartHost[0].allowInsecureAuth", "RELAY-INSECURE-AUTH", Server(new() { Host = "a.example", AllowInsecureAuth = true, Credentials = new PasswordCredential("a", RelaySecret.FromText("b")) }) },
        { "limits.maxRecipients", "RELAY-LIMIT-LOW", Good with { Limits = Good.Limits with { MaxRecipients = 99 } } },
        { "limits.maxHops", "RELAY-LIMIT-LOW", Good with { MaxHops = 99 } },
        { "timeouts.acceptance", "RELAY-ACCEPTANCE-LONG", Good with { Timeouts = Good.Timeouts with { Acceptance = TimeSpan.FromMinutes(10) } } },
        { "hostName", "RELAY-HOST-NAME", Good with { HostName = "relay" } },
        { "hostName", "RELAY-HOST-NAME", Good with { HostName = "[192.0.2.1]" } },
    };

    [Fact]
    public void Nothing_is_found_where_nothing_is_wrong() => Assert.Empty(Find(Good));

    [Theory]
    [MemberData(nameof(Errors))]
    public void An_error_is_told_of_its_property(string property, string code, SmtpRelayOptions options) => AssertFound(FindingSeverity.Error, property, code, options);

    [Theory]
    [MemberData(nameof(Warnings))]
    public void A_warning_is_told_of_its_property(string property, string code, SmtpRelayOptions options) => AssertFound(FindingSeverity.Warning, property, code, options);

    [Theory]
    [InlineData("example.org", true)]
    [InlineData(".example.org", true)]
    [InlineData("bücher.example", true)]
    [InlineData("[192.0.2.1]", true)]
    [InlineData("[IPv6:2001:db8::1]", true)]
    [InlineData(".[192.0.2.1]", false)]
    [InlineData("[mail]", false)]
    [InlineData(".", false)]
    [InlineData("*.example.org", false)]
    [InlineData("..example.org", false)]
    [InlineData("example.org:25", false)]
    public void A_routes_domain_is_one_that_mail_can_be_for(string domain, bool expected) =>
        Assert.Equal(expected, Find(Good with { Routes = [new() { Domains = [domain] }, new()] }).Count == 0);

    [Fact]
    public void Ports_that_the_system_chooses_and_other_families_do_not_collide() =>
        Assert.Empty(Find(Good with { Listeners = [Listener("127.0.0.1", 0), Listener("127.0.0.1", 0), Listener("127.0.0.1", 25), Listener("::1", 25), Listener("127.0.0.2", 25)] }));

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7/32")]
    [InlineData(" 192.0.2.0/24 ", "192.0.2.0/24")]
    [InlineData("::1", "::1/128")]
    [InlineData("2001:DB8::/32", "2001:db8::/32")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("::ffff:192.0.2.0/120", "192.0.2.0/24")]
    public void A_network_is_read(string text, string expected)
    {
        Assert.True(RelayNetwork.TryParse(text, out var network, out _));
        Assert.Equal(expected, network.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("10")]
    [InlineData("10.1/16")]
    [InlineData("010.0.0.0/8")]
    [InlineData("192.0.2.0/33")]
    [InlineData("192.0.2.0/-1")]
    [InlineData("192.0.2.0/")]
    [InlineData("192.0.2.0/24/8")]
    [InlineData("192.0.2.7/24")]
    [InlineData("2001:db8::1/32")]
    [InlineData("::ffff:0.0.0.0/8")]
    [InlineData("fe80::1%eth0")]
    [InlineData("[::1]")]
    [InlineData("example.org")]
    public void What_is_no_network_is_refused(string? text)
    {
        Assert.False(RelayNetwork.TryParse(text, out _, out var problem));
        Assert.EndsWith(".", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1:25", "127.0.0.1:25", RelayListenerSecurity.StartTls)]
    [InlineData("[::1]:465", "[::1]:465", RelayListenerSecurity.Implicit)]
    [InlineData("127.0.0.1:0", "127.0.0.1:0", RelayListenerSecurity.StartTls)]
    [InlineData("localhost:25", null, default(RelayListenerSecurity))]
    [InlineData("25", null, default(RelayListenerSecurity))]
    [InlineData("::1", null, default(RelayListenerSecurity))]
    [InlineData("127.0.0.1:65536", null, default(RelayListenerSecurity))]
    [InlineData(null, null, default(RelayListenerSecurity))]
    public void A_listener_is_read(string? text, string? endPoint, RelayListenerSecurity security)
    {
        Assert.Equal(endPoint is not null, SmtpRelayListener.TryParse(text, out var listener, out var problem));
        Assert.Equal((endPoint, security, problem is null), (listener?.EndPoint.ToString(), listener?.Security ?? default, endPoint is not null));
    }

    [Theory]
    [InlineData("0s", 0.0)]
    [InlineData("250ms", 0.25)]
    [InlineData("90 s", 90.0)]
    [InlineData("5m", 300.0)]
    [InlineData("4h", 14400.0)]
    [InlineData("366d", 31622400.0)]
    [InlineData("367d", null)]
    [InlineData("99999999999999999999d", null)]
    [InlineData("m", null)]
    [InlineData("-5m", null)]
    [InlineData("1.5h", null)]
    public void A_duration_is_read(string text, double? seconds) => Assert.Equal(seconds, RelayQuantity.Duration(text)?.TotalSeconds);

    [Theory]
    [InlineData("25MB", 25_000_000L)]
    [InlineData("25MiB", 26_214_400L)]
    [InlineData("1 kB", 1000L)]
    [InlineData("7B", 7L)]
    [InlineData("8388607TiB", 9223370937343148032L)]
    [InlineData("8388608TiB", null)]
    [InlineData("MB", null)]
    [InlineData("25Mb", null)]
    public void A_size_is_read(string text, long? octets) => Assert.Equal(octets, RelayQuantity.Size(text));

    [Fact]
    public void The_queue_is_kept_where_the_system_has_such_things()
    {
        Assert.Equal("/var/spool/smtpadmin", SmtpRelayPaths.Default(isWindows: false, isPrivileged: true, _ => "/state", _ => "/home/a"));
        Assert.Equal("/state/smtpadmin/relay", Slashes(SmtpRelayPaths.Default(isWindows: false, isPrivileged: false, _ => "/state", _ => "/home/a")));
        Assert.Equal("/home/a/.local/state/smtpadmin/relay", Slashes(SmtpRelayPaths.Default(isWindows: false, isPrivileged: false, _ => "state", _ => "/home/a")));
        Assert.Equal("CommonApplicationData/SmtpAdmin/Relay", Slashes(SmtpRelayPaths.Default(isWindows: true, isPrivileged: true, _ => null, folder => $"{folder}")));
        Assert.Equal("LocalApplicationData/SmtpAdmin/Relay", Slashes(SmtpRelayPaths.Default(isWindows: true, isPrivileged: false, _ => null, folder => $"{folder}")));
        Assert.Throws<InvalidOperationException>(() => SmtpRelayPaths.Default(isWindows: false, isPrivileged: false, _ => null, _ => ""));

        static string Slashes(string path) => path.Replace('\\', '/');
    }

    private static void AssertFound(FindingSeverity severity, string property, string code, SmtpRelayOptions options)
    {
        var found = Assert.Single(Find(options));
        Assert.Equal((severity, property, code), (found.Finding.Severity, found.Property, found.Finding.Code));
        Assert.NotEmpty(found.Finding.Remedy);
    }

    private static IReadOnlyList<SmtpRelayOptionsFinding> Find(SmtpRelayOptions options) => SmtpRelayOptionsCheck.Find(options, DateTimeOffset.UtcNow);

    private static SmtpRelayListener Listener(string address, int port) => new() { EndPoint = new IPEndPoint(IPAddress.Parse(address), port) };

    private static SmtpRelayOptions Server(SmtpSmartHost server) => Good with { Routes = [new() { SmartHosts = [server] }] };
}
