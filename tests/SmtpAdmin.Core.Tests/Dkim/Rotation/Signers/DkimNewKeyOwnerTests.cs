using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dkim;

namespace SmtpAdmin.Core.Tests.Dkim.Rotation.Signers;

/// <summary>The signer reads the key in use, and is to read the new one: root makes it for the same account.</summary>
public sealed class DkimNewKeyOwnerTests
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_new_key_belongs_to_whom_the_key_in_use_belongs_and_the_rotation_does_not_stop_for_it()
    {
        UnixFiles.RequireRoot();
        using var lab = new RotationLab();
        await UnixFiles.GiveAsync(lab.OldKey, "12345:54321", Token);
        lab.Request = lab.Request with { UpdateConfig = true };
        var step = await lab.GoToAsync(DkimRotationStage.Signing);
        Assert.Equal(new UnixOwner(12345, 54321, Private), UnixOwner.Of(step.PrivateKeyPath!));
        Assert.DoesNotContain(step.Findings, finding => finding.Code == "DKIM-KEY-ACCESS");

        // The one after that follows this one.
        lab.Request = lab.Request with { RetainDays = 1 };
        await lab.StepAsync();
        lab.Time.Now += TimeSpan.FromDays(2);
        lab.Publish(await lab.StepAsync());
        Assert.Equal(DkimRotationStatus.Done, (await lab.StepAsync()).Status);
        var next = await lab.StepAsync(lab.Request with { Force = true });
        Assert.NotEqual(step.PrivateKeyPath, next.PrivateKeyPath);
        Assert.Equal(new UnixOwner(12345, 54321, Private), UnixOwner.Of(next.PrivateKeyPath!));
    }

    [Fact]
    public async Task A_new_key_is_never_readable_for_more_than_its_owner()
    {
        UnixFiles.RequireRoot();
        if (!OperatingSystem.IsLinux()) return; // tells the analyzer what the line above does
        using var lab = new RotationLab();
        await UnixFiles.GiveAsync(lab.OldKey, "0:54321", Token);
        File.SetUnixFileMode(lab.OldKey, Private | UnixFileMode.GroupRead);
        var step = await lab.StepAsync();
        Assert.Equal(new UnixOwner(0, 54321, Private), UnixOwner.Of(step.PrivateKeyPath!));
    }

    [Fact]
    public async Task Without_a_configuration_the_key_beside_it_is_followed()
    {
        UnixFiles.RequireRoot();
        using var lab = new RotationLab();
        File.Copy(lab.OldKey, lab.PathOf("example.org.old.key"));
        await UnixFiles.GiveAsync(lab.PathOf("example.org.old.key"), "12345:54321", Token);
        var step = await lab.StepAsync(lab.Request with { Config = null, ConfigPath = null, CurrentSelector = "old" });
        Assert.Equal(new UnixOwner(12345, 54321, Private), UnixOwner.Of(step.PrivateKeyPath!));
    }

    [Theory]
    [InlineData("mail example.org:old:/none/of/these.key")]
    [InlineData("mail example.org:old:./old.key")]
    [InlineData("mail example.org:old:MIIC")]
    [InlineData("mail example.org:old:/usr")]
    public async Task Where_the_key_in_use_is_not_seen_the_new_one_belongs_to_who_makes_it(string line)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Owners are known on Linux alone.");
        using var lab = new RotationLab();
        await File.WriteAllTextAsync(lab.KeyTable, line, Token);
        var owner = UnixOwner.Of((await lab.StepAsync()).PrivateKeyPath!);
        Assert.Equal((UnixOwner.Of(lab.KeyTable)!.Value.User, Private), (owner!.Value.User, owner.Value.Mode));
    }
}
