using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Linting;

/// <summary>Records that are made to be too much. What takes longer than the hang guard of the runner is a failure.</summary>
public sealed class SpfHostileRecordTests
{
    private const int Octets = 64_000;

    [Fact]
    public async Task A_chain_of_the_longest_records_is_judged()
    {
        var dns = new StubResolver();
        for (var at = 0; at < 120; at++) dns.Txt($"c{at}.example", Networks(at, $"include:c{at + 1}.example -all"));
        var report = await Lint.PublishedAsync(dns, "c0.example");
        Assert.Equal(SpfRecordStatus.Fail, report.Status);
        Assert.Contains("SPF-LOOKUP-LIMIT", Lint.Codes(report));
        Assert.Contains("SPF-LEFT-OUT", Lint.Codes(report));
    }

    [Fact]
    public async Task A_record_that_includes_the_longest_ones_is_judged()
    {
        var dns = new StubResolver();
        for (var at = 0; at < 50; at++) dns.Txt($"c{at}.example", Networks(at, "-all"));
        var report = await Lint.RecordAsync($"v=spf1 {string.Join(' ', Enumerable.Range(0, 50).Select(at => $"include:c{at}.example"))} -all", dns);
        Assert.Equal(50, report.LookupCount);
        Assert.InRange(report.Networks.Count, 10 * 4000, 10 * 6000); // those of ten
    }

    [Fact]
    public async Task A_record_of_the_same_term_over_and_over_is_judged()
    {
        var report = await Lint.RecordAsync($"v=spf1{string.Concat(Enumerable.Repeat(" ip4:9.9.9.9", Octets / 12))} -all");
        Assert.Equal(["SPF-TERM-DUPLICATE", "SPF-LENGTH", "SPF-ANSWER-LENGTH", "SPF-MORE"], Lint.Codes(report).Distinct());
    }

    [Fact]
    public async Task A_record_of_blocks_within_blocks_is_judged()
    {
        var terms = Enumerable.Range(0, Octets / 20).Select(at => $"ip4:{1 + (at / 65536)}.{at / 256 % 256}.{at % 256}.0/{32 - (at % 25)}");
        Assert.NotEmpty((await Lint.RecordAsync($"v=spf1 {string.Join(' ', terms)} -all")).Findings);
    }

    [Theory]
    [InlineData("%{")]
    [InlineData("%")]
    [InlineData("a")]
    [InlineData("ip4:")]
    [InlineData(":")]
    [InlineData("=")]
    [InlineData("mx:")]
    [InlineData(" x")]
    [InlineData(" a=")]
    [InlineData("include:a.example")]
    [InlineData("\u00ff")]
    public async Task Any_piece_over_and_over_is_judged(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, Octets / piece.Length));
        Assert.Equal(SpfRecordStatus.None, (await Lint.PublishedAsync(new StubResolver().Txt(Lint.Domain, text))).Status);
        var report = await Lint.RecordAsync($"v=spf1 {text}");
        Assert.All(report.Findings, finding => Assert.InRange(finding.Message.Length + finding.Remedy.Length, 1, 4000));
        Assert.InRange(report.Tree.Split('\n').Max(line => line.Length), 1, 120);
    }

    [Fact]
    public async Task Records_that_double_at_each_level_are_read_in_part()
    {
        var dns = new StubResolver();
        for (var at = 0; at < 40; at++) dns.Txt($"d{at}.example", $"v=spf1 include:d{at + 1}.example include:D{at + 1}.example. -all");
        var report = await Lint.PublishedAsync(dns, "d0.example");
        Assert.Equal(SpfRecordStatus.Fail, report.Status);
        Assert.Contains("SPF-LEFT-OUT", Lint.Codes(report));
    }

    private static string Networks(int seed, string tail)
    {
        var terms = new List<string>();
        for (var (at, length) = (0, 0); length < Octets; at++)
        {
            var term = FormattableString.Invariant($"ip4:{1 + seed}.{at / 100}.{at % 100 * 2}.{seed % 2}");
            terms.Add(term);
            length += term.Length + 1;
        }
        return $"v=spf1 {string.Join(' ', terms)} {tail}";
    }
}
