using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Core.Tests.Smtp.Protocol;

public sealed class LineScannerTests
{
    [Fact]
    public void Lines_are_found_however_they_are_cut()
    {
        const string Input = "EHLO a\r\nbare\n\r\nx\ry\r\n0123456789ABCDEF\r\nok\r\n";
        string[] expected = ["Line:EHLO a", "BareLineFeed:bare", "Line:", "Line:x\ry", "TooLong:", "Line:ok"];
        for (var size = 1; size <= Input.Length; size++) Assert.Equal(expected, Scan(Encoding.ASCII.GetBytes(Input), size, limit: 12, out _));
    }

    [Theory]
    [InlineData("0123456789\r\n", "Line")] // 12 octets with their end
    [InlineData("0123456789A\r\n", "TooLong")]
    public void The_limit_counts_the_end_of_the_line(string input, string expected) =>
        Assert.Equal(expected, new LineScanner().Scan(Encoding.ASCII.GetBytes(input), 12, out _, out _).ToString());

    [Fact]
    public void A_line_without_end_is_never_stored()
    {
        Scan(Encoding.ASCII.GetBytes(new string('x', 100_000)), 7, limit: 64, out var mostStored);
        Assert.InRange(mostStored, 1, 64 + 7);
    }

    [Fact]
    public void Any_octets_give_the_same_lines_in_any_pieces() =>
        Prop.ForAll(
            Gen.ArrayOf(Gen.Elements("\r\nab"u8.ToArray())).ToArbitrary(), Gen.Choose(1, 20).ToArbitrary(),
            (octets, size) => Scan(octets, size, 8, out _).SequenceEqual(Scan(octets, Math.Max(1, octets.Length), 8, out _)))
            .QuickCheckThrowOnFailure();

    // As the session's reader does it.
    private static List<string> Scan(byte[] input, int pieceSize, int limit, out int mostStored)
    {
        var scanner = new LineScanner();
        var lines = new List<string>();
        var stored = new List<byte>();
        mostStored = 0;
        foreach (var piece in input.Chunk(pieceSize))
        {
            stored.AddRange(piece);
            mostStored = Math.Max(mostStored, stored.Count);
            LineScan found;
            do
            {
                found = scanner.Scan([.. stored], limit, out var length, out var consumed);
                if (found != LineScan.Incomplete) lines.Add($"{found}:{Encoding.ASCII.GetString([.. stored[..length]])}");
                stored.RemoveRange(0, consumed);
            }
            while (found != LineScan.Incomplete);
        }
        return lines;
    }
}
