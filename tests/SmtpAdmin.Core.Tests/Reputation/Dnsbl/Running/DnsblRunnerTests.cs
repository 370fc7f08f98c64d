using System.Net;
using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dns;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Core.Tests.Reputation.Dnsbl;

/// <summary>A run without a memory: what of it is shown, and what is said besides.</summary>
public sealed class DnsblRunnerTests
{
    private static readonly DnsblList[] Three = [Lists.List("a.test"), Lists.List("b.test"), Lists.List("c.test")];

    /// <summary>1.2.3.4 is on a.test; b.test holds nothing; c.test refuses everything.</summary>
    private static StubResolver Dns() => new StubResolver().List("a.test").List("b.test").A("4.3.2.1.a.test", "127.0.0.2")
        .Fails("2.0.0.127.c.test", DnsType.A, DnsOutcome.Refused, "REFUSED.").Fails("1.0.0.127.c.test", DnsType.A, DnsOutcome.Refused, "REFUSED.");

    [Fact]
    public async Task Every_answer_is_shown_and_counted()
    {
        using var runs = Runs.Once(Three);
        var report = await runs.RunAsync(Dns(), "1.2.3.4", "1.2.3.5");

        Assert.Equal(
            ["1.2.3.4 a.test Listed", "1.2.3.4 b.test NotListed", "1.2.3.4 c.test Refused", "1.2.3.5 a.test NotListed", "1.2.3.5 b.test NotListed", "1.2.3.5 c.test Refused"],
            report.Short);
        Assert.All(report.Results, result => Assert.Null(result.Change));
        Assert.All(report.Results, result => Assert.Null(result.Since));
        var tally = runs.Tally;
        Assert.Equal((2, 0, 6, 2, 0), (tally.Targets, tally.UndecidedTargets, tally.Results, tally.Undecided, tally.Changes));
        Assert.Equal((1, 3, 2), (tally[DnsblStatus.Listed], tally[DnsblStatus.NotListed], tally[DnsblStatus.Refused]));
        Assert.Equal("6 of 6 answers, 1 listed, 2 not known", tally.ToString());
        Assert.Empty(report.Warnings);
        Assert.Empty(report.Summaries);
        Assert.Equal(Enumerable.Range(1, 6), report.Steps.Select(step => step.Results));
    }

    [Fact]
    public async Task Listed_only_shows_listings_and_says_once_what_is_not_known()
    {
        using var runs = Runs.Once(Three);
        runs.Request = runs.Request with { ListedOnly = true };
        var report = await runs.RunAsync(Dns(), "1.2.3.4", "1.2.3.5");

        Assert.Equal(["1.2.3.4 a.test Listed"], report.Short);
        var warning = Assert.Single(report.Warnings);
        Assert.StartsWith("2 of 6 answers are not known (2 refused, 0 broken, 0 unknown)", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_that_no_list_was_asked_about_is_no_answer_that_is_not_shown()
    {
        using var runs = Runs.Once(Three);
        runs.Request = runs.Request with { ListedOnly = true };
        var report = await runs.RunAsync(Dns(), "1.2.3.4", "10.1.2.3");

        Assert.Equal(2, report.Warnings.Count);
        Assert.StartsWith("10.1.2.3 was not checked", report.Warnings.Order(StringComparer.Ordinal).ElementAt(1), StringComparison.Ordinal);
        Assert.StartsWith("1 of 3 answers are not known (1 refused, 0 broken, 0 unknown)", report.Warnings[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listed_only_is_silent_when_all_is_known_and_nothing_listed()
    {
        using var runs = Runs.Once(Lists.List("a.test"), Lists.List("b.test"));
        runs.Request = runs.Request with { ListedOnly = true };
        var report = await runs.RunAsync(Dns(), "1.2.3.5");

        Assert.Empty(report.Results);
        Assert.Empty(report.Warnings);
        Assert.Equal(2, runs.Tally[DnsblStatus.NotListed]);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_target_of_which_nothing_is_known_is_never_hidden_silently(bool listedOnly, bool changedOnly)
    {
        using var runs = Runs.Watching(Lists.List("c.test"));
        runs.Request = runs.Request with { ListedOnly = listedOnly, ChangedOnly = changedOnly };
        var report = await runs.RunAsync(Dns(), "1.2.3.4", "1.2.3.5");

        Assert.Empty(report.Results);
        Assert.Equal((2, 2), (runs.Tally.Targets, runs.Tally.UndecidedTargets));
        Assert.StartsWith("Nothing is known of 1.2.3.4 and 1.2.3.5: no list", Assert.Single(report.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_lists_hold_nothing_of_its_kind_that_is_said_and_not_that_they_cannot_be_used()
    {
        using var runs = Runs.Watching(Lists.Zone("b.test"));
        runs.Request = runs.Request with { ChangedOnly = true };
        var report = await runs.RunAsync(new StubResolver().A("2.0.0.127.b.test", "127.0.0.2"), "1.2.3.4", "bad.example");
        Assert.Equal(
            "Nothing is known of bad.example (1 of 2 targets): the lists that were asked hold nothing of that kind. That is not the same as not listed. Name a list that does, or leave it out.",
            Assert.Single(report.Warnings));
        Assert.Equal(1, runs.Tally.UndecidedTargets);
    }

    [Theory]
    [InlineData("c.test", "1.2.3.4", "1.2.3.4: no list that was asked gave an answer that counts (1 refused, 0 broken, 0 unknown).")]
    [InlineData("c.test b.test", "1.2.3.4 2600::1", "2600::1 (1 of 2 targets): no list that was asked gave an answer that counts (1 refused, 0 broken, 0 unknown).")]
    [InlineData("c.test", "1.2.3.0/30 1.2.4.0/23", "1.2.3.0, 1.2.3.1, 1.2.3.2, 1.2.3.3, 1.2.4.0 and 511 more: no list that was asked gave an answer that counts (516 refused, 0 broken, 0 unknown).")]
    public async Task What_nothing_is_known_of_is_named_with_the_reasons_and_the_next_step(string zones, string targets, string told)
    {
        using var runs = Runs.Watching([.. zones.Split(' ').Select(zone => zone == "b.test" ? Lists.List(zone) : Lists.List(zone, DnsblSubject.IPv4, DnsblSubject.IPv6))]);
        runs.Request = runs.Request with { ChangedOnly = true, LogPath = runs.Folder.PathOf("log"), Options = new DnsblOptions { Concurrency = 1 } };
        var dns = Dns().Fails("2.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.c.test", DnsType.A, DnsOutcome.Refused);
        dns.Fails("2.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.c.test", DnsType.A, DnsOutcome.Refused);
        var report = await runs.RunAsync(dns, targets.Split(' '));

        var warning = Assert.Single(report.Warnings);
        Assert.Equal($"Nothing is known of {told} That is not the same as not listed. Test-DnsblProvider says which lists can be used from here, and why the others cannot.", warning);
        Assert.Equal([warning], runs.Log[^1].GetProperty("problems").EnumerateArray().Select(problem => problem.GetString()!));
    }

    [Fact]
    public async Task What_nothing_is_known_of_stands_in_the_log_also_where_each_answer_is_shown()
    {
        using var runs = Runs.Once(Lists.List("c.test"));
        runs.Request = runs.Request with { LogPath = runs.Folder.PathOf("log") };
        var report = await runs.RunAsync(Dns(), "1.2.3.4", "10.1.2.3");

        Assert.Empty(report.Warnings);
        Assert.StartsWith("Nothing is known of 1.2.3.4 (1 of 2 targets):", Assert.Single(runs.Log[0].GetProperty("problems").EnumerateArray()).GetString(), StringComparison.Ordinal);
        Assert.Equal(["ctest"], runs.Log[0].GetProperty("blind").EnumerateArray().Select(name => name.GetString()!));
        Assert.Equal(2, runs.Tally.UndecidedTargets);
    }

    [Fact]
    public async Task A_summary_has_all_that_the_lists_say_of_a_target()
    {
        var informational = DnsblList.Of(Lists.Provider("d.test") with { Severity = DnsblSeverity.Informational });
        var allowing = DnsblList.Of(Lists.Provider("w.test") with { Codes = [new(DnsblCodePattern.Parse("127.0.*.*"), "trusted", DnsblCodeResult.Allowed)] });
        using var runs = Runs.Once([.. Three, informational, allowing]);
        runs.Request = runs.Request with { Summary = true };
        var dns = Dns().List("d.test").List("w.test").A("4.3.2.1.d.test", "127.0.0.2").A("4.3.2.1.w.test", "127.0.5.1");
        var report = await runs.RunAsync(dns, "1.2.3.4", "1.2.3.5");

        Assert.Empty(report.Results);
        var listed = report.Summaries.Single(summary => summary.Target == "1.2.3.4");
        Assert.Equal((DnsblStatus.Listed, DnsblSeverity.High), (listed.Status, listed.Severity));
        Assert.Equal(["atest", "dtest"], listed.ListedOn);
        Assert.Equal(["ctest"], listed.UndecidedOn);
        Assert.Equal((2, 1, 1, 1, 0, 0, 0), (listed.Listed, listed.NotListed, listed.Allowed, listed.Refused, listed.Broken, listed.Unknown, listed.Changes));
        var clean = report.Summaries.Single(summary => summary.Target == "1.2.3.5");
        Assert.Equal((DnsblStatus.Refused, null, 0, 4), (clean.Status, clean.Severity, clean.Listed, clean.NotListed));
        Assert.Equal(2, report.Summaries.Count);
    }

    /// <summary>In zones: a. lists, b. holds nothing, c. refuses; w. and v. are allow lists, of which w. vouches and v. holds nothing.</summary>
    [Theory]
    [InlineData("c.test v.test", true)]
    [InlineData("c.test w.test", true)]
    [InlineData("c.test b.test", false)]
    [InlineData("c.test b.test v.test", false)]
    [InlineData("v.test", false)]
    [InlineData("w.test v.test", false)]
    [InlineData("x.test", true)]
    [InlineData("x.test v.test", false)]
    [InlineData("x.test b.test", false)]
    [InlineData("a.test c.test v.test", false)]
    public async Task What_an_allow_list_says_decides_only_where_no_blacklist_was_asked(string zones, bool isUndecided)
    {
        using var runs = Runs.Once([.. zones.Split(' ').Select(zone => zone[0] is 'v' or 'w' or 'x' ? AllowList(zone) : Lists.List(zone))]);
        var dns = Dns().List("v.test").List("w.test").A("4.3.2.1.w.test", "127.0.0.3")
            .Fails("2.0.0.127.x.test", DnsType.A, DnsOutcome.Refused, "REFUSED.");
        var report = await runs.RunAsync(dns, new RecordingReport(), "1.2.3.4");

        Assert.Equal(isUndecided ? 1 : 0, runs.Tally.UndecidedTargets);
        Assert.Empty(report.Warnings);
        runs.Request = runs.Request with { ListedOnly = true };
        report = await runs.RunAsync(dns, "1.2.3.4");
        var nothing = report.Warnings.Where(warning => warning.StartsWith("Nothing is known of 1.2.3.4: no ", StringComparison.Ordinal));
        if (!isUndecided) Assert.Empty(nothing);
        else if (zones == "x.test") Assert.Contains("no list that was asked gave an answer that counts (1 refused, 0 broken, 0 unknown).", Assert.Single(nothing), StringComparison.Ordinal);
        else Assert.Contains("no blacklist that was asked gave an answer that counts (1 refused, 0 broken, 0 unknown; what an allow list says does not tell who is listed).", Assert.Single(nothing), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_vouches_for_some_and_lists_others_is_no_allow_list()
    {
        var mixed = DnsblList.Of(Lists.Provider("m.test") with { Categories = [DnsblCategory.Reputation, DnsblCategory.Allow] });
        using var runs = Runs.Once(mixed, Lists.List("c.test"));
        await runs.RunAsync(Dns().List("m.test"), "1.2.3.4");
        Assert.Equal((1, 0), (runs.Tally[DnsblStatus.NotListed], runs.Tally.UndecidedTargets));
    }

    [Fact]
    public async Task A_block_gets_a_summary_for_each_address()
    {
        using var runs = Runs.Once(Lists.List("a.test"), Lists.List("b.test"));
        runs.Request = runs.Request with { Summary = true, ListedOnly = true };
        var report = await runs.RunAsync(Dns(), "1.2.3.0/28");

        Assert.Equal(("1.2.3.4", "1.2.3.0/28"), report.Summaries.Select(summary => (summary.Target, summary.Input)).Single());
        Assert.Equal((16, 32), (runs.Tally.Targets, runs.Tally.Results));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task A_target_that_no_list_was_asked_about_is_told_of_whatever_is_shown(bool listedOnly, bool summary)
    {
        using var runs = Runs.Once(Lists.List("a.test"));
        runs.Request = runs.Request with { ListedOnly = listedOnly, Summary = summary };
        var report = await runs.RunAsync(Dns(), "10.1.2.3", "1.2.3.4");

        var told = report.Results.SelectMany(result => result.Findings).Select(finding => finding.Message).Concat(report.Warnings);
        Assert.Single(told, message => message.Contains("10.1.2.3 was not checked", StringComparison.Ordinal));
        Assert.Equal((2, 1), (runs.Tally.Targets, runs.Tally.UndecidedTargets));
        if (summary) Assert.Equal(listedOnly ? ["1.2.3.4"] : ["1.2.3.4", "10.1.2.3"], report.Summaries.Select(one => one.Target).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("", "8.8.8.8")]
    [InlineData("", "8.8.8.8", "8.8.8.8:5353")]
    [InlineData("127.0.0.53", "1.1.1.1", "2001:4860:4860::8888")]
    public async Task Public_resolvers_are_warned_of_once(string own, params string[] servers)
    {
        using var runs = Runs.Once(Lists.List("a.test"), Lists.List("b.test"));
        IEnumerable<string> all = own.Length > 0 ? [own, .. servers] : servers;
        runs.Request = runs.Request with { DnsServers = [.. all.Select(text => IPEndPoint.Parse(text.Contains("::", StringComparison.Ordinal) ? $"[{text}]" : text))] };
        var report = await runs.RunAsync(Dns(), "1.2.3.4", "1.2.3.5");

        var warning = Assert.Single(report.Warnings);
        Assert.Contains("public resolver", warning, StringComparison.Ordinal);
        var addresses = servers.Select(server => server.Replace(":5353", "", StringComparison.Ordinal)).Distinct().ToList();
        Assert.All(addresses, address => Assert.Equal(2, warning.Split($"{address} (").Length));
        if (own.Length > 0) Assert.DoesNotContain(own, warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("127.0.0.1")]
    [InlineData("192.168.1.1", "10.0.0.53")]
    [InlineData("8.8.8.9")]
    public async Task Other_resolvers_are_not_warned_of(params string[] servers)
    {
        using var runs = Runs.Once(Lists.List("a.test"));
        runs.Request = runs.Request with { DnsServers = [.. servers.Select(text => new IPEndPoint(IPAddress.Parse(text), 53))] };

        Assert.Empty((await runs.RunAsync(Dns(), "1.2.3.4")).Warnings);
    }

    [Fact]
    public async Task What_is_expected_is_known_ahead_for_all_but_the_addresses_of_hosts()
    {
        var lists = new[] { Lists.List("a.test"), Lists.List("six.test", DnsblSubject.IPv4, DnsblSubject.IPv6), Lists.List("dom.test", DnsblSubject.Domain) };
        using var runs = Runs.Once(lists);
        runs.Request = runs.Request with { Options = new DnsblOptions { Concurrency = 1 } };
        var report = await runs.RunAsync(Dns(), "1.2.3.0/29", "2600::/127", "example.com", "10.0.0.0/16", "10.0.0.1");

        Assert.Equal((16 + 2 + 1 + 1 + 1, 21L), (runs.Tally.Results, runs.Tally.Expected));
        Assert.All(report.Steps, step => Assert.True(step.Expected >= step.Results, $"{step.Results} of {step.Expected}"));
        Assert.InRange(report.Steps[0].Expected, 16, 21);
    }

    [Fact]
    public async Task More_comes_than_was_expected_when_hosts_have_addresses()
    {
        using var runs = Runs.Once(Lists.List("a.test"));
        runs.Request = runs.Request with { Options = new DnsblOptions { Resolve = true } };
        await runs.RunAsync(Dns().A("mail.example.com", "1.2.3.4", "1.2.3.5"), "mail.example.com");

        Assert.Equal((2, 2L), (runs.Tally.Results, runs.Tally.Expected));
    }

    [Theory]
    [InlineData(true, 1, false, 1, 500, "-StatePath")]
    [InlineData(false, 2, false, 1, 500, "-StatePath")]
    [InlineData(false, 0, true, 1, 500, "-Confirmations")]
    [InlineData(false, 1001, true, 1, 500, "-Confirmations")]
    [InlineData(false, 1, false, 1, 0, "-ThrottleLimit")]
    [InlineData(false, 1, false, 1, 10_001, "-ThrottleLimit")]
    [InlineData(false, 1, false, 0, 500, "no list")]
    public async Task Parts_that_do_not_go_together_are_misuse(bool changedOnly, int confirmations, bool hasState, int lists, int concurrency, string told)
    {
        using var runs = hasState ? Runs.Watching() : Runs.Once(Three);
        runs.Request = runs.Request with
        {
            Lists = [.. Three.Take(lists)],
            ChangedOnly = changedOnly,
            Confirmations = confirmations,
            Options = new DnsblOptions { Concurrency = concurrency },
        };
        var dns = Dns();

        var exception = await Assert.ThrowsAsync<ArgumentException>(() => runs.RunAsync(dns, "1.2.3.4"));
        Assert.Contains(told, exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, dns.Questions);
    }

    [Theory]
    [InlineData(false, "No target was given; nothing was checked.")]
    [InlineData(true, "There was no target that could be checked; nothing was.")]
    public async Task Without_targets_a_run_checks_nothing_and_says_so(bool someWereWrong, string told)
    {
        using var runs = Runs.Once(Three);
        runs.Request = runs.Request with { LogPath = runs.Folder.PathOf("log") };
        var dns = Dns();
        var report = new RecordingReport();
        if (someWereWrong) report.Outside.Add("'what' is no target.");
        await runs.RunAsync(dns, report);

        Assert.Equal([told], report.Warnings);
        Assert.Equal(told, runs.Log[0].GetProperty("problems").EnumerateArray().Last().GetString());
        Assert.Empty(report.Results);
        Assert.Equal((0, 0, 0L, 0), (runs.Tally.Targets, runs.Tally.Results, runs.Tally.Expected, dns.Questions));
    }

    private static DnsblList AllowList(string zone) => DnsblList.Of(Lists.Provider(zone) with
    {
        Categories = [DnsblCategory.Allow],
        Codes = [new(DnsblCodePattern.Parse("127.0.0.3"), "vouched for", DnsblCodeResult.Allowed)],
    });
}
