using System.Globalization;
using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dkim;

namespace SmtpAdmin.Core.Tests.Dkim.Rotation.Signers;

/// <summary>Whether a signer that reads the key in use can read the new one as well, and wants to.</summary>
public sealed class DkimKeyAccessTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("5:6 600", "5:6 600")]
    [InlineData("5:6 600", "5:7 600")]
    [InlineData("5:6 400", "5:6 600")]
    [InlineData("0:6 640", "0:6 640")]
    [InlineData("0:6 640", "0:6 440")]
    [InlineData("5:6 644", "5:6 644")] // what the signer takes in the one it takes in the other
    [InlineData("5:6 644", "9:9 444")]
    [InlineData("5:6 600", "9:9 644", DkimSoftware.Exim)]
    [InlineData("5:6 600", "5:6 644", DkimSoftware.Rspamd)]
    public void A_key_is_told_to_be_readable(string before, string after, DkimSoftware signer = DkimSoftware.OpenDkim) =>
        Assert.Null(DkimKeyAccess.OfFile(signer, OwnerOf(before), OwnerOf(after), "/k/old", "/k/new"));

    [Theory]
    [InlineData("5:6 600", "9:6 600", "chown --reference=/k/old /k/new && chmod --reference=/k/old /k/new")]
    [InlineData("5:6 600", "5:6 000", "chmod --reference=/k/old /k/new")]
    [InlineData("5:6 600", "5:6 000", "chmod --reference=/k/old /k/new", DkimSoftware.Exim)]
    [InlineData("5:6 600", "5:6 200", "chmod --reference=/k/old /k/new")]
    [InlineData("5:6 600", "5:6 044", "chmod 600 /k/new")]
    [InlineData("5:6 600", "5:6 044", "chmod --reference=/k/old /k/new", DkimSoftware.Exim)]
    [InlineData("0:6 640", "0:6 600", "chmod --reference=/k/old /k/new")]
    [InlineData("0:6 640", "0:7 640", "chown --reference=/k/old /k/new")]
    [InlineData("5:6 644", "5:6 600", "chmod --reference=/k/old /k/new")]
    [InlineData("5:6 600", "5:6 644", "chmod 600 /k/new")]
    [InlineData("5:6 600", "5:6 640", "chmod 600 /k/new")]
    [InlineData("5:6 600", "5:6 602", "chmod 600 /k/new")]
    [InlineData("5:6 600", "5:6 620", "chmod 600 /k/new")]
    [InlineData("5:6 600", "9:6 644", "chown --reference=/k/old /k/new")]
    [InlineData("0:6 640", "0:6 644", "chmod --reference=/k/old /k/new")]
    public void A_key_is_told_not_to_be_readable_or_to_be_refused(string before, string after, string remedy, DkimSoftware signer = DkimSoftware.OpenDkim) =>
        Assert.Contains(remedy, DkimKeyAccess.OfFile(signer, OwnerOf(before), OwnerOf(after), "/k/old", "/k/new")?.Remedy, StringComparison.Ordinal);

    [Theory]
    [InlineData("0:0 600", "9:9 700", true)] // root gets everywhere
    [InlineData("5:6 600", "5:9 700", true)]
    [InlineData("5:6 600", "5:9 077", false)]
    [InlineData("5:6 600", "0:0 755", true)]
    [InlineData("5:6 600", "0:0 711", true)]
    [InlineData("5:6 600", "0:0 700", false)]
    [InlineData("5:6 600", "0:9 750", false)]
    [InlineData("5:6 600", "0:6 750", true)]
    [InlineData("5:6 600", "0:6 705", false)] // the members of a group have no more than it
    [InlineData("0:6 640", "0:0 700", false)] // a member of the group may be the signer
    [InlineData("0:6 640", "0:6 710", true)]
    [InlineData("0:6 644", "0:6 710", false)] // and here anybody
    [InlineData("0:6 644", "0:6 711", true)]
    public void A_folder_is_passed_by_whoever_reads_the_key_in_use(string key, string folder, bool isPassed) =>
        Assert.Equal(isPassed, DkimKeyFolders.IsPassed(OwnerOf(key), OwnerOf(folder)));

    [Fact]
    public void The_folders_behind_links_have_to_be_passed_too()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Its paths begin otherwise.");
        var folder = Directory.CreateTempSubdirectory("dkim-access-");
        try
        {
            var name = folder.FullName;
            Directory.CreateDirectory($"{name}/real/deep");
            Directory.CreateDirectory($"{name}/side");
            File.CreateSymbolicLink($"{name}/link", "real/./deep");
            File.CreateSymbolicLink($"{name}/side/key", "../real/key");
            File.CreateSymbolicLink($"{name}/round", "round");
            Assert.Equal(["/", name, $"{name}/real", $"{name}/real/deep"], Below($"{name}/link/key"));
            Assert.Equal(["/", name, $"{name}/side", $"{name}/real"], Below($"{name}/side/key").Distinct());
            Assert.Equal(["/", name, $"{name}/real"], Below($"{name}/link/../key").Where(path => path != $"{name}/real/deep").Distinct());
            Assert.Equal(["/", name], Below($"{name}/round/key"));
            IEnumerable<string> Below(string path) => DkimKeyFolders.To(path).Where(found => found.Length == 1 || found.StartsWith(name, StringComparison.Ordinal));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("700", "12345", null, "chmod a+x ")]
    [InlineData("711", "0", null, null)]
    [InlineData("700", "12345", "12345", null)]
    [InlineData("777", "12345", null, "chmod go-w ")]
    [InlineData("755", "12345", "54321", "belongs neither to root")]
    public async Task A_signer_that_does_not_get_to_the_key_is_not_pointed_to_it(string mode, string keyOwner, string? folderOwner, string? told)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root can give files away.");
        using var lab = new RotationLab();
        var folder = Directory.CreateDirectory(lab.PathOf("new-keys")).FullName;
        lab.Request = lab.Request with { Folder = folder, UpdateConfig = true };
        var step = await lab.GoToAsync(DkimRotationStage.Published);
        await UnixCommand.RunAsync("chown", keyOwner, lab.OldKey, step.PrivateKeyPath!);
        await UnixCommand.RunAsync("chown", folderOwner ?? "0", folder);
        await UnixCommand.RunAsync("chmod", mode, folder);
        var table = await File.ReadAllTextAsync(lab.KeyTable, Token);
        lab.Time.Now += TimeSpan.FromHours(1);
        step = await lab.StepAsync();
        if (told is null)
        {
            Assert.Equal(DkimRotationStage.Signing, step.Stage);
            return;
        }
        Assert.Equal((DkimRotationStage.Published, DkimRotationStatus.ActionNeeded, table), (step.Stage, step.Status, await File.ReadAllTextAsync(lab.KeyTable, Token)));
        var finding = Assert.Single(step.Findings, finding => finding.Code == "DKIM-KEY-ACCESS");
        Assert.Contains(told, finding.Message + finding.Remedy, StringComparison.Ordinal);
        Assert.Contains($"'{folder}'", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(UnixFileMode.None, "chmod --reference")]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead, "chmod 600 ")]
    public async Task A_key_with_permissions_that_do_not_go_holds_the_change(UnixFileMode mode, string remedy)
    {
        if (!OperatingSystem.IsLinux()) return; // elsewhere no owners are known
        Assert.SkipUnless(Environment.IsPrivilegedProcess || mode != UnixFileMode.None, "Only root reads what nobody may.");
        using var lab = new RotationLab();
        lab.Request = lab.Request with { UpdateConfig = true };
        var step = await lab.GoToAsync(DkimRotationStage.Published);
        File.SetUnixFileMode(step.PrivateKeyPath!, mode);
        lab.Time.Now += TimeSpan.FromHours(1);
        step = await lab.StepAsync();
        Assert.Equal((DkimRotationStage.Published, DkimRotationStatus.ActionNeeded), (step.Stage, step.Status));
        Assert.Contains(remedy, Assert.Single(step.Findings, finding => finding.Code == "DKIM-KEY-ACCESS").Remedy, StringComparison.Ordinal);
        File.SetUnixFileMode(step.PrivateKeyPath!, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Equal(DkimRotationStage.Signing, (await lab.StepAsync()).Stage);
    }

    /// <summary>As <c>ls -n</c> and <c>chmod</c> write them: <c>user:group mode</c>.</summary>
    private static UnixOwner OwnerOf(string text)
    {
        var parts = text.Split(':', ' ');
        return new UnixOwner(uint.Parse(parts[0], CultureInfo.InvariantCulture), uint.Parse(parts[1], CultureInfo.InvariantCulture), (UnixFileMode)Convert.ToInt32(parts[2], 8));
    }
}
