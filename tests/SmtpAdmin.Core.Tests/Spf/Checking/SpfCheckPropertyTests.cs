using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Core.Tests.Spf.Support;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Checking;

/// <summary>Whatever stands in the DNS, and whoever sends: a result, within the limits.</summary>
public sealed class SpfCheckPropertyTests
{
    // The sender's own record; ten terms, of which each may be asked ahead within each of the records that lead to each other, and each
    // may be ten mail hosts; ten names of the address with their own look-up; the text of an explanation, whose macro p may be the first.
    private const int MostQuestions = 1 + (10 + 9 + 8 + 7 + 6 + 5 + 4 + 3 + 2 + 1) + (10 * 10) + 11 + 1 + 11;

    [Fact]
    public void There_is_always_a_result_and_it_is_within_the_limits() => Holds(async (random, seed) =>
    {
        var dns = new RandomResolver(seed);
        var sender = RandomSpf.Sender(random);
        var options = new SpfCheckOptions { Trace = random.Next(3) == 0, MaxVoidLookups = random.Next(4), Record = random.Next(6) == 0 ? SpfRecord.Parse(RandomSpf.Record(random)) : null };
        var checker = new SpfChecker(dns, TimeProvider.System);
        var result = await checker.CheckAsync(sender, options, CancellationToken.None);
        Assert.InRange(result.LookupCount, 0, SpfCheckOptions.MaxLookups + 1);
        Assert.InRange(result.VoidLookupCount, 0, options.MaxVoidLookups + 1);
        Assert.InRange(dns.Questions, 0, MostQuestions);
        Assert.True(Enum.IsDefined(result.Result));
        Assert.Equal(result.Result is SpfResult.TempError or SpfResult.PermError, result.Problem is not null);
        if (result.Problem is { } problem) Assert.Equal(problem.IsTemporary, result.Result == SpfResult.TempError);
        if (result.Result is SpfResult.Pass or SpfResult.Fail or SpfResult.SoftFail) Assert.NotNull(result.MatchedDirective);
        else if (result.Result != SpfResult.Neutral) Assert.Null(result.MatchedDirective);
        Assert.True(result.Explanation is null || (result.Result == SpfResult.Fail && Ascii.IsValid(result.Explanation) && !result.Explanation.Any(char.IsControl)));
        Assert.Equal(result.Result.ToString().ToLowerInvariant(), ReceivedSpf.Parse(result.ReceivedSpf).Result);
        Assert.Equal(options.Trace && result.Trace is not null, result.Trace is not null);
        if (result.Trace is not { } trace) return;
        Assert.Equal(result.Result, trace.Result);
        if (seed % 16 == 0) Assert.All(trace.ToString().Split('\n'), line => Assert.True(line.Length <= 78 && !line.Any(char.IsControl)));
    });

    [Fact]
    public void The_same_check_gives_the_same_from_what_is_kept_from_the_DNS_and_traced_or_not() => Holds(async (random, seed) =>
    {
        var sender = RandomSpf.Sender(random);
        var checker = new SpfChecker(new RandomResolver(seed), TimeProvider.System);
        var first = await checker.CheckAsync(sender, new SpfCheckOptions(), CancellationToken.None);
        var second = await checker.CheckAsync(sender, new SpfCheckOptions { Trace = true }, CancellationToken.None);
        var alone = await checker.CheckAsync(sender, new SpfCheckOptions { ShareLookups = false }, CancellationToken.None);
        foreach (var other in (SpfCheckResult[])[second, alone])
            Assert.Equal(first with { DurationMs = 0, Trace = null }, other with { DurationMs = 0, Trace = null });
    });

    private static void Holds(Func<Random, int, Task> property) =>
        Prop.ForAll(Arb.From(Gen.Choose(0, int.MaxValue)), seed => property(new Random(seed), seed)).Check(Config.QuickThrowOnFailure.WithMaxTest(SpfInputs.Count));
}
