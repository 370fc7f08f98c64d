using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dns;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Core.Tests.Reputation.Dnsbl;

/// <summary>What a list's two test entries show together (RFC 5782 section 5).</summary>
public sealed class DnsblTesterTests
{
    private const string Silent = "silent";

    private static readonly DnsblProvider Provider = Lists.Provider("bl.test") with
    {
        Codes =
        [
            new(DnsblCodePattern.Parse("127.0.0.2"), "spam"),
            new(DnsblCodePattern.Parse("127.0.0.9"), "fine", DnsblCodeResult.Neutral),
            new(DnsblCodePattern.Parse("127.255.255.254"), "public resolver", DnsblCodeResult.Refused),
        ],
    };

    /// <summary>What each entry may say, and what that says of the list by itself: as it must be, or what is wrong.</summary>
    private static readonly (string Answer, DnsblStatus? Listed, DnsblProblemKind ListedKind, DnsblStatus? NotListed, DnsblProblemKind NotListedKind)[] Answers =
    [
        ("", DnsblStatus.Broken, DnsblProblemKind.TestEntryMissing, null, default),
        ("127.0.0.2", null, default, DnsblStatus.Broken, DnsblProblemKind.ListsEverything),
        ("127.0.0.9", null, default, DnsblStatus.Broken, DnsblProblemKind.ListsEverything), // a code that is no listing is an entry all the same
        ("127.0.0.77", null, default, DnsblStatus.Broken, DnsblProblemKind.ListsEverything), // a test entry may have a code of its own
        ("127.255.255.254", DnsblStatus.Refused, DnsblProblemKind.RefusalCode, DnsblStatus.Refused, DnsblProblemKind.RefusalCode),
        ("203.0.113.9", DnsblStatus.Broken, DnsblProblemKind.OutsideLoopback, DnsblStatus.Broken, DnsblProblemKind.OutsideLoopback),
        (nameof(DnsOutcome.NoData), DnsblStatus.Broken, DnsblProblemKind.TestEntryMissing, null, default),
        (nameof(DnsOutcome.Refused), DnsblStatus.Refused, DnsblProblemKind.RefusedByServer, DnsblStatus.Refused, DnsblProblemKind.RefusedByServer),
        (nameof(DnsOutcome.Timeout), DnsblStatus.Unknown, DnsblProblemKind.Timeout, DnsblStatus.Unknown, DnsblProblemKind.Timeout),
        (nameof(DnsOutcome.ServFail), DnsblStatus.Unknown, DnsblProblemKind.NoAnswer, DnsblStatus.Unknown, DnsblProblemKind.NoAnswer),
        (nameof(DnsOutcome.Malformed), DnsblStatus.Unknown, DnsblProblemKind.NoAnswer, DnsblStatus.Unknown, DnsblProblemKind.NoAnswer),
    ];

    /// <summary>Every pair of answers.</summary>
    public static TheoryData<string, string> Pairs()
    {
        var data = new TheoryData<string, string>();
        foreach (var listed in Answers)
        {
            foreach (var notListed in Answers) data.Add(listed.Answer, notListed.Answer);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Both_entries_decide_and_the_gravest_fault_is_told(string listed, string notListed)
    {
        var dns = Put(Put(new StubResolver(), "2.0.0.127.bl.test", listed), "1.0.0.127.bl.test", notListed);
        var verdict = await TestAsync(dns, Provider, DnsblSubject.IPv4);

        var (one, other) = (Answers.Single(answer => answer.Answer == listed), Answers.Single(answer => answer.Answer == notListed));
        (DnsblStatus? Status, DnsblProblemKind Kind)[] faults = [(one.Listed, one.ListedKind), (other.NotListed, other.NotListedKind)];
        var gravest = faults.Where(fault => fault.Status is not null).OrderBy(Order).Select(fault => ((DnsblStatus?, DnsblProblemKind?))(fault.Status, fault.Kind)).FirstOrDefault();
        Assert.Equal(gravest, (verdict.Reading?.Status, verdict.Reading?.Problem!.Kind));
        Assert.Equal(gravest.Item1 is null, verdict.Passed);
        Assert.Equal([("127.0.0.2", true, "2.0.0.127.bl.test"), ("127.0.0.1", false, "1.0.0.127.bl.test")], verdict.Queries.Select(query => (query.Entry, query.MustBeListed, query.QueriedName)));
        Assert.Equal(verdict.Passed, verdict.QueriedName.Length == 0);
        if (!verdict.Passed) Assert.Contains(verdict.QueriedName, verdict.Queries.Select(query => query.QueriedName));

        // A refusal explains all; a list that lists what it must not is wrong whatever else; then an empty one; then silence.
        static int Order((DnsblStatus? Status, DnsblProblemKind Kind) fault) => fault switch
        {
            (DnsblStatus.Refused, _) => 0,
            (DnsblStatus.Broken, DnsblProblemKind.TestEntryMissing) => 2,
            (DnsblStatus.Broken, _) => 1,
            _ => 3,
        };
    }

    [Theory]
    [InlineData(DnsblSubject.IPv4, "2.0.0.127.bl.test", "1.0.0.127.bl.test")]
    [InlineData(
        DnsblSubject.IPv6, "2.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.bl.test", "1.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.bl.test")]
    [InlineData(DnsblSubject.Domain, "test.bl.test", "invalid.bl.test")]
    public async Task The_entries_are_those_of_the_standard(DnsblSubject subject, string listed, string notListed)
    {
        var dns = new StubResolver();
        await TestAsync(dns, Provider, subject);
        Assert.Equal([listed, notListed], dns.Asked);
    }

    [Theory]
    [InlineData("own.example", "other.example", "own.example.bl.test", "other.example.bl.test")]
    [InlineData("own.example", null, "own.example.bl.test")]
    [InlineData(null, "other.example", "bl.test", "other.example.bl.test")]
    [InlineData(null, null, "bl.test")]
    public async Task A_list_may_have_entries_of_its_own_or_lack_one(string? listed, string? notListed, params string[] asked)
    {
        var dns = new StubResolver().A("own.example.bl.test", "127.0.0.2").A("bl.test", "192.0.2.1");
        var provider = Provider with { Subjects = [DnsblSubject.Domain], TestPoints = [new DnsblTestPoint(DnsblSubject.Domain, listed, notListed)] };
        var verdict = await TestAsync(dns, provider, DnsblSubject.Domain);
        Assert.True(verdict.Passed);
        Assert.Equal(asked, dns.Asked);
    }

    [Theory]
    [InlineData(DnsOutcome.NxDomain, DnsblStatus.Broken)]
    [InlineData(DnsOutcome.Timeout, DnsblStatus.Unknown)]
    [InlineData(DnsOutcome.ServFail, DnsblStatus.Unknown)]
    [InlineData(DnsOutcome.Refused, DnsblStatus.Refused)]
    public async Task A_list_that_documents_no_entry_at_all_must_at_least_have_its_zone(DnsOutcome outcome, DnsblStatus status)
    {
        var provider = Provider with { Subjects = [DnsblSubject.IPv4], TestPoints = [new DnsblTestPoint(DnsblSubject.IPv4, null, "127.0.0.1")] };
        var verdict = await TestAsync(new StubResolver().Fails("bl.test", DnsType.SOA, outcome), provider, DnsblSubject.IPv4);

        Assert.Equal((status, "bl.test"), (verdict.Reading!.Value.Status, verdict.QueriedName));
        Assert.Equal(["127.0.0.1"], verdict.Queries.Select(query => query.Entry));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_a_list_documents_no_entry_for_a_subject_one_of_another_shows_that_it_lives(bool lives)
    {
        var provider = Lists.Provider("bl.test", DnsblSubject.IPv4, DnsblSubject.IPv6) with { TestPoints = [new DnsblTestPoint(DnsblSubject.IPv6, null, "::ffff:127.0.0.1")] };
        var verdict = await TestAsync(lives ? new StubResolver().List("bl.test") : new StubResolver(), provider, DnsblSubject.IPv6);

        Assert.Equal(lives, verdict.Passed);
        Assert.Equal([("127.0.0.2", true), ("::ffff:127.0.0.1", false)], verdict.Queries.Select(query => (query.Entry, query.MustBeListed)));
        Assert.Equal(lives ? "" : "2.0.0.127.bl.test", verdict.QueriedName);
    }

    /// <summary>Any code but a refusal shows that the entry is there, so that what is told of it does not contradict the verdict.</summary>
    [Theory]
    [InlineData("127.0.0.2")]
    [InlineData("127.0.0.9")]
    [InlineData("127.0.0.77")]
    public async Task A_test_entry_with_any_code_is_told_as_listed(string code)
    {
        var verdict = await TestAsync(new StubResolver().A("2.0.0.127.bl.test", code).A("1.0.0.127.bl.test", code), Provider, DnsblSubject.IPv4);
        Assert.Equal([$"127.0.0.2 must be listed: Listed {code}", $"127.0.0.1 must not be listed: Listed {code}"], verdict.Queries.Select(query => query.ToString()));
        Assert.Equal([true, false], verdict.Queries.Select(query => query.Passed));
    }

    [Theory]
    [InlineData("test", DnsblSubject.IPv4, "it has those of domains, and not that of IPv4 addresses (127.0.0.2)")]
    [InlineData("test", DnsblSubject.IPv6, "it has those of domains, and not that of IPv6 addresses (::ffff:127.0.0.2)")]
    [InlineData("2.0.0.127", DnsblSubject.Domain, "it has those of IPv4 addresses, and not that of domains (test)")]
    [InlineData("2.0.0.127", DnsblSubject.IPv6, "it has those of IPv4 addresses, and not that of IPv6 addresses (::ffff:127.0.0.2)")]
    public async Task A_zone_that_the_catalogue_lacks_is_of_another_kind_where_it_has_that_entry_and_not_this(string held, DnsblSubject subject, string detail)
    {
        var dns = new StubResolver().A($"{held}.bl.test", "127.0.0.2");
        var verdict = await new DnsblTester(dns).TestForUseAsync(Lists.Zone("bl.test"), subject, TestContext.Current.CancellationToken);
        Assert.False(verdict.Passed);
        Assert.Equal((DnsblStatus.Unknown, DnsblProblemKind.OtherKind, detail), (verdict.Reading!.Value.Status, verdict.Reading.Value.Problem!.Kind, verdict.Reading.Value.Problem.Detail));
    }

    [Theory]
    [InlineData("")] // no entry at all
    [InlineData("test", "invalid")] // it lists the world of domains
    public async Task A_zone_that_the_catalogue_lacks_is_broken_where_no_kind_passes(params string[] held)
    {
        var dns = held.Where(entry => entry.Length > 0).Aggregate(new StubResolver(), (stub, entry) => stub.A($"{entry}.bl.test", "127.0.0.2"));
        var verdict = await new DnsblTester(dns).TestForUseAsync(Lists.Zone("bl.test"), DnsblSubject.IPv4, TestContext.Current.CancellationToken);
        Assert.Equal((DnsblStatus.Broken, DnsblProblemKind.TestEntryMissing), (verdict.Reading!.Value.Status, verdict.Reading.Value.Problem!.Kind));
    }

    [Theory]
    [InlineData("127.255.255.254", DnsblStatus.Refused)]
    [InlineData("127.0.0.2", DnsblStatus.Broken)]
    public async Task A_zone_that_the_catalogue_lacks_refuses_where_it_answers_all_with_a_code_of_refusals(string code, DnsblStatus status)
    {
        var dns = new StubResolver().A("2.0.0.127.bl.test", code).A("1.0.0.127.bl.test", code);
        var verdict = await new DnsblTester(dns).TestForUseAsync(Lists.Zone("bl.test"), DnsblSubject.IPv4, TestContext.Current.CancellationToken);
        Assert.Equal(status, verdict.Reading!.Value.Status);
    }

    [Fact]
    public async Task A_list_of_the_catalogue_is_held_to_what_the_catalogue_says()
    {
        var dns = new StubResolver().A("test.bl.test", "127.0.0.2");
        var verdict = await new DnsblTester(dns).TestForUseAsync(Lists.List("bl.test", DnsblSubject.IPv4, DnsblSubject.Domain), DnsblSubject.IPv4, TestContext.Current.CancellationToken);
        Assert.Equal(DnsblStatus.Broken, verdict.Reading!.Value.Status);
        Assert.Equal(2, dns.Asked.Count);
    }

    [Fact]
    public async Task A_key_is_asked_with_and_not_shown()
    {
        var list = DnsblList.Of(Provider with { KeyedZone = "{key}.dq.test" }, "secret");
        var dns = new StubResolver();
        var verdict = await new DnsblTester(dns).TestAsync(list, DnsblSubject.IPv4, TestContext.Current.CancellationToken);
        Assert.Contains("2.0.0.127.secret.dq.test", dns.Asked);
        Assert.Equal(["2.0.0.127.{key}.dq.test", "1.0.0.127.{key}.dq.test"], verdict.Queries.Select(query => query.QueriedName));
        Assert.Equal("2.0.0.127.{key}.dq.test", verdict.QueriedName);
    }

    private static Task<DnsblTestVerdict> TestAsync(StubResolver dns, DnsblProvider provider, DnsblSubject subject) =>
        new DnsblTester(dns).TestAsync(DnsblList.Of(provider), subject, TestContext.Current.CancellationToken);

    private static StubResolver Put(StubResolver dns, string name, string answer) =>
        Enum.TryParse<DnsOutcome>(answer, out var outcome) ? dns.Fails(name, DnsType.A, outcome, Silent)
        : answer.Length > 0 ? dns.A(name, answer) : dns;
}
