using SmtpAdmin.Dkim;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Core.Tests.Dkim.Rotation;

/// <summary>What goes wrong outside: records that vanish, servers that do not answer, signers that are pointed elsewhere.</summary>
public sealed class DkimRotationPromiseTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_record_that_vanishes_before_it_is_used_sends_the_rotation_back_loudly()
    {
        using var lab = new RotationLab();
        lab.Request = lab.Request with { UpdateConfig = true };
        var published = await lab.GoToAsync(DkimRotationStage.Published);
        lab.Time.Now += TimeSpan.FromDays(1);
        lab.Dns.Put([FakeAuthority.At(RotationLab.Second)], RotationLab.NameOf(published.Selector));
        var step = await lab.StepAsync();
        Assert.Equal((DkimRotationStage.Prepared, DkimRotationStatus.Broken, false, "DKIM-RECORD-VANISHED"), (step.Stage, step.Status, step.Passed, step.Findings[0].Code));
        Assert.Equal(RotationLab.NameOf(published.Selector), step.Record!.Name);
        Assert.Contains("ns2.example.org (192.0.2.2:53): Missing", step.Findings[0].Message, StringComparison.Ordinal);
        Assert.Contains(":old:", await File.ReadAllTextAsync(lab.KeyTable, Token), StringComparison.Ordinal);

        lab.Publish(step);
        Assert.Equal((DkimRotationStage.Published, lab.Time.Now + TimeSpan.FromHours(1)), ((await lab.StepAsync()).Stage, (await lab.StepAsync()).NextCheckAfter)); // the wait begins anew
    }

    [Theory]
    [InlineData(DnsOutcome.Timeout)]
    [InlineData(DnsOutcome.ServFail)]
    [InlineData(DnsOutcome.Refused)]
    [InlineData(DnsOutcome.Unreachable)]
    [InlineData(DnsOutcome.Malformed)]
    public async Task A_server_that_does_not_tell_holds_the_rotation_where_it_is(DnsOutcome failure)
    {
        using var lab = new RotationLab();
        lab.Request = lab.Request with { UpdateConfig = true };
        var prepared = await lab.StepAsync();
        lab.Publish(prepared);
        lab.Dns.Failing[FakeAuthority.At(RotationLab.Second)] = failure;
        var step = await lab.StepAsync();
        Assert.Equal((DkimRotationStage.Prepared, DkimRotationStatus.Unknown, "DKIM-RECORD-UNKNOWN"), (step.Stage, step.Status, step.Findings[0].Code));
        Assert.Contains(failure.ToString(), step.Servers.Single(server => server.Status == DkimServerStatus.Unknown).Detail, StringComparison.Ordinal);

        lab.Dns.Failing.Clear();
        Assert.Equal(DkimRotationStage.Published, (await lab.StepAsync()).Stage);
        lab.Time.Now += TimeSpan.FromDays(1);
        lab.Dns.Failing[FakeAuthority.At(RotationLab.First)] = failure;
        step = await lab.StepAsync();
        Assert.Equal((DkimRotationStage.Published, DkimRotationStatus.Unknown), (step.Stage, step.Status));
        Assert.Contains("until then change nothing", step.NextStep, StringComparison.Ordinal);
        Assert.Contains(":old:", await File.ReadAllTextAsync(lab.KeyTable, Token), StringComparison.Ordinal);
        lab.Dns.Failing.Clear();
        Assert.Equal(DkimRotationStage.Signing, (await lab.StepAsync()).Stage);
    }

    [Fact]
    public async Task A_signer_that_is_pointed_to_a_key_that_is_not_published_is_a_broken_promise()
    {
        using var lab = new RotationLab();
        var prepared = await lab.StepAsync();
        lab.Point(prepared.Selector, prepared.PrivateKeyPath!);
        var step = await lab.StepAsync();
        Assert.Equal((DkimRotationStage.Prepared, DkimRotationStatus.Broken), (step.Stage, step.Status));
        Assert.Contains(step.Findings, finding => finding.Code == "DKIM-SIGNING-UNPUBLISHED" && finding.Remedy.Contains("'old'", StringComparison.Ordinal));
        lab.Publish(prepared);
        step = await lab.StepAsync();
        Assert.Equal((DkimRotationStage.Published, true, "DKIM-SIGNING-EARLY"), (step.Stage, step.Passed, step.Findings[0].Code));
        Assert.Equal(DkimRotationStage.Signing, (await lab.StepAsync()).Stage);
    }

    [Fact]
    public async Task A_record_that_vanishes_while_it_is_used_is_told_in_each_call_and_the_old_one_is_not_given_up()
    {
        using var lab = new RotationLab();
        var retiring = await lab.GoToAsync(DkimRotationStage.Retiring);
        lab.Time.Now += TimeSpan.FromDays(30);
        lab.Dns.Put(RotationLab.NameOf(retiring.Selector));
        for (var call = 0; call < 2; call++)
        {
            var step = await lab.StepAsync();
            Assert.Equal((DkimRotationStage.Retiring, DkimRotationStatus.Broken, RotationLab.NameOf(retiring.Selector)), (step.Stage, step.Status, step.Record!.Name));
            Assert.Equal(["DKIM-RECORD-VANISHED", "DKIM-SIGNING-UNPUBLISHED"], step.Findings.Select(finding => finding.Code));
        }
        lab.Dns.Put(RotationLab.NameOf(retiring.Selector), (await lab.StateAsync())!.Record);
        Assert.Equal(DkimRotationStage.Retired, (await lab.StepAsync()).Stage);
    }

    [Fact]
    public async Task While_the_configuration_names_the_old_selector_its_record_is_not_given_up()
    {
        using var lab = new RotationLab();
        var retired = await lab.GoToAsync(DkimRotationStage.Retired);
        Assert.Equal("v=DKIM1; p=", retired.Record!.Value);
        lab.Point("old", lab.OldKey);
        var back = await lab.StepAsync();
        Assert.Equal((DkimRotationStage.Published, null, "DKIM-SIGNER-WENT-BACK"), (back.Stage, back.Record, back.Findings[0].Code));
        lab.Time.Now += TimeSpan.FromDays(100);
        Assert.Null((await lab.StepAsync()).Record);

        // Both at once: the new key signs, and the old one too.
        await File.AppendAllTextAsync(lab.KeyTable, $"\nsecond {RotationLab.Domain}:{retired.Selector}:{retired.PrivateKeyPath}\n", Token);
        var both = await lab.StepAsync();
        Assert.Equal((DkimRotationStage.Signing, null), (both.Stage, both.RetainUntil));
        lab.Time.Now += TimeSpan.FromDays(100);
        Assert.Equal(DkimRotationStage.Signing, (await lab.StepAsync()).Stage);
        lab.Point(retired.Selector, retired.PrivateKeyPath!);
        Assert.Equal(DkimRotationStage.Retiring, (await lab.StepAsync()).Stage);
        Assert.Equal(DkimRotationStage.Retiring, (await lab.StepAsync()).Stage);
        lab.Time.Now += TimeSpan.FromDays(7);
        Assert.Equal(DkimRotationStage.Retired, (await lab.StepAsync()).Stage);
    }

    [Fact]
    public async Task A_signer_that_returns_to_a_revoked_key_is_told_and_brought_back()
    {
        using var lab = new RotationLab();
        var retired = await lab.GoToAsync(DkimRotationStage.Retired);
        lab.Publish(retired);
        await lab.StepAsync();
        lab.Request = lab.Request with { UpdateConfig = true };
        lab.Point("old", lab.OldKey);
        var step = await lab.StepAsync();
        Assert.Equal((DkimRotationStage.Published, DkimRotationStatus.Broken), (step.Stage, step.Status));
        Assert.Contains("DKIM-OLD-RECORD-GONE", step.Findings.Select(finding => finding.Code));
        Assert.Contains($"Point the signer to '{retired.Selector}'", step.NextStep, StringComparison.Ordinal);
        Assert.DoesNotContain("ublish the record of 'old'", step.NextStep, StringComparison.Ordinal);
        var changed = await lab.StepAsync();
        Assert.Equal(DkimRotationStage.Signing, changed.Stage);
        Assert.StartsWith("Reload OpenDKIM", changed.NextStep, StringComparison.Ordinal);
        Assert.Equal((DkimRotationStage.Retiring, DkimRotationStatus.Waiting), ((await lab.StepAsync()).Stage, (await lab.StepAsync()).Status));
        Assert.Contains($":{retired.Selector}:", await File.ReadAllTextAsync(lab.KeyTable, Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signer_that_somebody_pointed_back_is_left_there_until_somebody_says_otherwise()
    {
        using var lab = new RotationLab();
        lab.Request = lab.Request with { UpdateConfig = true };
        await lab.GoToAsync(DkimRotationStage.Retiring);
        lab.Point("old", lab.OldKey);
        for (var day = 0; day < 10; day++)
        {
            var held = await lab.StepAsync();
            Assert.Equal((DkimRotationStage.Published, DkimRotationStatus.ActionNeeded), (held.Stage, held.Status));
            Assert.StartsWith("The signer was pointed back to the old selector", held.NextStep, StringComparison.Ordinal);
            Assert.Contains(held.Findings, finding => finding.Code == "DKIM-SIGNER-WENT-BACK");
            lab.Time.Now += TimeSpan.FromDays(1);
        }
        Assert.Contains(":old:", await File.ReadAllTextAsync(lab.KeyTable, Token), StringComparison.Ordinal);
        Assert.Equal(DkimRotationStage.Signing, (await lab.StepAsync(lab.Request with { Force = true })).Stage);
        Assert.Equal(DkimRotationStage.Retiring, (await lab.StepAsync()).Stage);
        Assert.Null((await lab.StateAsync())!.WentBackAt);
    }

    [Fact]
    public async Task A_record_in_test_mode_that_is_not_to_be_so_is_not_switched_to()
    {
        using var lab = new RotationLab();
        lab.Request = lab.Request with { UpdateConfig = true };
        var prepared = await lab.StepAsync();
        lab.Dns.Put(prepared.Record!.Name, prepared.Record.Value.Replace("k=ed25519;", "k=ed25519; t=y;", StringComparison.Ordinal));
        await lab.StepAsync();
        lab.Time.Now += TimeSpan.FromDays(1);
        var held = await lab.StepAsync();
        Assert.Equal((DkimRotationStage.Published, DkimRotationStatus.ActionNeeded, prepared.Record.Value), (held.Stage, held.Status, held.Record!.Value));
        Assert.StartsWith("The record is published in test mode", held.NextStep, StringComparison.Ordinal);
        lab.Publish(held);
        Assert.Equal(DkimRotationStage.Published, (await lab.StepAsync()).Stage); // resolvers may keep the test mode
        lab.Time.Now += TimeSpan.FromHours(1);
        Assert.Equal(DkimRotationStage.Signing, (await lab.StepAsync()).Stage);
    }

    [Fact]
    public async Task Nobody_is_sent_back_to_a_key_that_was_revoked()
    {
        using var lab = new RotationLab();
        var retired = await lab.GoToAsync(DkimRotationStage.Retired);
        lab.Publish(retired);
        await lab.StepAsync();
        lab.Dns.Put(RotationLab.NameOf(retired.Selector));
        var vanished = await lab.StepAsync();
        Assert.Equal(DkimRotationStatus.Broken, vanished.Status);
        Assert.DoesNotContain(vanished.Findings, finding => finding.Remedy.Contains("back", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_revoked_record_beside_the_old_one_is_told_and_does_not_end_the_rotation()
    {
        using var lab = new RotationLab();
        var retired = await lab.GoToAsync(DkimRotationStage.Retired);
        lab.Dns.Put(RotationLab.NameOf("old"), RotationLab.OldRecord, retired.Record!.Value);
        var several = await lab.StepAsync();
        Assert.Equal(DkimRotationStatus.ActionNeeded, several.Status);
        Assert.Contains(several.Findings, finding => finding.Code == "DKIM-OLD-RECORD-SEVERAL" && finding.Remedy.StartsWith("Publish the revoked record in place", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_longer_retention_finds_out_that_the_old_record_went_too_early()
    {
        using var lab = new RotationLab();
        var retired = await lab.GoToAsync(DkimRotationStage.Retired);
        lab.Publish(retired);
        var step = await lab.StepAsync(lab.Request with { RetainDays = 30 });
        Assert.Equal((DkimRotationStage.Retired, DkimRotationStatus.Broken, "DKIM-OLD-RECORD-GONE"), (step.Stage, step.Status, step.Findings[0].Code));
    }

    [Fact]
    public async Task The_record_is_to_be_published_where_an_alias_leads()
    {
        using var lab = new RotationLab();
        lab.Dns.Zone("keys.example", ("ns.keys.example", "192.0.2.9"));
        var prepared = await lab.StepAsync();
        lab.Dns.Alias(prepared.Record!.Name, "k1.keys.example");
        var step = await lab.StepAsync();
        Assert.Equal((DkimRotationStage.Prepared, "k1.keys.example"), (step.Stage, step.Record!.Name));
        Assert.Contains("k1.keys.example", step.NextStep, StringComparison.Ordinal);
        lab.Publish(step);
        Assert.Equal(DkimRotationStage.Published, (await lab.StepAsync()).Stage);
    }

    [Fact]
    public async Task A_domain_without_a_zone_is_asked_to_be_looked_at()
    {
        using var lab = new RotationLab();
        await lab.StepAsync(lab.Request with { Domain = "nosuch.test", FirstKey = true, Config = null, ConfigPath = null });
        var step = await lab.StepAsync(lab.Request with { Domain = "nosuch.test", FirstKey = true, Config = null, ConfigPath = null });
        Assert.Equal(DkimRotationStatus.Unknown, step.Status);
        Assert.Contains("written right", step.NextStep, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("third", "DKIM-SIGNER-OTHER")]
    [InlineData(null, "DKIM-SIGNER-NONE")]
    public async Task A_signer_that_uses_neither_key_is_a_broken_promise(string? selector, string code)
    {
        using var lab = new RotationLab();
        await lab.GoToAsync(DkimRotationStage.Retiring);
        await File.WriteAllTextAsync(lab.KeyTable, selector is null ? "" : $"mail {RotationLab.Domain}:{selector}:/keys/third.key\n", Token);
        lab.Time.Now += TimeSpan.FromDays(30);
        var step = await lab.StepAsync();
        Assert.Equal((DkimRotationStage.Retiring, DkimRotationStatus.Broken, code), (step.Stage, step.Status, step.Findings[0].Code));
    }

    [Fact]
    public async Task A_configuration_that_cannot_be_read_is_unknown_and_nothing_is_given_up_meanwhile()
    {
        using var lab = new RotationLab();
        await lab.GoToAsync(DkimRotationStage.Retired);
        File.Delete(lab.KeyTable);
        var step = await lab.StepAsync();
        Assert.Equal((DkimRotationStage.Retired, DkimRotationStatus.Unknown, null, "DKIM-CONFIG-UNREADABLE"), (step.Stage, step.Status, step.Record, step.Findings[0].Code));
        // Nor when nobody names it.
        step = await lab.StepAsync(lab.Request with { Config = null, ConfigPath = null });
        Assert.Equal((DkimRotationStatus.ActionNeeded, null), (step.Status, step.Record));
        Assert.Contains("-ConfigPath", step.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_old_record_that_goes_too_early_is_told()
    {
        using var lab = new RotationLab();
        await lab.StepAsync();
        lab.Dns.Put(RotationLab.NameOf("old"));
        var step = await lab.StepAsync();
        Assert.Equal((DkimRotationStatus.Broken, "DKIM-OLD-RECORD-GONE"), (step.Status, step.Findings[0].Code));
        Assert.Contains("mail is signed with its key", step.Findings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_that_is_not_the_new_key_is_told_and_waited_out()
    {
        using var lab = new RotationLab();
        var prepared = await lab.StepAsync();
        lab.Dns.TimeToLive = TimeSpan.FromDays(2);
        lab.Dns.Put(prepared.Record!.Name, RotationLab.OldRecord);
        var wrong = await lab.StepAsync();
        Assert.Equal((DkimRotationStage.Prepared, "DKIM-RECORD-WRONG"), (wrong.Stage, wrong.Findings[0].Code));
        Assert.All(wrong.Servers, server => Assert.Equal(DkimServerStatus.Different, server.Status));
        lab.Publish(prepared);
        Assert.Equal(lab.Time.Now + TimeSpan.FromDays(2), (await lab.StepAsync()).NextCheckAfter);
    }

    [Fact]
    public async Task A_zone_that_does_not_tell_how_long_its_no_is_kept_is_waited_for_three_hours()
    {
        using var lab = new RotationLab();
        lab.Dns.NegativeTime = null;
        var published = await lab.GoToAsync(DkimRotationStage.Published);
        Assert.Equal(lab.Time.Now + TimeSpan.FromHours(3), published.NextCheckAfter);
    }

    [Fact]
    public async Task A_signer_with_another_key_under_the_new_selector_is_a_broken_promise_and_no_step()
    {
        using var lab = new RotationLab();
        var published = await lab.GoToAsync(DkimRotationStage.Published);
        lab.Time.Now += TimeSpan.FromDays(1);
        lab.Point(published.Selector, lab.OldKey);
        var step = await lab.StepAsync();
        Assert.Equal((DkimRotationStage.Published, DkimRotationStatus.Broken, "DKIM-SIGNER-KEY"), (step.Stage, step.Status, step.Findings[0].Code));
    }

    [Fact]
    public async Task A_key_that_the_signer_may_not_read_is_not_switched_to()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Owners are known on Linux.");
        if (OperatingSystem.IsWindows()) return; // what the analyzer understands
        using var lab = new RotationLab();
        lab.Request = lab.Request with { UpdateConfig = true };
        await lab.GoToAsync(DkimRotationStage.Published);
        lab.Time.Now += TimeSpan.FromDays(1);
        File.SetUnixFileMode(lab.OldKey, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        var step = await lab.StepAsync();
        Assert.Equal((DkimRotationStage.Published, DkimRotationStatus.ActionNeeded, "DKIM-KEY-ACCESS"), (step.Stage, step.Status, step.Findings[0].Code));
        Assert.Contains("chmod --reference=", step.NextStep, StringComparison.Ordinal);
        File.SetUnixFileMode(step.PrivateKeyPath!, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        Assert.Equal(DkimRotationStage.Signing, (await lab.StepAsync()).Stage);
    }
}
