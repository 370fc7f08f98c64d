using System.Text;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay;

/// <summary>The octets on disk, which later versions must be able to read.</summary>
public sealed class SpoolFormatTests
{
    private const long SegmentNumber = 7;
    private const ulong Salt = 0x1122334455667788;

    private readonly SpoolSegment _segment = new(new FakeDisk(0), "/spool/000000000007.log", SegmentNumber, Salt);

    [Fact]
    public void A_segment_begins_with_its_header_twice_each_in_a_page_of_its_own()
    {
        var octets = new SpoolSegmentHeader(SegmentNumber, Salt, Previous: 5, PreviousDurable: 0x3000, PreviousEnd: 0x4000, NextMessage: 65537).ToOctets();
        Assert.Equal(8192, octets.Length);
        Assert.Equal(
            "536D7470" + "53706F6C" + "01000000" + "00000000" + "0700000000000000" + "8877665544332211" + "0500000000000000" + "0030000000000000" + "0040000000000000" + "0100010000000000" + "A1F4204A",
            Convert.ToHexString(octets.AsSpan(0, 68)));
        Assert.Equal(octets[..4096], octets[4096..]);
        Assert.All(octets[68..4096], octet => Assert.Equal(0, octet));
        Assert.Equal(new(SegmentNumber, Salt, 5, 0x3000, 0x4000, 65537), SpoolSegmentHeader.Read(octets, SegmentNumber, out var isWhole));
        Assert.True(isWhole);
    }

    [Fact]
    public void Either_copy_of_the_header_will_do()
    {
        var header = new SpoolSegmentHeader(SegmentNumber, Salt, 5, 0x3000, 0x4000, 65537);
        foreach (var copy in new[] { 0, 4096 })
        {
            var octets = header.ToOctets();
            octets.AsSpan(copy, 4096).Clear();
            Assert.Equal(header, SpoolSegmentHeader.Read(octets, SegmentNumber, out var isWhole));
            Assert.False(isWhole);
        }
        Assert.Null(SpoolSegmentHeader.Read(new byte[8192], SegmentNumber, out _));
        Assert.Null(SpoolSegmentHeader.Read(header.ToOctets(), SegmentNumber + 1, out _)); // another segment's file under this name
        Assert.Null(SpoolSegmentHeader.Read([], SegmentNumber, out _));
    }

    [Fact]
    public void A_later_version_is_told_from_damage()
    {
        var octets = new SpoolSegmentHeader(SegmentNumber, Salt, 5, 0x3000, 0x4000, 65537).ToOctets();
        octets[8] = 2;
        var sum = Crc32C.Of(octets.AsSpan(0, 64));
        BitConverter.TryWriteBytes(octets.AsSpan(64), sum);
        var exception = Assert.Throws<NotSupportedException>(() => SpoolSegmentHeader.Read(octets, SegmentNumber, out _));
        Assert.Contains("version 2", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_type_of_record_has_its_octets()
    {
        var batch = new SpoolBatch();
        batch.Begin(_segment, offset: 8192, durable: 8192);
        var content = new SpoolBlock();
        content.Append("Hello"u8.ToArray());
        content.Append(" world"u8.ToArray());
        content.Seal();
        var place = batch.AddContent(42, content, isDamaged: false);
        var damaged = batch.AddContent(42, content, isDamaged: true);
        batch.AddCommit(SpoolRecordType.Commit, 42, [place], "envelope"u8, []);
        batch.Add(SpoolRecordType.Change, 42, "change"u8);
        batch.AddCommit(SpoolRecordType.Moved, 42, [place, damaged], "envelope"u8, ["one"u8.ToArray(), Array.Empty<byte>()]);
        batch.Add(SpoolRecordType.Remove, 42, []);
        batch.Add(SpoolRecordType.Mark, 65537, []);
        batch.End();
        Assert.Equal(new(_segment, 8192, 11), place);
        Assert.Equal(
            [
                "53724563010000000B000000002000002A00000000000000781FB572C344238D" + "48656C6C6F20776F726C640000000000",
                "53724563010100000B000000002000002A00000000000000781FB5728ED5F1AF" + "48656C6C6F20776F726C640000000000",
                "537245630200000028000000002000002A00000000000000CF831587CC48F22F" + "010000000800000000000000000000000700000000000000002000000B000000656E76656C6F7065",
                "537245630300000006000000002000002A00000000000000A81739C1200FA664" + "6368616E67650000",
                "537245630500000043000000002000002A000000000000001E2EE34E23E33E0E" + "020000000800000002000000000000000700000000000000002000000B0000000700000000000000302000000B000000656E76656C6F7065030000006F6E65000000000000000000",
                "537245630400000000000000002000002A0000000000000000000000B46554F7",
                "537245630600000000000000002000000100010000000000000000001134D00C",
            ],
            Records(batch));
    }

    [Fact]
    public void Large_content_is_written_from_where_it_is_and_looks_the_same()
    {
        var octets = new byte[100_003];
        new Random(1).NextBytes(octets);
        var block = new SpoolBlock();
        block.Append(octets.AsMemory(0, 50_000));
        block.Append(octets.AsMemory(50_000));
        block.Seal();
        var batch = new SpoolBatch();
        batch.Begin(_segment, offset: 8192, durable: 8192);
        batch.AddContent(1, block, isDamaged: false);
        batch.Add(SpoolRecordType.Remove, 2, []);
        batch.End();
        var written = Join(batch);
        Assert.Equal(batch.Offset, 8192 + written.Length);
        Assert.True(SpoolRecordHeader.TryRead(written, Salt, SegmentNumber, 8192, out var header));
        Assert.Equal(new(SpoolRecordType.Content, false, octets.Length, 8192, 1, Crc32C.Of(octets)), header);
        Assert.Equal(octets, written[32..(32 + octets.Length)]);
        Assert.True(SpoolRecordHeader.TryRead(written.AsSpan((int)header.RecordSize), Salt, SegmentNumber, 8192 + header.RecordSize, out var next));
        Assert.Equal(2, next.Number);
    }

    [Fact]
    public void A_header_is_one_only_where_it_was_written()
    {
        var octets = new byte[32];
        new SpoolRecordHeader(SpoolRecordType.Remove, false, 0, 8192, 42, 0).Write(octets, Salt, SegmentNumber, 8192);
        Assert.True(SpoolRecordHeader.TryRead(octets, Salt, SegmentNumber, 8192, out _));
        Assert.False(SpoolRecordHeader.TryRead(octets, Salt + 1, SegmentNumber, 8192, out _));
        Assert.False(SpoolRecordHeader.TryRead(octets, Salt, SegmentNumber + 1, 8192, out _));
        Assert.False(SpoolRecordHeader.TryRead(octets, Salt, SegmentNumber, 8200, out _));
        Assert.False(SpoolRecordHeader.TryRead(octets.AsSpan(1), Salt, SegmentNumber, 8192, out _));
        for (var bit = 0; bit < octets.Length * 8; bit++)
        {
            octets[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(SpoolRecordHeader.TryRead(octets, Salt, SegmentNumber, 8192, out _));
            octets[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void A_commit_that_is_cut_off_anywhere_is_none()
    {
        var place = new SpoolPlace(_segment, 8192, 11);
        IReadOnlyList<ReadOnlyMemory<byte>> changes = [Encoding.ASCII.GetBytes("one"), Encoding.ASCII.GetBytes("two")];
        var payload = new byte[SpoolCommit.SizeFor(2, 8, changes)];
        SpoolCommit.Write(payload, [place, place], "envelope"u8, changes);
        for (var length = 0; length < payload.Length; length++) Assert.Null(SpoolCommit.Read(payload.AsSpan(0, length)));
        var commit = SpoolCommit.Read(payload)!;
        Assert.Equal([new(SegmentNumber, 8192, 11), new(SegmentNumber, 8192, 11)], commit.Extents);
        Assert.Equal("envelope"u8.ToArray(), commit.Envelope.ToArray());
        Assert.Equal(["one", "two"], commit.Changes.Select(change => Encoding.ASCII.GetString(change.Span)));
    }

    private static byte[] Join(SpoolBatch batch) => [.. batch.Buffers.SelectMany(buffer => buffer.ToArray())];

    /// <summary>Each record in hexadecimal.</summary>
    private static List<string> Records(SpoolBatch batch)
    {
        var octets = Join(batch);
        var records = new List<string>();
        for (var at = 0; at < octets.Length;)
        {
            Assert.True(SpoolRecordHeader.TryRead(octets.AsSpan(at), Salt, SegmentNumber, 8192 + at, out var header));
            records.Add(Convert.ToHexString(octets, at, (int)header.RecordSize));
            at += (int)header.RecordSize;
        }
        return records;
    }
}
