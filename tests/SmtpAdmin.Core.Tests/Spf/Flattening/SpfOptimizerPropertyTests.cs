using System.Globalization;
using System.Net;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Dns;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Flattening;

/// <summary>SMTPADMIN_SPF_TREES in the environment says how many trees are made up; some hundred are enough for every day.</summary>
public sealed class SpfOptimizerPropertyTests(ITestOutputHelper output)
{
    private static readonly int Trees = int.Parse(Environment.GetEnvironmentVariable("SMTPADMIN_SPF_TREES") ?? "400", CultureInfo.InvariantCulture);
    private readonly Dictionary<string, int> _counts = [];

    [Fact]
    public void The_new_records_give_each_address_at_the_edge_of_a_block_the_result_of_the_old_one()
    {
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), CheckAsync)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Trees));
        foreach (var (what, count) in _counts.OrderBy(pair => pair.Key, StringComparer.Ordinal)) output.WriteLine($"{count,9} {what}");
        Assert.True(_counts["status Optimized"] > Trees / 5, "Most trees must lead to something that can be compared.");
        Assert.True(_counts["split"] > Trees / 50);
        Assert.True(_counts["address compared"] > Trees * 10);
    }

    private async Task CheckAsync(int seed)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var tree = new SpfTree(seed);
        var result = await new SpfOptimizer(tree.Resolver, TimeProvider.System).OptimizeAsync(DnsName.Parse(SpfTree.Top), tree.Options, cancellationToken);
        Count($"status {result.Status}");
        if (result.Records.Count == 0)
        {
            Assert.Contains(result.Status, new[] { SpfOptimizationStatus.OverBudget, SpfOptimizationStatus.Invalid });
            return;
        }
        var what = $"seed {seed}: {result.Original} => {string.Join(" | ", result.Records)}";
        var records = result.Records.Select(record => SpfRecord.Parse(record.Value)).ToList();
        Assert.All(records, record => Assert.True(record.IsValid, what));
        Assert.All(result.Records, record => Assert.True(record.Value.Length <= tree.Options.MaxLength, what));
        Assert.True(result.LookupCountAfter <= tree.Options.MaxLookups, what);
        Assert.True(result.VoidLookupCountAfter <= result.VoidLookupCountBefore, what);
        if (result.Records.Count > 1) Count("split");
        if (result.Replaced.Any(replacement => replacement.Term.StartsWith("redirect", StringComparison.Ordinal))) Count("redirect replaced");
        if (result.Kept.Any(term => term.Domain != SpfTree.Top)) Count("include opened, one within it kept");
        foreach (var record in records) tree.AddEdges(record);

        var checker = new SpfChecker(tree.Resolver, TimeProvider.System);
        var unpublished = result.Records.Zip(records).ToDictionary(pair => DnsName.Parse(pair.First.Name), pair => pair.Second);
        var plain = new PlainSpf(tree.Resolver);
        foreach (var address in tree.Edges())
        {
            var sender = new SpfSender(address, $"user@{SpfTree.Top}", null);
            var old = await checker.CheckAsync(sender, new SpfCheckOptions(), cancellationToken);
            var now = await checker.CheckAsync(sender, new SpfCheckOptions { Unpublished = unpublished }, cancellationToken);
            Assert.True(now.LookupCount <= result.LookupCountAfter, $"{address} costs {now.LookupCount} look-ups, not {result.LookupCountAfter}: {what}");
            if (old.Result is not (SpfResult.PermError or SpfResult.TempError))
            {
                Count("address compared");
                Assert.True(old.Result == now.Result, $"{address}: {old.Result}, now {now.Result} by {now.MatchedDirective}; {now.Problem}: {what}");
                Assert.True(old.Explanation == now.Explanation, $"{address}: explained by '{old.Explanation}', now by '{now.Explanation}': {what}");
                Assert.True(now.VoidLookupCount <= old.VoidLookupCount, $"{address}: {old.VoidLookupCount} void look-ups, now {now.VoidLookupCount}: {what}");
            }
            else if (now.Result is not SpfResult.PermError && await PlainAsync(plain, address) is { } meant)
            {
                Count("address compared with what was meant, beyond the limits");
                Assert.True(meant == now.Result, $"{address}: {meant} is meant, now {now.Result} by {now.MatchedDirective}: {what}");
            }
        }
    }

    private static Task<SpfResult?> PlainAsync(PlainSpf plain, IPAddress address) => plain.CheckAsync(SpfTree.Top, address);

    private void Count(string what) => _counts[what] = _counts.GetValueOrDefault(what) + 1;
}
