using SmtpAdmin.Lab;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Core.Tests.Provisioning.Publishing;

/// <summary>A server, or somebody in its place, that does not answer as it should.</summary>
public sealed class HostilePrimaryTests
{
    private const string Owner = $"a.{LabPublishing.Zone}";

    [Theory]
    [InlineData(LabDnsFaultKind.WrongId, false)]
    [InlineData(LabDnsFaultKind.WrongId, true)]
    [InlineData(LabDnsFaultKind.Unsigned, false)]
    [InlineData(LabDnsFaultKind.Unsigned, true)]
    [InlineData(LabDnsFaultKind.Garbage, false)]
    [InlineData(LabDnsFaultKind.Garbage, true)]
    [InlineData(LabDnsFaultKind.CutShort, false)]
    [InlineData(LabDnsFaultKind.CutShort, true)]
    [InlineData(LabDnsFaultKind.AnswerLost, false)]
    [InlineData(LabDnsFaultKind.AnswerLost, true)]
    public async Task An_update_that_was_carried_out_but_not_answered_so_that_it_can_be_believed_is_seen_by_reading_again(LabDnsFaultKind fault, bool tcp)
    {
        await using var lab = new LabPublishing();

        var result = await lab.PublishWithAsync(fault, lab.Options with { Tcp = tcp }, LabPublishing.Text(Owner, "new"));

        Assert.Empty(result.Problems);
        var publication = Assert.Single(result.Publications);
        Assert.Equal(DnsPublishStatus.Published, publication.Status);
        Assert.Contains("answer was lost", publication.Detail, StringComparison.Ordinal);
        Assert.Equal(["\"new\""], await lab.LookAsync(Owner));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_update_that_vanished_is_not_taken_for_done(bool tcp)
    {
        await using var lab = new LabPublishing();

        var result = await lab.PublishWithAsync(LabDnsFaultKind.Drop, lab.Options with { Tcp = tcp }, LabPublishing.Text(Owner, "new"));

        Assert.Equal(DnsPublishFault.OutcomeUnknown, Assert.Single(result.Problems).Fault);
        Assert.Contains("all was as before", result.Problems[0].Message, StringComparison.Ordinal);
        Assert.Equal(DnsPublishStatus.Unknown, Assert.Single(result.Publications).Status);
        var again = await lab.PublishAsync(lab.Options, LabPublishing.Text(Owner, "new"));
        Assert.Equal(DnsPublishStatus.Published, Assert.Single(again.Publications).Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_failed_may_have_carried_it_out_and_is_asked_again(bool tcp)
    {
        await using var lab = new LabPublishing();

        var result = await lab.PublishWithAsync(LabDnsFaultKind.ServFail, lab.Options with { Tcp = tcp }, LabPublishing.Text(Owner, "new"));

        Assert.Equal(DnsPublishFault.OutcomeUnknown, Assert.Single(result.Problems).Fault);
        Assert.Contains("SERVFAIL", result.Problems[0].Message, StringComparison.Ordinal);
        Assert.Equal(DnsPublishStatus.Unknown, Assert.Single(result.Publications).Status);
    }

    [Fact]
    public async Task Who_interrupts_is_told_that_it_is_not_known_what_became_of_the_message_on_its_way()
    {
        await using var lab = new LabPublishing();
        var options = lab.Options with { Timeout = TimeSpan.FromMinutes(1) };
        var plan = await lab.Publisher.PlanAsync(LabPublishing.Batch(LabPublishing.Text(Owner, "new")), options, TestContext.Current.CancellationToken);
        lab.Server.Order(LabPublishing.Zone, new LabDnsFault(LabDnsFaultKind.AnswerLost));
        using var stop = new CancellationTokenSource();
        var asked = lab.Server.QueryCount;
        var applying = lab.Publisher.ApplyAsync(plan.Changes, options, null, stop.Token);
        while (lab.Server.QueryCount == asked) await Task.Delay(5, TestContext.Current.CancellationToken);
        await stop.CancelAsync();

        var exception = await Assert.ThrowsAsync<DnsPublishInterruptedException>(() => applying);

        Assert.Contains("not known", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_forger_who_is_first_is_passed_over_and_the_true_answer_taken()
    {
        await using var lab = new LabPublishing();

        var result = await lab.PublishWithAsync(LabDnsFaultKind.WrongIdFirst, lab.Options, LabPublishing.Text(Owner, "new"));

        var publication = Assert.Single(result.Publications);
        Assert.Equal((DnsPublishStatus.Published, ""), (publication.Status, publication.Detail));
    }

    [Fact]
    public async Task What_an_unsigned_answer_says_of_the_zone_is_not_believed()
    {
        await using var lab = new LabPublishing();
        lab.Server.Order(Owner, new LabDnsFault(LabDnsFaultKind.Unsigned));

        var plan = await lab.Publisher.PlanAsync(LabPublishing.Batch(LabPublishing.Text(Owner, "new")), lab.Options, TestContext.Current.CancellationToken);

        Assert.Equal(DnsPublishFault.NoAnswer, Assert.Single(plan.Problems).Fault);
        Assert.Contains("not signed", plan.Problems[0].Message, StringComparison.Ordinal);
        Assert.Empty(plan.Changes);
    }

    [Theory]
    [InlineData(LabDnsFaultKind.ServFail, DnsPublishFault.ServerError)]
    [InlineData(LabDnsFaultKind.Refused, DnsPublishFault.Refused)]
    [InlineData(LabDnsFaultKind.NotImplemented, DnsPublishFault.NotImplemented)]
    [InlineData(LabDnsFaultKind.Drop, DnsPublishFault.NoAnswer)]
    public async Task What_is_there_now_is_unknown_and_never_nothing_when_the_server_fails(LabDnsFaultKind fault, DnsPublishFault expected)
    {
        await using var lab = new LabPublishing();
        lab.Server.Order(Owner, new LabDnsFault(fault));

        var result = await lab.PublishAsync(lab.Options, LabPublishing.Text(Owner, "new"));

        Assert.Equal(expected, Assert.Single(result.Problems).Fault);
        Assert.Empty(result.Publications);
    }

    [Fact]
    public async Task What_UDP_cuts_short_is_read_over_TCP()
    {
        await using var lab = new LabPublishing();
        lab.Server.Order(Owner, new LabDnsFault(LabDnsFaultKind.Truncate) { Times = 1 });

        var result = await lab.PublishAsync(lab.Options, LabPublishing.Text(Owner, "new"));

        Assert.Equal(DnsPublishStatus.Published, Assert.Single(result.Publications).Status);
        Assert.Contains(lab.Server.Queries, query => query.OverTcp);
    }
}
