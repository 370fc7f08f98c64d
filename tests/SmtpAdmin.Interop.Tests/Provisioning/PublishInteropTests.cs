using SmtpAdmin.Dns;
using SmtpAdmin.Interop.Tests.Peers;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Interop.Tests.Provisioning;

/// <summary>Publishing into a real BIND.</summary>
public sealed class PublishInteropTests(PeerSet peers) : PublishTests(peers)
{
    [Theory]
    [InlineData("publisher", false)]
    [InlineData("publisher", true)]
    [InlineData("strong", false)]
    [InlineData("strong", true)]
    public async Task A_set_is_added_replaced_left_and_removed_with_either_key_by_either_transport(string key, bool tcp)
    {
        await Peers.BindPrimary.RequireAsync();
        var (owner, options) = ($"{NewLabel()}.{BindPrimaryPeer.Zone}", Options(key) with { Tcp = tcp });

        Assert.Equal(DnsPublishStatus.Published, (await PublishAsync(options, Text(owner, "v=spf1 -all"))).Status);
        Assert.Equal(["\"v=spf1 -all\""], await LookAsync(owner, DnsType.TXT));
        Assert.Equal(DnsPublishStatus.Unchanged, (await PublishAsync(options, Text(owner, "v=spf1 -all"))).Status);
        Assert.Equal(DnsPublishStatus.Published, (await PublishAsync(options, Text(owner, "v=spf1 mx -all"))).Status);
        Assert.Equal(["\"v=spf1 mx -all\""], await LookAsync(owner, DnsType.TXT));
        Assert.Equal(DnsPublishStatus.Removed, (await RemoveAsync(options, Text(owner, "v=spf1 mx -all"))).Status);
        Assert.Empty(await LookAsync(owner, DnsType.TXT));
    }

    [Fact]
    public async Task Without_a_zone_and_a_server_they_are_found_by_the_SOA()
    {
        await Peers.BindPrimary.RequirePort53Async();
        var owner = $"found.{NewLabel()}.{BindPrimaryPeer.Zone}";

        var publication = await PublishAsync(Options() with { Zone = null, Server = null }, Text(owner, "here"));

        Assert.Equal((DnsPublishStatus.Published, BindPrimaryPeer.Zone), (publication.Status, publication.Zone));
        Assert.Contains("ns1.publish.test", publication.Server, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_of_another_kind_at_the_apex_stays_with_Merge_and_is_not_lost_without_a_word()
    {
        await Peers.BindPrimary.RequireAsync();
        var spf = Text(BindPrimaryPeer.Zone, "v=spf1 mx -all");

        Assert.Equal(DnsPublishFault.OtherRecords, (await FailAsync(Options(), spf)).Fault);
        Assert.Equal(DnsPublishStatus.Published, (await PublishAsync(Options() with { Merge = true }, spf)).Status);
        var merged = await LookAsync(BindPrimaryPeer.Zone, DnsType.TXT);
        await PublishAsync(Options() with { Merge = true }, Text(BindPrimaryPeer.Zone, "v=spf1 -all"));
        var again = await LookAsync(BindPrimaryPeer.Zone, DnsType.TXT);
        await RemoveAsync(Options(), Text(BindPrimaryPeer.Zone, "v=spf1 -all"));

        Assert.Equal(["\"site-verification=abc123\"", "\"v=spf1 mx -all\""], merged.Order());
        Assert.Equal(["\"site-verification=abc123\"", "\"v=spf1 -all\""], again.Order());
        Assert.Equal(["\"site-verification=abc123\""], await LookAsync(BindPrimaryPeer.Zone, DnsType.TXT));
    }

    [Fact]
    public async Task A_writer_in_between_is_seen_and_what_it_wrote_stays()
    {
        await Peers.BindPrimary.RequireAsync();
        var (owner, other) = ($"{NewLabel()}.{BindPrimaryPeer.Zone}", $"{NewLabel()}.{BindPrimaryPeer.Zone}");
        await PublishAsync(Options(), Text(owner, "v=spf1 -all"));
        var plan = await Publisher().PlanAsync(Batch(Text(owner, "v=spf1 mx -all"), Text(other, "beside it")), Options(), Token);
        await Peers.BindPrimary.UpdateAsync($"zone {BindPrimaryPeer.Zone}\nupdate delete {owner} TXT\nupdate add {owner} 300 TXT \"v=spf1 a -all\"", Token);

        var result = await Publisher().ApplyAsync(plan.Changes, Options(), null, Token);

        Assert.Equal([DnsPublishStatus.ChangedMeanwhile, DnsPublishStatus.NotPublished], result.Publications.Select(one => one.Status));
        Assert.Equal(DnsPublishFault.ChangedMeanwhile, Assert.Single(result.Problems).Fault);
        Assert.Contains("v=spf1 a -all", result.Problems[0].Message, StringComparison.Ordinal);
        Assert.Equal(["\"v=spf1 a -all\""], await LookAsync(owner, DnsType.TXT));
        Assert.Empty(await LookAsync(other, DnsType.TXT));
    }

    [Fact]
    public async Task Two_writers_at_once_cannot_leave_two_SPF_records()
    {
        await Peers.BindPrimary.RequireAsync();
        var owner = $"{NewLabel()}.{BindPrimaryPeer.Zone}";
        var plans = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Publisher().PlanAsync(Batch(Text(owner, $"v=spf1 ip4:192.0.2.{n} -all")), Options(), Token)));

        var results = await Task.WhenAll(plans.Select(plan => Publisher().ApplyAsync(plan.Changes, Options(), null, Token)));

        Assert.Equal(1, results.Count(result => result.Publications[0].Status == DnsPublishStatus.Published));
        Assert.Equal(7, results.Count(result => result.Problems is [{ Fault: DnsPublishFault.ChangedMeanwhile }]));
        Assert.Single(await LookAsync(owner, DnsType.TXT));
    }

    [Fact]
    public async Task A_journal_puts_back_what_was_there_and_not_what_somebody_else_put_there_since()
    {
        await Peers.BindPrimary.RequireAsync();
        using var folder = new TemporaryJournal();
        var (replaced, added) = ($"{NewLabel()}.{BindPrimaryPeer.Zone}", $"{NewLabel()}.{BindPrimaryPeer.Zone}");
        await PublishAsync(Options() with { Force = true }, Text(replaced, "first", TimeSpan.FromSeconds(77)));

        await PublishAsync(Options() with { Force = true }, folder.Path, Text(replaced, "second"), Text(added, "new"));
        await PublishAsync(Options() with { Force = true }, folder.Path, Text(replaced, "third"));
        var undone = await UndoAsync(folder.Path);
        var again = await UndoAsync(folder.Path);
        await PublishAsync(Options() with { Force = true }, Text(replaced, "by somebody else"));
        var late = await Publisher().PlanUndoAsync(folder.Path, Options(), Token);

        Assert.Equal([DnsPublishStatus.Published, DnsPublishStatus.Removed], undone.Select(one => one.Status));
        Assert.Equal(77, undone[0].After.TtlSeconds);
        Assert.All(again, one => Assert.Equal(DnsPublishStatus.Unchanged, one.Status));
        Assert.Empty(await LookAsync(added, DnsType.TXT));
        Assert.Equal(DnsPublishFault.ChangedMeanwhile, Assert.Single(late.LeftAlone).Fault);
    }

    [Fact]
    public async Task A_thousand_sets_go_in_a_few_messages()
    {
        await Peers.BindPrimary.RequireAsync();
        var label = NewLabel();
        var batch = Batch([.. Enumerable.Range(0, 1000).Select(n => Text($"h{n}.{label}.{BindPrimaryPeer.Zone}", $"v=DKIM1; k=rsa; p={new string('A', 40)}{n}"))]);

        var plan = await Publisher().PlanAsync(batch, Options(), Token);
        var result = await Publisher().ApplyAsync(plan.Changes, Options(), null, Token);

        Assert.Empty(result.Problems);
        Assert.InRange(result.MessageCount, 2, 3);
        Assert.All(result.Publications, publication => Assert.Equal(DnsPublishStatus.Published, publication.Status));
        Assert.Equal([$"\"v=DKIM1; k=rsa; p={new string('A', 40)}999\""], await LookAsync($"h999.{label}.{BindPrimaryPeer.Zone}", DnsType.TXT));
    }

    [Fact]
    public async Task All_types_arrive_as_they_are()
    {
        await Peers.BindPrimary.RequireAsync();
        var owner = $"{NewLabel()}.{BindPrimaryPeer.Zone}";
        string[] lines =
        [
            $"{owner}. 60 IN A 192.0.2.1", $"{owner}. 60 IN AAAA 2001:db8::1", $"{owner}. 60 IN MX 10 mail.{owner}.", $"{owner}. 60 IN MX 20 mail2.{owner}.",
            $"mail.{owner}. 60 IN A 192.0.2.2", $"mail2.{owner}. 60 IN A 192.0.2.3", // without them BIND takes no MX record
            $"{owner}. 60 IN TXT \"two \" \"strings; \\\"quoted\\\" \\\\ \\200\"", $"{owner}. 60 IN CAA 0 issue \"ca.example\"",
            $"_25._tcp.{owner}. 60 IN TLSA 3 1 1 {new string('A', 64)}", $"_submission._tcp.{owner}. 60 IN SRV 0 1 587 mail.{owner}.",
            $"www.{owner}. 60 IN CNAME {owner}.", $"odd.{owner}. 60 IN TYPE65280 \\# 3 0A0B0C", $"p.{owner}. 60 IN PTR {owner}.", $"sub.{owner}. 60 IN NS ns1.{BindPrimaryPeer.Zone}.",
        ];
        var batch = Batch([.. lines.Select(DnsRecordLine.Parse)]);

        var result = await Publisher().ApplyAsync((await Publisher().PlanAsync(batch, Options(), Token)).Changes, Options(), null, Token);
        var again = await Publisher().PlanAsync(Batch([.. batch.Sets.Where(set => set.Type != DnsType.NS)]), Options(), Token);

        Assert.Empty(result.Problems);
        Assert.Empty(again.Problems);
        Assert.All(again.Changes, change => Assert.False(change.IsChange, change.ToString()));
    }
}
