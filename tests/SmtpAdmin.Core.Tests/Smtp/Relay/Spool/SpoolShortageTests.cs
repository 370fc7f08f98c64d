using SmtpAdmin.Core.Tests.Dns;
using SmtpAdmin.Core.Tests.Smtp.Relay.Support;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay;

/// <summary>A disk that is nearly full gets back what is done with, and is not written full for it.</summary>
public sealed class SpoolShortageTests
{
    private const int Segment = 64 * 1024; // octets

    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private static readonly SpoolOptions Options = new() { Path = Path.GetFullPath("/spool"), SegmentSize = Segment, BlockSize = 4000, MaxGarbageSegments = 4 };

    private readonly FakeDisk _disk = new(1);
    private readonly ManualTime _time = new();

    [Theory]
    [InlineData(20)] // KiB: less than a segment ever has
    [InlineData(50)]
    [InlineData(100)]
    public async Task Mail_is_taken_in_for_ever_where_less_than_a_segment_is_free(int room)
    {
        _disk.Capacity = SpoolRoom.ForMessages + (room * 1024);
        await using var spool = await OpenAsync();
        for (var count = 0; count < 300; count++)
        {
            await UntilThereIsRoomAsync(spool);
            await spool.RemoveAsync(await spool.CommitAsync(new byte[1000]));
        }
        await UntilThereIsRoomAsync(spool);
        Assert.Equal(0, spool.Count);
    }

    [Fact]
    public async Task A_small_message_that_stays_does_not_pin_what_is_done_with_behind_it()
    {
        _disk.Capacity = SpoolRoom.ForMessages + (2 * Segment);
        long stays;
        byte[] content = [.. Enumerable.Range(0, 1200).Select(at => (byte)at)];
        await using (var spool = await OpenAsync())
        {
            stays = await spool.CommitAsync(content);
            for (var count = 0; count < 300; count++)
            {
                await UntilThereIsRoomAsync(spool);
                await spool.RemoveAsync(await spool.CommitAsync(new byte[3000]));
            }
            Assert.Equal(content, await spool.OpenContent(stays).ReadAllAsync());
        }
        await using var again = await OpenAsync();
        Assert.Equal(1, again.Count);
        Assert.Equal(content, await again.OpenContent(stays).ReadAllAsync());
    }

    /// <summary>Time stands still here: nothing waits for the next look at the disk.</summary>
    [Fact]
    public async Task A_message_that_comes_in_slowly_holds_up_no_more_than_the_segment_that_it_is_in()
    {
        _disk.Capacity = SpoolRoom.ForMessages + Segment;
        await using var spool = await OpenAsync();
        var draft = spool.Begin();
        await draft.WriteAsync(new byte[5000], Token);
        await PassMailAsync(spool, 12);
        await Eventually.IsSoAsync(() => spool.SegmentCount == 2); // it was ended, and cannot be emptied
        await PassMailAsync(spool, 12);
        await draft.DisposeAsync();
        await Eventually.IsSoAsync(() => !_disk.Files.ContainsKey(SpoolPaths.Segment(Options.Path, 1)));
        await PassMailAsync(spool, 12);
        await Eventually.IsSoAsync(() => !_disk.Files.ContainsKey(SpoolPaths.Segment(Options.Path, 2)));
    }

    [Fact]
    public async Task What_the_intake_needs_counts_and_may_change()
    {
        var least = 0L;
        _disk.Capacity = 2 * SpoolRoom.ForMessages;
        await using var spool = await OpenAsync();
        spool.LeastFree = () => least;
        await PassMailAsync(spool, 20);
        await PassTimeAsync();
        Assert.Contains(SpoolPaths.Segment(Options.Path, 1), _disk.Files.Keys);
        least = 2 * SpoolRoom.ForMessages; // a reload
        await UntilInTimeAsync(() => !_disk.Files.ContainsKey(SpoolPaths.Segment(Options.Path, 1)));
        await PassTimeAsync();
        Assert.Equal([SpoolPaths.Segment(Options.Path, 2)], _disk.Files.Keys); // and there is nothing more to be had
    }

    [Fact]
    public async Task A_disk_that_is_full_of_mail_which_is_needed_is_left_alone()
    {
        _disk.Capacity = SpoolRoom.ForMessages + (4 * Segment);
        await using var spool = await OpenAsync();
        var numbers = new List<long>();
        while (spool.FreeOctets >= SpoolRoom.ForMessages) numbers.Add(await spool.CommitAsync(new byte[1000]));
        for (var at = 0; at < numbers.Count; at += 5) await spool.RemoveAsync(numbers[at]);
        var (written, segments) = (_disk.Written, spool.SegmentCount);
        await PassTimeAsync();
        Assert.InRange(_disk.Written - written, 0, 100); // a mark that tells what is durable
        Assert.Equal(segments, spool.SegmentCount);
    }

    /// <summary>The same messages are not moved again and again: what is moved is not more than what comes in.</summary>
    [Fact]
    public async Task What_is_moved_frees_more_than_it_takes()
    {
        _disk.Capacity = SpoolRoom.ForMessages + (6 * Segment);
        var random = new Random(1);
        var kept = new List<long>();
        long taken = 0;
        await using var spool = await OpenAsync();
        for (var count = 0; count < 1500; count++)
        {
            await UntilThereIsRoomAsync(spool);
            kept.Add(await spool.CommitAsync(new byte[1000]));
            taken += 1000;
            if (kept.Count < 150) continue; // half of the room
            var at = random.Next(kept.Count);
            await spool.RemoveAsync(kept[at]);
            kept.RemoveAt(at);
        }
        foreach (var number in kept) Assert.Equal(1000, (await spool.OpenContent(number).ReadAllAsync()).Length);
        Assert.InRange(_disk.Written, taken, 3 * taken); // once, with what is said of it, and once more
    }

    [Fact]
    public async Task Moving_stops_where_the_disk_fills_up_meanwhile_and_goes_on_when_there_is_room()
    {
        await using var spool = await OpenAsync();
        var numbers = new List<long>();
        for (var count = 0; count < 200; count++) numbers.Add(await spool.CommitAsync(new byte[1000]));
        var stay = numbers.Where((_, at) => at % 4 == 0).ToArray();
        foreach (var number in numbers.Except(stay)) await spool.RemoveAsync(number);
        var written = _disk.Written;
        _disk.Before = step =>
        {
            if (step != DiskStep.Write || _disk.Written == written) return;
            _disk.Before = null;
            FreeIs(SpoolRoom.ForMoves - 1); // others write, too
        };
        FreeIs(SpoolRoom.ForMessages - 1);
        await Eventually.IsSoAsync(() => _disk.Before is null);
        await Task.Delay(20, Token);
        var stopped = _disk.Written;
        await PassTimeAsync();
        Assert.InRange(_disk.Written - stopped, 0, 5000); // one message that was on its way, and a mark
        Assert.Contains(SpoolPaths.Segment(Options.Path, 1), _disk.Files.Keys);
        FreeIs(SpoolRoom.ForMessages - 1);
        await UntilInTimeAsync(() => !_disk.Files.ContainsKey(SpoolPaths.Segment(Options.Path, 1)));
        foreach (var number in stay) Assert.Equal(1000, (await spool.OpenContent(number).ReadAllAsync()).Length);
        Assert.Equal(stay.Length, spool.Count);
    }

    [Fact]
    public async Task A_segment_that_cannot_be_followed_by_another_is_tried_again()
    {
        _disk.Capacity = SpoolRoom.ForMessages + (40 * 1024);
        await using var spool = await OpenAsync();
        var isFull = true;
        _disk.Fault = (step, _) => isFull && step == DiskStep.Create ? FakeDisk.Full() : null;
        while (spool.FreeOctets >= SpoolRoom.ForMessages && spool.Problem is null)
        {
            try
            {
                await spool.RemoveAsync(await spool.CommitAsync(new byte[1000]));
            }
            catch (IOException)
            {
                Assert.NotNull(spool.Problem);
            }
        }
        isFull = false;
        await UntilThereIsRoomAsync(spool);
        await UntilInTimeAsync(() => spool.Problem is null);
        await spool.CommitAsync(new byte[1000]);
    }

    private static async Task PassMailAsync(Spool spool, int count)
    {
        for (; count > 0; count--) await spool.RemoveAsync(await spool.CommitAsync(new byte[1000]));
    }

    private void FreeIs(long octets)
    {
        _disk.Free = octets;
        _time.Advance(TimeSpan.FromSeconds(1));
    }

    private Task UntilThereIsRoomAsync(Spool spool) => UntilInTimeAsync(() => spool.FreeOctets >= SpoolRoom.ForMessages);

    private async Task PassTimeAsync()
    {
        for (var second = 0; second < 20; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5, Token);
        }
    }

    private async Task UntilInTimeAsync(Func<bool> condition)
    {
        if (condition()) return;
        await Eventually.IsSoAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return condition();
        });
    }

    private async Task<Spool> OpenAsync() => (await Spool.OpenAsync(Options, _disk, _time, Token)).Spool;
}
