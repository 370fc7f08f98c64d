using SmtpAdmin.Dns;
using SmtpAdmin.Lab;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Core.Tests.Provisioning.Publishing;

/// <summary>Many sets at once: what is asked about them, and what is said.</summary>
public sealed class DnsFreeNamesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static DnsRecordSet[] Many => [.. Enumerable.Range(0, 200).Select(n => LabPublishing.Text($"h{n}.{LabPublishing.Zone}", "x"))];

    [Fact]
    public async Task Of_many_new_names_few_are_asked_for()
    {
        await using var lab = new LabPublishing();

        var plan = await lab.Publisher.PlanAsync(LabPublishing.Batch(Many), lab.Options, Token);

        Assert.Empty(plan.Problems);
        Assert.All(plan.Changes, change => Assert.Empty(change.Before.Records));
        Assert.InRange(lab.Server.Queries.Count(query => query.Type == DnsType.TXT), 1, 20);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(150)]
    public async Task When_one_of_them_is_there_it_is_read(int there)
    {
        await using var lab = new LabPublishing();
        await lab.PublishAsync(lab.Options, LabPublishing.Text($"h{there}.{LabPublishing.Zone}", "old"));

        var plan = await lab.Publisher.PlanAsync(LabPublishing.Batch(Many), lab.Options with { Force = true }, Token);

        Assert.Empty(plan.Problems);
        Assert.Equal(["\"old\""], plan.Changes.SelectMany(change => change.Before.Data));
        Assert.Equal($"h{there}.{LabPublishing.Zone}", plan.Changes.Single(change => change.Before.Records.Count > 0).Before.Name);
    }

    [Theory]
    [InlineData(LabDnsFaultKind.Refused)]
    [InlineData(LabDnsFaultKind.ServFail)]
    [InlineData(LabDnsFaultKind.Unsigned)]
    [InlineData(LabDnsFaultKind.Garbage)]
    public async Task A_server_that_does_not_say_it_of_all_at_once_is_asked_for_each(LabDnsFaultKind fault)
    {
        await using var lab = new LabPublishing();
        lab.Server.Order(LabPublishing.Zone, new LabDnsFault(fault) { Type = DnsType.SOA, Times = 1 });

        var plan = await lab.Publisher.PlanAsync(LabPublishing.Batch(Many), lab.Options, Token);

        Assert.Empty(plan.Problems);
        Assert.Equal(200, plan.Changes.Count);
        Assert.Equal(200, lab.Server.Queries.Count(query => query.Type == DnsType.TXT));
    }

    [Fact]
    public async Task Asking_changes_nothing()
    {
        await using var lab = new LabPublishing();
        var before = await lab.LookAsync(LabPublishing.Zone, DnsType.SOA);

        await lab.Publisher.PlanAsync(LabPublishing.Batch(Many), lab.Options, Token);

        Assert.Equal(before, await lab.LookAsync(LabPublishing.Zone, DnsType.SOA));
    }

    [Fact]
    public async Task What_a_server_leaves_open_when_it_closes_the_connection_is_asked_on_another()
    {
        await using var lab = new LabPublishing();
        Assert.Empty((await lab.PublishAsync(lab.Options, Many)).Problems);
        lab.Server.Order($"h120.{LabPublishing.Zone}", new LabDnsFault(LabDnsFaultKind.Drop) { Type = DnsType.TXT, Times = 1 });

        var plan = await lab.Publisher.PlanAsync(LabPublishing.Batch(Many), lab.Options, Token);

        Assert.Empty(plan.Problems);
        Assert.DoesNotContain(plan.Changes, change => change.IsChange);
    }

    [Fact]
    public async Task A_server_that_closes_without_any_answer_is_not_asked_without_end()
    {
        await using var lab = new LabPublishing();
        Assert.Empty((await lab.PublishAsync(lab.Options, Many)).Problems);
        lab.Server.Order($"h120.{LabPublishing.Zone}", new LabDnsFault(LabDnsFaultKind.Drop) { Type = DnsType.TXT });

        var plan = await lab.Publisher.PlanAsync(LabPublishing.Batch(Many), lab.Options, Token);

        Assert.NotEmpty(plan.Problems);
        Assert.All(plan.Problems, problem => Assert.Equal(DnsPublishFault.NoAnswer, problem.Fault));
    }
}
