using SmtpAdmin.Dkim;

namespace SmtpAdmin.Core.Tests.Dkim.Rotation;

/// <summary>Whole rotations, call by call.</summary>
public sealed class DkimRotationWalkTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rotation_goes_from_stage_to_stage_and_changes_the_signer_itself()
    {
        using var lab = new RotationLab();
        lab.Request = lab.Request with { UpdateConfig = true };
        var before = await File.ReadAllTextAsync(lab.KeyTable, Token);

        var step = await lab.StepAsync();
        Assert.Equal((DkimRotationStage.None, DkimRotationStage.Prepared, true, DkimRotationStatus.ActionNeeded), (step.PreviousStage, step.Stage, step.Changed, step.Status));
        Assert.Equal(("s202611a", "old", "s202611a._domainkey.example.org"), (step.Selector, step.OldSelector, step.Record!.Name));
        Assert.Equal(lab.PathOf("example.org.s202611a.key"), step.PrivateKeyPath);

        lab.Time.Now += TimeSpan.FromMinutes(15);
        var waiting = await lab.StepAsync();
        Assert.Equal((DkimRotationStage.Prepared, false, DkimRotationStatus.ActionNeeded, true), (waiting.Stage, waiting.Changed, waiting.Status, waiting.Passed));
        Assert.Equal(step.Record.ZoneLine, waiting.Record!.ZoneLine);
        Assert.All(waiting.Servers, server => Assert.Equal(DkimServerStatus.Missing, server.Status));

        lab.Dns.Put([FakeAuthority.At(RotationLab.First)], step.Record.Name, step.Record.Value);
        var half = await lab.StepAsync();
        Assert.Equal((DkimRotationStage.Prepared, DkimRotationStatus.Waiting), (half.Stage, half.Status));

        lab.Publish(step);
        var published = await lab.StepAsync();
        Assert.Equal((DkimRotationStage.Published, true, DkimRotationStatus.Waiting), (published.Stage, published.Changed, published.Status));
        Assert.Equal(lab.Time.Now + TimeSpan.FromHours(1), published.NextCheckAfter);
        Assert.Null(published.Record);

        lab.Time.Now = published.NextCheckAfter!.Value - TimeSpan.FromSeconds(1);
        Assert.Equal((DkimRotationStage.Published, false), ((await lab.StepAsync()).Stage, (await lab.StepAsync()).Changed));
        Assert.Equal(before, await File.ReadAllTextAsync(lab.KeyTable, Token));

        lab.Time.Now = published.NextCheckAfter.Value;
        var signing = await lab.StepAsync();
        Assert.Equal((DkimRotationStage.Signing, true, DkimRotationStatus.ActionNeeded), (signing.Stage, signing.Changed, signing.Status));
        Assert.Contains("systemctl reload opendkim", signing.NextStep, StringComparison.Ordinal);
        Assert.Equal(before.Replace($"{RotationLab.Domain}:old:{lab.OldKey}", $"{RotationLab.Domain}:s202611a:{step.PrivateKeyPath}", StringComparison.Ordinal), await File.ReadAllTextAsync(lab.KeyTable, Token));

        lab.Time.Now += TimeSpan.FromHours(1);
        var retiring = await lab.StepAsync();
        Assert.Equal((DkimRotationStage.Retiring, DkimRotationStatus.Waiting, lab.Time.Now + TimeSpan.FromDays(7)), (retiring.Stage, retiring.Status, retiring.NextCheckAfter));
        lab.Time.Now = retiring.NextCheckAfter!.Value - TimeSpan.FromSeconds(1);
        var kept = await lab.StepAsync();
        Assert.Equal((DkimRotationStage.Retiring, null), (kept.Stage, kept.Record));

        lab.Time.Now = retiring.NextCheckAfter.Value;
        var retired = await lab.StepAsync();
        Assert.Equal((DkimRotationStage.Retired, DkimRotationStatus.ActionNeeded), (retired.Stage, retired.Status));
        Assert.Equal(("old._domainkey.example.org", "v=DKIM1; p="), (retired.Record!.Name, retired.Record.Value));

        lab.Publish(retired);
        var over = await lab.StepAsync();
        Assert.Equal((DkimRotationStage.Retired, true, DkimRotationStatus.Done, null), (over.Stage, over.Changed, over.Status, over.Record));
        var idle = await lab.StepAsync();
        Assert.Equal((DkimRotationStage.Retired, false, DkimRotationStatus.Done), (idle.Stage, idle.Changed, idle.Status));
        Assert.Equal([".example.org.rotations.lock", ".key.table.smtpadmin.lock", "example.org.rotation.json", "example.org.rotation.json.lock", "example.org.s202611a.key", "key.table", "old.key"], lab.Names);
    }

    [Fact]
    public async Task What_the_next_call_does_is_not_asked_of_people()
    {
        using var lab = new RotationLab();
        lab.Request = lab.Request with { UpdateConfig = true };
        lab.Dns.NegativeTime = TimeSpan.Zero;
        lab.Publish(await lab.StepAsync());
        var published = await lab.StepAsync();
        Assert.Equal((DkimRotationStage.Published, DkimRotationStatus.Waiting), (published.Stage, published.Status));
        Assert.StartsWith("The next call changes line 3 of ", published.NextStep, StringComparison.Ordinal);
        Assert.Equal(DkimRotationStage.Signing, (await lab.StepAsync()).Stage);
    }

    [Fact]
    public async Task Nothing_of_the_private_key_is_in_the_state_or_in_a_step()
    {
        using var lab = new RotationLab();
        var step = await lab.StepAsync();
        var pem = await File.ReadAllLinesAsync(step.PrivateKeyPath!, Token);
        var secret = pem[1];
        Assert.DoesNotContain(secret, await File.ReadAllTextAsync(lab.StatePath, Token), StringComparison.Ordinal);
        Assert.DoesNotContain(secret, System.Text.Json.JsonSerializer.Serialize(step), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(step.PrivateKeyPath!));
    }

    [Fact]
    public async Task The_next_rotation_begins_when_the_key_is_old_enough_and_knows_the_selector_in_use()
    {
        using var lab = new RotationLab();
        lab.Request = lab.Request with { MaxAge = 90 };
        var retired = await lab.GoToAsync(DkimRotationStage.Retired);
        lab.Dns.Put(RotationLab.NameOf("old")); // taken away in place of revoked
        var over = await lab.StepAsync();
        Assert.Equal((DkimRotationStatus.Done, over.KeyCreatedAt + TimeSpan.FromDays(90)), (over.Status, over.NextCheckAfter));

        lab.Time.Now = over.NextCheckAfter!.Value;
        var next = await lab.StepAsync();
        Assert.Equal((DkimRotationStage.Retired, DkimRotationStage.Prepared, "s202701a", retired.Selector), (next.PreviousStage, next.Stage, next.Selector, next.OldSelector));
    }

    [Theory]
    [InlineData("old", 10)] // its file tells
    [InlineData("s202610b", 33)] // the selector tells
    public async Task A_key_that_was_there_before_the_first_rotation_has_its_age_too(string selector, int days)
    {
        using var lab = new RotationLab();
        var path = selector == "old" ? lab.OldKey : "/none/of/these.key";
        await File.WriteAllTextAsync(lab.KeyTable, $"mail {RotationLab.Domain}:{selector}:{path}\n", Token);
        File.SetLastWriteTimeUtc(lab.OldKey, lab.Time.Now.UtcDateTime.AddDays(-10));
        lab.Request = lab.Request with { MaxAge = 90 };
        var idle = await lab.StepAsync();
        Assert.Equal((DkimRotationStage.None, DkimRotationStatus.Done, selector, false), (idle.Stage, idle.Status, idle.Selector, idle.Changed));
        Assert.InRange(idle.NextCheckAfter!.Value - lab.Time.Now, TimeSpan.FromDays(90 - days), TimeSpan.FromDays(91 - days));
        Assert.False(File.Exists(lab.StatePath));
        Assert.Equal(DkimRotationStage.Prepared, (await lab.StepAsync(lab.Request with { Force = true })).Stage);
        File.Delete(lab.StatePath);
        lab.Time.Now = idle.NextCheckAfter.Value;
        Assert.Equal(DkimRotationStage.Prepared, (await lab.StepAsync()).Stage);
    }

    [Fact]
    public async Task Without_an_age_only_force_begins_the_next_and_not_before_the_old_key_is_revoked()
    {
        using var lab = new RotationLab();
        await lab.GoToAsync(DkimRotationStage.Retired);
        lab.Time.Now += TimeSpan.FromDays(4000);
        var asked = await lab.StepAsync(lab.Request with { Force = true });
        Assert.Equal((DkimRotationStage.Retired, false, "v=DKIM1; p="), (asked.Stage, asked.Changed, asked.Record?.Value));
        lab.Publish(asked);
        Assert.Equal(DkimRotationStatus.Done, (await lab.StepAsync()).Status);
        Assert.Equal(DkimRotationStatus.Done, (await lab.StepAsync()).Status);
        Assert.Equal(DkimRotationStage.Prepared, (await lab.StepAsync(lab.Request with { Force = true })).Stage);
    }

    [Fact]
    public async Task A_signer_whose_configuration_is_not_read_goes_on_by_what_somebody_says()
    {
        using var lab = new RotationLab();
        lab.Request = lab.Request with { Config = null, ConfigPath = null, CurrentSelector = "OLD" };
        var step = await lab.StepAsync();
        lab.Publish(step);
        await lab.StepAsync();
        lab.Time.Now += TimeSpan.FromDays(1);
        var published = await lab.StepAsync();
        Assert.Contains("-SigningSelector s202611a", published.NextStep, StringComparison.Ordinal);
        Assert.Equal((DkimRotationStage.Published, DkimRotationStatus.ActionNeeded), (published.Stage, published.Status));

        Assert.Equal(DkimRotationStage.Signing, (await lab.StepAsync(lab.Request with { SigningSelector = "s202611a" })).Stage);
        Assert.Equal(DkimRotationStage.Retiring, (await lab.StepAsync()).Stage);
        lab.Time.Now += TimeSpan.FromDays(3);
        var back = await lab.StepAsync(lab.Request with { SigningSelector = "old" });
        Assert.Equal((DkimRotationStage.Published, "DKIM-SIGNER-WENT-BACK"), (back.Stage, back.Findings[^1].Code));
        lab.Time.Now += TimeSpan.FromDays(30);
        Assert.Equal(DkimRotationStage.Published, (await lab.StepAsync()).Stage);
        Assert.Equal(DkimRotationStage.Signing, (await lab.StepAsync(lab.Request with { SigningSelector = "s202611a" })).Stage);
        await lab.StepAsync();
        lab.Time.Now += TimeSpan.FromDays(7) - TimeSpan.FromSeconds(1);
        Assert.Equal(DkimRotationStage.Retiring, (await lab.StepAsync()).Stage);
        lab.Time.Now += TimeSpan.FromSeconds(1);
        Assert.Equal(DkimRotationStage.Retired, (await lab.StepAsync()).Stage);
    }

    [Fact]
    public async Task A_domain_without_a_key_has_nothing_to_retire()
    {
        using var lab = new RotationLab();
        lab.Dns.Put(RotationLab.NameOf("old"));
        lab.Request = lab.Request with { Config = null, ConfigPath = null, FirstKey = true };
        var step = await lab.StepAsync();
        Assert.Null(step.OldSelector);
        lab.Publish(step);
        await lab.StepAsync();
        lab.Time.Now += TimeSpan.FromHours(1);
        var published = await lab.StepAsync();
        Assert.Equal((DkimRotationStage.Published, DkimRotationStatus.ActionNeeded), (published.Stage, published.Status));
        Assert.Equal(DkimRotationStage.Signing, (await lab.StepAsync(lab.Request with { SigningSelector = step.Selector })).Stage);
        var over = await lab.StepAsync();
        Assert.Equal((DkimRotationStage.Retired, DkimRotationStatus.Done, null), (over.Stage, over.Status, over.Record));
    }

    [Theory]
    [InlineData(DkimSoftware.OpenDkim, "Add the line 's202611a._domainkey.example.org example.org:s202611a:/", "'*@example.org s202611a._domainkey.example.org'")]
    [InlineData(DkimSoftware.Exim, "Add the line 'example.org: s202611a'.", "Exim reads")]
    [InlineData(DkimSoftware.Rspamd, "Add the line 'example.org s202611a'.", "rspamd")]
    public async Task The_lines_for_a_first_key_are_given(DkimSoftware signer, string line, string rest)
    {
        using var lab = new RotationLab();
        await File.WriteAllTextAsync(lab.KeyTable, "# none yet\n", TestContext.Current.CancellationToken);
        lab.Request = lab.Request with { FirstKey = true, Config = signer, UpdateConfig = true };
        lab.Publish(await lab.StepAsync());
        await lab.StepAsync();
        lab.Time.Now += TimeSpan.FromHours(1);
        var step = await lab.StepAsync();
        Assert.Equal((DkimRotationStage.Published, DkimRotationStatus.ActionNeeded), (step.Stage, step.Status));
        Assert.Contains($"key.table': {line}", step.NextStep, StringComparison.Ordinal);
        Assert.Contains(rest, step.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Looking_tells_each_step_and_changes_nothing()
    {
        using var lab = new RotationLab();
        lab.Request = lab.Request with { UpdateConfig = true };
        var names = lab.Names;
        var first = await lab.LookAsync();
        Assert.Equal((DkimRotationStage.None, DkimRotationStage.Prepared, false, "s202611a", null), (first.Stage, first.WouldBecome, first.Changed, first.Selector, first.Record));
        Assert.Contains("would be made", first.NextStep, StringComparison.Ordinal);
        Assert.Equal(names, lab.Names);

        var step = await lab.StepAsync();
        lab.Publish(step);
        var before = await File.ReadAllTextAsync(lab.StatePath, Token);
        var published = await lab.LookAsync();
        Assert.Equal((DkimRotationStage.Prepared, DkimRotationStage.Published), (published.Stage, published.WouldBecome));
        Assert.Equal(before, await File.ReadAllTextAsync(lab.StatePath, Token));

        await lab.StepAsync();
        lab.Time.Now += TimeSpan.FromHours(1);
        before = await File.ReadAllTextAsync(lab.StatePath, Token);
        var table = await File.ReadAllTextAsync(lab.KeyTable, Token);
        var signing = await lab.LookAsync();
        Assert.Equal((DkimRotationStage.Published, DkimRotationStage.Signing, false), (signing.Stage, signing.WouldBecome, signing.Changed));
        Assert.StartsWith($"Line 3 of '{lab.KeyTable}' would be changed to '  mail example.org:s202611a:", signing.NextStep, StringComparison.Ordinal);
        Assert.Equal((before, table), (await File.ReadAllTextAsync(lab.StatePath, Token), await File.ReadAllTextAsync(lab.KeyTable, Token)));
    }
}
