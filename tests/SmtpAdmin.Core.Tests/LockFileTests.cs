using SmtpAdmin.Core.Tests.Fakes;

namespace SmtpAdmin.Core.Tests;

public sealed class LockFileTests : IDisposable
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("smtpadmin-lock-");

    private string LockPath => Path.Combine(_directory.FullName, "lock");

    [Fact]
    public async Task One_at_a_time_has_it()
    {
        int inside = 0, count = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var n = 0; n < 10; n++)
            {
                await using var hold = await LockFile.TakeAsync(LockPath, _directory.FullName, TimeSpan.FromMinutes(5), TimeProvider.System, Token);
                Assert.NotNull(hold);
                Assert.Equal(1, Interlocked.Increment(ref inside));
                await Task.Yield();
                count++;
                Interlocked.Decrement(ref inside);
            }
        }, Token)));
        Assert.Equal(80, count);
    }

    [Fact]
    public async Task Who_has_no_patience_gets_nothing_and_who_waits_gets_it()
    {
        Task<FileStream?> waiting;
        await using (await LockFile.TakeAsync(LockPath, _directory.FullName, TimeSpan.Zero, TimeProvider.System, Token))
        {
            Assert.Null(await LockFile.TakeAsync(LockPath, _directory.FullName, TimeSpan.Zero, TimeProvider.System, Token));
            waiting = LockFile.TakeAsync(LockPath, _directory.FullName, TimeSpan.FromMinutes(5), TimeProvider.System, Token);
            Assert.False(waiting.IsCompleted);
        }
        await using var hold = await waiting;
        Assert.NotNull(hold);
    }

    [Fact]
    public async Task Waiting_can_be_cancelled()
    {
        await using var hold = await LockFile.TakeAsync(LockPath, _directory.FullName, TimeSpan.Zero, TimeProvider.System, Token);
        using var stop = new CancellationTokenSource();
        var waiting = LockFile.TakeAsync(LockPath, _directory.FullName, TimeSpan.FromMinutes(5), TimeProvider.System, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task A_lock_that_cannot_be_made_is_an_error_at_once()
    {
        await Assert.ThrowsAsync<DirectoryNotFoundException>(() => LockFile.TakeAsync(LockPath + "/missing/lock", _directory.FullName, TimeSpan.FromMinutes(5), TimeProvider.System, Token));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => LockFile.TakeAsync(_directory.FullName, _directory.FullName, TimeSpan.FromMinutes(5), TimeProvider.System, Token));
    }

    [Fact]
    public async Task What_is_no_regular_file_is_no_lock_and_is_not_waited_for()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no named pipes among its files.");
        await UnixCommand.RunAsync("mkfifo", LockPath);
        var taking = Task.Run(TakeAsync, Token);
        var refused = await Assert.ThrowsAsync<IOException>(() => taking.WaitAsync(TimeSpan.FromSeconds(30), Token));
        Assert.Equal($"'{LockPath}' is to be a lock, and is {FileKinds.Others}. Delete it.", refused.Message);
    }

    [Theory]
    [InlineData(0b111_000_000, 0b110_000_000)]
    [InlineData(0b111_101_101, 0b110_000_000)]
    [InlineData(0b111_111_000, 0b110_110_000)] // whoever is in the group could put another file there
    [InlineData(0b1_111_111_111, 0b110_000_000)] // not here, where each keeps what is theirs
    public async Task Nobody_else_can_hold_a_new_lock_but_who_could_replace_it(int folder, int expected)
    {
        if (!OperatingSystem.IsLinux()) return; // elsewhere owners are not known
        File.SetUnixFileMode(_directory.FullName, (UnixFileMode)folder);
        await using (await TakeAsync()) Assert.Equal((UnixFileMode)expected, File.GetUnixFileMode(LockPath));
    }

    [Fact]
    public async Task A_lock_that_many_make_at_once_belongs_to_whoever_has_what_it_guards()
    {
        UnixFiles.RequireRoot();
        await UnixFiles.GiveAsync(_directory.FullName, "65534", Token);
        for (var round = 0; round < 50; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () => await (await TakeAsync())!.DisposeAsync(), Token)));
            Assert.Equal(65534u, UnixOwner.Of(LockPath)?.User);
            File.Delete(LockPath);
        }
    }

    private Task<FileStream?> TakeAsync() => LockFile.TakeAsync(LockPath, _directory.FullName, TimeSpan.FromMinutes(5), TimeProvider.System, Token);

    public void Dispose() => _directory.Delete(recursive: true);
}
