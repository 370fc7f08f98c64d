using System.Net;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Core.Tests.Dns;

public class AliasTests : ResolverTests
{
    [Fact]
    public async Task A_chain_in_one_answer_is_followed_in_any_order()
    {
        await using var server = FakeDnsServer.Messages(_ => new DnsMessage
        {
            AuthenticatedData = true,
            Answers = [Address("c.example"), Alias("b.example", "c.example"), Alias("www.example.org", "B.example")],
        });
        await using var resolver = Resolver(server);

        var answer = await AskAsync(resolver);

        Assert.Equal(["b.example", "c.example"], answer.Aliases.Select(alias => alias.Target.ToString().ToLowerInvariant()));
        Assert.Equal(DnsName.Parse("c.example"), Assert.Single(answer.Records).Name);
        Assert.Equal(DnsName.Parse("c.example"), answer.CanonicalName);
        Assert.True(answer.AuthenticatedData);
        Assert.Single(server.Questions);
    }

    [Fact]
    public async Task A_chain_that_leaves_the_answer_is_asked_on()
    {
        await using var server = FakeDnsServer.Messages(question => question.Name.ToString() switch
        {
            "www.example.org" => new DnsMessage { AuthenticatedData = true, Answers = [Alias("www.example.org", "b.example")] },
            "b.example" => new DnsMessage { AuthenticatedData = false, Answers = [Alias("b.example", "c.example")], Authority = [Soa("example.org")] },
            _ => new DnsMessage { AuthenticatedData = true, Answers = [Address("c.example")] },
        });
        await using var resolver = Resolver(server);

        var answer = await AskAsync(resolver);

        Assert.Equal(DnsOutcome.Answer, answer.Outcome);
        Assert.Equal(2, answer.Aliases.Count);
        Assert.False(answer.AuthenticatedData); // one link was not validated
        Assert.Equal(Name, answer.Name);
        Assert.Equal(3, server.Questions.Count);
    }

    [Theory]
    [InlineData(DnsRcode.NxDomain, DnsOutcome.NxDomain)]
    [InlineData(DnsRcode.NoError, DnsOutcome.NoData)]
    public async Task A_negative_answer_speaks_of_the_end_of_the_chain(int rcode, DnsOutcome outcome)
    {
        await using var server = FakeDnsServer.Messages(_ => new DnsMessage { Rcode = rcode, Answers = [Alias("www.example.org", "b.example")], Authority = [Soa("example")] });
        await using var resolver = Resolver(server);

        var answer = await AskAsync(resolver);

        Assert.Equal((outcome, "b.example"), (answer.Outcome, answer.CanonicalName.ToString()));
        Assert.Single(server.Questions);
    }

    [Fact]
    public async Task A_failure_on_the_way_is_no_verdict_on_the_name()
    {
        await using var server = FakeDnsServer.Messages(question =>
            question.Name.Equals(Name) ? new DnsMessage { Answers = [Alias("www.example.org", "b.example")] } : new DnsMessage { Rcode = DnsRcode.ServFail });
        await using var resolver = Resolver(server);

        var answer = await AskAsync(resolver);

        Assert.Equal((DnsOutcome.ServFail, 1), (answer.Outcome, answer.Aliases.Count));
    }

    [Fact]
    public async Task An_alias_asked_for_as_such_is_not_followed()
    {
        await using var server = FakeDnsServer.Messages(_ => new DnsMessage { Answers = [Alias("www.example.org", "b.example"), Address("b.example")] });
        await using var resolver = Resolver(server);

        var answer = await AskAsync(resolver, type: DnsType.CNAME);

        Assert.IsType<CnameRecord>(Assert.Single(answer.Records));
        Assert.Empty(answer.Aliases);
    }

    [Theory]
    [InlineData("www.example.org>www.example.org")]
    [InlineData("www.example.org>WWW.example.org")]
    [InlineData("www.example.org>b.example b.example>www.example.org")]
    [InlineData("www.example.org>b.example b.example>c.example c.example>b.example")]
    public async Task A_loop_is_malformed_within_an_answer_and_across_answers(string chain)
    {
        var aliases = chain.Split(' ').Select(link => link.Split('>')).Select(link => Alias(link[0], link[1])).ToList();
        await using var whole = FakeDnsServer.Messages(_ => new DnsMessage { Answers = aliases });
        await using var piecemeal = FakeDnsServer.Messages(question => new DnsMessage { Answers = [.. aliases.Where(alias => alias.Name.Equals(question.Name))] });

        foreach (var server in (FakeDnsServer[])[whole, piecemeal])
        {
            await using var resolver = Resolver(server);
            var answer = await AskAsync(resolver);
            Assert.Equal(DnsOutcome.Malformed, answer.Outcome);
            Assert.Contains("comes back to", answer.Detail, StringComparison.Ordinal);
            Assert.True(server.Questions.Count <= 3);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_endless_chain_is_cut_at_the_limit(bool inOneAnswer)
    {
        await using var server = FakeDnsServer.Messages(question => new DnsMessage
        {
            Answers = inOneAnswer
                ? [.. Enumerable.Range(0, 100).Select(n => Alias(n == 0 ? "www.example.org" : $"h{n}.example", $"h{n + 1}.example"))]
                : [new CnameRecord(question.Name, Hour, DnsName.Parse("x").Append(question.Name))],
        });
        await using var resolver = new DnsResolver(Options(server.EndPoint) with { MaxAliases = 5 }, TimeProvider.System);

        var answer = await AskAsync(resolver);

        Assert.Equal((DnsOutcome.Malformed, 5), (answer.Outcome, answer.Aliases.Count));
        Assert.Contains("longer than 5", answer.Detail, StringComparison.Ordinal);
        Assert.InRange(server.Questions.Count, 1, 6);
    }

    [Fact]
    public async Task A_chain_whose_every_name_comes_late_gets_no_more_time_than_one_name()
    {
        var time = new ManualTime();
        await using var server = FakeDnsServer.Messages(question =>
        {
            time.Advance(TimeSpan.FromSeconds(1.8));
            return new DnsMessage { Answers = [new CnameRecord(question.Name, Hour, DnsName.Parse("n" + question.Name))] };
        });
        await using var resolver = new DnsResolver(Options(server.EndPoint) with { Timeout = TimeSpan.FromSeconds(2), Attempts = 2 }, time);

        var answer = await AskAsync(resolver);

        Assert.Equal((DnsOutcome.Timeout, 4, 4), (answer.Outcome, answer.Aliases.Count, server.Questions.Count)); // 2 + 4 s are over after the fourth
        Assert.Contains("for nnnnwww.example.org, 4 CNAME records on from www.example.org", answer.Detail, StringComparison.Ordinal);
        Assert.Equal(7.2, answer.Duration.TotalSeconds, 3);
    }

    [Fact]
    public async Task A_chain_that_takes_its_time_gets_to_its_end()
    {
        var time = new ManualTime();
        await using var server = FakeDnsServer.Messages(question =>
        {
            time.Advance(TimeSpan.FromSeconds(1.8));
            return question.Name.Equals(DnsName.Parse("nnn" + Name)) ? question.Address()
                : new DnsMessage { Answers = [new CnameRecord(question.Name, Hour, DnsName.Parse("n" + question.Name))] };
        });
        await using var resolver = new DnsResolver(Options(server.EndPoint) with { Timeout = TimeSpan.FromSeconds(2), Attempts = 2 }, time);

        Assert.Equal(DnsOutcome.Answer, (await AskAsync(resolver)).Outcome);
    }

    private static CnameRecord Alias(string name, string target) => new(DnsName.Parse(name), Hour, DnsName.Parse(target));

    private static ARecord Address(string name) => new(DnsName.Parse(name), Hour, IPAddress.Parse("192.0.2.1"));
}
