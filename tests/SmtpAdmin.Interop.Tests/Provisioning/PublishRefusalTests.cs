using SmtpAdmin.Dns;
using SmtpAdmin.Interop.Tests.Peers;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Interop.Tests.Provisioning;

/// <summary>What a real BIND refuses, and what becomes of it.</summary>
public sealed class PublishRefusalTests(PeerSet peers) : PublishTests(peers)
{
    [Fact]
    public async Task A_zone_that_takes_no_changes_refuses()
    {
        await Peers.BindPrimary.RequireAsync();
        var problem = await FailAsync(Options() with { Zone = DnsName.Parse("denied.test") }, Text("a.denied.test", "x"));
        Assert.Equal(DnsPublishFault.Refused, problem.Fault);
        Assert.Contains("publisher", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unsigned_request_is_refused_and_told_that_it_needs_a_key()
    {
        await Peers.BindPrimary.RequireAsync();
        var problem = await FailAsync(Options() with { Key = null }, Text($"{NewLabel()}.{BindPrimaryPeer.Zone}", "x"));
        Assert.Equal(DnsPublishFault.Refused, problem.Fault);
        Assert.Contains("not signed", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_lets_pass_what_it_names_and_nothing_else()
    {
        await Peers.BindPrimary.RequireAsync();
        var options = Options() with { Zone = DnsName.Parse("policy.test") };
        Assert.Equal(DnsPublishStatus.Published, (await PublishAsync(options, Text("_dmarc.policy.test", $"v=DMARC1; p=none; rua=mailto:{NewLabel()}@policy.test"))).Status);
        Assert.Equal(DnsPublishFault.Refused, (await FailAsync(options, Text("other.policy.test", "x"))).Fault);
    }

    [Fact]
    public async Task A_key_that_the_server_does_not_know_is_BADKEY()
    {
        await Peers.BindPrimary.RequireAsync();
        Assert.Equal(DnsPublishFault.BadKey, (await FailAsync(Options("stranger"), Text($"{NewLabel()}.{BindPrimaryPeer.Zone}", "x"))).Fault);
    }

    [Fact]
    public async Task Another_secret_under_the_name_is_BADSIG()
    {
        await Peers.BindPrimary.RequireAsync();
        var key = TsigKey.Create("publisher", TsigAlgorithm.HmacSha256, Convert.ToBase64String(new byte[32]));
        Assert.Equal(DnsPublishFault.BadSignature, (await FailAsync(Options() with { Key = key }, Text($"{NewLabel()}.{BindPrimaryPeer.Zone}", "x"))).Fault);
    }

    [Theory]
    [InlineData(-10, "00:10:00 ahead of")]
    [InlineData(10, "00:10:00 behind")]
    public async Task A_clock_ten_minutes_off_is_BADTIME_with_the_difference(int minutes, string difference)
    {
        await Peers.BindPrimary.RequireAsync();
        await using var resolver = Resolver();
        var publisher = new DnsPublisher(resolver, new SkewedTime(TimeSpan.FromMinutes(minutes)));

        var plan = await publisher.PlanAsync(Batch(Text($"{NewLabel()}.{BindPrimaryPeer.Zone}", "x")), Options(), Token);

        var problem = Assert.Single(plan.Problems);
        Assert.Equal(DnsPublishFault.BadTime, problem.Fault);
        Assert.Matches($@"{difference[..7]}.* {difference.Split(' ')[1]}", problem.Message);
    }

    [Fact]
    public async Task A_zone_that_the_server_does_not_have_is_told()
    {
        await Peers.BindPrimary.RequireAsync();
        var problem = await FailAsync(Options() with { Zone = DnsName.Parse("elsewhere.test") }, Text("a.elsewhere.test", "x"));
        Assert.Equal(DnsPublishFault.Refused, problem.Fault);
        Assert.Contains("has no such zone", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secondary_server_is_told_apart()
    {
        await Peers.BindPrimary.RequireAsync();
        var problem = await FailAsync(Options() with { Server = Peers.BindPrimary.Secondary.ToString(), Zone = null, Key = null }, Text($"{NewLabel()}.{BindPrimaryPeer.Zone}", "x"));
        Assert.Contains("ns1.publish.test", problem.Message, StringComparison.Ordinal);
        Assert.Contains("primary", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_beyond_a_delegation_is_not_published_where_nobody_sees_it()
    {
        await Peers.BindPrimary.RequireAsync();
        var problem = await FailAsync(Options(), Text($"a.child.{BindPrimaryPeer.Zone}", "x"));
        Assert.Equal(DnsPublishFault.Delegated, problem.Fault);
    }

    [Fact]
    public async Task A_name_in_a_child_zone_of_the_same_server_is_published_there_and_nowhere_else()
    {
        await Peers.BindPrimary.RequireAsync();
        var owner = $"{NewLabel()}.sub.{BindPrimaryPeer.Zone}";
        Assert.Equal(DnsPublishFault.Delegated, (await FailAsync(Options(), Text(owner, "x"))).Fault);
        Assert.Equal(DnsPublishFault.Delegated, (await FailAsync(Options(), Text($"sub.{BindPrimaryPeer.Zone}", "x"))).Fault);
        Assert.Equal(DnsPublishStatus.Published, (await PublishAsync(Options() with { Zone = null }, Text(owner, "x"))).Status);
        Assert.Equal(["\"x\""], await LookAsync(owner, DnsType.TXT));
        Assert.Equal(DnsPublishFault.Delegated, (await FailAsync(Options(), Text(owner, "y"))).Fault);
    }

    [Fact]
    public async Task Below_a_DNAME_nothing_is_published()
    {
        await Peers.BindPrimary.RequireAsync();
        var problem = await FailAsync(Options(), Text($"a.moved.{BindPrimaryPeer.Zone}", "x"));
        Assert.Equal(DnsPublishFault.Delegated, problem.Fault);
        Assert.Contains("at a.elsewhere.test", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("busy", DnsPublishFault.OtherRecords)]
    [InlineData("alias", DnsPublishFault.CnameBesideOtherData)]
    [InlineData("a.child", DnsPublishFault.Delegated)]
    [InlineData("a.sub", DnsPublishFault.Delegated)]
    [InlineData("a.moved", DnsPublishFault.Delegated)]
    public async Task Among_many_new_names_one_that_is_not_free_is_found(string name, DnsPublishFault fault)
    {
        await Peers.BindPrimary.RequireAsync();
        var (label, owner) = (NewLabel(), $"{name}.{BindPrimaryPeer.Zone}");
        if (fault == DnsPublishFault.OtherRecords) await PublishAsync(Options(), Text(owner, "of another kind"));

        var plan = await Publisher().PlanAsync(Batch([.. Many(label), Text(owner, "v=spf1 -all")]), Options(), Token);

        var problem = Assert.Single(plan.Problems);
        Assert.Equal((fault, owner), (problem.Fault, problem.Subject));
    }

    [Fact]
    public async Task Many_new_names_are_published_and_seen_when_they_are_there()
    {
        await Peers.BindPrimary.RequireAsync();
        DnsRecordSet[] sets = [.. Many(NewLabel())];

        var first = await PublishAsync(Options(), null, sets);
        var second = await PublishAsync(Options(), null, sets);

        Assert.All(first, publication => Assert.Equal(DnsPublishStatus.Published, publication.Status));
        Assert.All(second, publication => Assert.Equal(DnsPublishStatus.Unchanged, publication.Status));
    }

    private static DnsRecordSet Alias(string owner) => DnsRecordLine.Parse($"{owner}. 300 IN CNAME ns1.{BindPrimaryPeer.Zone}.");

    /// <summary>More sets than are asked for one by one.</summary>
    private static IEnumerable<DnsRecordSet> Many(string label) => Enumerable.Range(0, 200).Select(n => Text($"h{n}.{label}.{BindPrimaryPeer.Zone}", "x"));

    [Fact]
    public async Task Beside_an_alias_nothing_is_published()
    {
        await Peers.BindPrimary.RequireAsync();
        Assert.Equal(DnsPublishFault.CnameBesideOtherData, (await FailAsync(Options(), Text($"alias.{BindPrimaryPeer.Zone}", "x"))).Fault);
    }

    [Fact]
    public async Task An_alias_beside_other_data_is_not_published()
    {
        await Peers.BindPrimary.RequireAsync();
        var problem = await FailAsync(Options(), DnsRecordLine.Parse($"busy.{BindPrimaryPeer.Zone}. IN CNAME ns1.{BindPrimaryPeer.Zone}."));
        Assert.Equal(DnsPublishFault.CnameBesideOtherData, problem.Fault);
        Assert.Equal(["192.0.2.7"], await LookAsync($"busy.{BindPrimaryPeer.Zone}", DnsType.A));
    }

    [Fact]
    public async Task Of_several_aliases_the_one_beside_other_data_is_named_before_anything_is_sent()
    {
        await Peers.BindPrimary.RequireAsync();
        var (innocent, busy) = ($"{NewLabel()}.{BindPrimaryPeer.Zone}", $"busy.{BindPrimaryPeer.Zone}");

        var plan = await Publisher().PlanAsync(Batch(Alias(innocent), Alias(busy)), Options(), Token);

        var problem = Assert.Single(plan.Problems);
        Assert.Equal((DnsPublishFault.CnameBesideOtherData, busy), (problem.Fault, problem.Subject));
    }

    [Fact]
    public async Task A_delegation_does_not_hide_what_is_there_without_a_word()
    {
        await Peers.BindPrimary.RequireAsync();
        var label = NewLabel();
        await PublishAsync(Options(), null, Text($"own{label}.{BindPrimaryPeer.Zone}", "x"), Text($"a.above{label}.{BindPrimaryPeer.Zone}", "x"));
        foreach (var name in new[] { $"own{label}", $"above{label}" })
        {
            var delegation = DnsRecordLine.Parse($"{name}.{BindPrimaryPeer.Zone}. 300 IN NS ns9.elsewhere.test.");
            Assert.Equal(DnsPublishFault.OtherRecords, (await FailAsync(Options(), delegation)).Fault);
            Assert.Equal(DnsPublishStatus.Published, (await PublishAsync(Options() with { Force = true }, delegation)).Status);
        }
    }

    [Fact]
    public async Task A_wildcard_is_not_delegated()
    {
        await Peers.BindPrimary.RequireAsync();
        Assert.Equal(DnsPublishFault.ZoneRecord, (await FailAsync(Options(), DnsRecordLine.Parse($"*.{NewLabel()}.{BindPrimaryPeer.Zone}. 300 IN NS ns9.elsewhere.test."))).Fault);
    }

    [Fact]
    public async Task The_zone_itself_is_no_alias()
    {
        await Peers.BindPrimary.RequireAsync();
        var problem = await FailAsync(Options(), Alias(BindPrimaryPeer.Zone));
        Assert.Equal(DnsPublishFault.CnameBesideOtherData, problem.Fault);
        Assert.Contains("the zone itself", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_got_other_records_in_between_is_named_and_no_alias_blamed()
    {
        await Peers.BindPrimary.RequireAsync();
        var (innocent, taken) = ($"{NewLabel()}.{BindPrimaryPeer.Zone}", $"{NewLabel()}.{BindPrimaryPeer.Zone}");
        var plan = await Publisher().PlanAsync(Batch(Alias(innocent), Text(taken, "x")), Options(), Token);
        await Peers.BindPrimary.UpdateAsync($"zone {BindPrimaryPeer.Zone}\nupdate add {taken} 300 A 192.0.2.1", Token);

        var result = await Publisher().ApplyAsync(plan.Changes, Options(), null, Token);

        Assert.Equal([DnsPublishStatus.NotPublished, DnsPublishStatus.ChangedMeanwhile], result.Publications.Select(publication => publication.Status));
        var problem = Assert.Single(result.Problems);
        Assert.Equal((DnsPublishFault.ChangedMeanwhile, taken), (problem.Fault, problem.Subject));
    }

    [Fact]
    public async Task An_alias_is_published_at_a_name_that_only_has_names_below()
    {
        await Peers.BindPrimary.RequireAsync();
        var label = NewLabel();
        await PublishAsync(Options(), Text($"below.{label}.{BindPrimaryPeer.Zone}", "x"));
        Assert.Equal(DnsPublishStatus.Published, (await PublishAsync(Options(), Alias($"{label}.{BindPrimaryPeer.Zone}"))).Status);
    }

    [Fact]
    public async Task A_delegation_is_published_seen_undone_and_removed()
    {
        await Peers.BindPrimary.RequireAsync();
        using var journal = new TemporaryJournal();
        var delegation = DnsRecordLine.Parse($"{NewLabel()}.{BindPrimaryPeer.Zone}. 300 IN NS ns9.elsewhere.test.");

        Assert.Equal(DnsPublishStatus.Published, (await PublishAsync(Options(), journal.Path, delegation))[0].Status);
        Assert.Equal(DnsPublishStatus.Unchanged, (await PublishAsync(Options(), delegation)).Status);
        Assert.Equal(DnsPublishStatus.Removed, Assert.Single(await UndoAsync(journal.Path)).Status);
        Assert.Equal(DnsPublishStatus.Published, (await PublishAsync(Options(), delegation)).Status);
        Assert.Equal(DnsPublishStatus.Removed, (await RemoveAsync(Options(), delegation)).Status);
    }

    [Theory]
    [InlineData("IN NS ns9.elsewhere.test.", "", true)]
    [InlineData("IN NS ns9.elsewhere.test.", "a.b.", true)]
    [InlineData("IN DNAME \\# 8 0178047465737400", "a.", true)]
    [InlineData("IN DNAME \\# 8 0178047465737400", "", false)]
    public async Task What_a_delegation_or_a_DNAME_of_the_same_batch_would_hide_is_refused(string above, string below, bool hidden)
    {
        await Peers.BindPrimary.RequireAsync();
        var owner = $"{NewLabel()}.{BindPrimaryPeer.Zone}";

        var plan = await Publisher().PlanAsync(Batch(DnsRecordLine.Parse($"{owner}. 300 {above}"), Text($"{below}{owner}", "x")), Options(), Token);

        Assert.Equal(hidden ? [DnsPublishFault.Delegated] : [], plan.Problems.Select(problem => problem.Fault));
    }

    [Fact]
    public async Task What_the_zone_lives_by_is_not_changed()
    {
        await Peers.BindPrimary.RequireAsync();
        Assert.Equal(DnsPublishFault.ZoneRecord, (await FailAsync(Options(), DnsRecordLine.Parse($"{BindPrimaryPeer.Zone}. IN NS ns9.{BindPrimaryPeer.Zone}."))).Fault);
    }

    [Fact]
    public async Task A_port_where_nobody_listens_is_told_as_that()
    {
        await Peers.BindPrimary.RequireAsync();
        var problem = await FailAsync(Options() with { Server = $"127.0.0.1:{PeerPorts.TakeUdpAndTcp()}" }, Text($"a.{BindPrimaryPeer.Zone}", "x"));
        Assert.Equal(DnsPublishFault.Unreachable, problem.Fault);
    }

    private sealed class SkewedTime(TimeSpan skew) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + skew;
    }
}
