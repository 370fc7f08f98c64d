using System.Net;
using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dns;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Core.Tests.Reputation.Dnsbl;

/// <summary>What was given, as lists are asked about it.</summary>
public sealed class DnsblTargetTests
{
    [Theory]
    [InlineData("192.0.2.99", DnsblSubject.IPv4, "192.0.2.99", "99.2.0.192")] // RFC 5782 section 2.1
    [InlineData("2001:db8:1:2:3:4:567:89ab", DnsblSubject.IPv6, "2001:db8:1:2:3:4:567:89ab", "b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2")] // section 2.4
    [InlineData("::ffff:1.2.3.4", DnsblSubject.IPv4, "1.2.3.4", "4.3.2.1")]
    [InlineData("0.0.0.0", DnsblSubject.IPv4, "0.0.0.0", "0.0.0.0")]
    public void An_address_is_asked_backwards(string address, object subject, string text, string labels)
    {
        var target = DnsblTarget.Of("given", IPAddress.Parse(address));
        Assert.Equal(("given", (DnsblSubject)subject, DnsblKind.Address, text, labels), (target.Input, target.Subject, target.Kind, target.Text, target.LabelsText));
        Assert.Equal(labels, target.Labels.ToString());
    }

    [Fact]
    public void A_domain_is_asked_as_it_is_and_shown_in_small_letters()
    {
        var target = DnsblTarget.Of("Mail.EXAMPLE.com", DnsName.Parse("Mail.EXAMPLE.com"));
        Assert.Equal((DnsblSubject.Domain, DnsblKind.Domain, "mail.example.com", "Mail.EXAMPLE.com"), (target.Subject, target.Kind, target.Text, target.LabelsText));
    }

    [Fact]
    public void An_international_domain_is_asked_as_A_labels()
    {
        Assert.True(ReputationTarget.TryParse("Bücher.example", out var given, out _));
        var target = DnsblTarget.Of(given.Text, given.Name!);
        Assert.Equal(("Bücher.example", "xn--bcher-kva.example"), (target.Input, target.LabelsText));
    }

    [Theory]
    [InlineData("1.2.3.0/30", "1.2.3.0", "1.2.3.1", "1.2.3.2", "1.2.3.3")]
    [InlineData("1.2.3.7/31", "1.2.3.6", "1.2.3.7")]
    [InlineData("2600::/127", "2600::", "2600::1")]
    [InlineData("1.2.3.4", "1.2.3.4")]
    [InlineData("EXAMPLE.com", "example.com")]
    public async Task A_block_stands_for_its_addresses(string given, params string[] targets)
    {
        var expanded = await ExpandAsync(new StubResolver(), new DnsblOptions(), given);
        Assert.Equal(targets, expanded.Select(item => item.Target.Text));
        Assert.All(expanded, item => Assert.Equal((given, null), (item.Target.Input, item.Notice)));
    }

    [Fact]
    public async Task Of_a_block_that_is_only_partly_set_aside_each_such_address_is_told_of()
    {
        var expanded = await ExpandAsync(new StubResolver(), new DnsblOptions(), "192.0.0.0/22");
        Assert.Equal(1024, expanded.Count);
        Assert.Equal(512, expanded.Count(item => item.Notice is { Code: "TARGET-NOT-PUBLIC" })); // 192.0.0.0/24 and 192.0.2.0/24
        Assert.Null(expanded.Single(item => item.Target.Text == "192.0.1.255").Notice);
        Assert.NotNull(expanded.Single(item => item.Target.Text == "192.0.2.0").Notice);
        Assert.All(await ExpandAsync(new StubResolver(), new DnsblOptions { Force = true }, "192.0.0.0/22"), item => Assert.Null(item.Notice));
    }

    [Fact]
    public async Task A_block_that_is_set_aside_as_a_whole_is_told_of_once()
    {
        var (target, notice) = Assert.Single(await ExpandAsync(new StubResolver(), new DnsblOptions(), "172.20.0.0/16"));
        Assert.Equal(("172.20.0.0/16", "TARGET-NOT-PUBLIC"), (target.Text, notice?.Code));
        Assert.Contains("RFC 1918", notice!.Message, StringComparison.Ordinal);
        Assert.Contains("-Force", notice.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_is_its_name_and_its_addresses_of_both_families()
    {
        var dns = new StubResolver().A("mail.example.com", "1.2.3.4", "10.0.0.1").Aaaa("mail.example.com", "2600::25");
        var expanded = await ExpandAsync(dns, new DnsblOptions { Resolve = true }, "mail.example.com");
        Assert.Equal(["mail.example.com", "1.2.3.4", "10.0.0.1", "2600::25"], expanded.Select(item => item.Target.Text));
        Assert.Equal([null, null, "TARGET-NOT-PUBLIC", null], expanded.Select(item => item.Notice?.Code));
    }

    [Theory]
    [InlineData("nowhere.example.com", DnsOutcome.NxDomain, "HOST-NO-ADDRESS")]
    [InlineData("lame.example.com", DnsOutcome.ServFail, "HOST-UNKNOWN")]
    [InlineData("dead.example.com", DnsOutcome.Timeout, "HOST-UNKNOWN")]
    public async Task A_host_without_an_address_is_told_of_besides_its_name(string host, DnsOutcome outcome, string code)
    {
        var dns = new StubResolver().Fails(host, DnsType.A, outcome).Fails(host, DnsType.AAAA, outcome);
        var expanded = await ExpandAsync(dns, new DnsblOptions { Resolve = true }, host);
        Assert.Equal([null, code], expanded.Select(item => item.Notice?.Code));
    }

    [Fact]
    public async Task A_host_of_which_one_family_failed_is_checked_by_the_other_and_told_of()
    {
        var dns = new StubResolver().A("mail.example.com", "1.2.3.4").Fails("mail.example.com", DnsType.AAAA, DnsOutcome.ServFail);
        var expanded = await ExpandAsync(dns, new DnsblOptions { Resolve = true }, "mail.example.com");
        Assert.Equal([("mail.example.com", null), ("1.2.3.4", null), ("mail.example.com", "HOST-UNKNOWN")], expanded.Select(item => (item.Target.Text, item.Notice?.Code)));
    }

    [Fact]
    public async Task Without_resolve_no_host_is_looked_up()
    {
        var dns = new StubResolver().A("mail.example.com", "1.2.3.4");
        await ExpandAsync(dns, new DnsblOptions(), "mail.example.com");
        Assert.Equal(0, dns.Questions);
    }

    private static async Task<List<(DnsblTarget Target, Finding? Notice)>> ExpandAsync(StubResolver dns, DnsblOptions options, params string[] given)
    {
        var expanded = new List<(DnsblTarget, Finding?)>();
        var targets = new DnsblTargets(dns, [Lists.Zone("all.test")], options);
        await foreach (var item in targets.ExpandAsync(Lists.Targets(given), TestContext.Current.CancellationToken)) expanded.Add(item);
        return expanded;
    }
}
