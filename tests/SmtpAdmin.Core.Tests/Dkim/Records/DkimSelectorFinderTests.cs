using System.Text;
using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dkim;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Core.Tests.Dkim.Records;

public sealed class DkimSelectorFinderTests
{
    private const string Above = "_domainkey.example.com";
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public void The_table_is_as_its_schema_says_in_order_and_without_doubles()
    {
        using var stream = EmbeddedJson.Open(DkimSelectorTable.Table);
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        using var schema = EmbeddedJson.Open(DkimSelectorTable.Schema);
        var root = LocatedJsonReader.Read(content, out var problems)!;
        new JsonSchemaChecker(problems).Check(root, JsonSchemaReader.Read(schema), "");
        Assert.Empty(problems.All());
        var names = DkimSelectors.All.Select(selector => selector.Selector).ToList();
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.All(names, name => Assert.NotNull(DkimName.OfKey(name, "example.com")));
        Assert.All(DkimSelectors.All.SelectMany(selector => selector.Users), user => Assert.True(Uri.TryCreate(user.Url, UriKind.Absolute, out _), user.Url));
        Assert.Contains("google", names);
        Assert.Equal("Fastmail", DkimSelectors.UsersOf("FM2").Single().Name);
    }

    [Fact]
    public async Task Every_key_is_found_whatever_it_is_worth_and_none_ends_the_search()
    {
        var now = TimeProvider.System.GetUtcNow();
        var own = DkimSelectorChoice.Of(now.AddMonths(-3)).First();
        var resolver = new StubResolver().Fails(Above, DnsType.TXT, DnsOutcome.NoData)
            .Txt($"google.{Above}", DkimKeySamples.GoodRecord).Txt($"k1.{Above}", "v=DKIM1; p=").Txt($"{own}.{Above}", "v=DKIM1; p=!").Txt($"mail.{Above}", "v=spf1 -all")
            .Alias($"selector1.{Above}", DnsType.TXT, "gone.example.net");
        var reports = await FindAsync(resolver);
        Assert.Equal(
            new[] { ("google", DkimRecordStatus.Pass), ("k1", DkimRecordStatus.Revoked), (own, DkimRecordStatus.Fail), ("selector1", DkimRecordStatus.None) }.OrderBy(pair => pair.Item1, StringComparer.Ordinal),
            reports.Select(report => (report.Selector!, report.Status)).OrderBy(pair => pair.Item1, StringComparer.Ordinal));
        Assert.Equal(["Google Workspace"], reports.Single(report => report.Selector == "google").UsedBy);
        foreach (var selector in DkimSelectors.ToTry(now)) Assert.Contains($"{selector}.{Above}", resolver.Asked);
    }

    [Fact]
    public async Task Below_a_name_that_does_not_exist_nothing_is_asked_for()
    {
        var resolver = new StubResolver();
        var report = Assert.Single(await FindAsync(resolver));
        Assert.Equal((DkimRecordStatus.None, null, "DKIM-FIND-NXDOMAIN"), (report.Status, report.Selector, report.Findings.Single().Code));
        Assert.Equal("RFC 8020 section 2", report.Findings[0].Reference);
        Assert.Equal(2, resolver.Questions);
    }

    [Fact]
    public async Task A_name_that_exists_and_has_no_key_that_is_known_says_that_there_may_be_another()
    {
        var report = Assert.Single(await FindAsync(new StubResolver().Fails(Above, DnsType.TXT, DnsOutcome.NoData)));
        Assert.Equal((DkimRecordStatus.None, "DKIM-FIND-NONE"), (report.Status, report.Findings.Single().Code));
        Assert.Contains("under another", report.Findings[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "deny no name")]
    [InlineData(false, "Names that nobody made exist below _domainkey.example.com (a wildcard)")]
    public async Task A_name_that_exists_says_nothing_where_names_that_nobody_made_do(bool everywhere, string words)
    {
        IDnsResolver resolver = everywhere ? new SameAnswer(DnsOutcome.NoData) : new Wild("v=spf1 -all");
        var report = Assert.Single(await FindAsync(resolver));
        Assert.Equal((DkimRecordStatus.None, "DKIM-FIND-NONE"), (report.Status, report.Findings.Single().Code));
        Assert.Contains(words, report.Findings[0].Message, StringComparison.Ordinal);
        Assert.DoesNotContain("mostly means", report.Findings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_selectors_of_each_month_of_two_years_are_tried()
    {
        var tried = DkimSelectors.ToTry(new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero)).ToList();
        foreach (var own in (string[])["s202611a", "s202611b", "s202611c", "s202412a", "s202412c"]) Assert.Contains(own, tried);
        Assert.DoesNotContain("s202411a", tried);
        Assert.DoesNotContain("s202611d", tried);
        Assert.Equal(DkimSelectors.All.Count + 72, tried.Count);
    }

    [Fact]
    public async Task What_was_not_answered_is_unknown()
    {
        var resolver = new StubResolver().Fails(Above, DnsType.TXT, DnsOutcome.NoData).Fails($"google.{Above}", DnsType.TXT, DnsOutcome.Timeout).Txt($"fm1.{Above}", DkimKeySamples.GoodRecord);
        var reports = await FindAsync(resolver);
        Assert.Equal(["fm1", null], reports.Select(report => report.Selector));
        Assert.Equal((DkimRecordStatus.Unknown, "DKIM-FIND-UNKNOWN"), (reports[1].Status, reports[1].Findings.Single().Code));
        Assert.Contains("google", reports[1].Findings[0].Message, StringComparison.Ordinal);

        var silent = Assert.Single(await FindAsync(new SameAnswer(DnsOutcome.ServFail)));
        Assert.Equal(DkimRecordStatus.Unknown, silent.Status);
        Assert.Equal(["DKIM-FIND-UNKNOWN", "DKIM-FIND-NONE"], silent.Findings.Select(finding => finding.Code));
    }

    [Theory]
    [InlineData("v=DKIM1; p=", "DKIM-WILDCARD-REVOKED")]
    [InlineData("v=DKIM1; p=!", "DKIM-WILDCARD")]
    public async Task The_keys_of_a_wildcard_are_not_taken_for_keys(string record, string code)
    {
        var report = Assert.Single(await FindAsync(new SameAnswer(DnsOutcome.Answer, record)));
        Assert.Equal(DkimRecordStatus.None, report.Status);
        Assert.Contains(code, report.Findings.Select(finding => finding.Code));
    }

    [Fact]
    public async Task A_domain_that_is_too_long_is_told_so()
    {
        var domain = string.Join('.', Enumerable.Repeat(new string('x', 61), 4));
        var report = await ListAsync(new DkimSelectorFinder(new StubResolver(), TimeProvider.System), domain);
        Assert.Equal("DKIM-BAD-NAME", report.Single().Findings.Single().Code);
    }

    private static Task<List<DkimRecordReport>> FindAsync(IDnsResolver resolver) => ListAsync(new DkimSelectorFinder(resolver, TimeProvider.System), "example.com");

    private static async Task<List<DkimRecordReport>> ListAsync(DkimSelectorFinder finder, string domain)
    {
        var reports = new List<DkimRecordReport>();
        await foreach (var report in finder.FindAsync(domain, new DkimRecordCheckOptions(), Token)) reports.Add(report);
        return reports;
    }

    /// <summary>A zone with a wildcard below _domainkey, and none elsewhere.</summary>
    private sealed class Wild(string text) : IDnsResolver
    {
        public ValueTask<DnsAnswer> ResolveAsync(DnsName name, DnsType type, CancellationToken cancellationToken) => ValueTask.FromResult(name.IsWithin(DnsName.Parse(Above))
            ? new DnsAnswer { Name = name, Type = type, Outcome = DnsOutcome.Answer, Records = [new TxtRecord(name, TimeSpan.FromHours(1), [Encoding.Latin1.GetBytes(text)])] }
            : new DnsAnswer { Name = name, Type = type, Outcome = DnsOutcome.NxDomain });
    }

    /// <summary>A DNS that says the same of every name.</summary>
    private sealed class SameAnswer(DnsOutcome outcome, params string[] texts) : IDnsResolver
    {
        public ValueTask<DnsAnswer> ResolveAsync(DnsName name, DnsType type, CancellationToken cancellationToken) => ValueTask.FromResult(
            new DnsAnswer { Name = name, Type = type, Outcome = outcome, Records = [.. texts.Select(text => new TxtRecord(name, TimeSpan.FromHours(1), [Encoding.Latin1.GetBytes(text)]))] });
    }
}
