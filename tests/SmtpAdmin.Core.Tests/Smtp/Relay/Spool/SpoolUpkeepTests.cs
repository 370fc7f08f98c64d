using System.Text;
using SmtpAdmin.Core.Tests.Dns;
using SmtpAdmin.Core.Tests.Smtp.Relay.Support;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay;

/// <summary>Segments go when nobody needs them, and messages that stay make room for that.</summary>
public sealed class SpoolUpkeepTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private static readonly SpoolOptions Options = new() { Path = Path.GetFullPath("/spool"), SegmentSize = 16 * 1024, BlockSize = 2000, MaxGarbageSegments = 2 };

    private readonly FakeDisk _disk = new(1);
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Segments_are_dropped_from_the_oldest_on_each_durably_before_the_next()
    {
        var order = new List<string>();
        await using var spool = await OpenAsync();
        _disk.Fault = (step, path) =>
        {
            if (step is DiskStep.Delete or DiskStep.SyncFolder) order.Add(step == DiskStep.Delete ? Path.GetFileName(path) : "sync");
            return null;
        };
        var numbers = new List<long>();
        for (var count = 0; count < 40; count++) numbers.Add(await CommitAsync(spool, 1000));
        Assert.True(spool.SegmentCount > 4);
        order.Clear();
        numbers.Reverse(); // the oldest segment is free last
        foreach (var number in numbers) await spool.RemoveAsync(number);
        await Eventually.IsSoAsync(() => spool.SegmentCount == 1);
        _disk.Fault = null;
        var deleted = order.Where(step => step != "sync").ToArray();
        Assert.True(deleted.Length > 3);
        Assert.Equal(deleted.Order(StringComparer.Ordinal), deleted);
        for (var at = 0; at < order.Count; at++) Assert.True(order[at] == "sync" || order[at + 1] == "sync");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_message_that_stays_for_long_does_not_keep_what_is_done_with(bool hasSnapshots)
    {
        byte[] large;
        long first, second;
        await using (var spool = await OpenAsync())
        {
            if (hasSnapshots) spool.Snapshot = number => Encoding.ASCII.GetBytes($"snapshot of {number}");
            first = await CommitAsync(spool, 100);
            second = await CommitAsync(spool, 7000);
            await spool.AppendChangeAsync(first, "one"u8.ToArray());
            large = await spool.OpenContent(second).ReadAllAsync();
            for (var count = 0; count < 200; count++)
            {
                await spool.RemoveAsync(await CommitAsync(spool, 1500));
                await spool.AppendChangeAsync(first, Encoding.ASCII.GetBytes($"{count}"));
            }
            await UntilInTimeAsync(() => spool.SegmentCount < 8);
            Assert.Equal(2, spool.Count);
            Assert.Equal(large, await spool.OpenContent(second).ReadAllAsync());
        }
        Assert.DoesNotContain(SpoolPaths.Segment(Options.Path, 1), _disk.Files.Keys);
        var opening = await Spool.OpenAsync(Options, _disk, _time, Token);
        await using var again = opening.Spool;
        Assert.Empty(opening.Damage);
        Assert.Equal([first, second], opening.Messages.Select(message => message.Number));
        Assert.Equal(large, await again.OpenContent(second).ReadAllAsync());
        var changes = opening.Messages[0].Changes.Select(change => Encoding.ASCII.GetString(change.Span)).ToArray();
        var expected = Enumerable.Range(0, 200).Select(count => $"{count}").Prepend("one").ToArray();
        if (!hasSnapshots) Assert.Equal(expected, changes);
        else Assert.Equal(expected[^changes.Length..], changes);
        Assert.Equal(hasSnapshots ? $"snapshot of {second}" : "envelope", Encoding.ASCII.GetString(opening.Messages[1].Envelope.Span));
    }

    /// <summary>A relay that starts takes its messages over one by one, while the spool moves them already.</summary>
    [Fact]
    public async Task A_message_that_the_queue_does_not_know_is_moved_as_it_is()
    {
        long number;
        await using (var spool = await OpenAsync())
        {
            using var queue = new RelayQueue(spool, new RelayRoutes([new SmtpRelayRoute()], "relay.example"), new SmtpRelayRetry(), NoLog.Instance, _time, new Random(1));
            spool.Snapshot = queue.Snapshot;
            number = await CommitAsync(spool, 100);
            await spool.AppendChangeAsync(number, "change"u8.ToArray());
            for (var count = 0; count < 60; count++) await spool.RemoveAsync(await CommitAsync(spool, 1500));
            await UntilInTimeAsync(() => !_disk.Files.ContainsKey(SpoolPaths.Segment(Options.Path, 1)));
        }
        var opening = await Spool.OpenAsync(Options, _disk, _time, Token);
        await using var again = opening.Spool;
        var message = Assert.Single(opening.Messages);
        Assert.Equal((number, "envelope", "change"), (message.Number, Encoding.ASCII.GetString(message.Envelope.Span), Encoding.ASCII.GetString(Assert.Single(message.Changes).Span)));
    }

    [Fact]
    public async Task Who_reads_a_message_reads_on_when_it_is_removed_and_its_segments_are_dropped()
    {
        await using var spool = await OpenAsync();
        var number = await CommitAsync(spool, 7000);
        var expected = await spool.OpenContent(number).ReadAllAsync();
        for (var count = 0; count < 60; count++) await spool.RemoveAsync(await CommitAsync(spool, 1500)); // its file is not kept open for being new
        var content = spool.OpenContent(number);
        var begun = (await content.ReadAsync(Token)).ToArray();
        await spool.RemoveAsync(number);
        await Eventually.IsSoAsync(() => spool.SegmentCount == 1);
        using var rest = new MemoryStream();
        rest.Write(begun);
        while (await content.ReadAsync(Token) is { IsEmpty: false } block) rest.Write(block.Span);
        await content.DisposeAsync();
        await content.DisposeAsync();
        Assert.Equal(expected, rest.ToArray());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => content.ReadAsync(Token).AsTask());
    }

    [Fact]
    public async Task Damaged_content_stays_damaged_when_it_is_moved_and_its_segment_is_kept()
    {
        long number, good;
        await using (var spool = await OpenAsync())
        {
            number = await CommitAsync(spool, 100);
            good = await CommitAsync(spool, 100);
            for (var count = 0; count < 12; count++) await CommitAsync(spool, 1000); // the damage is not in the last segment, which is read whole
        }
        var files = _disk.Files;
        var segment = SpoolPaths.Segment(Options.Path, 1);
        files[segment][SpoolSegmentHeader.Size + SpoolRecordHeader.Size + 5] ^= 1;
        var disk = FakeDisk.With(files);
        var opening = await Spool.OpenAsync(Options, disk, _time, Token);
        Assert.Empty(opening.Damage); // nobody has read it so far
        await using (var spool = opening.Spool)
        {
            foreach (var message in opening.Messages.Where(message => message.Number > good)) await spool.RemoveAsync(message.Number);
            for (var count = 0; count < 60; count++) await spool.RemoveAsync(await CommitAsync(spool, 1500));
            await Eventually.IsSoAsync(() => !disk.Files.ContainsKey(segment));
            await Assert.ThrowsAsync<SpoolDamageException>(() => spool.OpenContent(number).ReadAllAsync());
            Assert.Equal(106, (await spool.OpenContent(good).ReadAllAsync()).Length);
        }
        Assert.Contains(SpoolPaths.Damaged(Options.Path, 1), disk.Files.Keys);
        var again = await Spool.OpenAsync(Options, disk, _time, Token);
        await using var last = again.Spool;
        Assert.Equal([number, good], again.Messages.Select(message => message.Number));
        await Assert.ThrowsAsync<SpoolDamageException>(() => last.OpenContent(number).ReadAllAsync());
    }

    [Fact]
    public async Task A_segment_that_cannot_be_deleted_is_tried_again()
    {
        await using var spool = await OpenAsync();
        var tries = 0;
        _disk.Fault = (step, _) => step == DiskStep.Delete && Interlocked.Increment(ref tries) > 0 ? FakeDisk.Broken() : null;
        for (var count = 0; count < 20; count++) await spool.RemoveAsync(await CommitAsync(spool, 1500));
        await Eventually.IsSoAsync(() => Volatile.Read(ref tries) == 1);
        Assert.Null(spool.Problem); // mail goes on
        Assert.True(spool.SegmentCount > 1);
        _disk.Fault = null;
        _time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.IsSoAsync(() => spool.SegmentCount == 1);
    }

    [Fact]
    public async Task A_draft_keeps_what_it_has_written()
    {
        await using var spool = await OpenAsync();
        var draft = spool.Begin();
        await draft.WriteAsync(Enumerable.Repeat((byte)'x', 9000).ToArray(), Token);
        for (var count = 0; count < 100; count++) await spool.RemoveAsync(await CommitAsync(spool, 1500));
        await draft.CommitAsync(default, default);
        Assert.Equal(Enumerable.Repeat((byte)'x', 9000), await spool.OpenContent(draft.Number).ReadAllAsync());
        await draft.DisposeAsync();
        await spool.RemoveAsync(draft.Number);
        await Eventually.IsSoAsync(() => spool.SegmentCount == 1);
    }

    [Fact]
    public async Task A_draft_that_came_to_nothing_keeps_nothing()
    {
        await using var spool = await OpenAsync();
        var draft = spool.Begin();
        await draft.WriteAsync(new byte[9000], Token);
        for (var count = 0; count < 30; count++) await spool.RemoveAsync(await CommitAsync(spool, 1500));
        Assert.True(spool.SegmentCount > 1);
        await draft.DisposeAsync();
        await Eventually.IsSoAsync(() => spool.SegmentCount == 1);
        Assert.Equal(0, spool.KeptOctets);
    }

    private static Task<long> CommitAsync(Spool spool, int length)
    {
        var content = new byte[length];
        new Random(length).NextBytes(content);
        return spool.CommitAsync(content, "prefix"u8.ToArray());
    }

    /// <summary>Waits while time passes: what could not be moved because it was being changed is moved later.</summary>
    private Task UntilInTimeAsync(Func<bool> condition) => Eventually.IsSoAsync(() =>
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        return condition();
    });

    private async Task<Spool> OpenAsync() => (await Spool.OpenAsync(Options, _disk, _time, Token)).Spool;
}
