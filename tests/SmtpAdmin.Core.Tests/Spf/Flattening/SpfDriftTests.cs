using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dns;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Flattening;

/// <summary>A scheduled run: the original record is kept aside, and what is published is held against it.</summary>
public sealed class SpfDriftTests
{
    private const string Source = "v=spf1 include:a.test exists:%{i}.x.test include:b.test ~all";
    private readonly StubResolver _dns = new StubResolver().Txt("a.test", "v=spf1 ip4:192.0.2.0/24 -all").Txt("b.test", "v=spf1 -ip4:198.51.100.7 ip4:198.51.100.0/24 -all");
    private SpfOptimizeOptions _options = new() { Record = SpfRecord.Parse(Source), Flatten = ["*"], Compare = true };

    [Fact]
    public async Task What_is_published_as_it_was_handed_out_has_not_drifted()
    {
        await PublishAsync();
        var result = await CompareAsync();
        Assert.False(result.Drift!.Changed);
        Assert.Equal((Source, result.Records[0].Value), (result.Original, result.Drift.Published));
        Assert.DoesNotContain(result.Findings, finding => finding.Code == "SPF-DRIFT");
    }

    [Fact]
    public async Task The_published_record_may_be_written_otherwise()
    {
        _dns.Txt("example.test", "v=spf1 ip4:192.0.2.128/25 ip4:192.0.2.0/25 exists:%{i}.x.test include:b.test ~all");
        Assert.False((await CompareAsync()).Drift!.Changed);
    }

    [Fact]
    public async Task Networks_that_come_and_go_are_told_with_the_include()
    {
        await PublishAsync();
        _dns.Txt("a.test", "v=spf1 ip4:192.0.3.0/24 ip4:192.0.2.0/25 -all");
        var result = await CompareAsync();
        Assert.True(result.Drift!.Changed);
        Assert.Equal(["192.0.3.0/24"], result.Drift.Added.Select(network => network.ToString()));
        Assert.Equal(["192.0.2.128/25"], result.Drift.Removed.Select(network => network.ToString()));
        Assert.Equal(["include:a.test"], result.Drift.ChangedTerms);
        Assert.Contains("include:a.test", result.Findings.Single(finding => finding.Code == "SPF-DRIFT").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v=spf1 ip4:192.0.2.0/24 include:b.test ~all", "exists:%{i}.x.test", "")]
    [InlineData("v=spf1 ip4:192.0.2.0/24 exists:%{i}.x.test include:b.test -all", "~all", "-all")]
    [InlineData("v=spf1 ip4:192.0.2.0/24 exists:%{i}.x.test include:b.test ~all x=y", "", "x=y")]
    public async Task Other_terms_are_told(string published, string added, string removed)
    {
        _dns.Txt("example.test", published);
        var drift = (await CompareAsync()).Drift!;
        Assert.Equal((true, added, removed), (drift.Changed, string.Join(' ', drift.TermsAdded), string.Join(' ', drift.TermsRemoved)));
    }

    [Fact]
    public async Task Another_qualifier_and_another_order_are_drift()
    {
        _dns.Txt("example.test", "v=spf1 ip4:192.0.2.0/24 exists:%{i}.x.test -ip4:203.0.113.0/24 include:b.test ~all");
        var drift = (await CompareAsync()).Drift!;
        Assert.Equal((true, 0, 0, "203.0.113.0/24"), (drift.Changed, drift.Added.Count, drift.Removed.Count, string.Join(' ', drift.Requalified)));
        _dns.Txt("example.test", "v=spf1 exists:%{i}.x.test ip4:192.0.2.0/24 include:b.test ~all");
        drift = (await CompareAsync()).Drift!;
        Assert.Equal((true, 0, 0, 0), (drift.Changed, drift.Added.Count, drift.Removed.Count, drift.Requalified.Count));
    }

    [Fact]
    public async Task A_published_record_over_its_look_ups_has_to_go()
    {
        _dns.Txt("example.test", Source);
        Assert.False((await CompareAsync()).Drift!.Changed);
        _options = _options with { MaxLookups = 2 };
        Assert.True((await CompareAsync()).Drift!.Changed);
    }

    [Fact]
    public async Task No_record_and_a_broken_one_are_drift_and_a_silent_server_is_not()
    {
        Assert.True((await CompareAsync()).Drift!.Changed);
        _dns.Txt("example.test", "v=spf1 include:_spf1.example.test ~all");
        Assert.True((await CompareAsync()).Drift!.Changed);
        _dns.Fails("_spf1.example.test", DnsType.TXT, DnsOutcome.Timeout);
        var unknown = await CompareAsync();
        Assert.Equal((SpfOptimizationStatus.Unknown, 0), (unknown.Status, unknown.Records.Count));
        Assert.Null(unknown.Drift);
    }

    [Fact]
    public async Task A_part_that_has_changed_gets_a_new_name_and_the_others_keep_theirs()
    {
        _options = _options with { MaxLength = 160 };
        _dns.Txt("a.test", Networks("10.0", 16)).Txt("b.test", Networks("10.1", 16));
        var first = await PublishAsync();
        Assert.Equal(["_spf1.example.test", "_spf2.example.test", "_spf3.example.test", "_spf4.example.test"], first.Records.Skip(1).Select(record => record.Name));
        Assert.False((await CompareAsync()).Drift!.Changed);

        _dns.Txt("b.test", Networks("10.2", 16));
        var second = await CompareAsync();
        Assert.Equal(["_spf1.example.test", "_spf2.example.test", "_spf5.example.test", "_spf6.example.test"], second.Records.Skip(1).Select(record => record.Name));
        Assert.Equal(["_spf3.example.test", "_spf4.example.test"], second.Drift!.Obsolete);

        static string Networks(string head, int count) => $"v=spf1 {string.Join(' ', Enumerable.Range(0, count).Select(number => $"ip4:{head}.{number * 2}.0/24"))} -all";
    }

    [Fact]
    public async Task Without_the_original_there_is_nothing_to_compare() =>
        await Assert.ThrowsAsync<ArgumentException>(() => OptimizeAsync(new SpfOptimizeOptions { Compare = true }));

    [Fact]
    public async Task A_published_name_that_is_longer_than_there_is_room_for_is_not_taken_again()
    {
        _dns.Txt("a.test", $"v=spf1 {string.Join(' ', Enumerable.Range(0, 40).Select(number => $"ip4:10.1.{number * 2}.0/24"))} -all");
        var first = await PublishAsync();
        var part = first.Records[1];
        var padded = "_spf" + new string('0', 50) + part.Name["_spf".Length..];
        _dns.Txt("example.test", first.Records[0].Value.Replace(part.Name, padded, StringComparison.Ordinal)).Txt(padded, part.Value);
        var second = await CompareAsync();
        Assert.DoesNotContain(second.Records, record => record.Name == padded || record.Value.Length > _options.MaxLength);
        Assert.Contains(padded, second.Drift!.Obsolete);
    }

    private async Task<SpfOptimization> PublishAsync()
    {
        var result = await OptimizeAsync(_options with { Compare = false });
        foreach (var record in result.Records) _dns.Txt(record.Name, record.Value);
        return result;
    }

    private Task<SpfOptimization> CompareAsync() => OptimizeAsync(_options);

    private Task<SpfOptimization> OptimizeAsync(SpfOptimizeOptions options) =>
        new SpfOptimizer(_dns, TimeProvider.System).OptimizeAsync(DnsName.Parse("example.test"), options, TestContext.Current.CancellationToken);
}
