using System.Text;
using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Core.Tests.Reputation.Dnsbl;
using SmtpAdmin.Dkim;

namespace SmtpAdmin.Core.Tests.Dkim.Rotation.Signers;

/// <summary>A configuration that others change as well: nothing of theirs is lost, and what somebody wants left alone is.</summary>
public sealed class DkimSignerChangeTests : IDisposable
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dkim-change-");

    private string Table => Path.Combine(_folder.FullName, "key.table");

    private string LockPath => DkimSignerLock.PathFor(Table);

    [Fact]
    public async Task Runs_for_several_domains_lose_none_of_each_others_lines()
    {
        var domains = Enumerable.Range(0, 8).Select(number => $"d{number}.example.org").Append("example.org").ToList();
        await File.WriteAllTextAsync(Table, string.Concat(domains.Select(domain => $"old {domain}:old:/k/{domain}.old.key\r\n")), Token);
        var changes = new List<DkimSignerChange>();
        foreach (var (domain, number) in domains.Select((domain, number) => (domain, number))) changes.Add(await ChangeAsync(domain, new string('n', number + 1)));
        var failures = await Task.WhenAll(changes.Select(change => Task.Run(() => change.WriteAsync(TimeProvider.System, Token), Token)));
        Assert.All(failures, Assert.Null);
        Assert.Equal(string.Concat(domains.Select((domain, number) => $"old {domain}:{new string('n', number + 1)}:/k/new\r\n")), await File.ReadAllTextAsync(Table, Token));
        Assert.Equal([Path.GetFileName(LockPath), "key.table"], _folder.EnumerateFiles().Select(file => file.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("mail example.org:other:/k/old\nother other.example:x:/k/x\n")] // the line itself
    [InlineData("mail example.org:old:/k/old # why\nother other.example:x:/k/x\n")]
    [InlineData("mail example.org:old:/k/old\nother example.org:old:/k/old\n")] // another line of the domain
    [InlineData("mail example.org:old:/k/old\nother other.example:x:/k/x\nmore more.example:y:/k/y\n")] // a line came
    [InlineData("mail example.org:old:/k/old\n")] // a line went
    [InlineData("other other.example:x:/k/x\nmail example.org:old:/k/old\n")]
    [InlineData("")]
    public async Task What_somebody_else_changes_meanwhile_stays_and_is_told(string meanwhile)
    {
        await File.WriteAllTextAsync(Table, "mail example.org:old:/k/old\nother other.example:x:/k/x\n", Token);
        var change = await ChangeAsync("example.org", "new");
        await File.WriteAllTextAsync(Table, meanwhile, Token);
        Assert.Equal("The file was changed while it was looked at.", await change.WriteAsync(TimeProvider.System, Token));
        Assert.Equal(meanwhile, await File.ReadAllTextAsync(Table, Token));
    }

    [Fact]
    public async Task A_line_that_comes_while_the_new_file_is_written_is_not_lost()
    {
        await File.WriteAllTextAsync(Table, "mail example.org:old:/k/old\nother other.example:x:/k/x\n", Token);
        var change = await ChangeAsync("example.org", "new");
        var read = change.Read!;
        var isLate = false;
        // The file has been read under the lock when it is looked at once more, because a run for another domain changed its line; the late one comes behind that.
        await File.WriteAllTextAsync(Table, "mail example.org:old:/k/old\nother other.example:y:/k/y\n", Token);
        change = change with
        {
            Read = text =>
            {
                if (!isLate) File.AppendAllText(Table, "late late.example:l:/k/l\n");
                isLate = true;
                return read(text);
            },
        };
        Assert.Equal("The file was changed while it was looked at.", await change.WriteAsync(TimeProvider.System, Token));
        Assert.Equal("mail example.org:old:/k/old\nother other.example:y:/k/y\nlate late.example:l:/k/l\n", await File.ReadAllTextAsync(Table, Token));
    }

    [Fact]
    public async Task A_lock_that_another_run_does_not_give_back_is_told()
    {
        await File.WriteAllTextAsync(Table, "mail example.org:old:/k/old\n", Token);
        var change = await ChangeAsync("example.org", "new");
        var time = new SkippingTime();
        await using (await LockFile.TakeAsync(LockPath, Table, TimeSpan.Zero, TimeProvider.System, Token))
        {
            Assert.Contains($"'{LockPath}'", await change.WriteAsync(time, Token), StringComparison.Ordinal);
            Assert.True(time.Waited >= TimeSpan.FromSeconds(30));
            Assert.Equal(change.Before, await File.ReadAllTextAsync(Table, Token));
        }
        Assert.Null(await change.WriteAsync(time, Token));
    }

    [Fact]
    public async Task The_lock_belongs_to_whoever_has_the_file()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root can give files away.");
        await File.WriteAllTextAsync(Table, "mail example.org:old:/k/old\n", Token);
        await UnixCommand.RunAsync("chown", "12345:54321", Table);
        Assert.Null(await (await ChangeAsync("example.org", "new")).WriteAsync(TimeProvider.System, Token));
        Assert.Equal(new UnixOwner(12345, 54321, UnixFileMode.UserRead | UnixFileMode.UserWrite), UnixOwner.Of(LockPath));
    }

    [Fact]
    public async Task A_lock_that_is_a_link_makes_no_file_elsewhere()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links are made otherwise there.");
        await File.WriteAllTextAsync(Table, "mail example.org:old:/k/old\n", Token);
        var elsewhere = Path.Combine(_folder.FullName, "elsewhere");
        File.CreateSymbolicLink(LockPath, elsewhere);
        var change = await ChangeAsync("example.org", "new");
        await Assert.ThrowsAsync<IOException>(() => change.WriteAsync(TimeProvider.System, Token));
        Assert.False(File.Exists(elsewhere));
    }

    [Fact]
    public async Task A_lock_that_is_a_link_gives_no_other_file_away()
    {
        UnixFiles.RequireRoot();
        await File.WriteAllTextAsync(Table, "mail example.org:old:/k/old\n", Token);
        var victim = Path.Combine(_folder.FullName, "victim");
        await File.WriteAllTextAsync(victim, "secret", Token);
        var before = UnixOwner.Of(victim);
        File.CreateSymbolicLink(LockPath, victim);
        await UnixCommand.RunAsync("chown", "12345:54321", Table);
        var change = await ChangeAsync("example.org", "new");
        Assert.Contains("is a symbolic link", (await Assert.ThrowsAsync<IOException>(() => change.WriteAsync(TimeProvider.System, Token))).Message, StringComparison.Ordinal);
        Assert.Equal(before, UnixOwner.Of(victim));
    }

    [Fact]
    public async Task A_lock_that_was_there_keeps_its_owner_and_permissions()
    {
        UnixFiles.RequireRoot();
        if (!OperatingSystem.IsLinux()) return; // tells the analyzer what the line above does
        await File.WriteAllTextAsync(Table, "mail example.org:old:/k/old\n", Token);
        await UnixCommand.RunAsync("chown", "12345:54321", Table);
        await File.WriteAllTextAsync(LockPath, "", Token);
        File.SetUnixFileMode(LockPath, (UnixFileMode)0b110_100_100);
        var before = UnixOwner.Of(LockPath);
        Assert.Null(await (await ChangeAsync("example.org", "new")).WriteAsync(TimeProvider.System, Token));
        Assert.Equal(before, UnixOwner.Of(LockPath));
    }

    [Fact]
    public async Task A_byte_order_mark_stays_and_is_in_nobodys_way()
    {
        using var lab = new RotationLab();
        byte[] octets = [0xEF, 0xBB, 0xBF, .. await File.ReadAllBytesAsync(lab.KeyTable, Token)];
        await File.WriteAllBytesAsync(lab.KeyTable, octets, Token);
        lab.Request = lab.Request with { UpdateConfig = true };
        var step = await lab.GoToAsync(DkimRotationStage.Signing);
        var text = Encoding.Latin1.GetString(octets).Replace($"old:{lab.OldKey}", $"{step.Selector}:{step.PrivateKeyPath}", StringComparison.Ordinal);
        Assert.Equal(Encoding.Latin1.GetBytes(text), await File.ReadAllBytesAsync(lab.KeyTable, Token));
    }

    [Theory]
    [InlineData("cl\u00e9")]
    [InlineData("\u043a\u043b\u044e\u0447")]
    [InlineData("\U0001F511 keys", "Give another -Path")] // a blank ends a word of the table
    public async Task The_path_of_a_key_goes_into_the_table_in_UTF8_and_is_found_there(string name, string? refusal = null)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Its paths begin otherwise.");
        using var lab = new RotationLab();
        var old = Directory.CreateDirectory(lab.PathOf(name.Replace(" ", "", StringComparison.Ordinal) + "2")).FullName + "/old.key";
        File.Move(lab.OldKey, old);
        byte[] octets = [.. Encoding.UTF8.GetBytes($"mail example.org:old:{old}\n# "), 0xFF, 0xE9, 0xC3, (byte)'\n'];
        await File.WriteAllBytesAsync(lab.KeyTable, octets, Token);
        lab.Request = lab.Request with { Folder = Directory.CreateDirectory(lab.PathOf(name)).FullName, UpdateConfig = true };
        if (refusal is not null)
        {
            Assert.Contains(refusal, (await Assert.ThrowsAsync<DkimRotationException>(() => lab.StepAsync())).Message, StringComparison.Ordinal);
            return;
        }
        var step = await lab.GoToAsync(DkimRotationStage.Published);
        lab.Time.Now += TimeSpan.FromHours(1);
        var look = await lab.LookAsync();
        Assert.Equal($"mail example.org:{step.Selector}:{step.PrivateKeyPath}", look.Signer!.Replacement);
        Assert.Equal(DkimRotationStage.Signing, (await lab.StepAsync()).Stage);
        byte[] expected = [.. Encoding.UTF8.GetBytes($"mail example.org:{step.Selector}:{step.PrivateKeyPath}\n# "), 0xFF, 0xE9, 0xC3, (byte)'\n'];
        Assert.Equal(expected, await File.ReadAllBytesAsync(lab.KeyTable, Token));
        step = await lab.StepAsync();
        Assert.Equal((DkimRotationStage.Retiring, DkimRotationStatus.Waiting), (step.Stage, step.Status));
    }

    [Theory]
    [InlineData(1023, true)]
    [InlineData(1024, false)]
    public async Task A_line_longer_than_OpenDKIM_reads_is_not_written(int length, bool isWritten)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Its paths begin otherwise.");
        using var lab = new RotationLab();
        lab.Request = lab.Request with { UpdateConfig = true };
        var step = await lab.GoToAsync(DkimRotationStage.Published);
        var rest = $" example.org:old:{lab.OldKey}";
        var name = new string('m', length - rest.Length + "old".Length + lab.OldKey.Length - step.Selector.Length - step.PrivateKeyPath!.Length);
        await File.WriteAllTextAsync(lab.KeyTable, $"{name}{rest}\r\nx y:z:/z\n", Token);
        lab.Time.Now += TimeSpan.FromHours(1);
        step = await lab.StepAsync();
        Assert.Equal(isWritten ? DkimRotationStage.Signing : DkimRotationStage.Published, step.Stage);
        if (isWritten) return;
        Assert.Equal((1, null), (step.Signer!.Line, step.Signer.Replacement));
        Assert.Contains("1024 octets", step.NextStep, StringComparison.Ordinal);
        Assert.Contains("no more than 1023", step.NextStep, StringComparison.Ordinal);
        Assert.StartsWith($"{name}{rest}", await File.ReadAllTextAsync(lab.KeyTable, Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "read-only")]
    [InlineData(false, "2 names (hard links)")]
    public async Task A_file_that_somebody_wants_left_alone_is_not_replaced(bool isReadOnly, string reason)
    {
        if (!OperatingSystem.IsLinux()) return; // elsewhere neither is known
        using var lab = new RotationLab();
        lab.Request = lab.Request with { UpdateConfig = true };
        await lab.GoToAsync(DkimRotationStage.Published);
        var table = await File.ReadAllTextAsync(lab.KeyTable, Token);
        if (isReadOnly) File.SetUnixFileMode(lab.KeyTable, UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        else await UnixCommand.RunAsync("ln", lab.KeyTable, lab.PathOf("hard"));
        lab.Time.Now += TimeSpan.FromHours(1);
        var step = await lab.StepAsync();
        Assert.Equal((DkimRotationStage.Published, DkimRotationStatus.ActionNeeded), (step.Stage, step.Status));
        Assert.Contains(reason, step.NextStep, StringComparison.Ordinal);
        Assert.Equal(table, await File.ReadAllTextAsync(lab.KeyTable, Token));
        Assert.NotNull(await new DkimSignerChange(lab.KeyTable, table, 0, 0, "# ").WriteAsync(TimeProvider.System, Token)); // it became so since it was looked at
        if (isReadOnly) File.SetUnixFileMode(lab.KeyTable, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        else File.Delete(lab.PathOf("hard"));
        Assert.Equal(DkimRotationStage.Signing, (await lab.StepAsync()).Stage);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<DkimSignerChange> ChangeAsync(string domain, string selector)
    {
        var query = new DkimSignerQuery { Signer = DkimSoftware.OpenDkim, Path = Table, Domain = domain };
        var file = await DkimSignerFile.ReadAsync(query, Token);
        var entry = Assert.Single(file.Entries);
        return new DkimSignerChange(Table, file.Text, entry.Start, entry.Length, OpenDkimKeyTable.Part(selector, "/k/new")) { Read = text => DkimSignerFile.EntriesOf(query, text) };
    }
}
