using SmtpAdmin.Reputation;

namespace SmtpAdmin.Core.Tests.Reputation.Dnsbl;

/// <summary>Files that may not be read or written, links, locks.</summary>
public sealed class DnsblStateAccessTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_that_does_not_exist_is_an_empty_state()
    {
        using var folder = new StateFolder();
        var watch = await folder.OpenAsync();
        Assert.Equal((null, null), (watch.SetAside, watch.SaveProblem));
        await watch.SaveAsync(Token);
        Assert.Equal(["state.json.lock"], folder.Names);

        Assert.Equal(DnsblChange.Added, watch.Apply(folder.Result(DnsblStatus.Listed, "127.0.0.2")).Change);
        await watch.SaveAsync(Token);
        Assert.Equal(["state.json", "state.json.lock"], folder.Names);
    }

    [Fact]
    public async Task A_read_only_file_can_be_read_and_is_known_at_the_beginning_to_stay_as_it_is()
    {
        using var folder = new StateFolder();
        await folder.RunAsync(1, folder.Result(DnsblStatus.Listed, "127.0.0.2"));
        var before = await File.ReadAllTextAsync(folder.StatePath, Token);
        File.SetAttributes(folder.StatePath, FileAttributes.ReadOnly);

        var watch = await folder.OpenAsync();
        Assert.Equal(DnsblStateProblem.StateReadOnly, watch.SaveProblem!.Problem);
        Assert.Contains("Make it writable", watch.SaveProblem.Message, StringComparison.Ordinal);
        Assert.Equal(DnsblChange.Removed, watch.Apply(folder.Result(DnsblStatus.NotListed)).Change);
        var refused = await Assert.ThrowsAsync<DnsblStateException>(() => watch.SaveAsync(Token));
        Assert.Equal(DnsblStateProblem.StateReadOnly, refused.Problem);
        Assert.Equal(before, await File.ReadAllTextAsync(folder.StatePath, Token));
        Assert.Equal(["state.json", "state.json.lock"], folder.Names);
    }

    [Fact]
    public async Task A_read_only_file_that_is_damaged_stays_where_it_is()
    {
        using var folder = new StateFolder();
        await File.WriteAllTextAsync(folder.StatePath, "{", Token);
        File.SetAttributes(folder.StatePath, FileAttributes.ReadOnly);
        Assert.Equal(DnsblStateProblem.StateDamaged, (await Assert.ThrowsAsync<DnsblStateException>(() => folder.OpenAsync())).Problem);
        Assert.Equal(["state.json"], folder.Names);
    }

    [Fact]
    public async Task A_directory_that_is_missing_can_be_made_until_the_end_of_the_run()
    {
        using var folder = new StateFolder();
        var path = folder.PathOf("later/state.json");
        var watch = await DnsblWatch.OpenAsync(path, 1, folder.Time, Token);
        Assert.Equal(DnsblStateProblem.StateUnwritable, watch.SaveProblem!.Problem);
        watch.Apply(folder.Result(DnsblStatus.Listed, "127.0.0.2"));
        Assert.Equal(DnsblStateProblem.StateUnwritable, (await Assert.ThrowsAsync<DnsblStateException>(() => watch.SaveAsync(Token))).Problem);

        Directory.CreateDirectory(folder.PathOf("later"));
        await watch.SaveAsync(Token);
        Assert.True(File.Exists(path));
    }

    [Fact]
    public async Task A_directory_that_cannot_be_written_is_found_out_at_the_beginning()
    {
        Assert.SkipUnless(Directory.Exists("/sys/kernel"), "Needs a directory that nobody may write, root included: /sys/kernel.");
        using var folder = new StateFolder();
        var watch = await DnsblWatch.OpenAsync("/sys/kernel/smtpadmin-state.json", 1, folder.Time, Token);
        Assert.Equal(DnsblStateProblem.StateUnwritable, watch.SaveProblem!.Problem);
        Assert.Equal(DnsblChange.Added, watch.Apply(folder.Result(DnsblStatus.Listed, "127.0.0.2")).Change);
    }

    [Fact]
    public async Task A_lock_that_cannot_be_opened_does_not_keep_the_state_from_being_read()
    {
        using var folder = new StateFolder();
        await folder.RunAsync(1, folder.Result(DnsblStatus.Listed, "127.0.0.2"));
        File.Delete(folder.PathOf("state.json.lock"));
        Directory.CreateDirectory(folder.PathOf("state.json.lock"));
        var watch = await folder.OpenAsync();
        Assert.Equal(DnsblStateProblem.StateUnwritable, watch.SaveProblem!.Problem);
        Assert.Equal(DnsblChange.Removed, watch.Apply(folder.Result(DnsblStatus.NotListed)).Change);
        Assert.Equal(DnsblStateProblem.StateUnwritable, (await Assert.ThrowsAsync<DnsblStateException>(() => watch.SaveAsync(Token))).Problem);
    }

    [Fact]
    public async Task A_directory_is_no_state_file()
    {
        using var folder = new StateFolder();
        Directory.CreateDirectory(folder.StatePath);
        var refused = await Assert.ThrowsAsync<DnsblStateException>(() => folder.OpenAsync());
        Assert.Equal(DnsblStateProblem.StateUnreadable, refused.Problem);
        Assert.Contains("Name a file", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_device_is_no_state_file_and_stays_where_it_is()
    {
        Assert.SkipUnless(File.Exists("/dev/null"), "Needs /dev/null.");
        using var folder = new StateFolder();
        File.CreateSymbolicLink(folder.StatePath, "/dev/null");
        Assert.Equal(DnsblStateProblem.StateUnreadable, (await Assert.ThrowsAsync<DnsblStateException>(() => folder.OpenAsync())).Problem);
        Assert.True(File.Exists("/dev/null"));
    }

    [Fact]
    public async Task A_named_pipe_is_no_state_file_and_is_not_waited_for()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no named pipes among its files.");
        using var folder = new StateFolder();
        using var make = System.Diagnostics.Process.Start("mkfifo", [folder.StatePath]);
        await make.WaitForExitAsync(Token);
        Assert.Equal(0, make.ExitCode);

        // Opening it to read would wait for a writer for ever, and could not be cancelled.
        var opening = Task.Run(() => folder.OpenAsync(), Token);
        var refused = await Assert.ThrowsAsync<DnsblStateException>(() => opening.WaitAsync(TimeSpan.FromSeconds(30), Token));
        Assert.Equal(DnsblStateProblem.StateUnreadable, refused.Problem);
        Assert.Equal($"'{folder.StatePath}' is no regular file. Name another one.", refused.Message);
        var looking = Task.Run(() => DnsblWatch.LookAsync(folder.StatePath, 1, folder.Time, Token), Token);
        await Assert.ThrowsAsync<DnsblStateException>(() => looking.WaitAsync(TimeSpan.FromSeconds(30), Token));
        Assert.Contains("state.json", folder.Names); // where it was
    }

    [Fact]
    public async Task Links_are_followed_and_stay()
    {
        using var folder = new StateFolder();
        Directory.CreateDirectory(folder.PathOf("real"));
        File.CreateSymbolicLink(folder.StatePath, folder.PathOf("middle"));
        File.CreateSymbolicLink(folder.PathOf("middle"), "real/target.json");
        await folder.RunAsync(1, folder.Result(DnsblStatus.Listed, "127.0.0.2"));
        await folder.RunAsync(1, folder.Result(DnsblStatus.NotListed));
        Assert.NotNull(new FileInfo(folder.StatePath).LinkTarget);
        Assert.NotNull(new FileInfo(folder.PathOf("middle")).LinkTarget);
        Assert.Equal(["target.json", "target.json.lock"], new DirectoryInfo(folder.PathOf("real")).GetFiles().Select(file => file.Name).Order());
        Assert.Contains("NotListed", await File.ReadAllTextAsync(folder.PathOf("real/target.json"), Token), StringComparison.Ordinal);

        await File.WriteAllTextAsync(folder.PathOf("real/target.json"), "{", Token);
        Assert.StartsWith(folder.PathOf("real/target.json.damaged-"), (await folder.OpenAsync()).SetAside, StringComparison.Ordinal);
        Assert.NotNull(new FileInfo(folder.StatePath).LinkTarget);
    }

    [Fact]
    public async Task Links_in_a_circle_are_an_error()
    {
        using var folder = new StateFolder();
        File.CreateSymbolicLink(folder.StatePath, folder.PathOf("other"));
        File.CreateSymbolicLink(folder.PathOf("other"), folder.StatePath);
        Assert.Equal(DnsblStateProblem.StateUnreadable, (await Assert.ThrowsAsync<DnsblStateException>(() => folder.OpenAsync())).Problem);
        File.Delete(folder.StatePath);
        File.Delete(folder.PathOf("other"));
    }

    [Fact]
    public async Task A_lock_that_is_not_given_back_is_waited_for_half_a_minute()
    {
        using var folder = new StateFolder();
        var watch = await folder.OpenAsync();
        watch.Apply(folder.Result(DnsblStatus.NotListed));
        using (await LockFile.TakeAsync(folder.StatePath + ".lock", folder.StatePath, TimeSpan.Zero, TimeProvider.System, Token))
        {
            var refused = await Assert.ThrowsAsync<DnsblStateException>(() => watch.SaveAsync(Token));
            Assert.Equal(DnsblStateProblem.StateLocked, refused.Problem);
            Assert.Contains("state.json.lock", refused.Message, StringComparison.Ordinal);
            Assert.InRange(folder.Time.Waited, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(31));
            Assert.Equal(DnsblStateProblem.StateLocked, (await Assert.ThrowsAsync<DnsblStateException>(() => folder.OpenAsync())).Problem);
        }
        await watch.SaveAsync(Token);
        Assert.Equal(["state.json", "state.json.lock"], folder.Names);
    }

    [Fact]
    public async Task Cancelling_ends_the_waiting_and_leaves_everything_as_it_was()
    {
        using var folder = new StateFolder();
        var watch = await folder.OpenAsync();
        watch.Apply(folder.Result(DnsblStatus.NotListed));
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watch.SaveAsync(stop.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DnsblWatch.OpenAsync(folder.StatePath, 1, folder.Time, stop.Token));
        Assert.Equal(["state.json.lock"], folder.Names);
    }

    [Fact]
    public async Task Wrong_arguments_are_refused()
    {
        using var folder = new StateFolder();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => folder.OpenAsync(confirmations: 0));
        await Assert.ThrowsAsync<ArgumentException>(() => DnsblWatch.OpenAsync("", 1, folder.Time, Token));
    }
}
