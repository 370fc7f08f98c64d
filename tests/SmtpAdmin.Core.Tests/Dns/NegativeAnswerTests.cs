using SmtpAdmin.Dns;

namespace SmtpAdmin.Core.Tests.Dns;

/// <summary>The shapes of RFC 2308 section 2, and what only looks like one of them.</summary>
public class NegativeAnswerTests : ResolverTests
{
    private static readonly NsRecord Ns = new(DnsName.Parse("example.org"), Hour, DnsName.Parse("ns.example.org"));

    public static TheoryData<string, DnsOutcome> Shapes { get; } = new()
    {
        { "NXDOMAIN with SOA", DnsOutcome.NxDomain },
        { "NXDOMAIN with SOA and NS", DnsOutcome.NxDomain },
        { "NXDOMAIN with NS", DnsOutcome.NxDomain },
        { "NXDOMAIN", DnsOutcome.NxDomain },
        { "NOERROR with SOA", DnsOutcome.NoData },
        { "NOERROR with SOA and NS", DnsOutcome.NoData },
        { "NOERROR", DnsOutcome.NoData },
        { "NOERROR with NS from the authority", DnsOutcome.NoData },
        { "NOERROR with NS", DnsOutcome.ServerError },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Negative_answers_are_told_apart(string shape, DnsOutcome outcome)
    {
        await using var server = FakeDnsServer.Messages(_ => new DnsMessage
        {
            Rcode = shape.StartsWith("NX", StringComparison.Ordinal) ? DnsRcode.NxDomain : DnsRcode.NoError,
            Authoritative = shape.Contains("authority", StringComparison.Ordinal),
            Authority = [.. shape.Contains("SOA", StringComparison.Ordinal) ? [Soa("example.org")] : (DnsRecord[])[], .. shape.Contains("NS", StringComparison.Ordinal) ? [Ns] : (DnsRecord[])[]],
        });
        await using var resolver = Resolver(server);

        var answer = await AskAsync(resolver);

        Assert.Equal(outcome, answer.Outcome);
        Assert.Empty(answer.Records);
        if (outcome == DnsOutcome.ServerError) Assert.Contains("referral", answer.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_denies_the_name_and_holds_a_record_of_it_says_nothing()
    {
        await using var server = FakeDnsServer.Messages(question => question.Address() with { Rcode = DnsRcode.NxDomain });
        await using var resolver = Resolver(server);

        Assert.Equal(DnsOutcome.Malformed, (await AskAsync(resolver)).Outcome);
    }

    [Fact]
    public async Task Records_of_another_type_alone_are_no_data()
    {
        await using var server = FakeDnsServer.Messages(question => question.Address());
        await using var resolver = Resolver(server);

        Assert.Equal(DnsOutcome.NoData, (await AskAsync(resolver, type: DnsType.MX)).Outcome);
    }

    [Fact]
    public async Task Records_of_other_names_alone_say_nothing_about_this_one()
    {
        await using var server = FakeDnsServer.Messages(question => new DnsMessage { Answers = [new ARecord(DnsName.Parse("other.example"), Hour, System.Net.IPAddress.Loopback)] });
        await using var resolver = Resolver(server);

        var answer = await AskAsync(resolver);

        Assert.Equal(DnsOutcome.Malformed, answer.Outcome);
        Assert.Contains("none of www.example.org", answer.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_of_another_class_alone_say_nothing_about_this_one()
    {
        await using var server = new FakeDnsServer(question =>
        {
            var octets = question.WriteAddress();
            octets[^11] = 3; // CH: class, time to live, length and address end the message
            return [octets];
        });
        await using var resolver = Resolver(server);

        Assert.Equal(DnsOutcome.Malformed, (await AskAsync(resolver)).Outcome);
    }

    [Fact]
    public async Task With_the_zones_SOA_stray_records_do_not_matter()
    {
        await using var server = FakeDnsServer.Messages(question => new DnsMessage
        {
            Answers = [new ARecord(DnsName.Parse("other.example"), Hour, System.Net.IPAddress.Loopback)], Authority = [Soa("example.org")],
        });
        await using var resolver = Resolver(server);

        Assert.Equal(DnsOutcome.NoData, (await AskAsync(resolver)).Outcome);
    }
}
