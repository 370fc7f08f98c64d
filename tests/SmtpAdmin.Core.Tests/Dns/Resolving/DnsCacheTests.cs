using System.Net;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Core.Tests.Dns.Resolving;

public class DnsCacheTests : ResolverTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void An_answer_lives_as_long_as_its_shortest_record_and_ages()
    {
        var cache = new DnsCache(10, _time);
        cache.Store(Positive(Name, 300, 100));

        _time.Advance(TimeSpan.FromSeconds(99.5));
        var answer = cache.Find(Name, DnsType.A);
        Assert.Equal([201, 1], answer!.Records.Select(record => (int)record.TimeToLive.TotalSeconds));
        Assert.True(answer.FromCache);
        Assert.Equal(TimeSpan.Zero, answer.Duration);

        _time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Null(cache.Find(Name, DnsType.A));
        Assert.Equal(0, cache.Count);
    }

    [Fact]
    public void An_alias_shortens_the_life_of_what_it_leads_to()
    {
        var cache = new DnsCache(10, _time);
        cache.Store(Positive(Name, 300) with { Aliases = [new CnameRecord(Name, TimeSpan.FromSeconds(10), DnsName.Parse("b.example"))] });

        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(1, cache.Find(Name, DnsType.A)!.Aliases[0].TimeToLive.TotalSeconds);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(cache.Find(Name, DnsType.A));
    }

    [Fact]
    public void Nothing_lives_longer_than_a_day_and_nothing_negative_longer_than_an_hour()
    {
        var cache = new DnsCache(10, _time);
        var missing = DnsName.Parse("missing.example.org");
        cache.Store(Positive(Name, 604800));
        cache.Store(Negative(missing, DnsOutcome.NxDomain, soaSeconds: 604800, minimumSeconds: 604800));

        _time.Advance(TimeSpan.FromHours(1));
        Assert.Null(cache.Find(missing, DnsType.A));
        _time.Advance(TimeSpan.FromHours(22.9));
        Assert.NotNull(cache.Find(Name, DnsType.A));
        _time.Advance(TimeSpan.FromHours(0.2));
        Assert.Null(cache.Find(Name, DnsType.A));
    }

    [Theory]
    [InlineData(60, 300)]
    [InlineData(300, 60)]
    public void A_negative_answer_lives_by_the_lesser_of_the_SOA_records_two_times(int soaSeconds, int minimumSeconds)
    {
        var cache = new DnsCache(10, _time);
        cache.Store(Negative(Name, DnsOutcome.NoData, soaSeconds, minimumSeconds));

        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(DnsOutcome.NoData, cache.Find(Name, DnsType.A)!.Outcome);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(cache.Find(Name, DnsType.A));
    }

    [Fact]
    public void A_name_that_does_not_exist_has_no_type_and_no_data_speaks_of_one_type()
    {
        var cache = new DnsCache(10, _time);
        DnsName missing = DnsName.Parse("missing.example.org"), empty = DnsName.Parse("empty.example.org"), alias = DnsName.Parse("alias.example.org");
        cache.Store(Negative(missing, DnsOutcome.NxDomain));
        cache.Store(Negative(empty, DnsOutcome.NoData));
        cache.Store(Negative(alias, DnsOutcome.NxDomain) with { Aliases = [new CnameRecord(alias, Hour, missing)] });

        var answer = cache.Find(missing, DnsType.MX);
        Assert.Equal((DnsOutcome.NxDomain, DnsType.MX), (answer!.Outcome, answer.Type));
        Assert.Null(cache.Find(empty, DnsType.MX));
        Assert.NotNull(cache.Find(alias, DnsType.A));
        Assert.Null(cache.Find(alias, DnsType.CNAME)); // the alias itself exists
    }

    [Fact]
    public void Failures_and_answers_without_a_lifetime_are_not_kept()
    {
        var cache = new DnsCache(10, _time);
        foreach (var outcome in Enum.GetValues<DnsOutcome>().Except([DnsOutcome.Answer]))
            cache.Store(new DnsAnswer { Name = Name, Type = DnsType.A, Outcome = outcome });
        cache.Store(Positive(Name, 0));
        cache.Store(Negative(Name, DnsOutcome.NxDomain, minimumSeconds: 0));

        Assert.Equal(0, cache.Count);
    }

    [Fact]
    public void When_it_is_full_what_was_used_longest_ago_goes()
    {
        var cache = new DnsCache(3, _time);
        var names = Enumerable.Range(0, 4).Select(n => DnsName.Parse($"h{n}.example")).ToArray();
        foreach (var name in names[..3]) cache.Store(Positive(name, 300));
        cache.Find(names[0], DnsType.A);
        cache.Store(Positive(names[0], 300));
        cache.Store(Positive(names[3], 300));

        Assert.Equal(3, cache.Count);
        Assert.Equal([true, false, true, true], names.Select(name => cache.Find(name, DnsType.A) is not null));
    }

    [Fact]
    public async Task The_resolver_asks_once_and_again_when_the_time_is_up()
    {
        await using var server = FakeDnsServer.Messages(question => question.Address(seconds: 10));
        await using var resolver = new DnsResolver(Options(server.EndPoint) with { UseCache = true }, _time);

        Assert.False((await AskAsync(resolver)).FromCache);
        Assert.True((await AskAsync(resolver, "WWW.example.org")).FromCache);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.False((await AskAsync(resolver)).FromCache);
        Assert.Equal(2, server.Questions.Count);
    }

    [Fact]
    public async Task A_failure_is_asked_for_anew_every_time()
    {
        await using var server = FakeDnsServer.Messages(_ => new DnsMessage { Rcode = DnsRcode.ServFail, Authority = [Soa("example.org")] });
        await using var resolver = new DnsResolver(Options(server.EndPoint) with { UseCache = true }, _time);

        await AskAsync(resolver);
        await AskAsync(resolver);

        Assert.Equal(2, server.Questions.Count);
    }

    [Fact]
    public async Task Without_a_cache_every_look_up_asks()
    {
        await using var server = FakeDnsServer.Messages(question => question.Address());
        await using var resolver = Resolver(server);

        Assert.False((await AskAsync(resolver)).FromCache);
        Assert.False((await AskAsync(resolver)).FromCache);
        Assert.Equal(2, server.Questions.Count);
    }

    private static DnsAnswer Positive(DnsName name, params int[] seconds) => new()
    {
        Name = name, Type = DnsType.A, Outcome = DnsOutcome.Answer, Duration = Hour,
        Records = [.. seconds.Select(each => new ARecord(name, TimeSpan.FromSeconds(each), IPAddress.Loopback))],
    };

    private static DnsAnswer Negative(DnsName name, DnsOutcome outcome, int soaSeconds = 300, int minimumSeconds = 300) => new()
    {
        Name = name, Type = DnsType.A, Outcome = outcome,
        Authority = [Soa("example.org", minimumSeconds) with { TimeToLive = TimeSpan.FromSeconds(soaSeconds) }],
    };
}
