using SmtpAdmin.Core.Tests.Dns;
using SmtpAdmin.Core.Tests.Smtp.Relay.Support;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay;

/// <summary>Each step of the disk fails in its turn.</summary>
public sealed class SpoolFaultTests
{
    private const int MostSteps = 1000;

    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    private readonly ManualTime _time = new();
    private readonly FakeDisk _disk = new(1);

    [Theory]
    [InlineData(1, false, false)]
    [InlineData(1, false, true)]
    [InlineData(1, true, false)]
    [InlineData(1, true, true)]
    [InlineData(4, false, false)]
    [InlineData(4, false, true)]
    public async Task Whichever_step_fails_all_that_was_promised_is_kept(int count, bool isFull, bool isPowerCut)
    {
        for (var first = 0; first < MostSteps; first++)
        {
            var step = 0;
            await new SpoolModel(first).RunScriptAsync(kind =>
            {
                if (count > 1 && kind == DiskStep.Read) return null; // what cannot be read at all is damaged
                if (isFull && kind is not (DiskStep.Write or DiskStep.Create)) return null;
                var at = Interlocked.Increment(ref step) - 1;
                if (at < first || at >= first + count) return null;
                return isFull ? FakeDisk.Full() : FakeDisk.Broken();
            }, isPowerCut);
            if (step <= first) return; // every step had its turn
        }
        Assert.Fail("The script never came to its end.");
    }

    [Fact]
    public async Task A_full_disk_is_said_and_when_there_is_room_again_that_shows_by_itself()
    {
        await using var spool = await OpenAsync();
        Assert.Null(spool.Problem);
        _disk.Fault = (step, _) => step is DiskStep.Write or DiskStep.Create ? FakeDisk.Full() : null;
        var refused = await Assert.ThrowsAsync<IOException>(() => CommitAsync(spool));
        Assert.Contains("the disk is full", refused.Message, StringComparison.Ordinal);
        Assert.Contains("the disk is full", spool.Problem, StringComparison.Ordinal);

        var steps = 0;
        _disk.Fault = (step, _) =>
        {
            steps++;
            return FakeDisk.Full();
        };
        await Assert.ThrowsAsync<IOException>(() => CommitAsync(spool));
        Assert.Equal(0, steps); // nothing is tried before the pause is over

        _disk.Fault = null;
        _time.Advance(TimeSpan.FromSeconds(2));
        await Eventually.IsSoAsync(() => spool.Problem is null);
        await CommitAsync(spool);
        Assert.Equal(1, spool.Count);
    }

    [Fact]
    public async Task After_a_pause_the_next_request_is_tried_at_once()
    {
        var spool = await OpenAsync(new() { Path = "/spool", UpkeepInterval = TimeSpan.FromHours(1) });
        _disk.Fault = (step, _) => step is DiskStep.Sync ? FakeDisk.Broken() : null;
        await Assert.ThrowsAsync<IOException>(() => CommitAsync(spool));
        _disk.Fault = null;
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.NotNull(spool.Problem);
        await CommitAsync(spool);
        Assert.Null(spool.Problem);
        await spool.DisposeAsync();
    }

    [Fact]
    public async Task A_file_whose_sync_failed_is_not_written_again()
    {
        await using var spool = await OpenAsync();
        await CommitAsync(spool);
        var failed = new List<string>();
        _disk.Fault = (step, path) =>
        {
            if (step != DiskStep.Sync || failed.Count > 0) return null;
            failed.Add(path);
            return FakeDisk.Broken();
        };
        await Assert.ThrowsAsync<IOException>(() => CommitAsync(spool));
        var writes = new List<string>();
        _disk.Fault = (step, path) =>
        {
            if (step is DiskStep.Write or DiskStep.Sync) writes.Add(path);
            return null;
        };
        _time.Advance(TimeSpan.FromSeconds(2));
        await CommitAsync(spool);
        Assert.NotEmpty(writes);
        Assert.DoesNotContain(Assert.Single(failed), writes);
    }

    [Fact]
    public async Task A_large_message_of_which_a_part_was_lost_is_refused_though_the_disk_works_again()
    {
        await using var spool = await OpenAsync(new() { Path = "/spool", BlockSize = 1024 });
        await using var draft = spool.Begin();
        await draft.WriteAsync(new byte[5000], Token);
        await CommitAsync(spool); // syncs what was written by then
        await draft.WriteAsync(new byte[5000], Token);
        _disk.Fault = (step, _) => step == DiskStep.Sync ? FakeDisk.Broken() : null;
        await Assert.ThrowsAsync<IOException>(() => CommitAsync(spool));
        _disk.Fault = null;
        _time.Advance(TimeSpan.FromSeconds(2));
        await CommitAsync(spool);
        await Assert.ThrowsAsync<IOException>(() => draft.CommitAsync(default, default));
        Assert.Equal(2, spool.Count);
    }

    [Fact]
    public async Task A_spool_opens_on_a_full_disk_and_what_is_in_it_can_be_read()
    {
        long number;
        await using (var spool = await OpenAsync()) number = await CommitAsync(spool);
        _disk.Fault = (step, _) => step == DiskStep.Create ? FakeDisk.Full() : null;
        await using var again = await OpenAsync();
        Assert.Contains("the disk is full", again.Problem, StringComparison.Ordinal);
        Assert.NotEmpty(await again.OpenContent(number).ReadAllAsync());
        await Assert.ThrowsAsync<IOException>(() => again.RemoveAsync(number));
        Assert.Equal(1, again.Count);
        _disk.Fault = null;
        _time.Advance(TimeSpan.FromSeconds(2));
        await again.RemoveAsync(number);
        Assert.Equal(0, again.Count);
    }

    [Fact]
    public async Task After_it_was_closed_everything_fails_as_when_the_disk_does()
    {
        var spool = await OpenAsync();
        var number = await CommitAsync(spool);
        var draft = spool.Begin();
        await spool.DisposeAsync();
        await spool.DisposeAsync();
        await Assert.ThrowsAsync<IOException>(() => draft.CommitAsync(default, default));
        await Assert.ThrowsAsync<IOException>(() => spool.AppendChangeAsync(number, default));
        await Assert.ThrowsAsync<IOException>(() => spool.RemoveAsync(number));
        await draft.DisposeAsync();
    }

    [Fact]
    public async Task A_mistake_of_the_writer_fails_what_waits_and_neither_the_process_nor_what_was_written()
    {
        var spool = await OpenAsync(new() { Path = "/spool", SegmentSize = SpoolSegmentHeader.Size + 4000 }); // a message each
        using var isBusy = new SemaphoreSlim(0);
        using var mayGoOn = new SemaphoreSlim(0);
        _disk.Before = step =>
        {
            if (step != DiskStep.Sync) return;
            _disk.Before = null;
            isBusy.Release();
            Assert.True(mayGoOn.Wait(TimeSpan.FromMinutes(1)));
        };
        var first = CommitAsync(spool);
        Assert.True(await isBusy.WaitAsync(TimeSpan.FromMinutes(1), Token));
        var second = CommitAsync(spool);
        var third = CommitAsync(spool);
        var writes = 0;
        _disk.Fault = (step, _) => step == DiskStep.Write && ++writes > 2 ? new InvalidOperationException("It is a mistake.") : null; // behind a segment's beginning and the second message
        mayGoOn.Release();
        await first;
        await second;
        await Assert.ThrowsAsync<IOException>(() => third.WaitAsync(TimeSpan.FromMinutes(1), Token));
        await Assert.ThrowsAsync<IOException>(() => CommitAsync(spool));
        Assert.Contains("It is a mistake", spool.Problem, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await spool.DisposeAsync());
        _disk.Fault = null;
        await using var again = await OpenAsync();
        Assert.Equal(2, again.Count);
    }

    [Fact]
    public async Task Free_octets_are_looked_at_now_and_then()
    {
        _disk.Free = 1000;
        await using var spool = await OpenAsync();
        Assert.Equal(1000, spool.FreeOctets);
        _disk.Free = 2000;
        Assert.Equal(1000, spool.FreeOctets);
        _time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.IsSoAsync(() => spool.FreeOctets == 2000);
    }

    [Fact]
    public async Task What_was_written_since_the_disk_was_looked_at_is_not_free_nor_is_what_is_in_memory()
    {
        _disk.Free = 1_000_000;
        await using var spool = await OpenAsync(new() { Path = "/spool", BlockSize = 1024 });
        await CommitAsync(spool);
        var after = spool.FreeOctets;
        Assert.InRange(after, 990_000, 997_000);
        await using (var draft = spool.Begin())
        {
            await draft.WriteAsync(new byte[1000], Token);
            Assert.InRange(spool.FreeOctets, after - 10_000, after - 1000);
        }
        Assert.Equal(after, spool.FreeOctets);
        for (var n = 0; n < 400 && spool.FreeOctets > 0; n++) await CommitAsync(spool);
        Assert.Equal(0, spool.FreeOctets);
        _time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.IsSoAsync(() => spool.FreeOctets > 900_000); // what is on the disk is in what the disk says
        _disk.Free = long.MaxValue; // it is not told
        _time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.IsSoAsync(() => spool.FreeOctets == long.MaxValue);
    }

    [Fact]
    public async Task A_read_only_disk_is_said_with_a_remedy()
    {
        _disk.Fault = (step, _) => step == DiskStep.CreateFolder ? new IOException("Read-only file system : '/spool/spool.lock'", 30) : null;
        var refused = await Assert.ThrowsAsync<IOException>(() => OpenAsync());
        Assert.Equal("The spool '/spool' cannot be written: the disk is read-only. Mount it for writing, or name another folder.", refused.Message);
    }

    private static Task<long> CommitAsync(Spool spool) => spool.CommitAsync(new byte[3000]);

    private async Task<Spool> OpenAsync(SpoolOptions? options = null) =>
        (await Spool.OpenAsync(options ?? new() { Path = "/spool" }, _disk, _time, Token)).Spool;
}
