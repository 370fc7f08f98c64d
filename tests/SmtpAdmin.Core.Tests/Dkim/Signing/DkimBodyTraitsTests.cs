using System.Text;
using SmtpAdmin.Dkim;

namespace SmtpAdmin.Core.Tests.Dkim.Signing;

public sealed class DkimBodyTraitsTests
{
    [Theory]
    [InlineData("", false, false)]
    [InlineData("a\r\nb\r\n", false, false)]
    [InlineData("\u00E9", true, false)]
    [InlineData("998", false, false)]
    [InlineData("999\r\n", false, true)]
    [InlineData("1000", false, true)]
    [InlineData("998\r\n998\r\n998", false, false)]
    [InlineData("998\n998\n", false, false)]
    [InlineData("5\r\n999\r\n5\r\n", false, true)]
    [InlineData("2500", false, true)]
    public void Long_lines_and_octets_beyond_ASCII_are_seen_however_a_body_is_cut(string plan, bool has8Bit, bool hasLongLine)
    {
        // A number stands for a line of as many octets.
        var text = string.Join("\n", plan.Split('\n').Select(line => int.TryParse(line.TrimEnd('\r'), out var length) ? new string('a', length) + (line.EndsWith('\r') ? "\r" : "") : line));
        var octets = Encoding.Latin1.GetBytes(text);
        foreach (var piece in Enumerable.Range(1, 20).Concat([997, 998, 999, 1000, 1001, 5000]))
        {
            var traits = new DkimBodyTraits();
            foreach (var part in octets.Chunk(piece)) traits.Append(part);
            Assert.Equal((has8Bit, hasLongLine), (traits.Has8Bit, traits.HasLongLine));
        }
    }
}
