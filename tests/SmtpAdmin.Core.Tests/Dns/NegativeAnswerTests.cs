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
    public async Task Records_of_another_type_alone_are_no_data()
    {
        await using var server = FakeDnsServer.Messages(question => question.Address());
        await using var resolver = Resolver(server);

        Assert.Equal(DnsOutcome.NoData, (await AskAsync(resolver, type: DnsType.MX)).Outcome);
    }
}
