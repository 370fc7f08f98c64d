using SmtpAdmin.Dns;
using SmtpAdmin.Interop.Tests.Peers;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Interop.Tests.Provisioning;

/// <summary>Publishing where a wildcard of a real BIND answers.</summary>
public sealed class PublishWildcardTests(PeerSet peers) : PublishTests(peers)
{
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
    public async Task What_a_wildcard_answers_is_not_taken_for_published()
    {
        await Peers.BindPrimary.RequireAsync();
        var owner = $"{NewLabel()}.wild.{BindPrimaryPeer.Zone}";

        var published = await PublishAsync(Options(), null, Text(owner, "from a wildcard"), Text($"_dmarc.{owner}", "v=DMARC1; p=reject"));

        Assert.All(published, publication => Assert.Equal(DnsPublishStatus.Published, publication.Status));
        Assert.Equal(["\"from a wildcard\""], await LookAsync(owner, DnsType.TXT));
        Assert.All(await PublishAsync(Options(), null, Text(owner, "from a wildcard"), Text($"_dmarc.{owner}", "v=DMARC1; p=reject")), publication => Assert.Equal(DnsPublishStatus.Unchanged, publication.Status));
    }

    [Fact]
    public async Task What_a_wildcard_answers_is_not_merged_into_a_name()
    {
        await Peers.BindPrimary.RequireAsync();
        var owner = $"{NewLabel()}.wild.{BindPrimaryPeer.Zone}";
        await PublishAsync(Options() with { Merge = true }, Text(owner, "v=spf1 -all"));
        Assert.Equal(["\"v=spf1 -all\""], await LookAsync(owner, DnsType.TXT));
    }

    [Fact]
    public async Task Many_names_under_a_wildcard_and_some_of_their_own_are_told_apart()
    {
        await Peers.BindPrimary.RequireAsync();
        var label = NewLabel();
        DnsRecordSet[] sets = [.. Enumerable.Range(0, 300).Select(n => Text($"h{n}{label}.wild.{BindPrimaryPeer.Zone}", "v=spf1 -all"))];
        await PublishAsync(Options(), null, sets[7], sets[200]);
        await PublishAsync(Options(), null, Text(sets[100].Name, "from a wildcard"));

        var plan = await Publisher().PlanAsync(Batch([.. sets.Where((_, n) => n != 100)]), Options(), Token);
        var own = await Publisher().PlanAsync(Batch(sets[100]), Options(), Token);

        Assert.Empty(plan.Problems);
        Assert.Equal([sets[7].Name, sets[200].Name], plan.Changes.Where(change => !change.IsChange).Select(change => change.After.Name));
        Assert.All(plan.Changes.Where(change => change.IsChange), change => Assert.Empty(change.Before.Records));
        Assert.Equal(DnsPublishFault.OtherRecords, Assert.Single(own.Problems).Fault);
        var result = await Publisher().ApplyAsync(plan.Changes, Options(), null, Token);
        Assert.Empty(result.Problems);
    }

    [Fact]
    public async Task What_the_server_does_not_tell_is_not_taken_for_gone()
    {
        await Peers.BindPrimary.RequireAsync();
        var owner = Text($"{NewLabel()}.wild.{BindPrimaryPeer.Zone}", "from a wildcard");
        await PublishAsync(Options(), owner);
        var unsigned = Options() with { Key = null }; // may ask, and change nothing

        var plan = await Publisher().PlanRemovalAsync(Batch(owner), unsigned, Token);

        var problem = Assert.Single(plan.Problems);
        Assert.Equal((DnsPublishFault.Refused, owner.Name), (problem.Fault, problem.Subject));
        Assert.Equal(DnsPublishStatus.Removed, (await RemoveAsync(Options(), owner)).Status);
    }

    [Fact]
    public async Task A_wildcard_has_its_own_records()
    {
        await Peers.BindPrimary.RequireAsync();
        var wildcard = Text($"*.{NewLabel()}.{BindPrimaryPeer.Zone}", "x");
        Assert.Equal(DnsPublishStatus.Published, (await PublishAsync(Options(), wildcard)).Status);
        Assert.Equal(DnsPublishStatus.Unchanged, (await PublishAsync(Options(), wildcard)).Status);
        Assert.Equal(DnsPublishStatus.Published, (await PublishAsync(Options() with { Force = true }, Text(wildcard.Name, "y"))).Status);
        Assert.Equal(DnsPublishStatus.Removed, (await RemoveAsync(Options(), Text(wildcard.Name, "y"))).Status);
    }

    [Fact]
    public async Task A_wildcard_under_a_wildcard_is_published_and_removed_as_any_name()
    {
        await Peers.BindPrimary.RequireAsync();
        foreach (var text in new[] { "from a wildcard", "its own" })
        {
            var owner = Text($"*.{NewLabel()}.wild.{BindPrimaryPeer.Zone}", text);
            Assert.Equal(DnsPublishStatus.Unchanged, (await RemoveAsync(Options(), owner)).Status);
            Assert.Equal(DnsPublishStatus.Published, (await PublishAsync(Options(), owner)).Status);
            Assert.Equal(DnsPublishStatus.Unchanged, (await PublishAsync(Options(), owner)).Status);
            Assert.Equal(DnsPublishStatus.Removed, (await RemoveAsync(Options(), owner)).Status);
        }
        Assert.Equal(DnsPublishStatus.Published, (await PublishAsync(Options(), Text($"*.{NewLabel()}.aliases.{BindPrimaryPeer.Zone}", "its own"))).Status);
    }

    [Fact]
    public async Task A_wildcard_stands_in_no_delegations_way_and_undo_puts_it_back_over_its_own_addresses()
    {
        await Peers.BindPrimary.RequireAsync();
        using var journal = new TemporaryJournal();
        var owner = $"{NewLabel()}.wild.{BindPrimaryPeer.Zone}";
        var delegation = DnsRecordLine.Parse($"{owner}. 300 IN NS ns1.{owner}.");
        Assert.Equal(DnsPublishStatus.Published, (await PublishAsync(Options(), delegation)).Status);
        await RemoveAsync(Options(), delegation, journal.Path);
        await PublishAsync(Options(), DnsRecordLine.Parse($"ns1.{owner}. 300 IN A 192.0.2.1"));

        Assert.Equal(DnsPublishFault.OtherRecords, (await FailAsync(Options(), delegation)).Fault); // what is below it would be hidden
        Assert.Equal(DnsPublishStatus.Published, Assert.Single(await UndoAsync(journal.Path)).Status);
    }
}
