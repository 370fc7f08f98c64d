using SmtpAdmin.Core.Tests.Dns;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay;

/// <summary>Many at once: they share syncs, and memory is bounded.</summary>
public sealed class SpoolSharingTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly FakeDisk _disk = new(1);

    [Fact]
    public async Task A_hundred_messages_that_wait_for_the_disk_share_one_sync()
    {
        await using var spool = await OpenAsync(new() { Path = "/spool" });
        using var isBusy = new SemaphoreSlim(0);
        using var mayGoOn = new SemaphoreSlim(0);
        _disk.Before = step =>
        {
            if (step != DiskStep.Sync) return;
            isBusy.Release();
            Assert.True(mayGoOn.Wait(Patience, Token));
        };
        var syncs = _disk.Syncs;
        var first = CommitAsync(spool);
        Assert.True(await isBusy.WaitAsync(Patience, Token));
        var others = Enumerable.Range(0, 100).Select(_ => CommitAsync(spool)).ToArray();
        Assert.False(first.IsCompleted);
        LetGo(mayGoOn);
        await first;
        var numbers = await Task.WhenAll(others);
        Assert.Equal(100, numbers.Distinct().Count());
        Assert.Equal(101, spool.Count);
        Assert.Equal(2, _disk.Syncs - syncs);
    }

    [Fact]
    public async Task Changes_keep_the_order_in_which_they_were_asked_for_however_they_are_written()
    {
        var number = 0L;
        await using (var spool = await OpenAsync(new() { Path = "/spool", SegmentSize = 9000 }))
        {
            number = await CommitAsync(spool);
            await Task.WhenAll(Enumerable.Range(0, 200).Select(change => spool.AppendChangeAsync(number, BitConverter.GetBytes(change))));
        }
        var opening = await Spool.OpenAsync(new() { Path = "/spool" }, _disk, new ManualTime(), Token);
        await using var again = opening.Spool;
        Assert.Equal(Enumerable.Range(0, 200), Assert.Single(opening.Messages).Changes.Select(change => BitConverter.ToInt32(change.Span)));
    }

    [Fact]
    public async Task A_large_message_waits_for_the_disk_and_takes_little_memory()
    {
        var options = new SpoolOptions { Path = "/spool", BlockSize = 1024 };
        await using var spool = await OpenAsync(options);
        using var mayGoOn = new SemaphoreSlim(0);
        _disk.Before = step =>
        {
            if (step == DiskStep.Write) Assert.True(mayGoOn.Wait(Patience, Token));
        };
        await using var draft = spool.Begin();
        var writing = draft.WriteAsync(new byte[100_000], Token).AsTask();
        Assert.False(writing.IsCompleted);
        Assert.InRange(spool.BufferedOctets, 1, 4 * 4096);
        LetGo(mayGoOn);
        await writing;
        await draft.CommitAsync(default, default);
        Assert.Equal(100_000, spool.KeptOctets);
        Assert.Equal(0, spool.BufferedOctets);
    }

    [Fact]
    public async Task Waiting_for_the_disk_can_be_cancelled()
    {
        await using var spool = await OpenAsync(new() { Path = "/spool", BlockSize = 1024 });
        using var mayGoOn = new SemaphoreSlim(0);
        using var stop = new CancellationTokenSource();
        _disk.Before = step =>
        {
            if (step == DiskStep.Write) Assert.True(mayGoOn.Wait(Patience, Token));
        };
        var draft = spool.Begin();
        var writing = draft.WriteAsync(new byte[100_000], stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
        LetGo(mayGoOn);
        await draft.DisposeAsync();
        Assert.Equal(0, spool.BufferedOctets);
        Assert.Equal(0, spool.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5000)]
    public async Task When_memory_is_used_up_messages_go_to_the_disk_piece_by_piece(int most)
    {
        await using var spool = await OpenAsync(new() { Path = "/spool", MaxBufferedOctets = most });
        var drafts = Enumerable.Range(0, 20).Select(_ => spool.Begin()).ToArray();
        for (var round = 0; round < 10; round++)
        {
            foreach (var draft in drafts) await draft.WriteAsync(Enumerable.Repeat((byte)draft.Number, 1000).ToArray(), Token);
            Assert.InRange(spool.BufferedOctets, 0, most);
        }
        await Task.WhenAll(drafts.Select(draft => draft.CommitAsync("prefix"u8.ToArray(), default)));
        foreach (var draft in drafts)
        {
            await draft.DisposeAsync();
            Assert.Equal("prefix"u8.ToArray().Concat(Enumerable.Repeat((byte)draft.Number, 10_000)), await spool.OpenContent(draft.Number).ReadAllAsync());
        }
        Assert.Equal(0, spool.BufferedOctets);
    }

    [Fact]
    public async Task Changes_that_are_too_many_to_wait_are_refused()
    {
        await using var spool = await OpenAsync(new() { Path = "/spool", MaxWaitingOctets = 1000 });
        var number = await CommitAsync(spool);
        using var mayGoOn = new SemaphoreSlim(0);
        _disk.Before = step =>
        {
            if (step == DiskStep.Write) Assert.True(mayGoOn.Wait(Patience, Token));
        };
        var waiting = spool.AppendChangeAsync(number, new byte[900]);
        var exception = await Assert.ThrowsAsync<IOException>(() => spool.AppendChangeAsync(number, new byte[101]));
        Assert.Contains("too far behind", exception.Message, StringComparison.Ordinal);
        LetGo(mayGoOn);
        await waiting;
        await spool.AppendChangeAsync(number, new byte[1000]);
    }

    [Fact]
    public async Task What_the_caller_does_with_a_change_afterwards_is_its_own_business()
    {
        var change = "before"u8.ToArray();
        await using (var spool = await OpenAsync(new() { Path = "/spool" }))
        {
            var changing = spool.AppendChangeAsync(await CommitAsync(spool), change);
            "behind"u8.CopyTo(change);
            await changing;
        }
        var reader = await SpoolReader.ReadAsync("/spool", _disk, Token);
        Assert.Equal("before"u8.ToArray(), Assert.Single(Assert.Single(reader.Messages).Changes).ToArray());
    }

    [Fact]
    public async Task A_message_that_is_not_there_cannot_be_changed_and_need_not_be_removed()
    {
        await using var spool = await OpenAsync(new() { Path = "/spool" });
        await Assert.ThrowsAsync<KeyNotFoundException>(() => spool.AppendChangeAsync(1, default));
        Assert.Throws<KeyNotFoundException>(() => spool.OpenContent(1));
        await spool.RemoveAsync(1);
    }

    [Fact]
    public async Task Numbers_of_drafts_that_came_to_nothing_are_not_given_away_again_after_a_crash()
    {
        var spool = await OpenAsync(new() { Path = "/spool" });
        long last = 0;
        for (var count = 0; count < 3; count++)
        {
            for (var begun = 0; begun < 40_000; begun++) last = spool.Begin().Number;
            await CommitAsync(spool);
        }
        var disk = _disk.CutPower();
        await spool.DisposeAsync();
        var opening = await Spool.OpenAsync(new() { Path = "/spool" }, disk, new ManualTime(), Token);
        await using var again = opening.Spool;
        Assert.True(again.Begin().Number > last);
    }

    [Fact]
    public async Task A_draft_is_used_up_by_its_commit_and_by_its_disposal()
    {
        await using var spool = await OpenAsync(new() { Path = "/spool" });
        var draft = spool.Begin();
        await draft.CommitAsync(default, default);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => draft.CommitAsync(default, default));
        await draft.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => draft.WriteAsync(new byte[1], Token).AsTask());
        Assert.Equal(1, spool.Count);
        Assert.Empty(await spool.OpenContent(draft.Number).ReadAllAsync());
    }

    private static Task<long> CommitAsync(Spool spool) => spool.CommitAsync("content"u8.ToArray(), "prefix"u8.ToArray());

    private void LetGo(SemaphoreSlim waiting)
    {
        _disk.Before = null;
        waiting.Release(100);
    }

    private async Task<Spool> OpenAsync(SpoolOptions options) => (await Spool.OpenAsync(options, _disk, new ManualTime(), Token)).Spool;
}
