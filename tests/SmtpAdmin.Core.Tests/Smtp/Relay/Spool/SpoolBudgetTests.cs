using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Core.Tests.Dns;
using SmtpAdmin.Core.Tests.Smtp.Relay.Support;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay;

/// <summary>What drafts take of the memory they give back, to the last octet: what they kept would be missing from the free octets until the end.</summary>
public sealed class SpoolBudgetTests
{
    private const int Drafts = 12;

    [Fact]
    public void Memory_is_whole_again_after_any_mix_of_messages() =>
        Prop.ForAll(Arb.From(Gen.Choose(0, int.MaxValue)), RunAsync).Check(Config.QuickThrowOnFailure.WithMaxTest(30));

    /// <summary>The sizes in which a client's octets come are not those of the arrays that they are copied to.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(5000)]
    [InlineData(70_000)]
    public async Task Memory_is_whole_again_after_messages_that_come_in_pieces(int piece)
    {
        await using var spool = await OpenAsync(new FakeDisk(1), long.MaxValue);
        for (var length = piece; length < 200 * piece; length *= 3)
        {
            await using var draft = spool.Begin();
            for (var at = 0; at < length; at += piece) await draft.WriteAsync(new byte[piece], CancellationToken.None);
            await draft.CommitAsync(default, default);
        }
        Assert.Equal(0, spool.BufferedOctets);
    }

    private static async Task RunAsync(int seed)
    {
        var random = new Random(seed);
        var disk = new FakeDisk(seed);
        await using var spool = await OpenAsync(disk, random.Next(2) == 0 ? 64 * 1024 * 1024 : random.Next(200_000));
        if (random.Next(3) == 0) BreakNowAndThen(disk, random);
        await Task.WhenAll(Enumerable.Range(0, Drafts).Select(_ => Task.Run(() => TryDraftAsync(spool, new Random(seed++)))));
        Assert.Equal(0, spool.BufferedOctets);
        disk.Fault = null;
        await Eventually.IsSoAsync(() => spool.SegmentCount == 1 || spool.Count > 0); // nothing holds a segment either
    }

    private static async Task TryDraftAsync(Spool spool, Random random)
    {
        using var stop = new CancellationTokenSource();
        await using var draft = spool.Begin();
        try
        {
            for (var pieces = random.Next(40); pieces > 0; pieces--)
            {
                if (random.Next(60) == 0) stop.CancelAfter(TimeSpan.Zero);
                await draft.WriteAsync(new byte[random.Next(1, random.Next(3) == 0 ? 150_000 : 3000)], stop.Token);
            }
            if (random.Next(3) == 0) return;
            await draft.CommitAsync(new byte[random.Next(2) * 100], default);
            if (random.Next(4) > 0) await spool.RemoveAsync(draft.Number);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The client is gone, or the disk.
        }
    }

    private static void BreakNowAndThen(FakeDisk disk, Random random) =>
        disk.Fault = (step, _) => step is DiskStep.Write or DiskStep.Sync && random.Next(20) == 0 ? FakeDisk.Broken() : null;

    private static async Task<Spool> OpenAsync(FakeDisk disk, long most) =>
        (await Spool.OpenAsync(new SpoolOptions { Path = "/spool", MaxBufferedOctets = most, SegmentSize = 512 * 1024, RetryPause = TimeSpan.Zero }, disk, new ManualTime(), CancellationToken.None)).Spool;
}
