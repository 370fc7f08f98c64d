using SmtpAdmin.Core.Tests.Dns;
using SmtpAdmin.Dns;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Core.Tests.Reputation.Dnsbl;

/// <summary>Answers that come cut short (TC), over a network.</summary>
public sealed class DnsblCutAnswerTests
{
    private static readonly DnsMessage Cut = new() { Truncated = true };

    [Fact]
    public async Task An_answer_that_is_cut_over_TCP_too_is_unknown_and_says_so()
    {
        await using var server = new FakeDnsServer(question => [question.Write(Cut)], (stream, question) => stream.WriteAsync(Prefixed(question.Write(Cut))).AsTask());
        await using var resolver = new DnsResolver(new DnsResolverOptions { Servers = [server.EndPoint] }, TimeProvider.System);

        var result = Assert.Single(await Lists.CheckAsync(resolver, [Lists.List("bl.test")], new DnsblOptions { SkipProviderTest = true }, "1.2.3.4"));

        Assert.Equal((DnsblStatus.Unknown, "DNSBL-NO-ANSWER"), (result.Status, result.Findings[0].Code));
        Assert.Contains("The answer over TCP was cut short too.", result.Findings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_listing_in_an_answer_that_is_cut_counts_for_nothing()
    {
        // What is there may be a part of it: a refusal may stand behind.
        var listing = Cut with { Answers = [new ARecord(DnsName.Parse("4.3.2.1.bl.test"), TimeSpan.FromHours(1), System.Net.IPAddress.Parse("127.0.0.2"))] };
        await using var server = new FakeDnsServer(question => [question.Write(listing)], (stream, question) => stream.WriteAsync(Prefixed(question.Write(listing))).AsTask());
        await using var resolver = new DnsResolver(new DnsResolverOptions { Servers = [server.EndPoint] }, TimeProvider.System);

        var result = Assert.Single(await Lists.CheckAsync(resolver, [Lists.List("bl.test")], new DnsblOptions { SkipProviderTest = true }, "1.2.3.4"));

        Assert.Equal((DnsblStatus.Unknown, 0), (result.Status, result.Codes.Count));
    }

    private static byte[] Prefixed(byte[] octets) => [(byte)(octets.Length >> 8), (byte)octets.Length, .. octets];
}
