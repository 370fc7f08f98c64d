using System.Globalization;
using System.Net;
using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dns;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Core.Tests.Reputation;

public class ReverseDnsCheckerTests
{
    private const string Address = "192.0.2.10";
    private const string Reverse = "10.2.0.192.in-addr.arpa";
    private readonly StubResolver _dns = new();

    [Fact]
    public async Task A_name_that_leads_back_passes()
    {
        _dns.Ptr(Address, "mail.example.com").A("mail.example.com", "192.0.2.99", Address);
        var result = await Check(Address);
        Assert.Equal(ReverseDnsStatus.Pass, result.Status);
        Assert.True(result.ForwardConfirmed);
        Assert.Equal("mail.example.com", result.ConfirmedName);
        Assert.Equal(["mail.example.com"], result.PtrName);
        Assert.Equal(2, Assert.Single(result.Names).Addresses.Count);
        Assert.False(result.IsGeneric);
        Assert.Empty(result.Findings);
        Assert.Equal(HeloStatus.NotChecked, result.HeloStatus);
    }

    [Fact]
    public async Task One_confirmed_name_of_several_is_enough_even_beside_a_failing_one()
    {
        _dns.Ptr(Address, "lost.example.com", "mail.example.com")
            .A("mail.example.com", Address)
            .Fails("lost.example.com", DnsType.A, DnsOutcome.ServFail);
        var result = await Check(Address);
        Assert.Equal(ReverseDnsStatus.Pass, result.Status);
        Assert.Equal("mail.example.com", result.ConfirmedName);
        Assert.Equal(["PTR-SEVERAL"], Codes(result));
    }

    [Fact]
    public async Task Addresses_are_compared_as_addresses()
    {
        _dns.Ptr("2001:db8::25", "mail.example.com").Aaaa("mail.example.com", "2001:0db8:0000:0000:0000:0000:0000:0025");
        Assert.Equal(ReverseDnsStatus.Pass, (await Check("2001:db8:0::25")).Status);
    }

    [Fact]
    public async Task No_ptr_record_asks_for_the_exact_line()
    {
        var result = await Check(Address, new ReverseDnsOptions { HeloName = "mail.example.org" });
        Assert.Equal(ReverseDnsStatus.NoPtr, result.Status);
        var finding = result.Findings[0];
        Assert.Equal("PTR-MISSING", finding.Code);
        Assert.Equal(FindingSeverity.Error, finding.Severity);
        Assert.Contains("10.2.0.192.in-addr.arpa. IN PTR mail.example.org.", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_classless_reverse_zone_takes_the_record_behind_the_cname()
    {
        _dns.Alias(Reverse, DnsType.PTR, "10.0-25.2.0.192.in-addr.arpa");
        var result = await Check(Address, new ReverseDnsOptions { Domain = "example.org" });
        Assert.Equal(ReverseDnsStatus.NoPtr, result.Status);
        Assert.Contains("10.0-25.2.0.192.in-addr.arpa. IN PTR mail.example.org.", result.Findings[0].Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_classless_reverse_zone_works()
    {
        var target = DnsName.Parse("10.0-25.2.0.192.in-addr.arpa");
        _dns.Alias(Reverse, DnsType.PTR, target.ToString(), new PtrRecord(target, TimeSpan.FromHours(1), DnsName.Parse("mail.example.com")))
            .A("mail.example.com", Address);
        Assert.Equal(ReverseDnsStatus.Pass, (await Check(Address)).Status);
    }

    [Theory]
    [ClassData(typeof(InconclusiveOutcomes))]
    public async Task A_failed_look_up_is_unknown_and_never_missing(DnsOutcome outcome)
    {
        _dns.Fails(Reverse, DnsType.PTR, outcome, "the reason");
        var reverse = await Check(Address);
        Assert.Equal(ReverseDnsStatus.Unknown, reverse.Status);
        Assert.Equal(["PTR-UNKNOWN"], Codes(reverse));
        Assert.Contains("the reason", reverse.Findings[0].Message, StringComparison.Ordinal);

        _dns.Ptr(Address, "mail.example.com").Fails("mail.example.com", DnsType.A, outcome);
        var forward = await Check(Address);
        Assert.Equal(ReverseDnsStatus.Unknown, forward.Status);
        Assert.Contains("PTR-FORWARD-UNKNOWN", Codes(forward));
    }

    [Theory]
    [InlineData(DnsOutcome.NoData)]
    [InlineData(DnsOutcome.NxDomain)]
    public async Task A_look_up_that_says_no_record_is_missing(DnsOutcome outcome)
    {
        _dns.Fails(Reverse, DnsType.PTR, outcome);
        Assert.Equal(ReverseDnsStatus.NoPtr, (await Check(Address)).Status);
    }

    [Fact]
    public async Task A_failing_look_up_of_the_other_family_does_not_matter()
    {
        _dns.Ptr(Address, "mail.example.com").A("mail.example.com", "192.0.2.99").Fails("mail.example.com", DnsType.AAAA, DnsOutcome.Timeout);
        Assert.Equal(ReverseDnsStatus.Mismatch, (await Check(Address)).Status);
    }

    [Fact]
    public async Task A_name_that_leads_elsewhere_is_a_mismatch_with_both_ways_out()
    {
        _dns.Ptr(Address, "mail.example.com").A("mail.example.com", "192.0.2.99");
        var result = await Check(Address);
        Assert.Equal(ReverseDnsStatus.Mismatch, result.Status);
        Assert.Null(result.ConfirmedName);
        Assert.Contains("mail.example.com. IN A 192.0.2.10", result.Findings[0].Remedy, StringComparison.Ordinal);
        Assert.Contains("IN PTR", result.Findings[0].Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_without_an_address_of_the_family_is_not_forwardable()
    {
        _dns.Ptr(Address, "mail.example.com").Aaaa("mail.example.com", "2001:db8::25");
        var result = await Check(Address);
        Assert.Equal(ReverseDnsStatus.NotForwardable, result.Status);
        Assert.Equal(["2001:db8::25"], result.Names[0].Addresses.Select(address => address.ToString()));
    }

    [Fact]
    public async Task More_names_than_are_followed_leave_the_verdict_open()
    {
        _dns.Ptr(Address, [.. Enumerable.Range(0, 12).Select(number => string.Create(CultureInfo.InvariantCulture, $"n{number}.example.com"))])
            .A("n11.example.com", Address);
        var result = await Check(Address);
        Assert.Equal(ReverseDnsStatus.Unknown, result.Status);
        Assert.Equal(12, result.PtrName.Count);
        Assert.Contains("PTR-TOO-MANY", Codes(result));
    }

    [Fact]
    public async Task The_confirmed_name_is_the_helo_name_or_else_one_that_was_chosen()
    {
        _dns.Ptr(Address, "host-192-0-2-10.example.net", "a.example.com", "b.example.com")
            .A("host-192-0-2-10.example.net", Address).A("a.example.com", Address).A("b.example.com", Address);
        Assert.Equal("a.example.com", (await Check(Address)).ConfirmedName);
        var withHelo = await Check(Address, new ReverseDnsOptions { HeloName = "B.example.com." });
        Assert.Equal("b.example.com", withHelo.ConfirmedName);
        Assert.Equal(HeloStatus.Pass, withHelo.HeloStatus);
        Assert.False(withHelo.IsGeneric);
    }

    [Theory]
    [InlineData(".")]
    [InlineData("192.0.2.10")]
    [InlineData("0x7f000001")]
    [InlineData("mail.1")]
    [InlineData("two\\032words.example.com")]
    [InlineData("\\027[31m.example.com")]
    [InlineData("\\255.example.com")]
    [InlineData("a\\.b.example.com")]
    [InlineData("-rf.example.com")]
    [InlineData("mail-.example.com")]
    public async Task A_name_that_no_host_may_have_confirms_nothing(string name)
    {
        _dns.Ptr(Address, name).A(name, Address);
        var alone = await Check(Address);
        Assert.Equal((ReverseDnsStatus.NotForwardable, false, null), (alone.Status, alone.ForwardConfirmed, alone.ConfirmedName));
        Assert.Equal(Address, Assert.Single(Assert.Single(alone.Names).Addresses).ToString()); // listed all the same
        var finding = Assert.Single(alone.Findings);
        Assert.Equal(("PTR-INVALID-NAME", FindingSeverity.Error), (finding.Code, finding.Severity));
        Assert.Contains("IN PTR", finding.Remedy, StringComparison.Ordinal);

        _dns.Fails(name, DnsType.A, DnsOutcome.ServFail); // whether it leads anywhere does not matter
        Assert.Equal(ReverseDnsStatus.NotForwardable, (await Check(Address)).Status);

        _dns.Ptr(Address, name, "mail.example.com").A("mail.example.com", "192.0.2.99");
        Assert.Equal(ReverseDnsStatus.Mismatch, (await Check(Address)).Status);

        _dns.A("mail.example.com", Address);
        var both = await Check(Address);
        Assert.Equal((ReverseDnsStatus.Pass, "mail.example.com"), (both.Status, both.ConfirmedName));
        Assert.Equal(FindingSeverity.Warning, both.Findings.Single(each => each.Code == "PTR-INVALID-NAME").Severity);
    }

    [Fact]
    public async Task A_name_with_an_underscore_confirms_with_a_warning()
    {
        _dns.Ptr(Address, "mail_1.example.com").A("mail_1.example.com", Address);
        var result = await Check(Address);
        Assert.Equal(ReverseDnsStatus.Pass, result.Status);
        Assert.Equal(("PTR-INVALID-NAME", FindingSeverity.Warning), (Assert.Single(result.Findings).Code, result.Findings[0].Severity));
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("3com.example")]
    [InlineData("xn--mnchen-3ya.de")]
    [InlineData("deadbeef")]
    public async Task A_host_name_of_one_label_or_with_digits_is_one(string name)
    {
        _dns.Ptr(Address, name).A(name, Address);
        Assert.Equal(ReverseDnsStatus.Pass, (await Check(Address)).Status);
    }

    [Fact]
    public async Task A_generic_name_passes_with_a_warning()
    {
        _dns.Ptr(Address, "host-192-0-2-10.example.net").A("host-192-0-2-10.example.net", Address);
        var result = await Check(Address);
        Assert.Equal(ReverseDnsStatus.Pass, result.Status);
        Assert.True(result.IsGeneric);
        Assert.Equal(["PTR-GENERIC"], Codes(result));
    }

    [Theory]
    [InlineData("mail.example.com", HeloStatus.Pass, null)]
    [InlineData("other.example.com", HeloStatus.NotInPtr, "HELO-NOT-IN-PTR")]
    [InlineData("elsewhere.example.com", HeloStatus.Mismatch, "HELO-MISMATCH")]
    [InlineData("nowhere.example.com", HeloStatus.NotForwardable, "HELO-NO-ADDRESS")]
    [InlineData("slow.example.com", HeloStatus.Unknown, "HELO-UNKNOWN")]
    [InlineData("localhost", HeloStatus.Invalid, "HELO-INVALID")]
    [InlineData("192.0.2.10", HeloStatus.Invalid, "HELO-INVALID")]
    [InlineData("bad_name.example.com", HeloStatus.Invalid, "HELO-INVALID")]
    [InlineData("[192.0.2.10]", HeloStatus.NotInPtr, "HELO-LITERAL")]
    [InlineData("[192.0.2.11]", HeloStatus.Mismatch, "HELO-MISMATCH")]
    [InlineData("[192.0.522]", HeloStatus.Invalid, "HELO-INVALID")] // the platform would read 192.0.2.10
    public async Task The_helo_name_is_held_against_the_address(string helo, HeloStatus status, string? code)
    {
        _dns.Ptr(Address, "mail.example.com").A("mail.example.com", Address).A("other.example.com", Address)
            .A("elsewhere.example.com", "192.0.2.99").Fails("slow.example.com", DnsType.A, DnsOutcome.Timeout);
        var result = await Check(Address, new ReverseDnsOptions { HeloName = helo });
        Assert.Equal(status, result.HeloStatus);
        Assert.Equal(code is null ? [] : [code], Codes(result));
    }

    [Fact]
    public async Task A_name_of_another_domain_is_told()
    {
        _dns.Ptr(Address, "mail.example.com").A("mail.example.com", Address);
        Assert.Equal(["PTR-OTHER-DOMAIN"], Codes(await Check(Address, new ReverseDnsOptions { Domain = "example.org" })));
        Assert.Empty((await Check(Address, new ReverseDnsOptions { Domain = "EXAMPLE.com" })).Findings);
    }

    [Fact]
    public async Task A_host_name_stands_for_each_of_its_addresses()
    {
        _dns.A("mail.example.com", Address, "192.0.2.11").Aaaa("mail.example.com", "2001:db8::25").Ptr(Address, "mail.example.com");
        var results = await CheckAll(["mail.example.com"]);
        Assert.Equal(["192.0.2.10", "192.0.2.11", "2001:db8::25"], results.Select(result => result.IPAddress!.ToString()).Order());
        Assert.All(results, result => Assert.Equal("mail.example.com", result.Target));
        Assert.Single(results, result => result.Status == ReverseDnsStatus.Pass);
    }

    [Fact]
    public async Task A_host_name_without_an_address_is_a_result()
    {
        var missing = Assert.Single(await CheckAll(["nowhere.example.com"]));
        Assert.Null(missing.IPAddress);
        Assert.Equal(ReverseDnsStatus.NotForwardable, missing.Status);
        Assert.Equal(["HOST-NO-ADDRESS"], Codes(missing));

        _dns.Fails("slow.example.com", DnsType.A, DnsOutcome.ServFail);
        var unknown = Assert.Single(await CheckAll(["slow.example.com"]));
        Assert.Equal(ReverseDnsStatus.Unknown, unknown.Status);
        Assert.Equal(["HOST-UNKNOWN"], Codes(unknown));
    }

    [Fact]
    public async Task A_host_name_half_of_which_failed_says_so_beside_the_other_half()
    {
        _dns.A("mail.example.com", Address).Ptr(Address, "mail.example.com").Fails("mail.example.com", DnsType.AAAA, DnsOutcome.Timeout);
        var results = await CheckAll(["mail.example.com"]);
        Assert.Equal([ReverseDnsStatus.Pass, ReverseDnsStatus.Unknown], results.Select(result => result.Status).Order());
    }

    [Fact]
    public async Task A_block_gives_one_result_for_each_address()
    {
        _dns.Ptr(Address, "mail.example.com").A("mail.example.com", Address);
        var results = await CheckAll(["192.0.2.0/24", "2001:db8::/126"]);
        Assert.Equal(260, results.Count);
        Assert.Equal(260, results.Select(result => result.IPAddress).Distinct().Count());
        Assert.Single(results, result => result.ForwardConfirmed);
    }

    [Fact]
    public async Task Leaving_early_stops_the_look_ups()
    {
        var checker = new ReverseDnsChecker(_dns, TimeProvider.System);
        await foreach (var _ in checker.CheckAllAsync(Targets(["10.0.0.0/16"]), new ReverseDnsOptions { Concurrency = 4 }, Token)) break;
        Assert.InRange(_dns.Questions, 1, 1000);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Task<ReverseDnsResult> Check(string address, ReverseDnsOptions? options = null) =>
        new ReverseDnsChecker(_dns, TimeProvider.System).CheckAsync(IPAddress.Parse(address), options ?? new ReverseDnsOptions(), Token);

    private async Task<List<ReverseDnsResult>> CheckAll(string[] targets)
    {
        var results = new List<ReverseDnsResult>();
        await foreach (var result in new ReverseDnsChecker(_dns, TimeProvider.System).CheckAllAsync(Targets(targets), new ReverseDnsOptions(), Token)) results.Add(result);
        return results;
    }

    private static async IAsyncEnumerable<ReputationTarget> Targets(string[] texts)
    {
        await Task.Yield();
        foreach (var text in texts)
        {
            Assert.True(ReputationTarget.TryParse(text, out var target, out _));
            yield return target;
        }
    }

    private static IEnumerable<string> Codes(ReverseDnsResult result) => result.Findings.Select(finding => finding.Code);
}
