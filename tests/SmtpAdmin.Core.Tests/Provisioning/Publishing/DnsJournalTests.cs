using SmtpAdmin.Dns;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Core.Tests.Provisioning.Publishing;

public sealed class DnsJournalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("journal-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string JournalPath => Path.Combine(_folder, "changes.jsonl");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_any_octets_were_there_before_comes_back_octet_by_octet()
    {
        await using var lab = new LabPublishing();
        var owner = DnsName.Parse($"odd.{LabPublishing.Zone}");
        var octets = Enumerable.Range(0, 255).Select(n => (byte)n).ToArray();
        var before = new DnsRecordSet(owner, DnsType.TXT, [new TxtRecord(owner, TimeSpan.Zero, [octets, "\"; \\"u8.ToArray(), ReadOnlyMemory<byte>.Empty])], TimeSpan.FromSeconds(7));
        await lab.PublishAsync(lab.Options, before);

        await ChangeAsync(lab, LabPublishing.Text(owner.ToString(), "other"));
        var plan = await lab.Publisher.PlanUndoAsync(JournalPath, lab.Options, Token);
        await lab.Publisher.ApplyAsync(plan.Changes, lab.Options, null, Token);

        var check = await lab.Publisher.PlanAsync(LabPublishing.Batch(before), lab.Options, Token);
        Assert.False(Assert.Single(check.Changes).IsChange);
    }

    [Fact]
    public async Task A_last_line_that_was_cut_off_was_never_sent_and_is_passed_over()
    {
        await using var lab = new LabPublishing();
        await ChangeAsync(lab, LabPublishing.Text($"a.{LabPublishing.Zone}", "x"));
        await File.AppendAllTextAsync(JournalPath, "{\"Version\":1,\"Ti", Token);

        var plan = await lab.Publisher.PlanUndoAsync(JournalPath, lab.Options, Token);

        Assert.Empty(plan.Problems);
        Assert.Equal("Remove", Assert.Single(plan.Changes).Action);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no journal\n")]
    [InlineData("{}\n")]
    [InlineData("{\"Version\":1,\"Time\":null,\"Zone\":\"a.test\",\"Server\":\"127.0.0.1:53\",\"Before\":{\"Name\":\"a.test\",\"Type\":\"TXT\",\"Data\":[]},\"After\":{\"Name\":\"a.test\",\"Type\":\"TXT\",\"Data\":[]}}\n")]
    [InlineData("{\"Version\":1,\"Time\":\"2026-01-01\",\"Zone\":\"a.test\",\"Server\":\"127.0.0.1:53\",\"Before\":{\"Name\":\"a.test\",\"Type\":\"TXT\",\"Data\":null},\"After\":{\"Name\":\"a.test\",\"Type\":\"TXT\",\"Data\":[]}}\n")]
    [InlineData("{\"Version\":1,\"Time\":\"2026-01-01\",\"Zone\":\"a.test\",\"Server\":\"127.0.0.1:53\",\"Before\":{\"Name\":null,\"Type\":\"TXT\",\"Data\":[null]},\"After\":{\"Name\":\"a.test\",\"Type\":\"TXT\",\"Data\":[]}}\n")]
    [InlineData("{\"Version\":1,\"Time\":\"2026-01-01\",\"Zone\":\"a.test\",\"Server\":\"127.0.0.1:53\",\"Before\":{\"Name\":\"a.test\",\"Type\":\"TXT\",\"Data\":[]},\"After\":{\"Name\":\"b.test\",\"Type\":\"TXT\",\"Data\":[]}}\n")]
    [InlineData("{\"Version\":2,\"Time\":\"2026-01-01\",\"Zone\":\"a.test\",\"Server\":\"127.0.0.1:53\",\"Before\":{\"Name\":\"a.test\",\"Type\":\"TXT\",\"TtlSeconds\":null,\"Data\":[]},\"After\":{\"Name\":\"a.test\",\"Type\":\"TXT\",\"TtlSeconds\":null,\"Data\":[]}}\n")]
    [InlineData("{\"Version\":1,\"Time\":\"2026-01-01\",\"Zone\":\"a.test\",\"Server\":\"127.0.0.1:53\",\"Before\":{\"Name\":\"a.test\",\"Type\":\"TXT\",\"TtlSeconds\":null,\"Data\":[\"\\\"open\"]},\"After\":{\"Name\":\"a.test\",\"Type\":\"TXT\",\"TtlSeconds\":null,\"Data\":[]}}\n")]
    public async Task What_is_no_journal_is_told_as_that(string text)
    {
        await using var lab = new LabPublishing();
        await File.WriteAllTextAsync(JournalPath, text, Token);

        var plan = await lab.Publisher.PlanUndoAsync(JournalPath, lab.Options, Token);

        Assert.Equal(DnsPublishFault.BadJournal, Assert.Single(plan.Problems).Fault);
    }

    [Fact]
    public async Task A_journal_that_is_not_there_is_told_as_that()
    {
        await using var lab = new LabPublishing();
        var problem = Assert.Single((await lab.Publisher.PlanUndoAsync(JournalPath, lab.Options, Token)).Problems);
        Assert.Equal((DnsPublishFault.BadJournal, $"The journal '{JournalPath}' cannot be read: there is no such file."), (problem.Fault, problem.Message));
    }

    [Fact]
    public async Task What_a_crash_left_of_a_last_line_does_not_spoil_the_next()
    {
        await using var lab = new LabPublishing();
        await ChangeAsync(lab, LabPublishing.Text($"a.{LabPublishing.Zone}", "x"));
        await File.AppendAllTextAsync(JournalPath, "{\"Version\":1,\"Ti", Token);
        await ChangeAsync(lab, LabPublishing.Text($"b.{LabPublishing.Zone}", "x"));

        var plan = await lab.Publisher.PlanUndoAsync(JournalPath, lab.Options, Token);

        Assert.Equal(["Remove", "Remove"], plan.Changes.Select(change => change.Action));
    }

    [Fact]
    public void Two_runs_do_not_write_one_journal_at_once()
    {
        using var first = DnsJournal.Open(JournalPath);
        Assert.Throws<IOException>(() => DnsJournal.Open(JournalPath));
    }

    [Fact]
    public async Task What_somebody_else_put_between_two_of_our_changes_is_put_back_and_not_lost()
    {
        await using var lab = new LabPublishing();
        var name = $"c.{LabPublishing.Zone}";
        await ChangeAsync(lab, LabPublishing.Text(name, "ours"));
        await lab.PublishAsync(lab.Options with { Merge = true }, LabPublishing.Text(name, "theirs"));
        await ChangeAsync(lab, LabPublishing.Text(name, "ours again"));

        var plan = await lab.Publisher.PlanUndoAsync(JournalPath, lab.Options, Token);
        await lab.Publisher.ApplyAsync(plan.Changes, lab.Options, null, Token);

        Assert.Equal(["\"ours\"", "\"theirs\""], (await lab.LookAsync(name)).Order());
    }

    [Fact]
    public void A_device_is_no_journal()
    {
        Assert.SkipUnless(File.Exists("/dev/null"), "there is no device here");
        Assert.Throws<IOException>(() => DnsJournal.Open("/dev/null"));
    }

    [Fact]
    public async Task What_the_server_did_not_carry_out_is_taken_back_and_never_undone()
    {
        await using var lab = new LabPublishing();
        var (first, other) = ($"a.{LabPublishing.Zone}", $"b.{LabPublishing.Zone}");
        var plan = await lab.Publisher.PlanAsync(LabPublishing.Batch(LabPublishing.Text(first, "ours"), LabPublishing.Text(other, "beside it")), lab.Options, Token);
        await lab.PublishAsync(lab.Options, LabPublishing.Text(first, "somebody else's"));
        using (var journal = DnsJournal.Open(JournalPath)) Assert.Single((await lab.Publisher.ApplyAsync(plan.Changes, lab.Options, journal, Token)).Problems);
        Assert.Equal("", await File.ReadAllTextAsync(JournalPath, Token));

        await ChangeAsync(lab, LabPublishing.Text(first, "ours"));
        var undo = await lab.Publisher.PlanUndoAsync(JournalPath, lab.Options, Token);

        Assert.Equal("\"somebody else's\"", Assert.Single(undo.Changes).After.Data[0]);
    }

    [Fact]
    public async Task A_set_that_somebody_else_changed_since_is_left_alone_and_the_others_are_put_back()
    {
        await using var lab = new LabPublishing();
        await ChangeAsync(lab, LabPublishing.Text($"a.{LabPublishing.Zone}", "x"));
        await ChangeAsync(lab, LabPublishing.Text($"b.{LabPublishing.Zone}", "y"));
        await lab.PublishAsync(lab.Options with { Force = true }, LabPublishing.Text($"a.{LabPublishing.Zone}", "somebody else's"));

        var plan = await lab.Publisher.PlanUndoAsync(JournalPath, lab.Options, Token);
        await lab.Publisher.ApplyAsync(plan.Changes, lab.Options, null, Token);

        Assert.Empty(plan.Problems);
        Assert.Equal((DnsPublishFault.ChangedMeanwhile, $"a.{LabPublishing.Zone}"), (Assert.Single(plan.LeftAlone).Fault, plan.LeftAlone[0].Subject));
        Assert.Equal(["\"somebody else's\""], await lab.LookAsync($"a.{LabPublishing.Zone}"));
        Assert.Empty(await lab.LookAsync($"b.{LabPublishing.Zone}"));
    }

    private async Task ChangeAsync(LabPublishing lab, DnsRecordSet set)
    {
        var options = lab.Options with { Force = true };
        var plan = await lab.Publisher.PlanAsync(LabPublishing.Batch(set), options, Token);
        using var journal = DnsJournal.Open(JournalPath);
        Assert.Empty((await lab.Publisher.ApplyAsync(plan.Changes, options, journal, Token)).Problems);
    }
}
