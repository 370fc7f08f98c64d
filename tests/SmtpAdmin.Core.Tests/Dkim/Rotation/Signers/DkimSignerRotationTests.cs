using System.Text;
using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dkim;

namespace SmtpAdmin.Core.Tests.Dkim.Rotation.Signers;

/// <summary>Rotations by other signers than OpenDKIM, and changes of files that are not as simple as hoped for.</summary>
public sealed class DkimSignerRotationTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DkimSoftware.Exim, "# selectors\nother.example: x\nexample.org: old\n")]
    [InlineData(DkimSoftware.Rspamd, "example.org old # ours\r\nother.example x")]
    public async Task A_map_is_changed_when_it_is_known_where_the_signer_looks_for_its_keys(DkimSoftware signer, string map)
    {
        using var lab = new RotationLab();
        await File.WriteAllTextAsync(lab.PathOf("map"), map, Token);
        lab.Request = lab.Request with { Config = signer, ConfigPath = lab.PathOf("map"), UpdateConfig = true };
        await lab.GoToAsync(DkimRotationStage.Published);
        lab.Time.Now += TimeSpan.FromHours(1);
        var step = await lab.StepAsync();
        Assert.Equal((DkimRotationStage.Published, DkimRotationStatus.ActionNeeded), (step.Stage, step.Status));
        Assert.Contains("-KeyPathTemplate", step.NextStep, StringComparison.Ordinal);

        lab.Request = lab.Request with { KeyPathTemplate = lab.PathOf("$selector.pem") };
        step = await lab.StepAsync();
        Assert.Contains($"'{lab.PathOf("s202611a.pem")}', and it is not there", step.NextStep, StringComparison.Ordinal);
        Assert.Equal(map, await File.ReadAllTextAsync(lab.PathOf("map"), Token));

        File.CreateSymbolicLink(lab.PathOf("s202611a.pem"), step.PrivateKeyPath!);
        step = await lab.StepAsync();
        Assert.Equal(DkimRotationStage.Published, step.Stage);
        Assert.Contains($"the key in use would be '{lab.PathOf("old.pem")}', and there is none", step.NextStep, StringComparison.Ordinal);
        File.CreateSymbolicLink(lab.PathOf("old.pem"), lab.OldKey);
        Assert.Equal(DkimRotationStage.Signing, (await lab.StepAsync()).Stage);
        Assert.Equal(map.Replace("old", "s202611a", StringComparison.Ordinal), await File.ReadAllTextAsync(lab.PathOf("map"), Token));
        Assert.Equal(DkimRotationStage.Retiring, (await lab.StepAsync()).Stage);
    }

    [Fact]
    public async Task Haraka_is_looked_at_and_never_changed()
    {
        using var lab = new RotationLab();
        var folder = Directory.CreateDirectory(lab.PathOf("dkim/example.org")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "selector"), "old\n", Token);
        await File.WriteAllTextAsync(Path.Combine(folder, "private"), "the key in use", Token);
        File.SetLastWriteTimeUtc(Path.Combine(folder, "private"), lab.Time.Now.UtcDateTime.AddYears(-1));
        lab.Request = lab.Request with { Algorithm = DkimKeyAlgorithm.Rsa, Config = DkimSoftware.Haraka, ConfigPath = lab.PathOf("dkim") };
        await lab.GoToAsync(DkimRotationStage.Published);
        lab.Time.Now += TimeSpan.FromHours(1);
        var step = await lab.StepAsync();
        Assert.Equal((DkimRotationStage.Published, DkimRotationStatus.ActionNeeded, "old"), (step.Stage, step.Status, Assert.Single(step.Signer!.Selectors)));

        // One of the two files alone: signatures that do not hold.
        await File.WriteAllTextAsync(Path.Combine(folder, "selector"), step.Selector, Token);
        Assert.Equal((DkimRotationStage.Published, DkimRotationStatus.Broken), ((await lab.StepAsync()).Stage, (await lab.StepAsync()).Status));
        File.Copy(step.PrivateKeyPath!, Path.Combine(folder, "private"), overwrite: true);
        Assert.Equal(DkimRotationStage.Signing, (await lab.StepAsync()).Stage);
        Directory.Delete(lab.PathOf("dkim"), recursive: true);
    }

    [Theory]
    [InlineData("mail example.org:old:/k/a\nsecond example.org:old:/k/b\n", "2 lines")]
    [InlineData("mail %:old:/k/a\n", "counts for other domains")]
    public async Task A_file_that_is_not_clear_is_left_alone_and_the_reason_told(string table, string reason)
    {
        using var lab = new RotationLab();
        lab.Request = lab.Request with { UpdateConfig = true };
        await lab.GoToAsync(DkimRotationStage.Published);
        await File.WriteAllTextAsync(lab.KeyTable, table, Token);
        lab.Time.Now += TimeSpan.FromHours(1);
        var step = await lab.StepAsync();
        Assert.Equal((DkimRotationStage.Published, DkimRotationStatus.ActionNeeded), (step.Stage, step.Status));
        Assert.Contains(reason, step.NextStep, StringComparison.Ordinal);
        Assert.Equal(table, await File.ReadAllTextAsync(lab.KeyTable, Token));
    }

    [Fact]
    public async Task A_key_that_stands_in_the_file_itself_is_never_shown()
    {
        using var lab = new RotationLab();
        await File.WriteAllTextAsync(lab.KeyTable, "mail example.org:old:MIICSECRETSECRET==\n", Token);
        var published = await lab.GoToAsync(DkimRotationStage.Published);
        lab.Time.Now += TimeSpan.FromHours(1);
        var step = await lab.StepAsync();
        Assert.Equal(1, step.Signer!.Line);
        Assert.Equal(DkimRotationStage.Published, (await lab.StepAsync(lab.Request with { UpdateConfig = true })).Stage); // whether the signer can read files nobody knows
        Assert.DoesNotContain("SECRET", System.Text.Json.JsonSerializer.Serialize(new[] { published, step }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_changes_meanwhile_is_not_written_over()
    {
        using var lab = new RotationLab();
        lab.Request = lab.Request with { UpdateConfig = true };
        await lab.GoToAsync(DkimRotationStage.Published);
        lab.Time.Now += TimeSpan.FromHours(1);
        lab.Fate.OnChange = _ => File.AppendAllText(lab.KeyTable, "\nnew line");
        var step = await lab.StepAsync();
        Assert.Equal((DkimRotationStage.Published, DkimRotationStatus.ActionNeeded), (step.Stage, step.Status));
        Assert.EndsWith("new line", await File.ReadAllTextAsync(lab.KeyTable, Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_file_keeps_its_octets_its_link_and_its_permissions()
    {
        if (OperatingSystem.IsWindows()) return; // permissions of another kind
        using var lab = new RotationLab();
        var octets = Encoding.Latin1.GetBytes($"# \u00e4\u00ff\r\nmail example.org:old:{lab.OldKey}\r\n\0");
        await File.WriteAllBytesAsync(lab.PathOf("real"), octets, Token);
        File.SetUnixFileMode(lab.PathOf("real"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        File.Delete(lab.KeyTable);
        File.CreateSymbolicLink(lab.KeyTable, lab.PathOf("real"));
        var owner = UnixOwner.Of(lab.KeyTable);
        lab.Request = lab.Request with { UpdateConfig = true };
        var step = await lab.GoToAsync(DkimRotationStage.Signing);
        Assert.NotNull(new FileInfo(lab.KeyTable).LinkTarget);
        Assert.Equal(Encoding.Latin1.GetString(octets).Replace($"old:{lab.OldKey}", $"{step.Selector}:{step.PrivateKeyPath}", StringComparison.Ordinal), Encoding.Latin1.GetString(await File.ReadAllBytesAsync(lab.PathOf("real"), Token)));
        Assert.Equal(owner, UnixOwner.Of(lab.KeyTable));
        if (OperatingSystem.IsLinux()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, owner!.Value.Mode);
    }

    [Fact]
    public async Task The_owner_of_a_changed_file_is_kept()
    {
        UnixFiles.RequireRoot();
        using var lab = new RotationLab();
        await UnixFiles.GiveAsync(lab.KeyTable, "12345:54321", Token);
        lab.Request = lab.Request with { UpdateConfig = true };
        var before = UnixOwner.Of(lab.KeyTable);
        await lab.GoToAsync(DkimRotationStage.Signing);
        Assert.Equal((12345u, 54321u, before), (before!.Value.User, before.Value.Group, UnixOwner.Of(lab.KeyTable)));
    }
}
