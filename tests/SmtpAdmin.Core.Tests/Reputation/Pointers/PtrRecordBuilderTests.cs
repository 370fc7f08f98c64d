using System.Net;
using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dns;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Core.Tests.Reputation.Pointers;

public class PtrRecordBuilderTests
{
    private const string Address = "8.8.4.25"; // one that is not set aside for documentation
    private const string Reverse = "25.4.8.8.in-addr.arpa";
    private const string Host = "mail.example.com";

    private static readonly PtrRequest Request = new() { IPAddress = Address, HostName = Host };

    private readonly StubResolver _dns = new();

    [Theory]
    [InlineData("192.0.2.25", "25.2.0.192.in-addr.arpa")]
    [InlineData("::ffff:192.0.2.25", "25.2.0.192.in-addr.arpa")]
    [InlineData("2001:db8::25", "5.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa")]
    public async Task The_owner_is_the_name_of_the_address_in_reverse(string address, string owner)
    {
        var record = await BuildAsync(Request with { IPAddress = address, HostName = "Mail.bücher.example.", NoLookup = true });
        Assert.Equal((owner, "PTR", $"{record.HostName}."), (record.Name, record.Type, record.Value));
        Assert.Equal("mail.xn--bcher-kva.example", record.HostName, ignoreCase: true);
        Assert.Equal($"{owner}. IN PTR {record.Value}", record.ZoneLine);
        var set = Assert.Single(record.RecordSets);
        Assert.Equal((owner, DnsType.PTR, record.Value), (set.Name, set.Type, Assert.Single(set.Data)));
        Assert.Empty(record.ParentRecords);
        Assert.Empty(record.ForwardRecords);
        Assert.Equal(0, _dns.Questions);
        Assert.Equal(((bool?)null, (bool?)null, (string?)null), (record.IsPublished, record.ForwardConfirmed, record.ReverseZone));
        Assert.Contains(record.Findings, finding => finding.Code == "PTR-NEW-NOT-LOOKED-UP");
        Assert.DoesNotContain("resolve", record.RequestText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("192.0.2.128/26", null, "130.128/26.2.0.192.in-addr.arpa")]
    [InlineData("192.0.2.128-191", null, "130.128-191.2.0.192.in-addr.arpa")]
    [InlineData("192.0.2.128-191", PtrBlockStyle.Dash, "130.128-26.2.0.192.in-addr.arpa")]
    public async Task In_a_block_the_record_is_in_its_own_zone_and_the_alias_is_the_provider_s(string block, PtrBlockStyle? style, string owner)
    {
        var record = await BuildAsync(Request with { IPAddress = "192.0.2.130", Block = block, BlockStyle = style, NoLookup = true });
        Assert.Equal((owner, "192.0.2.128/26"), (record.Name, record.Block));
        Assert.Equal([$"{owner}. IN PTR {Host}."], record.RecordSets.Select(set => set.ToString()));
        Assert.Equal([$"130.2.0.192.in-addr.arpa. IN CNAME {owner}."], record.ParentRecords.Select(set => set.ToString()));
        Assert.Contains($"130.2.0.192.in-addr.arpa. IN CNAME {owner}.", record.RequestText, StringComparison.Ordinal);
        Assert.Contains("In the zone:   2.0.192.in-addr.arpa", record.RequestText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_right_already_needs_nothing()
    {
        _dns.Ptr(Address, Host).A(Host, Address);
        Authority("4.8.8.in-addr.arpa", "ns.provider.example", "dns\\.admin.provider.example");
        var record = await BuildAsync(Request);
        Assert.Equal((true, true), (record.IsPublished, record.ForwardConfirmed));
        Assert.Equal(["PTR-NEW-PUBLISHED", "PTR-NEW-ZONE"], record.Findings.Select(finding => finding.Code));
        Assert.Equal(("4.8.8.in-addr.arpa", "ns.provider.example", "dns.admin@provider.example"), (record.ReverseZone, record.PrimaryServer, record.ZoneContact));
        Assert.Empty(record.ForwardRecords);
    }

    [Fact]
    public async Task The_request_can_be_mailed_as_it_is()
    {
        _dns.Ptr(Address, "host25.provider.example").A(Host, Address);
        Authority("4.8.8.in-addr.arpa", "ns.provider.example", "hostmaster.provider.example");
        var record = await BuildAsync(Request);
        const string wanted = """
            Please set the reverse DNS (the PTR record) of an address of
            ours that sends mail.

            Address:       8.8.4.25
            Name wanted:   mail.example.com
            Name now:      host25.provider.example (to be removed)
            As a record:
            25.4.8.8.in-addr.arpa. IN PTR mail.example.com.

            On 2026-03-04 the name
            mail.example.com
            resolves to the address already: both directions agree when
            this is done.

            """;
        Assert.Equal(wanted.ReplaceLineEndings("\n"), record.RequestText);
        Assert.Equal(["PTR-NEW-REPLACES", "PTR-NEW-ZONE"], record.Findings.Select(finding => finding.Code));
        Assert.Equal((false, true), (record.IsPublished, record.ForwardConfirmed));
    }

    [Fact]
    public async Task Every_line_of_a_request_is_short_and_plain()
    {
        _dns.Ptr("2001:db8::25", "one.example.net", "two.example.net");
        foreach (var request in new[] { Request with { IPAddress = "2001:db8::25" }, Request with { IPAddress = "192.0.2.130", Block = "192.0.2.128/26" } })
        {
            var record = await BuildAsync(request);
            Assert.All(record.RequestText.Split('\n'), line => Assert.True(line.Length <= 998 && line.All(character => character is >= ' ' and <= '~') && (line.Length <= 61 || line.Contains(" IN ", StringComparison.Ordinal)), line));
        }
    }

    [Fact]
    public async Task A_name_without_the_address_gets_the_record_to_add_beside_what_it_has()
    {
        _dns.A(Host, "8.8.4.99").Aaaa(Host, "2001:db8::1");
        var record = await BuildAsync(Request);
        Assert.False(record.ForwardConfirmed);
        var set = Assert.Single(record.ForwardRecords);
        Assert.Equal((Host, DnsType.A), (set.Name, set.Type));
        Assert.Equal(["8.8.4.99", Address], set.Data);
        var finding = record.Findings.Single(finding => finding.Code == "PTR-NEW-FORWARD-MISMATCH");
        Assert.Contains($"'{Host}. IN A {Address}'", finding.Remedy, StringComparison.Ordinal);
        Assert.Contains("does not resolve to the address yet", record.RequestText, StringComparison.Ordinal);
        Assert.Contains("Name now:      none", record.RequestText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_without_any_address_is_told_as_such_for_IPv6_too()
    {
        var record = await BuildAsync(Request with { IPAddress = "2001:db8::25" });
        Assert.Equal([$"{Host}. IN AAAA 2001:db8::25"], record.ForwardRecords.Select(set => set.ToString()));
        Assert.Contains(record.Findings, finding => finding.Code == "PTR-NEW-FORWARD-MISSING");
    }

    [Theory]
    [ClassData(typeof(InconclusiveOutcomes))]
    public async Task What_cannot_be_looked_up_is_unknown_and_nothing_else(DnsOutcome outcome)
    {
        _dns.Fails(Reverse, DnsType.PTR, outcome).Fails(Reverse, DnsType.SOA, outcome).Fails(Host, DnsType.A, outcome, "no luck");
        var record = await BuildAsync(Request);
        Assert.Equal(((bool?)null, (bool?)null, (string?)null), (record.IsPublished, record.ForwardConfirmed, record.ReverseZone));
        Assert.Equal(["PTR-NEW-CURRENT-UNKNOWN", "PTR-NEW-FORWARD-UNKNOWN", "PTR-NEW-ZONE-UNKNOWN"], record.Findings.Select(finding => finding.Code));
        Assert.Empty(record.ForwardRecords);
        Assert.Contains("not known, the look-up failed", record.RequestText, StringComparison.Ordinal);
        Assert.Contains("could not be looked up", record.RequestText, StringComparison.Ordinal);
        Assert.Single(record.RecordSets);
    }

    [Fact]
    public async Task Where_the_name_is_an_alias_already_the_record_is_made_for_its_end()
    {
        _dns.Alias(Reverse, DnsType.PTR, "25.24-31.4.8.8.in-addr.arpa").A(Host, Address);
        var record = await BuildAsync(Request);
        Assert.Equal("25.24-31.4.8.8.in-addr.arpa", record.Name);
        Assert.Contains(record.Findings, finding => finding.Code == "PTR-NEW-ALIAS");
        Assert.Contains("25.24-31.4.8.8.in-addr.arpa", _dns.Asked);
    }

    [Theory]
    [InlineData(PtrBlockStyle.Range, false)]
    [InlineData(PtrBlockStyle.Slash, true)]
    public async Task An_alias_that_leads_elsewhere_than_the_block_is_told(PtrBlockStyle style, bool isTold)
    {
        _dns.Alias(Reverse, DnsType.PTR, "25.24-31.4.8.8.in-addr.arpa", new PtrRecord(DnsName.Parse("25.24-31.4.8.8.in-addr.arpa"), TimeSpan.Zero, DnsName.Parse(Host))).A(Host, Address);
        var record = await BuildAsync(Request with { Block = "8.8.4.24/29", BlockStyle = style });
        Assert.Equal(isTold, record.Findings.Any(finding => finding.Code == "PTR-NEW-OTHER-ALIAS"));
        Assert.Equal(!isTold, record.IsPublished);
    }

    [Theory]
    [InlineData("host-8-8-4-25.example.com", "PTR-NEW-GENERIC")]
    [InlineData("dhcp-7.example.com", "PTR-NEW-GENERIC")]
    public async Task A_name_that_looks_generic_is_told(string host, string code) =>
        Assert.Contains((await BuildAsync(Request with { HostName = host, NoLookup = true })).Findings, finding => finding.Code == code && finding.Severity == FindingSeverity.Warning);

    [Theory]
    [InlineData("10.1.2.3", "private use")]
    [InlineData("127.0.0.1", "loopback")]
    [InlineData("fd00::1", "")]
    public async Task An_address_that_is_set_aside_is_explained(string address, string said)
    {
        var finding = (await BuildAsync(Request with { IPAddress = address, NoLookup = true })).Findings[0];
        Assert.Equal(("PTR-NEW-SPECIAL-ADDRESS", FindingSeverity.Warning), (finding.Code, finding.Severity));
        Assert.Contains(said, finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_is_an_alias_is_no_name_to_point_to()
    {
        _dns.Alias(Host, DnsType.A, "web.example.com", new ARecord(DnsName.Parse("web.example.com"), TimeSpan.Zero, IPAddress.Parse(Address)));
        var record = await BuildAsync(Request);
        Assert.True(record.ForwardConfirmed);
        Assert.Equal("RFC 2181 section 10.2", record.Findings.Single(finding => finding.Code == "PTR-NEW-HOST-ALIAS").Reference);
    }

    [Theory]
    [InlineData("in-addr.arpa", true)]
    [InlineData("8.in-addr.arpa", true)]
    [InlineData("8.8.in-addr.arpa", false)]
    public async Task A_zone_of_the_registry_s_own_means_that_nothing_is_delegated(string zone, bool isRegistry)
    {
        Authority(zone, "ns.example.net", "hostmaster.example.net");
        Assert.Contains((await BuildAsync(Request)).Findings, finding => finding.Code == (isRegistry ? "PTR-NEW-NOT-DELEGATED" : "PTR-NEW-ZONE"));
    }

    [Theory]
    [InlineData("", Host, null, null, PtrFault.BadIPAddress)]
    [InlineData("192.0.2.0/28", Host, null, null, PtrFault.BadIPAddress)]
    [InlineData("192.0.2.300", Host, null, null, PtrFault.BadIPAddress)]
    [InlineData("mail.example.com", Host, null, null, PtrFault.BadIPAddress)]
    [InlineData("25.2.0.192.in-addr.arpa", Host, null, null, PtrFault.BadIPAddress)]
    [InlineData("192.0.2.1", "", null, null, PtrFault.BadHostName)]
    [InlineData("192.0.2.1", "mail", null, null, PtrFault.BadHostName)]
    [InlineData("192.0.2.1", "192.0.2.1", null, null, PtrFault.BadHostName)]
    [InlineData("192.0.2.1", "mail_1.example.com", null, null, PtrFault.BadHostName)]
    [InlineData("192.0.2.1", "*.example.com", null, null, PtrFault.BadHostName)]
    [InlineData("192.0.2.1", Host, "192.0.2.128/26", null, PtrFault.BadBlock)]
    [InlineData("2001:db8::1", Host, "192.0.2.128/26", null, PtrFault.BadBlock)]
    [InlineData("192.0.2.1", Host, null, PtrBlockStyle.Dash, PtrFault.BadBlock)]
    [InlineData("192.0.2.6", Host, "192.0.2.5-9", PtrBlockStyle.Slash, PtrFault.BadBlock)]
    public async Task What_cannot_be_is_refused_before_anybody_is_asked(string address, string host, string? block, PtrBlockStyle? style, PtrFault fault)
    {
        var problem = await Assert.ThrowsAsync<PtrException>(() => BuildAsync(new PtrRequest { IPAddress = address, HostName = host, Block = block, BlockStyle = style }));
        Assert.Equal(fault, problem.Fault);
        Assert.EndsWith(problem.Message.Contains("Did you mean", StringComparison.Ordinal) ? "?" : ".", problem.Message, StringComparison.Ordinal);
        Assert.Equal(0, _dns.Questions);
    }

    private void Authority(string zone, string primary, string responsible)
    {
        var (owner, apex) = (DnsName.Parse(Reverse), DnsName.Parse(zone));
        var soa = new SoaRecord(apex, TimeSpan.Zero, DnsName.Parse(primary), DnsName.Parse(responsible), 1, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);
        _dns.Put(new DnsAnswer { Name = owner, Type = DnsType.SOA, Outcome = DnsOutcome.NoData, Authority = [soa] });
    }

    private Task<PtrNewRecord> BuildAsync(PtrRequest request) => new PtrRecordBuilder(_dns, new Today()).BuildAsync(request, TestContext.Current.CancellationToken);

    private sealed class Today : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);
    }
}
