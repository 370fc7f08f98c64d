using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dns;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Core.Tests.Reputation.Dnsbl;

public sealed class DnsblProviderTesterTests
{
    private const string MappedTwo = "2.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0";
    private const string MappedOne = "1.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0";

    /// <summary>A list with a page for each of some facts.</summary>
    private static DnsblProvider Sourced(string without)
    {
        string[] facts = ["severity", "zone", "access", "codes", "retired"];
        return Lists.Provider("bl.test") with { Sources = [.. facts.Except(without.Split(' ')).Select(fact => new DnsblSource([fact], $"https://{fact}.test/", new DateOnly(2026, 1, 1)))] };
    }

    private static readonly DnsblList Both = Lists.List("bl.test", DnsblSubject.IPv4, DnsblSubject.IPv6);

    [Fact]
    public async Task A_list_that_passes_for_all_that_it_holds_is_usable()
    {
        var test = await TestAsync(new StubResolver().List("bl.test").A($"{MappedTwo}.bl.test", "127.0.0.2"), Both);

        Assert.Equal((DnsblProviderStatus.Usable, true, "bltest", "bl.test"), (test.Status, test.Passed, test.Provider, test.Zone));
        Assert.Equal([DnsblSubject.IPv4, DnsblSubject.IPv6], test.UsableFor);
        Assert.Empty(test.Findings);
        Assert.Equal(4, test.Queries.Count);
        Assert.All(test.Queries, query => Assert.True(query.Passed, query.ToString()));
        Assert.Equal("127.0.0.2 must be listed: Listed 127.0.0.2", test.Queries[0].ToString());
        Assert.NotEqual(default, test.CheckedAt);
    }

    [Theory]
    [InlineData("", "127.0.0.99", "https://codes.test/")]
    [InlineData("", "127.0.0.2", "https://codes.test/")]
    [InlineData("codes", "127.0.0.99", "https://zone.test/")]
    [InlineData("codes zone", "127.0.0.99", "https://severity.test/")]
    [InlineData("codes zone severity access retired", "127.0.0.99", "RFC 5782")]
    public async Task A_finding_about_a_code_rests_on_the_page_that_documents_the_codes(string without, string code, string reference)
    {
        var provider = Sourced(without) with { Codes = [new(DnsblCodePattern.Parse("127.0.0.2"), "ask elsewhere", DnsblCodeResult.Refused)] };
        var results = await Lists.CheckAsync(new StubResolver().A("4.3.2.1.bl.test", code), [DnsblList.Of(provider)], new DnsblOptions { SkipProviderTest = true }, "1.2.3.4");
        Assert.Equal(reference, results.Single().Findings.Single().Reference);
    }

    [Theory]
    [InlineData(DnsOutcome.Refused, "https://access.test/")]
    [InlineData(DnsOutcome.Timeout, "https://access.test/")]
    public async Task A_finding_about_who_may_ask_rests_on_the_page_that_says_so(DnsOutcome outcome, string reference)
    {
        var dns = new StubResolver().Fails("4.3.2.1.bl.test", DnsType.A, outcome);
        var results = await Lists.CheckAsync(dns, [DnsblList.Of(Sourced(""))], new DnsblOptions { SkipProviderTest = true }, "1.2.3.4");
        Assert.Equal(reference, results.Single().Findings.Single().Reference);
    }

    [Fact]
    public async Task That_a_list_was_closed_rests_on_the_page_that_says_so()
    {
        var test = await TestAsync(new StubResolver(), DnsblList.Of(Sourced("") with { Retired = new DnsblRetirement("2024", "It is gone.") }));
        Assert.Equal("https://retired.test/", Assert.Single(test.Findings).Reference);
    }

    [Fact]
    public async Task A_list_that_passes_for_some_is_partly_usable()
    {
        var test = await TestAsync(new StubResolver().List("bl.test"), Both);

        Assert.Equal((DnsblProviderStatus.Partly, false), (test.Status, test.Passed));
        Assert.Equal([DnsblSubject.IPv4], test.UsableFor);
        Assert.Equal("DNSBL-TEST-ENTRY-MISSING", Assert.Single(test.Findings).Code);
        Assert.Contains("::ffff:127.0.0.2", test.Findings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_is_gone_is_so_for_kinds_too_of_which_it_documents_no_entry()
    {
        var provider = Lists.Provider("bl.test", DnsblSubject.IPv4, DnsblSubject.IPv6) with { TestPoints = [new DnsblTestPoint(DnsblSubject.IPv6, null, "::ffff:127.0.0.1")] };
        var test = await TestAsync(new StubResolver(), DnsblList.Of(provider));

        Assert.Equal((DnsblProviderStatus.Broken, 1, 3), (test.Status, test.Findings.Count, test.Queries.Count));
        Assert.Empty(test.UsableFor);
    }

    [Fact]
    public async Task A_list_that_refuses_one_kind_and_lacks_the_entry_of_the_other_is_refused()
    {
        var test = await TestAsync(new StubResolver().Fails("2.0.0.127.bl.test", DnsType.A, DnsOutcome.Refused, "REFUSED."), Both);

        Assert.Equal((DnsblProviderStatus.Refused, 2), (test.Status, test.Findings.Count));
        Assert.Empty(test.UsableFor);
    }

    [Theory]
    [InlineData("", DnsblProviderStatus.Broken, "DNSBL-TEST-ENTRY-MISSING")]
    [InlineData("203.0.113.1", DnsblProviderStatus.Broken, "DNSBL-NOT-A-CODE")]
    [InlineData("Refused", DnsblProviderStatus.Refused, "DNSBL-REFUSED")]
    [InlineData("Timeout", DnsblProviderStatus.Unknown, "DNSBL-TIMEOUT")]
    [InlineData("ServFail", DnsblProviderStatus.Unknown, "DNSBL-NO-ANSWER")]
    public async Task A_list_that_cannot_be_used_says_why(string answer, DnsblProviderStatus status, string code)
    {
        var dns = new StubResolver();
        if (Enum.TryParse<DnsOutcome>(answer, out var outcome)) dns.Fails("2.0.0.127.bl.test", DnsType.A, outcome);
        else if (answer.Length > 0) dns.A("2.0.0.127.bl.test", answer);
        var test = await TestAsync(dns, Lists.List("bl.test"));

        Assert.Equal((status, false, code), (test.Status, test.Passed, Assert.Single(test.Findings).Code));
        Assert.NotEmpty(test.Findings[0].Remedy);
    }

    [Fact]
    public async Task A_list_that_lists_the_world_is_broken()
    {
        var test = await TestAsync(new StubResolver().List("bl.test").A("1.0.0.127.bl.test", "127.0.0.2"), Lists.List("bl.test"));

        Assert.Equal((DnsblProviderStatus.Broken, "DNSBL-LISTS-EVERYTHING"), (test.Status, Assert.Single(test.Findings).Code));
        Assert.Contains("bl.test", test.Findings[0].Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_an_unknown_zone_it_is_enough_that_it_has_the_entries_of_one_kind()
    {
        var test = await TestAsync(new StubResolver().A("test.own.test", "127.0.0.2"), Lists.Zone("own.test"));

        Assert.Equal((DnsblProviderStatus.Usable, "own.test"), (test.Status, test.Provider));
        Assert.Equal([DnsblSubject.Domain], test.UsableFor);
        Assert.Empty(test.Findings);
    }

    [Fact]
    public async Task An_unknown_zone_that_lists_the_world_in_one_kind_is_not_wholly_usable()
    {
        var dns = new StubResolver().List("own.test").A($"{MappedTwo}.own.test", "127.0.0.2").A($"{MappedOne}.own.test", "127.0.0.2");
        var test = await TestAsync(dns, Lists.Zone("own.test"));

        Assert.Equal(DnsblProviderStatus.Partly, test.Status);
        Assert.Equal([DnsblSubject.IPv4], test.UsableFor);
        Assert.Equal("DNSBL-LISTS-EVERYTHING", Assert.Single(test.Findings).Code);
    }

    [Fact]
    public async Task An_unknown_zone_without_any_entry_is_broken()
    {
        var test = await TestAsync(new StubResolver(), Lists.Zone("typo.test"));

        Assert.Equal((DnsblProviderStatus.Broken, 3), (test.Status, test.Findings.Count));
    }

    [Theory]
    [InlineData(DnsOutcome.Timeout, DnsblProviderStatus.Unknown)]
    [InlineData(DnsOutcome.Refused, DnsblProviderStatus.Refused)]
    public async Task Of_an_unknown_zone_that_does_not_answer_the_other_entries_say_nothing(DnsOutcome outcome, DnsblProviderStatus status)
    {
        var test = await TestAsync(new StubResolver().Fails("2.0.0.127.own.test", DnsType.A, outcome), Lists.Zone("own.test"));

        Assert.Equal((status, 1), (test.Status, test.Findings.Count));
    }

    [Theory]
    [InlineData("2013-06-05", "gonetest was closed on 5 June 2013, and was not asked.")]
    [InlineData("2013-06", "gonetest was closed in June 2013, and was not asked.")]
    [InlineData("2013", "gonetest was closed in 2013, and was not asked.")]
    [InlineData("2013-66", "gonetest was closed in 2013-66, and was not asked.")]
    public async Task A_retired_list_is_not_asked(string since, string told)
    {
        var dns = new StubResolver();
        var test = await TestAsync(dns, DnsblList.Of(Lists.Provider("gone.test") with { Retired = new DnsblRetirement(since, "Its operator gave up.") }));

        Assert.Equal((DnsblProviderStatus.Retired, false, 0), (test.Status, test.Passed, dns.Questions));
        var finding = Assert.Single(test.Findings);
        Assert.Equal("DNSBL-RETIRED", finding.Code);
        Assert.StartsWith(told, finding.Message, StringComparison.Ordinal);
        Assert.Contains("Its operator gave up.", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lists_are_tested_at_once_and_a_dead_one_holds_up_no_other()
    {
        using var dns = new PendingResolver("dead.test");
        var lists = Enumerable.Range(0, 50).Select(n => Lists.List($"l{n}.test")).Append(Lists.List("dead.test")).ToList();
        var tests = new List<DnsblProviderTest>();
        await foreach (var test in new DnsblProviderTester(dns, TimeProvider.System).TestAllAsync(lists, TestContext.Current.CancellationToken))
        {
            tests.Add(test);
            if (tests.Count == 50) dns.GiveUp();
        }

        Assert.Equal(51, tests.Count);
        Assert.Equal(("dead.test", DnsblProviderStatus.Unknown), (tests[^1].Zone, tests[^1].Status));
        Assert.All(tests.Take(50), test => Assert.Equal(DnsblProviderStatus.Usable, test.Status));
    }

    private static Task<DnsblProviderTest> TestAsync(StubResolver dns, DnsblList list) =>
        new DnsblProviderTester(dns, TimeProvider.System).TestAsync(list, TestContext.Current.CancellationToken);
}
