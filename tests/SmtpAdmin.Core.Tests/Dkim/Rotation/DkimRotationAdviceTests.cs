using SmtpAdmin.Dkim;

namespace SmtpAdmin.Core.Tests.Dkim.Rotation;

/// <summary>What somebody has to do is never told as waiting, and nobody is led to what would do harm.</summary>
public sealed class DkimRotationAdviceTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_with_something_else_than_the_key_does_not_mend_itself()
    {
        using var lab = new RotationLab();
        var prepared = await lab.StepAsync();
        lab.Publish(prepared);
        lab.Dns.Put([lab.Dns.ServersOf(RotationLab.Domain)[1]], prepared.Record!.Name);
        Assert.Equal(DkimRotationStatus.Waiting, (await lab.StepAsync()).Status); // it may follow
        lab.Dns.Put([lab.Dns.ServersOf(RotationLab.Domain)[1]], prepared.Record.Name, prepared.Record.Value[..^9]);
        Assert.Equal(DkimRotationStatus.ActionNeeded, (await lab.StepAsync()).Status);
    }

    [Fact]
    public async Task Two_records_at_the_key_that_signs_cost_signatures()
    {
        using var lab = new RotationLab();
        await lab.GoToAsync(DkimRotationStage.Published);
        lab.Dns.Put(RotationLab.NameOf("old"), RotationLab.OldRecord, "v=DKIM1; p=");
        var step = await lab.StepAsync();
        Assert.Equal((DkimRotationStatus.Broken, "DKIM-OLD-RECORD-SEVERAL"), (step.Status, step.Findings[0].Code));
        Assert.Contains("Take away", step.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_that_counts_for_other_domains_is_never_to_be_taken_out()
    {
        using var lab = new RotationLab();
        await File.WriteAllTextAsync(lab.KeyTable, $"all %:old:{lab.OldKey}\n", Token);
        await lab.GoToAsync(DkimRotationStage.Published);
        var state = (await lab.StateAsync())!;
        await File.AppendAllTextAsync(lab.KeyTable, $"own {RotationLab.Domain}:{state.Selector}:{state.PrivateKeyPath}\n", Token);
        await lab.StepAsync();
        var signing = await lab.StepAsync();
        Assert.Equal(DkimRotationStage.Signing, signing.Stage);
        Assert.Contains("it is to stay", signing.NextStep, StringComparison.Ordinal);
        Assert.Contains($"-SigningSelector {state.Selector}", signing.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Consent_to_go_on_is_remembered_from_one_call_to_the_next()
    {
        using var lab = new RotationLab();
        lab.Request = lab.Request with { UpdateConfig = true };
        var retiring = await lab.GoToAsync(DkimRotationStage.Retiring);
        lab.Point("old", lab.OldKey);
        lab.Dns.Put(RotationLab.NameOf(retiring.Selector));
        Assert.Equal(DkimRotationStage.Prepared, (await lab.StepAsync()).Stage);
        lab.Dns.Put(RotationLab.NameOf(retiring.Selector), (await lab.StateAsync())!.Record);
        Assert.Equal(DkimRotationStage.Published, (await lab.StepAsync(lab.Request with { Force = true })).Stage);
        lab.Time.Now += TimeSpan.FromHours(1);
        Assert.Equal(DkimRotationStage.Signing, (await lab.StepAsync()).Stage);
    }

    [Fact]
    public async Task A_first_key_of_root_is_to_be_given_to_the_signer_before_anything_else()
    {
        using var lab = new RotationLab();
        await File.WriteAllTextAsync(lab.KeyTable, "", Token);
        lab.Request = lab.Request with { FirstKey = true };
        lab.Publish(await lab.StepAsync());
        await lab.StepAsync();
        lab.Time.Now += TimeSpan.FromHours(1);
        var step = await lab.StepAsync();
        Assert.SkipUnless(UnixOwner.Of(step.PrivateKeyPath!) is { User: 0 }, "Only root makes keys of root.");
        Assert.StartsWith("The user opendkim has to own the file of the key", step.NextStep, StringComparison.Ordinal);
        Assert.Contains(step.Findings, finding => finding.Code == "DKIM-KEY-ACCESS");
    }

    [Fact]
    public async Task A_change_of_the_file_is_told_with_the_reload_whatever_else_is_wrong()
    {
        using var lab = new RotationLab();
        lab.Request = lab.Request with { UpdateConfig = true };
        await lab.GoToAsync(DkimRotationStage.Published);
        lab.Dns.Put(RotationLab.NameOf("old"));
        lab.Time.Now += TimeSpan.FromHours(1);
        var step = await lab.StepAsync();
        Assert.Equal((DkimRotationStage.Signing, DkimRotationStatus.Broken), (step.Stage, step.Status));
        Assert.StartsWith("Reload OpenDKIM", step.NextStep, StringComparison.Ordinal);
    }
}
