using SmtpAdmin.Dkim;

namespace SmtpAdmin.Core.Tests.Dkim.Rotation.Signers;

/// <summary>A line for all domains stays as it is: to change it would switch the others to a selector that they do not publish.</summary>
public sealed class DkimOwnLineTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_table_gets_a_line_for_the_domain_and_the_signing_table_one_that_leads_to_it()
    {
        using var lab = new RotationLab();
        var table = $"# all\nx %:old:{lab.OldKey}\n";
        var step = await StepAsync(lab, table, DkimSoftware.OpenDkim);
        var name = $"{step.Selector}._domainkey.example.org";
        var line = $"{name} example.org:{step.Selector}:{step.PrivateKeyPath}";
        Assert.Contains($"Line 2 of the file counts for other domains too, which do not publish this selector: it is to stay as it is. Add a line for 'example.org' alone, but not before this rotation says to point the signer to the new key: '{line}'.", step.NextStep, StringComparison.Ordinal);
        Assert.Contains($"'*@example.org {name}'", step.NextStep, StringComparison.Ordinal);
        Assert.Equal((null, null), (step.Signer!.Line, step.Signer.Replacement));

        // What was said is done, to the end.
        await File.WriteAllTextAsync(lab.KeyTable, $"{table}{line}\n", Token);
        step = await lab.StepAsync();
        Assert.Equal(DkimRotationStage.Signing, step.Stage);
        lab.Request = lab.Request with { Config = null, ConfigPath = null, UpdateConfig = false };
        Assert.Equal(DkimRotationStage.Retiring, (await lab.StepAsync(lab.Request with { SigningSelector = step.Selector })).Stage);
        lab.Time.Now += TimeSpan.FromDays(8);
        step = await lab.StepAsync();
        Assert.Equal((DkimRotationStage.Retired, "old._domainkey.example.org"), (step.Stage, step.Record?.Name));
    }

    [Theory]
    [InlineData(DkimSoftware.Exim, "*: old\n", "'example.org: s202611a'")]
    [InlineData(DkimSoftware.Rspamd, "*.org old\n", "'example.org s202611a'")]
    public async Task A_map_gets_a_line_for_the_domain(DkimSoftware signer, string map, string line)
    {
        using var lab = new RotationLab();
        var step = await StepAsync(lab, map, signer);
        Assert.Contains($"Line 1 of the file counts for other domains too, which do not publish this selector: it is to stay as it is. Add a line for 'example.org' alone, but not before this rotation says to point the signer to the new key; above it: {line}.", step.NextStep, StringComparison.Ordinal);
        await File.WriteAllTextAsync(lab.KeyTable, $"{line.Trim('\'')}\n{map}", Token);
        Assert.Equal(DkimRotationStage.Signing, (await lab.StepAsync()).Stage);
        Assert.Equal(DkimRotationStage.Retiring, (await lab.StepAsync()).Stage);
    }

    [Fact]
    public async Task A_line_of_the_domain_with_more_selectors_is_another_matter()
    {
        using var lab = new RotationLab();
        var step = await StepAsync(lab, "example.org old, other\n", DkimSoftware.Rspamd);
        Assert.Contains("Line 1 of the file names other selectors beside the old one", step.NextStep, StringComparison.Ordinal);
        Assert.DoesNotContain("other domains", step.NextStep, StringComparison.Ordinal);
    }

    private static async Task<DkimRotationStep> StepAsync(RotationLab lab, string text, DkimSoftware signer)
    {
        await File.WriteAllTextAsync(lab.KeyTable, text, Token);
        lab.Request = lab.Request with { Config = signer, UpdateConfig = true, CurrentSelector = text.Contains("other", StringComparison.Ordinal) ? "old" : null };
        await lab.GoToAsync(DkimRotationStage.Published);
        lab.Time.Now += TimeSpan.FromHours(1);
        var step = await lab.StepAsync();
        Assert.Equal((DkimRotationStage.Published, DkimRotationStatus.ActionNeeded, text), (step.Stage, step.Status, await File.ReadAllTextAsync(lab.KeyTable, Token)));
        return step;
    }
}
