using SmtpAdmin.Core.Tests.Dns;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay;

/// <summary>A mail may have a spool in it, and even this very one: nothing in it becomes a message, not even where the log is damaged and searched.</summary>
public sealed class SpoolForgeryTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private static readonly SpoolOptions Options = new() { Path = Path.GetFullPath("/spool") };

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    public async Task Records_of_another_spool_do_not_pass(int shift) => await ForgeAsync(_ => [.. new byte[shift], .. Forged()]);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public async Task A_copy_of_the_spool_s_own_records_does_not_pass(int shift) => await ForgeAsync(log => [.. new byte[shift], .. log, .. log[SpoolSegmentHeader.Size..]]);

    /// <summary>Sends a mail with forged records, and damages the header before it, so that what is in it is searched.</summary>
    private static async Task ForgeAsync(Func<byte[], byte[]> forge)
    {
        var disk = new FakeDisk(1);
        long first, last;
        byte[] content;
        await using (var spool = (await Spool.OpenAsync(Options, disk, new ManualTime(), Token)).Spool)
        {
            first = await spool.CommitAsync("the first"u8.ToArray());
            content = forge(disk.Files.Values.Single());
            await spool.CommitAsync(content);
            last = await spool.CommitAsync("the last"u8.ToArray());
        }
        var files = disk.Files;
        var log = files.Values.Single();
        var at = log.AsSpan().IndexOf(content);
        log[at - 4] ^= 1;
        var opening = await Spool.OpenAsync(Options, FakeDisk.With(files), new ManualTime(), Token);
        await using var again = opening.Spool;
        Assert.Equal([first, first + 1, last], opening.Messages.Select(message => message.Number));
        Assert.Equal("the first"u8.ToArray(), await again.OpenContent(first).ReadAllAsync());
        Assert.Equal("the last"u8.ToArray(), await again.OpenContent(last).ReadAllAsync());
        Assert.All(opening.Messages, message => Assert.Equal("envelope"u8.ToArray(), message.Envelope.ToArray()));
        await Assert.ThrowsAsync<SpoolDamageException>(() => again.OpenContent(first + 1).ReadAllAsync());
        Assert.Contains(opening.Damage, damage => damage.Number == first + 1);
        // It was searched to its end, and nothing was found.
        Assert.Contains(opening.Damage, damage => damage.Offset == at - SpoolRecordHeader.Size && damage.Length >= SpoolRecordHeader.Size + content.Length && damage.Number is null);
    }

    /// <summary>Whole and right but for the salt, which nobody outside knows.</summary>
    private static byte[] Forged()
    {
        var segment = new SpoolSegment(new FakeDisk(0), "forged", 1, salt: 0);
        var batch = new SpoolBatch();
        for (var offset = SpoolSegmentHeader.Size; offset < 4 * SpoolSegmentHeader.Size; offset += 512)
        {
            batch.Begin(segment, offset, SpoolSegmentHeader.Size);
            batch.AddCommit(SpoolRecordType.Commit, 666, [], "forged"u8, []);
            batch.Add(SpoolRecordType.Remove, 1, []);
        }
        batch.End();
        return [.. new SpoolSegmentHeader(1, 0, 0, 0, 0, 1000).ToOctets(), .. batch.Buffers.SelectMany(buffer => buffer.ToArray())];
    }
}
