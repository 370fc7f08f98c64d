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
        Assert.True(problem.Fault is DnsPublishFault.NotAuth or DnsPublishFault.Refused, problem.ToString());
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

    /// <summary>More sets than are asked for one by one.</summary>
    private static IEnumerable<DnsRecordSet> Many(string label) => Enumerable.Range(0, 200).Select(n => Text($"h{n}.{label}.{BindPrimaryPeer.Zone}", "x"));

    [Fact]
    public async Task What_a_wildcard_answers_is_not_removed_at_a_name_that_has_nothing_and_undo_leaves_nothing_there()
    {
        await Peers.BindPrimary.RequireAsync();
        using var journal = new TemporaryJournal();
        var owner = $"{NewLabel()}.wild.{BindPrimaryPeer.Zone}";

        var removed = await RemoveAsync(Options(), Text(owner, "from a wildcard"));
        await PublishAsync(Options() with { Force = true }, journal.Path, Text(owner, "its own"));
        var undone = await UndoAsync(journal.Path);

        Assert.Equal(DnsPublishStatus.Unchanged, removed.Status);
        Assert.Equal(DnsPublishStatus.Removed, Assert.Single(undone).Status);
        Assert.Equal(["\"from a wildcard\""], await LookAsync(owner, DnsType.TXT));
    }

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
    public async Task What_a_wildcard_answers_can_be_replaced_by_a_record_of_its_own()
    {
        await Peers.BindPrimary.RequireAsync();
        var owner = $"{NewLabel()}.wild.{BindPrimaryPeer.Zone}";
        var published = await PublishAsync(Options(), Text(owner, "its own"));
        Assert.Equal((DnsPublishStatus.Published, 0), (published.Status, published.Before.Records.Count));
        Assert.Equal(["\"its own\""], await LookAsync(owner, DnsType.TXT));
        Assert.Equal(DnsPublishFault.OtherRecords, (await FailAsync(Options(), Text(owner, "v=spf1 -all"))).Fault);
    }

    [Fact]
    public async Task A_wildcard_that_is_an_alias_keeps_no_name_from_records_of_its_own()
    {
        await Peers.BindPrimary.RequireAsync();
        var owner = $"{NewLabel()}.aliases.{BindPrimaryPeer.Zone}";
        Assert.Equal(DnsPublishStatus.Published, (await PublishAsync(Options(), Text(owner, "its own"))).Status);
        Assert.Equal(["\"its own\""], await LookAsync(owner, DnsType.TXT));
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
