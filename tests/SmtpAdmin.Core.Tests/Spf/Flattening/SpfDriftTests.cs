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
        Assert.Equal(["_spf1.example.test", "_spf2.example.test", "_spf3.example.test", "_spf4.example.test"], first.Records.SkipLast(1).Select(record => record.Name));
        Assert.False((await CompareAsync()).Drift!.Changed);

        _dns.Txt("b.test", Networks("10.2", 16));
        var second = await CompareAsync();
        Assert.Equal(["_spf1.example.test", "_spf2.example.test", "_spf5.example.test", "_spf6.example.test"], second.Records.SkipLast(1).Select(record => record.Name));
        Assert.Equal(["_spf3.example.test", "_spf4.example.test"], second.Drift!.Obsolete);
        Assert.Equal(first.Records.Skip(2).Take(2).Select(record => record.ZoneLine), second.Drift.ObsoleteRecords.Select(record => record.ZoneLine));

        // The next day the new records are published, beside the old ones, which are told until they are gone.
        foreach (var record in second.Records) _dns.Txt(record.Name, record.Value);
        var third = await CompareAsync();
        Assert.Equal((false, "", "_spf3.example.test _spf4.example.test"), (third.Drift!.Changed, third.Drift.Reason, string.Join(' ', third.Drift.Obsolete)));
        Assert.Single(third.Findings, finding => finding.Code == "SPF-OBSOLETE");

        // What a cache may still ask for gets no other text, though the published record does not lead there any more; what comes back finds its name again.
        _dns.Txt("b.test", Networks("10.3", 16));
        Assert.Equal(["_spf1.example.test", "_spf2.example.test", "_spf7.example.test", "_spf8.example.test"], (await CompareAsync()).Records.SkipLast(1).Select(record => record.Name));
        _dns.Txt("b.test", Networks("10.1", 16));
        var back = await CompareAsync();
        Assert.Equal(["_spf1.example.test", "_spf2.example.test", "_spf3.example.test", "_spf4.example.test"], back.Records.SkipLast(1).Select(record => record.Name));
        Assert.Equal(["_spf5.example.test", "_spf6.example.test"], back.Drift!.Obsolete);

        static string Networks(string head, int count) => $"v=spf1 {string.Join(' ', Enumerable.Range(0, count).Select(number => $"ip4:{head}.{number * 2}.0/24"))} -all";
    }

    [Fact]
    public async Task A_part_that_the_source_includes_or_that_a_wildcard_answers_for_is_not_obsolete()
    {
        const string own = "v=spf1 include:_spf1.example.test ~all";
        _dns.Txt("_spf1.example.test", "v=spf1 ip4:192.0.2.0/24 -all").Txt("_spf0.example.test", "v=spf1 -all").Txt("_spf2.example.test", "v=spf1 -all").Txt("_spf3.example.test", "v=spf1 ip4:192.0.2.9 -all").Txt("example.test", own);
        _options = _options with { Record = SpfRecord.Parse(own) };
        Assert.Equal(["_spf3.example.test"], (await CompareAsync()).Drift!.Obsolete);
        _dns.Txt("example.test", "v=spf1 ip4:192.0.2.0/25 ~all");
        Assert.Equal(["_spf3.example.test"], (await CompareAsync()).Drift!.Obsolete);
    }

    [Fact]
    public async Task A_part_of_which_nothing_is_known_is_told_as_unknown_and_its_name_is_not_given_again()
    {
        _options = _options with { MaxLength = 160 };
        _dns.Txt("a.test", $"v=spf1 {string.Join(' ', Enumerable.Range(0, 16).Select(number => $"ip4:10.0.{number * 2}.0/24"))} -all").Fails("_spf1.example.test", DnsType.TXT, DnsOutcome.ServFail);
        var result = await CompareAsync();
        Assert.DoesNotContain("_spf1.example.test", result.Records.Select(record => record.Name));
        Assert.Empty(result.Drift!.Obsolete);
        Assert.Contains("_spf1.example.test", result.Findings.Single(finding => finding.Code == "SPF-OBSOLETE-UNKNOWN").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "publishes no SPF record")]
    [InlineData(Source, "It costs 3 look-ups, and 2 may be.")]
    [InlineData("v=spf1 ip4:192.0.2.0/25 exists:%{i}.x.test -all", " networks (of include:a.test, include:b.test), lacks '~all', has '-all' too much.")]
    [InlineData("v=spf1 exists:%{i}.x.test ip4:192.0.2.0/24 include:b.test ~all", "another order")]
    public async Task The_reason_is_told_in_words(string? published, string reason)
    {
        if (published is not null) _dns.Txt("example.test", published);
        _options = _options with { MaxLookups = 2 };
        var result = await CompareAsync();
        Assert.Contains(reason, result.Drift!.Reason, StringComparison.Ordinal);
        Assert.Contains(result.Drift.Reason, result.Findings.Single(finding => finding.Code == "SPF-DRIFT").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_original_there_is_nothing_to_compare() =>
        await Assert.ThrowsAsync<ArgumentException>(() => OptimizeAsync(new SpfOptimizeOptions { Compare = true }));

    [Fact]
    public async Task A_published_name_that_is_longer_than_there_is_room_for_is_not_taken_again()
    {
        _dns.Txt("a.test", $"v=spf1 {string.Join(' ', Enumerable.Range(0, 40).Select(number => $"ip4:10.1.{number * 2}.0/24"))} -all");
        var first = await PublishAsync();
        var part = first.Records[0];
        var padded = "_spf" + new string('0', 50) + part.Name["_spf".Length..];
        _dns.Txt("example.test", first.Records[^1].Value.Replace(part.Name, padded, StringComparison.Ordinal)).Txt(padded, part.Value);
        var second = await CompareAsync();
        Assert.DoesNotContain(second.Records, record => record.Name == padded || record.Value.Length > _options.MaxLength);
        // What is published means the same and may stay, with the part that it names; nothing leads to the other.
        Assert.False(second.Drift!.Changed);
        Assert.Equal([part.Name], second.Drift.Obsolete);
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
