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

    public void Dispose() => _directory.Delete(recursive: true);
}
