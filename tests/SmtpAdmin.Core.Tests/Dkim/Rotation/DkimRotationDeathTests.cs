using System.Security.Cryptography;
using SmtpAdmin.Dkim;

namespace SmtpAdmin.Core.Tests.Dkim.Rotation;

/// <summary>Calls that are killed, fail, or meet others; files that were lost or damaged.</summary>
public sealed class DkimRotationDeathTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    /// <summary>The first write of a call is its end, one after the other through a whole rotation: each call gets one write further than the one before.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_call_that_is_killed_at_any_write_is_taken_up_by_the_next(bool after)
    {
        using var lab = new RotationLab();
        lab.Request = lab.Request with { UpdateConfig = true, MaxAge = 30 };
        lab.Fate.After = after;
        var rounds = new HashSet<string>();
        var deaths = 0;
        for (var call = 0; call < 200 && rounds.Count < 3; call++)
        {
            lab.Fate.Left = call % 3 + 1; // never, at the first write, at the second
            if (call % 3 == 2) lab.Fate.Left = null;
            try
            {
                var step = await lab.StepAsync();
                Assert.True(step.Passed, step.ToString());
                rounds.Add(step.Selector);
                if (step.Record is not null) lab.Publish(step);
            }
            catch (KilledException)
            {
                deaths++;
            }
            lab.Time.Now += TimeSpan.FromHours(13);
        }
        Assert.Equal(3, rounds.Count);
        Assert.True(deaths >= 10, $"{deaths} calls died.");
        // A key for each rotation, not one for each call that died; no half of one beside.
        Assert.Equal(3, lab.Names.Count(name => name.EndsWith(".key", StringComparison.Ordinal) && name != "old.key"));
        Assert.DoesNotContain(lab.Names, name => name.StartsWith(".smtpadmin", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1)] // the intent
    [InlineData(2)] // the key
    [InlineData(3)] // the state with the key
    public async Task A_write_that_fails_leaves_everything_to_the_next_call(int write)
    {
        using var lab = new RotationLab();
        lab.Fate.Fails = true;
        lab.Fate.Left = write;
        await Assert.ThrowsAnyAsync<IOException>(() => lab.StepAsync());
        lab.Fate.Left = null;
        var step = await lab.StepAsync();
        Assert.Equal((DkimRotationStage.Prepared, "s202611a"), (step.Stage, step.Selector));
        Assert.Equal(DkimKeyFileStatus.Paired, (await DkimKeyFileCheck.OfAsync(step.PrivateKeyPath!, new DkimExpectedKey(DkimKeyAlgorithm.Ed25519, DkimKeyRecord.Read(step.Record!.Value).KeyData!), Token)).Status);
    }

    [Fact]
    public async Task A_configuration_that_cannot_be_written_leaves_the_stage_and_says_so()
    {
        using var lab = new RotationLab();
        await lab.GoToAsync(DkimRotationStage.Published);
        lab.Time.Now += TimeSpan.FromHours(1);
        lab.Request = lab.Request with { UpdateConfig = true };
        (lab.Fate.Left, lab.Fate.Fails) = (1, true);
        var step = await lab.StepAsync();
        Assert.Equal((DkimRotationStage.Published, DkimRotationStatus.ActionNeeded, false), (step.Stage, step.Status, step.Changed));
        Assert.Contains(step.Findings, finding => finding.Code == "DKIM-CONFIG-UNCHANGED");
        Assert.Matches("Then: Change line 3 of '.*key.table' to '.*'. Reload OpenDKIM.* the next call changes the line.$", step.NextStep);
        Assert.Equal(DkimRotationStage.Signing, (await lab.StepAsync()).Stage);
    }

    [Fact]
    public async Task Two_calls_at_the_same_time_make_one_key()
    {
        using var lab = new RotationLab();
        var rotator = new DkimRotator(lab.Dns, () => lab.Dns, writes => writes, TimeProvider.System); // whose waits take time
        var steps = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => rotator.StepAsync(lab.Request, Token), Token)));
        Assert.Single(steps, step => step.Changed);
        Assert.Single(steps.Select(step => step.Selector).Distinct());
        Assert.Single(lab.Names, name => name.StartsWith("example.org.s", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_call_that_waits_too_long_for_another_says_who_is_in_the_way()
    {
        using var lab = new RotationLab();
        using var hold = await LockFile.TakeAsync(lab.StatePath + ".lock", lab.StatePath, TimeSpan.Zero, TimeProvider.System, Token);
        var refused = await Assert.ThrowsAsync<DkimRotationException>(() => lab.StepAsync());
        Assert.Equal(DkimRotationProblem.StateLocked, refused.Problem);
        Assert.Contains(".lock", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(lab.Names, name => name.Contains("s2026", StringComparison.Ordinal));
        // To look, nobody has to wait.
        Assert.Equal(DkimRotationStage.Prepared, (await lab.LookAsync()).WouldBecome);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("{", "line 1")]
    [InlineData("[]", "no state")]
    [InlineData("{\"version\":1,\"domain\":\"example.org\"}", "no state")]
    public async Task A_damaged_state_stops_everything_and_stays_where_it_is(string text, string why)
    {
        using var lab = new RotationLab();
        await File.WriteAllTextAsync(lab.StatePath, text, Token);
        var refused = await Assert.ThrowsAsync<DkimRotationException>(() => lab.StepAsync());
        Assert.Equal(DkimRotationProblem.StateDamaged, refused.Problem);
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.Equal(text, await File.ReadAllTextAsync(lab.StatePath, Token));
    }

    [Fact]
    public async Task A_state_that_was_lost_is_begun_again_with_the_key_that_is_there()
    {
        using var lab = new RotationLab();
        var published = await lab.GoToAsync(DkimRotationStage.Published);
        File.Delete(lab.StatePath);
        var refused = await Assert.ThrowsAsync<DkimRotationException>(() => lab.StepAsync(lab.Request with { Selector = published.Selector }));
        Assert.Equal((DkimRotationProblem.KeyRefused, DkimRefusalCode.KeyExists), (refused.Problem, refused.Refusals[0].Code));
        var key = await File.ReadAllTextAsync(published.PrivateKeyPath!, Token);
        var step = await lab.StepAsync(lab.Request with { Selector = published.Selector, Force = true });
        Assert.Equal((DkimRotationStage.Prepared, key), (step.Stage, await File.ReadAllTextAsync(step.PrivateKeyPath!, Token)));
        Assert.Equal(DkimRotationStage.Published, (await lab.StepAsync()).Stage); // what is published is this key
    }

    [Fact]
    public async Task Without_its_state_a_rotation_begins_with_another_selector()
    {
        using var lab = new RotationLab();
        await lab.StepAsync();
        File.Delete(lab.StatePath);
        Assert.Equal("s202611b", (await lab.StepAsync()).Selector);
    }

    [Fact]
    public async Task States_of_other_domains_and_later_versions_are_refused()
    {
        using var lab = new RotationLab();
        await lab.StepAsync();
        var refused = await Assert.ThrowsAsync<DkimRotationException>(() => lab.StepAsync(lab.Request with { Domain = "example.net", StatePath = lab.StatePath }));
        Assert.Equal(DkimRotationProblem.StateOfOtherDomain, refused.Problem);
        Assert.Contains("example.org", refused.Message, StringComparison.Ordinal);

        await File.WriteAllTextAsync(lab.StatePath, "{\"version\":2,\"shape\":[\"other\"]}", Token);
        refused = await Assert.ThrowsAsync<DkimRotationException>(() => lab.StepAsync());
        Assert.Equal(DkimRotationProblem.StateTooNew, refused.Problem);
        Assert.Contains("version 2", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_state_that_cannot_be_saved_stops_before_a_key_is_made()
    {
        using var lab = new RotationLab();
        await lab.StepAsync();
        File.SetAttributes(lab.StatePath, FileAttributes.ReadOnly);
        Assert.Equal(DkimRotationProblem.StateReadOnly, (await Assert.ThrowsAsync<DkimRotationException>(() => lab.StepAsync())).Problem);
        var names = lab.Names;
        var elsewhere = lab.Request with { StatePath = lab.PathOf("none/state.json") };
        Assert.Equal(DkimRotationProblem.StateUnwritable, (await Assert.ThrowsAsync<DkimRotationException>(() => lab.StepAsync(elsewhere))).Problem);
        Assert.Equal(DkimRotationProblem.KeyRefused, (await Assert.ThrowsAsync<DkimRotationException>(() => lab.StepAsync(lab.Request with { Folder = lab.PathOf("none") }))).Problem);
        Assert.Equal(names, lab.Names);
    }

    [Fact]
    public async Task A_key_that_was_lost_before_it_signed_stops_the_rotation_until_somebody_says_so()
    {
        using var lab = new RotationLab();
        lab.Request = lab.Request with { UpdateConfig = true };
        var published = await lab.GoToAsync(DkimRotationStage.Published);
        var key = await File.ReadAllTextAsync(published.PrivateKeyPath!, Token);
        lab.Time.Now += TimeSpan.FromDays(1);

        File.Delete(published.PrivateKeyPath!);
        var step = await lab.StepAsync();
        Assert.Equal((DkimRotationStage.Published, DkimRotationStatus.Broken, "DKIM-KEY-MISSING"), (step.Stage, step.Status, step.Findings[0].Code));
        using (var other = RSA.Create(2048)) await File.WriteAllTextAsync(published.PrivateKeyPath!, other.ExportPkcs8PrivateKeyPem(), Token);
        step = await lab.StepAsync();
        Assert.Equal((DkimRotationStage.Published, DkimRotationStatus.Broken, "DKIM-KEY-OTHER"), (step.Stage, step.Status, step.Findings[0].Code));
        await File.WriteAllTextAsync(published.PrivateKeyPath!, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", Token);
        Assert.Equal("DKIM-KEY-OTHER", (await lab.StepAsync()).Findings[0].Code);

        await File.WriteAllTextAsync(published.PrivateKeyPath!, key, Token);
        Assert.Equal(DkimRotationStage.Published, (await lab.LookAsync()).Stage);
        File.Delete(published.PrivateKeyPath!);
        var anew = await lab.StepAsync(lab.Request with { Force = true });
        Assert.Equal((DkimRotationStage.Published, DkimRotationStage.Prepared, "s202611b", "old"), (anew.PreviousStage, anew.Stage, anew.Selector, anew.OldSelector));
    }

    [Fact]
    public async Task A_call_that_was_killed_while_the_key_got_its_name_is_taken_up_by_the_next()
    {
        using var lab = new RotationLab();
        (lab.Fate.Left, lab.Fate.After) = (1, true);
        await Assert.ThrowsAsync<KilledException>(() => lab.StepAsync());
        lab.Fate.Left = null;
        var path = (await lab.StateAsync())!.PrivateKeyPath;
        await File.WriteAllBytesAsync(path, [], Token); // what stands there until the key is renamed over it
        using (new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None))
            Assert.Equal(DkimRotationProblem.KeyUnwritable, (await Assert.ThrowsAsync<DkimRotationException>(() => lab.StepAsync())).Problem);
        Assert.Equal(DkimRotationStage.Prepared, (await lab.StepAsync()).Stage);
        Assert.NotEmpty(await File.ReadAllBytesAsync(path, Token));
    }

    [Fact]
    public async Task A_state_does_not_choose_the_folder_that_a_key_is_made_or_deleted_in()
    {
        using var lab = new RotationLab();
        (lab.Fate.Left, lab.Fate.After) = (1, true);
        await Assert.ThrowsAsync<KilledException>(() => lab.StepAsync());
        lab.Fate.Left = null;
        var elsewhere = Directory.CreateDirectory(lab.PathOf("elsewhere")).FullName;
        var intent = (await lab.StateAsync())!;
        var victim = Path.Combine(elsewhere, Path.GetFileName(intent.PrivateKeyPath));
        await File.WriteAllBytesAsync(victim, [], Token);
        await File.WriteAllBytesAsync(lab.StatePath, DkimRotationStateText.Write(intent with { PrivateKeyPath = victim }), Token);
        var refused = await Assert.ThrowsAsync<DkimRotationException>(() => lab.StepAsync());
        Assert.Equal(DkimRotationProblem.StateDamaged, refused.Problem);
        Assert.Equal([victim], Directory.GetFiles(elsewhere));
        Assert.Equal(0, new FileInfo(victim).Length);
    }

    [Fact]
    public async Task A_call_that_was_killed_is_taken_up_after_days_as_well()
    {
        using var lab = new RotationLab();
        (lab.Fate.Left, lab.Fate.After) = (1, true);
        await Assert.ThrowsAsync<KilledException>(() => lab.StepAsync());
        lab.Fate.Left = null;
        lab.Time.Now += TimeSpan.FromDays(9);
        lab.Publish(await lab.StepAsync());
        Assert.Equal(DkimRotationStage.Published, (await lab.StepAsync()).Stage);
    }

    [Fact]
    public async Task A_key_of_another_kind_than_was_to_be_made_is_not_taken()
    {
        using var lab = new RotationLab();
        (lab.Fate.Left, lab.Fate.After) = (1, true);
        await Assert.ThrowsAsync<KilledException>(() => lab.StepAsync());
        lab.Fate.Left = null;
        using var rsa = System.Security.Cryptography.RSA.Create(2048);
        await File.WriteAllTextAsync((await lab.StateAsync())!.PrivateKeyPath, rsa.ExportPkcs8PrivateKeyPem(), Token);
        var refused = await Assert.ThrowsAsync<DkimRotationException>(() => lab.StepAsync());
        Assert.Equal(DkimRotationProblem.KeyUnwritable, refused.Problem);
        Assert.Contains("another kind", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_in_the_place_of_the_key_is_not_written_over()
    {
        using var lab = new RotationLab();
        lab.Fate.Left = 2; // killed before the key is made
        await Assert.ThrowsAsync<KilledException>(() => lab.StepAsync());
        lab.Fate.Left = null;
        await File.WriteAllTextAsync(lab.PathOf("example.org.s202611a.key"), "precious", Token);
        var refused = await Assert.ThrowsAsync<DkimRotationException>(() => lab.StepAsync());
        Assert.Equal(DkimRotationProblem.KeyUnwritable, refused.Problem);
        Assert.Equal("precious", await File.ReadAllTextAsync(lab.PathOf("example.org.s202611a.key"), Token));
        File.Delete(lab.PathOf("example.org.s202611a.key"));
        Assert.Equal("s202611a", (await lab.StepAsync()).Selector);
    }

    [Fact]
    public async Task While_the_clock_is_behind_nothing_goes_on_and_no_wait_begins()
    {
        using var lab = new RotationLab();
        lab.Request = lab.Request with { UpdateConfig = true };
        var prepared = await lab.StepAsync();
        lab.Publish(prepared);
        var right = lab.Time.Now;
        lab.Time.Now = DateTimeOffset.UnixEpoch; // a machine without a battery, before it has asked for the time
        var step = await lab.StepAsync();
        Assert.Equal((DkimRotationStage.Prepared, DkimRotationStatus.Unknown, "DKIM-CLOCK-BEHIND", null), (step.Stage, step.Status, step.Findings[0].Code, step.PublishedAt));
        lab.Time.Now = right + TimeSpan.FromMinutes(1);
        Assert.Equal(lab.Time.Now + TimeSpan.FromHours(1), (await lab.StepAsync()).NextCheckAfter);

        lab.Time.Now = DateTimeOffset.UnixEpoch;
        Assert.Equal(DkimRotationStage.Published, (await lab.StepAsync()).Stage);
        lab.Dns.Put(prepared.Record!.Name);
        Assert.Equal(DkimRotationStage.Prepared, (await lab.StepAsync()).Stage); // to fall back needs no time
        lab.Publish(prepared);
        Assert.Equal(DkimRotationStage.Prepared, (await lab.StepAsync()).Stage);
    }

    [Fact]
    public async Task A_clock_that_is_behind_the_key_in_use_begins_nothing()
    {
        using var lab = new RotationLab();
        lab.Time.Now = DateTimeOffset.UnixEpoch.AddHours(1);
        var refused = await Assert.ThrowsAsync<DkimRotationException>(() => lab.StepAsync());
        Assert.Equal((DkimRotationProblem.ClockBehind, false), (refused.Problem, File.Exists(lab.StatePath)));
        Assert.Equal(DkimRotationStage.Prepared, (await lab.StepAsync(lab.Request with { Force = true })).Stage);
    }

    [Fact]
    public async Task A_clock_that_was_ahead_is_left_behind_by_force_and_all_waits_begin_anew()
    {
        using var lab = new RotationLab();
        var retiring = await lab.GoToAsync(DkimRotationStage.Retiring);
        lab.Time.Now -= TimeSpan.FromDays(1000);
        Assert.Equal((DkimRotationStage.Retiring, DkimRotationStatus.Unknown), ((await lab.StepAsync()).Stage, (await lab.StepAsync()).Status));
        var step = await lab.StepAsync(lab.Request with { Force = true });
        Assert.Equal((DkimRotationStage.Retiring, DkimRotationStatus.Waiting, lab.Time.Now + TimeSpan.FromDays(7)), (step.Stage, step.Status, step.NextCheckAfter));
        Assert.Equal(DkimRotationStatus.Waiting, (await lab.StepAsync()).Status);
        Assert.Equal(retiring.Selector, step.Selector);
    }
}
