using System.Net;
using SmtpAdmin.Dns;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Core.Tests.Reputation.Dnsbl;

public class DnsblReadingTests
{
    private static readonly DnsblProvider Strict = Lists.Provider("bl.test") with
    {
        Codes =
        [
            new(DnsblCodePattern.Parse("127.0.0.2"), "spam source"),
            new(DnsblCodePattern.Parse("127.0.0.4-7"), "exploited"),
            new(DnsblCodePattern.Parse("127.0.1.&8"), "phishing"),
            new(DnsblCodePattern.Parse("127.0.1.&16"), "malware"),
            new(DnsblCodePattern.Parse("127.0.4.*"), "score {4}", DnsblCodeResult.Neutral),
            new(DnsblCodePattern.Parse("127.0.*.3"), "trust high", DnsblCodeResult.Allowed),
            new(DnsblCodePattern.Parse("127.0.0.1"), "refused", DnsblCodeResult.Refused),
            new(DnsblCodePattern.Parse("127.255.255.254"), "public resolver", DnsblCodeResult.Refused),
        ],
    };

    [Theory]
    [InlineData("127.0.0.2", DnsblStatus.Listed, "spam source")]
    [InlineData("127.0.0.5", DnsblStatus.Listed, "exploited")]
    [InlineData("127.0.1.24", DnsblStatus.Listed, "phishing; malware")]
    [InlineData("127.0.4.93", DnsblStatus.NotListed, "score 93")]
    [InlineData("127.0.9.3", DnsblStatus.Allowed, "trust high")]
    [InlineData("127.0.0.1", DnsblStatus.Refused, "refused")]
    [InlineData("127.255.255.254", DnsblStatus.Refused, "public resolver")]
    [InlineData("127.0.0.99", DnsblStatus.Unknown, "undocumented code")]
    [InlineData("203.0.113.9", DnsblStatus.Broken, "")]
    [InlineData("0.0.0.0", DnsblStatus.Broken, "")]
    [InlineData("128.0.0.2", DnsblStatus.Broken, "")]
    public void A_documented_code_says_what_the_list_documents_and_any_other_says_nothing(string code, DnsblStatus status, string meanings)
    {
        var reading = DnsblReading.Of(Strict, Answer(code));

        Assert.Equal((status, meanings), (reading.Status, string.Join("; ", reading.Meanings)));
        Assert.Equal(code, Assert.Single(reading.Codes));
        Assert.Equal(status is DnsblStatus.Listed or DnsblStatus.Allowed or DnsblStatus.NotListed, reading.Problem is null);
    }

    [Theory]
    [InlineData(DnsblStatus.Refused, "127.0.0.2", "127.255.255.254")]
    [InlineData(DnsblStatus.Broken, "127.0.0.2", "192.0.2.1")]
    [InlineData(DnsblStatus.Broken, "127.255.255.254", "192.0.2.1")]
    [InlineData(DnsblStatus.Listed, "127.0.0.2", "127.0.0.99")]
    [InlineData(DnsblStatus.Listed, "127.0.0.2", "127.0.9.3")]
    [InlineData(DnsblStatus.Unknown, "127.0.9.3", "127.0.0.99")]
    [InlineData(DnsblStatus.Allowed, "127.0.4.80", "127.0.9.3")]
    public void Of_several_codes_what_takes_away_trust_goes_first(DnsblStatus status, params string[] codes)
    {
        Assert.Equal(status, DnsblReading.Of(Strict, Answer(codes)).Status);
        Assert.Equal(status, DnsblReading.Of(Strict, Answer([.. codes.Reverse()])).Status);
    }

    [Fact]
    public void An_undocumented_code_is_a_listing_where_the_list_says_that_any_is()
    {
        var reading = DnsblReading.Of(Strict with { AnyCodeLists = true }, Answer("127.0.0.99"));

        Assert.Equal((DnsblStatus.Listed, "undocumented code"), (reading.Status, Assert.Single(reading.Meanings)));
        Assert.Equal(DnsblStatus.Refused, DnsblReading.Of(Strict with { AnyCodeLists = true }, Answer("127.0.0.1")).Status);
        Assert.Equal(DnsblStatus.Broken, DnsblReading.Of(Strict with { AnyCodeLists = true }, Answer("10.0.0.1")).Status);
    }

    [Theory]
    [InlineData("127.0.0.2", DnsblStatus.Listed)]
    [InlineData("127.77.1.9", DnsblStatus.Listed)]
    [InlineData("126.255.255.255", DnsblStatus.Broken)]
    [InlineData("8.8.8.8", DnsblStatus.Broken)]
    public void Of_a_zone_that_the_catalogue_lacks_any_answer_in_127_lists(string code, DnsblStatus status) =>
        Assert.Equal(status, DnsblReading.Of(null, Answer(code)).Status);

    [Fact]
    public void A_code_from_the_block_of_refusals_is_pointed_out_where_nothing_is_documented() =>
        Assert.Contains("refused queries", Assert.Single(DnsblReading.Of(null, Answer("127.255.255.254")).Meanings), StringComparison.Ordinal);

    [Theory]
    [InlineData(DnsOutcome.NxDomain, DnsblStatus.NotListed)]
    [InlineData(DnsOutcome.NoData, DnsblStatus.NotListed)]
    [InlineData(DnsOutcome.Refused, DnsblStatus.Refused)]
    [InlineData(DnsOutcome.ServFail, DnsblStatus.Unknown)]
    [InlineData(DnsOutcome.Timeout, DnsblStatus.Unknown)]
    [InlineData(DnsOutcome.Malformed, DnsblStatus.Unknown)]
    [InlineData(DnsOutcome.ServerError, DnsblStatus.Unknown)]
    [InlineData(DnsOutcome.Unreachable, DnsblStatus.Unknown)]
    public void Only_the_DNS_saying_that_there_is_no_entry_means_not_listed(DnsOutcome outcome, DnsblStatus status)
    {
        var reading = DnsblReading.Of(Strict, new DnsAnswer { Name = DnsName.Parse("x.bl.test"), Type = DnsType.A, Outcome = outcome });

        Assert.Equal(status, reading.Status);
        Assert.Equal(status != DnsblStatus.NotListed, reading.Problem is not null);
    }

    [Fact]
    public void A_flood_of_codes_is_cut() =>
        Assert.Equal(16, DnsblReading.Of(Strict, Answer([.. Enumerable.Range(0, 200).Select(n => $"127.0.4.{n}")])).Codes.Count);

    [Fact]
    public void A_flood_of_codes_is_cut_alike_in_whatever_order_it_comes()
    {
        string[] codes = [.. Enumerable.Range(0, 40).Select(n => $"127.0.4.{n}")];
        var cut = DnsblReading.Of(Strict, Answer(codes)).Codes;
        Assert.Equal(16, cut.Count);
        Assert.Equal(cut, DnsblReading.Of(Strict, Answer([.. codes.Reverse()])).Codes);
        Assert.Equal(cut, DnsblReading.Of(Strict, Answer([.. codes[20..], .. codes, .. codes[..20]])).Codes);
    }

    [Fact]
    public void What_is_outside_of_127_shows_behind_a_flood_of_codes_too() =>
        Assert.Equal(DnsblStatus.Broken, DnsblReading.Of(Strict, Answer([.. Enumerable.Repeat("127.0.0.2", 40), "192.0.2.1"])).Status);

    private static DnsAnswer Answer(params string[] addresses)
    {
        var name = DnsName.Parse("x.bl.test");
        return new DnsAnswer
        {
            Name = name,
            Type = DnsType.A,
            Outcome = DnsOutcome.Answer,
            Records = [.. addresses.Select(text => new ARecord(name, TimeSpan.FromMinutes(1), IPAddress.Parse(text)))],
        };
    }
}
