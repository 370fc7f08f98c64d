using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dns;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Core.Tests.Reputation.Dnsbl;

public class DnsblCheckerTests
{
    private const string MappedTwo = "2.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0";

    [Fact]
    public async Task A_listing_tells_code_meaning_reason_and_what_to_do()
    {
        var provider = Lists.Provider("bl.test") with
        {
            Prerequisites = "Close the proxy.",
            DelistUrl = "https://bl.test/remove?ip={target}",
            Policy = new DnsblPolicy("Ends after a day.", AutoExpiry: true),
        };
        var dns = new StubResolver().List("bl.test").A("4.3.2.1.bl.test", "127.0.0.2").Txt("4.3.2.1.bl.test", "see https://bl.test/");

        var result = Assert.Single(await Lists.CheckAsync(dns, [DnsblList.Of(provider)], null, "1.2.3.4"));

        Assert.Equal((DnsblStatus.Listed, DnsblKind.Address, "1.2.3.4", "bltest", "bl.test"), (result.Status, result.Kind, result.Target, result.Provider, result.Zone));
        Assert.Equal(["127.0.0.2"], result.Codes);
        Assert.Equal(["spam source"], result.Meanings);
        Assert.Equal(("see https://bl.test/", DnsblSeverity.High, "4.3.2.1.bl.test"), (result.Reason, result.Severity, result.QueriedName));
        Assert.Equal(("Close the proxy.", "https://bl.test/remove?ip=1.2.3.4", "Ends after a day."), (result.Prerequisites, result.DelistUrl, result.Policy));
        var finding = Assert.Single(result.Findings);
        Assert.Equal((FindingSeverity.Error, "DNSBL-LISTED"), (finding.Severity, finding.Code));
        Assert.Contains("Close the proxy.", finding.Remedy, StringComparison.Ordinal);
        Assert.NotEqual(default, result.CheckedAt);
    }

    [Fact]
    public async Task What_no_list_holds_is_not_listed_without_findings()
    {
        var result = Assert.Single(await Lists.CheckAsync(new StubResolver().List("bl.test"), [Lists.List("bl.test")], null, "1.2.3.4"));

        Assert.Equal((DnsblStatus.NotListed, "4.3.2.1.bl.test", null), (result.Status, result.QueriedName, result.Reason));
        Assert.Empty(result.Findings);
        Assert.Empty(result.Codes);
    }

    [Theory]
    [InlineData(DnsOutcome.Timeout, DnsblStatus.Unknown, "DNSBL-TIMEOUT")]
    [InlineData(DnsOutcome.ServFail, DnsblStatus.Unknown, "DNSBL-NO-ANSWER")]
    [InlineData(DnsOutcome.Refused, DnsblStatus.Refused, "DNSBL-REFUSED")]
    public async Task A_look_up_that_fails_is_never_not_listed(DnsOutcome outcome, DnsblStatus status, string finding)
    {
        var dns = new StubResolver().List("bl.test").Fails("4.3.2.1.bl.test", DnsType.A, outcome, "so it was.");

        var result = Assert.Single(await Lists.CheckAsync(dns, [Lists.List("bl.test")], null, "1.2.3.4"));

        Assert.Equal((status, finding), (result.Status, Assert.Single(result.Findings).Code));
        Assert.Contains("so it was.", result.Findings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_without_its_own_test_entry_is_broken_for_every_target()
    {
        var dns = new StubResolver().A("4.3.2.1.gone.test", "127.0.0.2");

        var results = await Lists.CheckAsync(dns, [Lists.List("gone.test")], null, "1.2.3.4", "1.2.3.5");

        Assert.All(results, result => Assert.Equal((DnsblStatus.Broken, "2.0.0.127.gone.test", "DNSBL-TEST-ENTRY-MISSING"), (result.Status, result.QueriedName, result.Findings[0].Code)));
        Assert.DoesNotContain("4.3.2.1.gone.test", dns.Asked);
    }

    [Fact]
    public async Task A_list_that_lists_the_world_is_broken()
    {
        var dns = new StubResolver().List("world.test").A("1.0.0.127.world.test", "127.0.0.2").A("4.3.2.1.world.test", "127.0.0.2");

        var result = Assert.Single(await Lists.CheckAsync(dns, [Lists.List("world.test")], null, "1.2.3.4"));

        Assert.Equal((DnsblStatus.Broken, "DNSBL-LISTS-EVERYTHING"), (result.Status, result.Findings[0].Code));
    }

    [Fact]
    public async Task A_parked_zone_and_a_resolver_that_invents_answers_are_broken()
    {
        var dns = new StubResolver().A("2.0.0.127.parked.test", "203.0.113.7").A("1.0.0.127.parked.test", "203.0.113.7");

        var result = Assert.Single(await Lists.CheckAsync(dns, [Lists.List("parked.test")], null, "1.2.3.4"));

        Assert.Equal((DnsblStatus.Broken, "DNSBL-NOT-A-CODE"), (result.Status, result.Findings[0].Code));
        Assert.Equal(["203.0.113.7"], result.Codes);
    }

    [Fact]
    public async Task A_list_that_refuses_its_test_is_refused_for_every_target()
    {
        var provider = Lists.Provider("bl.test") with { Codes = [new(DnsblCodePattern.Parse("127.255.255.254"), "public resolver", DnsblCodeResult.Refused)], AccessNote = "Register first." };
        var dns = new StubResolver().A("2.0.0.127.bl.test", "127.255.255.254").A("1.0.0.127.bl.test", "127.255.255.254");

        var result = Assert.Single(await Lists.CheckAsync(dns, [DnsblList.Of(provider)], null, "1.2.3.4"));

        Assert.Equal((DnsblStatus.Refused, "DNSBL-REFUSED"), (result.Status, result.Findings[0].Code));
        Assert.Contains("public resolver", result.Findings[0].Message, StringComparison.Ordinal);
        Assert.Contains("Register first.", result.Findings[0].Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_does_not_answer_its_test_is_unknown_and_left_alone()
    {
        var dns = new StubResolver().Fails("2.0.0.127.bl.test", DnsType.A, DnsOutcome.Timeout, "silence.").A("4.3.2.1.bl.test", "127.0.0.2");

        var results = await Lists.CheckAsync(dns, [Lists.List("bl.test")], null, [.. Enumerable.Range(1, 100).Select(n => $"1.2.3.{n}")]);

        Assert.Equal(100, results.Count);
        Assert.All(results, result => Assert.Equal((DnsblStatus.Unknown, "DNSBL-TIMEOUT"), (result.Status, result.Findings[0].Code)));
        Assert.Equal(2, dns.Questions);
    }

    [Fact]
    public async Task Without_the_test_a_list_is_taken_at_its_word()
    {
        var dns = new StubResolver().A("4.3.2.1.gone.test", "127.0.0.2");

        var results = await Lists.CheckAsync(dns, [Lists.List("gone.test")], new DnsblOptions { SkipProviderTest = true }, "1.2.3.4", "1.2.3.5");

        Assert.Equal([DnsblStatus.Listed, DnsblStatus.NotListed], results.OrderBy(result => result.Target).Select(result => result.Status));
        Assert.DoesNotContain(dns.Asked, name => name.Contains("127", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_the_test_a_list_that_never_answers_is_asked_only_a_few_times()
    {
        var dns = new SilentResolver();

        var results = await Lists.CheckAsync(dns, [Lists.List("dead.test")], new DnsblOptions { SkipProviderTest = true }, "1.2.3.0/24");

        Assert.Equal(256, results.Count);
        Assert.All(results, result => Assert.Equal((DnsblStatus.Unknown, "DNSBL-TIMEOUT"), (result.Status, result.Findings[0].Code)));
        Assert.InRange(dns.Questions, 8, 16);
    }

    [Fact]
    public async Task Each_list_is_asked_only_about_what_it_takes_and_IPv6_goes_by_nibbles()
    {
        var dns = new StubResolver().List("four.test").A($"{MappedTwo}.six.test", "127.0.0.2").A("test.dom.test", "127.0.0.2")
            .A("5.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.a.0.6.2.six.test", "127.0.0.2");
        var lists = new[] { Lists.List("four.test"), Lists.List("six.test", DnsblSubject.IPv6), Lists.List("dom.test", DnsblSubject.Domain) };

        var results = await Lists.CheckAsync(dns, lists, null, "1.2.3.4", "260a::25", "example.com");

        Assert.Equal(
            [("1.2.3.4", "four.test", DnsblStatus.NotListed), ("260a::25", "six.test", DnsblStatus.Listed), ("example.com", "dom.test", DnsblStatus.NotListed)],
            results.Select(result => (result.Target, result.Zone, result.Status)).Order());
        Assert.Equal(DnsblKind.Domain, results.Single(result => result.Target == "example.com").Kind);
    }

    [Fact]
    public async Task A_zone_that_the_catalogue_lacks_is_asked_about_anything_and_any_127_answer_lists()
    {
        var dns = new StubResolver().List("own.test").A("4.3.2.1.own.test", "127.9.9.9").A("test.own.test", "127.0.0.2").A("bad.example.own.test", "127.0.0.2");

        var results = await Lists.CheckAsync(dns, [Lists.Zone("own.test")], null, "1.2.3.4", "bad.example");

        Assert.All(results, result => Assert.Equal((DnsblStatus.Listed, "own.test"), (result.Status, result.Provider)));
    }

    [Fact]
    public async Task A_zone_that_the_catalogue_lacks_and_that_holds_domains_says_nothing_of_addresses()
    {
        var dns = new StubResolver().A("test.own.test", "127.0.0.2").A("bad.example.own.test", "127.0.0.2");
        var results = await Lists.CheckAsync(dns, [Lists.Zone("own.test")], null, "1.2.3.5/31", "bad.example");
        Assert.Equal(["Listed bad.example", "Unknown 1.2.3.4", "Unknown 1.2.3.5"], results.Select(result => $"{result.Status} {result.Target}").Order(StringComparer.Ordinal));
        var finding = Assert.Single(results.First(result => result.Status == DnsblStatus.Unknown).Findings);
        Assert.Equal("DNSBL-OTHER-KIND", finding.Code);
        Assert.Contains("own.test is not in the catalogue", finding.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(dns.Asked, name => name.StartsWith("4.3.2.1.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_host_below_a_listed_domain_is_listed_by_the_name_above_it()
    {
        var dns = new StubResolver().A("test.dom.test", "127.0.0.2").A("bad.example.dom.test", "127.0.0.2");

        var list = DnsblList.Of(Lists.Provider("dom.test", DnsblSubject.Domain) with { RegisteredDomains = true });

        var result = Assert.Single(await Lists.CheckAsync(dns, [list], null, "a.mail.BAD.example"));

        Assert.Equal((DnsblStatus.Listed, "a.mail.bad.example", "BAD.example.dom.test"), (result.Status, result.Target, result.QueriedName));
        Assert.Contains("above a.mail.bad.example", result.Findings[0].Message, StringComparison.Ordinal);
        Assert.DoesNotContain("example.dom.test", dns.Asked);
    }

    [Fact]
    public async Task A_list_that_answers_for_each_name_is_asked_as_it_is()
    {
        var dns = new StubResolver().A("test.dom.test", "127.0.0.2").A("bad.example.dom.test", "127.0.0.2");

        var results = await Lists.CheckAsync(dns, [Lists.List("dom.test", DnsblSubject.Domain), Lists.Zone("dom.test")], null, "good.bad.example");

        Assert.All(results, result => Assert.Equal((DnsblStatus.NotListed, "good.bad.example.dom.test"), (result.Status, result.QueriedName)));
        Assert.DoesNotContain("bad.example.dom.test", dns.Asked);
    }

    [Fact]
    public async Task A_host_name_stands_for_its_addresses_too_when_asked_to()
    {
        var dns = new StubResolver().List("four.test").A("test.dom.test", "127.0.0.2").A("mail.example.com", "1.2.3.4", "1.2.3.5").A("5.3.2.1.four.test", "127.0.0.2");
        var lists = new[] { Lists.List("four.test"), Lists.List("dom.test", DnsblSubject.Domain) };

        Assert.Equal("mail.example.com", Assert.Single(await Lists.CheckAsync(dns, lists, null, "mail.example.com")).Target);
        var results = await Lists.CheckAsync(dns, lists, new DnsblOptions { Resolve = true }, "mail.example.com");

        Assert.Equal(
            [("1.2.3.4", DnsblStatus.NotListed), ("1.2.3.5", DnsblStatus.Listed), ("mail.example.com", DnsblStatus.NotListed)],
            results.Select(result => (result.Target, result.Status)).Order());
        Assert.All(results, result => Assert.Equal("mail.example.com", result.Input));
    }

    [Fact]
    public async Task A_host_whose_addresses_cannot_be_looked_up_is_unknown_and_said_so()
    {
        var dns = new StubResolver().List("four.test").Fails("mail.example.com", DnsType.A, DnsOutcome.ServFail);

        var result = Assert.Single(await Lists.CheckAsync(dns, [Lists.List("four.test")], new DnsblOptions { Resolve = true }, "mail.example.com"));

        Assert.Equal((DnsblStatus.Unknown, "", "HOST-UNKNOWN"), (result.Status, result.Provider, result.Findings[0].Code));
    }

    [Theory]
    [InlineData("10.1.2.3", "TARGET-NOT-PUBLIC")]
    [InlineData("127.0.0.2", "TARGET-NOT-PUBLIC")]
    [InlineData("192.0.2.1", "TARGET-NOT-PUBLIC")]
    [InlineData("2001:db8::1", "TARGET-NOT-PUBLIC")]
    [InlineData("10.0.0.0/16", "TARGET-NOT-PUBLIC")]
    [InlineData("example.com", "TARGET-NO-LIST")]
    [InlineData("2600::1", "TARGET-NO-LIST")]
    public async Task What_is_not_checked_is_said_in_one_object_that_warns(string target, string code)
    {
        var result = Assert.Single(await Lists.CheckAsync(new StubResolver().List("bl.test"), [Lists.List("bl.test")], null, target));

        Assert.Equal((DnsblStatus.Unknown, "", target, code, FindingSeverity.Warning), (result.Status, result.Provider, result.Target, result.Findings[0].Code, result.Findings[0].Severity));
    }

    [Fact]
    public async Task Addresses_that_are_set_aside_are_checked_with_force()
    {
        var dns = new StubResolver().List("bl.test");

        Assert.Equal(DnsblStatus.Listed, Assert.Single(await Lists.CheckAsync(dns, [Lists.List("bl.test")], new DnsblOptions { Force = true }, "127.0.0.2")).Status);
    }

    [Fact]
    public async Task Every_address_of_a_block_is_asked_about_at_every_list()
    {
        var dns = new StubResolver().List("a.test").List("b.test").A("7.2.2.1.b.test", "127.0.0.2");

        var results = await Lists.CheckAsync(dns, [Lists.List("a.test"), Lists.List("b.test")], new DnsblOptions { Concurrency = 7 }, "1.2.2.0/24");

        Assert.Equal(512, results.Select(result => (result.Target, result.Zone)).Distinct().Count());
        Assert.Equal(("1.2.2.7", "1.2.2.0/24"), results.Where(result => result.Status == DnsblStatus.Listed).Select(result => (result.Target, result.Input)).Single());
    }

    [Fact]
    public async Task A_key_is_asked_with_and_never_shown()
    {
        var provider = Lists.Provider("bl.test") with { KeyedZone = "{key}.dq.test" };
        var dns = new StubResolver().List("abc123.dq.test").A("4.3.2.1.abc123.dq.test", "127.0.0.2").Txt("4.3.2.1.abc123.dq.test", "listed for ABC123")
            .Fails("5.3.2.1.abc123.dq.test", DnsType.A, DnsOutcome.ServFail, "The zone abc123.dq.test is lame.");

        var results = await Lists.CheckAsync(dns, [DnsblList.Of(provider, "abc123")], null, "1.2.3.4", "1.2.3.5");

        Assert.Equal("4.3.2.1.{key}.dq.test", results.Single(result => result.Status == DnsblStatus.Listed).QueriedName);
        Assert.All(results, result => Assert.DoesNotContain("abc123", System.Text.Json.JsonSerializer.Serialize(result), StringComparison.OrdinalIgnoreCase));
        Assert.Contains("4.3.2.1.abc123.dq.test", dns.Asked);
    }

    [Fact]
    public async Task A_lists_own_words_cannot_drive_a_terminal()
    {
        var dns = new StubResolver().List("bl.test").A("4.3.2.1.bl.test", "127.0.0.2").Txt("4.3.2.1.bl.test", "\u001b[31mred\u0007", new string('x', 5000));

        var result = Assert.Single(await Lists.CheckAsync(dns, [Lists.List("bl.test")], null, "1.2.3.4"));

        Assert.DoesNotContain('\u001b', result.Reason!);
        Assert.DoesNotContain('\u001b', result.Findings[0].Message);
        Assert.Equal(1000, result.Reason!.Length);
    }

    [Fact]
    public async Task A_name_that_gets_too_long_with_its_zone_is_unknown()
    {
        var zone = string.Join('.', Enumerable.Repeat(new string('z', 60), 3)) + ".test";
        var domain = new string('d', 60) + ".example";

        var result = Assert.Single(await Lists.CheckAsync(new StubResolver().A($"test.{zone}", "127.0.0.2"), [Lists.List(zone, DnsblSubject.Domain)], null, domain));

        Assert.Equal((DnsblStatus.Unknown, "DNSBL-NO-ANSWER"), (result.Status, result.Findings[0].Code));
    }

    [Fact]
    public async Task A_zone_so_long_that_not_even_a_test_entry_fits_is_unknown_and_holds_nobody_up()
    {
        var zone = string.Join('.', Enumerable.Repeat(new string('z', 61), 4));

        var result = Assert.Single(await Lists.CheckAsync(new StubResolver(), [Lists.Zone(zone)], null, "1.2.3.4"));

        Assert.Equal((DnsblStatus.Unknown, "DNSBL-NO-ANSWER"), (result.Status, result.Findings[0].Code));
    }

    [Fact]
    public async Task A_failure_of_a_test_ends_the_run_instead_of_leaving_it_waiting()
    {
        var checker = new DnsblChecker(new FailingResolver(), [Lists.List("bl.test")], new DnsblOptions(), TimeProvider.System);

        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await foreach (var _ in checker.CheckAllAsync(Lists.Targets("1.2.3.4"), TestContext.Current.CancellationToken)) Assert.Fail("nothing can be known");
        });
    }

    [Fact]
    public async Task An_empty_text_is_no_reason()
    {
        var dns = new StubResolver().List("bl.test").A("4.3.2.1.bl.test", "127.0.0.2").Txt("4.3.2.1.bl.test", "");

        Assert.Null(Assert.Single(await Lists.CheckAsync(dns, [Lists.List("bl.test")], null, "1.2.3.4")).Reason);
    }

    [Fact]
    public void One_file_cannot_be_state_and_log()
    {
        var request = new DnsblRunRequest { Lists = [], StatePath = "watch.json", LogPath = Path.Combine(".", "watch.json") };

        Assert.Contains("same file", Assert.Throws<ArgumentException>(request.ValidateParts).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_leaves_early_leaves_nothing_running()
    {
        var dns = new StubResolver().List("bl.test");
        var checker = new DnsblChecker(dns, [Lists.List("bl.test")], new DnsblOptions { Concurrency = 4 }, TimeProvider.System);

        await foreach (var result in checker.CheckAllAsync(Lists.Targets("1.2.0.0/16"), TestContext.Current.CancellationToken))
        {
            Assert.Equal(DnsblStatus.NotListed, result.Status);
            break;
        }

        var asked = dns.Questions;
        Assert.InRange(asked, 3, 1000);
        await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.Equal(asked, dns.Questions);
    }

    [Fact]
    public async Task A_cancelled_check_ends_though_lists_are_being_tested()
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var checker = new DnsblChecker(new SilentResolver(forEver: true), [Lists.List("bl.test")], new DnsblOptions(), TimeProvider.System);
        enough.CancelAfter(50);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in checker.CheckAllAsync(Lists.Targets("1.2.3.4", "1.2.3.5"), enough.Token)) Assert.Fail("nothing can be known");
        });
    }

    private sealed class FailingResolver : IDnsResolver
    {
        public async ValueTask<DnsAnswer> ResolveAsync(DnsName name, DnsType type, CancellationToken cancellationToken)
        {
            await Task.Yield();
            throw new InvalidOperationException("a defect");
        }
    }

    /// <summary>Answers nothing: with a timeout, or never.</summary>
    private sealed class SilentResolver(bool forEver = false) : IDnsResolver
    {
        private int _questions;

        public int Questions => _questions;

        public async ValueTask<DnsAnswer> ResolveAsync(DnsName name, DnsType type, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _questions);
            await Task.Delay(forEver ? Timeout.Infinite : 5, cancellationToken);
            return new DnsAnswer { Name = name, Type = type, Outcome = DnsOutcome.Timeout, Detail = "silence." };
        }
    }
}
