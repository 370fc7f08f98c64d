using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Core.Tests.Dns;

public class DnsResolvConfTests
{
    [Fact]
    public void Servers_timeout_and_attempts_are_read()
    {
        var settings = DnsResolvConf.Parse(TestData.Text("dns/resolv.conf"));

        Assert.Equal(["192.0.2.1:53", "[2001:db8::53]:53", "[fe80::1%3]:53", "192.0.2.2:5353", "192.0.2.3:53"], settings.Servers.Select(server => server.ToString()));
        Assert.Equal(TimeSpan.FromSeconds(2), settings.Timeout);
        Assert.Equal(4, settings.Attempts);
    }

    [Fact]
    public void Lines_may_end_in_carriage_returns_and_begin_with_blanks() =>
        Assert.Equal("192.0.2.1:53", Assert.Single(DnsResolvConf.Parse("search x\r\n\tnameserver 192.0.2.1\r\n").Servers).ToString());

    [Fact]
    public void A_port_line_counts_for_servers_that_name_no_port() =>
        Assert.Equal(
            ["192.0.2.1:5300", "192.0.2.2:54"],
            DnsResolvConf.Parse("nameserver 192.0.2.1\nport 5300\nnameserver 192.0.2.2#54").Servers.Select(server => server.ToString()));

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n; at all\noptions timeout:3\n")]
    public void Without_a_nameserver_line_the_local_host_serves(string text) =>
        Assert.Equal("127.0.0.1:53", Assert.Single(DnsResolvConf.Parse(text).Servers).ToString());

    [Fact]
    public void A_nameserver_that_is_no_address_is_not_replaced_by_another() =>
        Assert.Empty(DnsResolvConf.Parse("nameserver dns.example\n").Servers);

    [Theory]
    [InlineData("options timeout:0 attempts:0", null, null)]
    [InlineData("options timeout:-1 attempts:x", null, null)]
    [InlineData("options timeout:99999999999 attempts:6", null, 5)]
    [InlineData("options timeout:60", 30, null)]
    [InlineData("options timeout:1 timeout:2", 2, null)]
    [InlineData("options timeout:1\noptions ndots:2", 1, null)]
    public void Options_are_kept_within_the_limits_of_the_manual(string text, int? seconds, int? attempts)
    {
        var settings = DnsResolvConf.Parse(text);

        Assert.Equal(seconds, (int?)settings.Timeout?.TotalSeconds);
        Assert.Equal(attempts, settings.Attempts);
    }

    [Fact]
    public void Any_text_gives_servers_that_a_resolver_takes() =>
        Prop.ForAll<string[]>(lines =>
        {
            var text = string.Join('\n', lines.Select((line, n) => (n % 3) switch { 0 => "nameserver " + line, 1 => "options " + line, _ => line }));
            new DnsResolverOptions { Servers = DnsResolvConf.Parse(text).Servers }.Validate();
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_system_has_settings_that_a_resolver_takes() => DnsResolverOptions.FromSystem().Validate();
}
