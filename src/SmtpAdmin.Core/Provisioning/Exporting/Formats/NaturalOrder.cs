using System.Numerics;
using System.Globalization;

namespace SmtpAdmin.Provisioning;

/// <summary>The order of names in which numbers count as such, as Python's natsort has it: text and numbers in turn, text by its code points, text first.</summary>
internal sealed class NaturalOrder : IComparer<string>
{
    /// <summary>The order.</summary>
    public static NaturalOrder Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        var (left, right) = (Parts(x ?? ""), Parts(y ?? ""));
        for (var at = 0; at < Math.Min(left.Count, right.Count); at++)
        {
            // Both have text at even places and a number at odd ones.
            var order = at % 2 == 0 ? string.CompareOrdinal(left[at], right[at]) : Number(left[at]).CompareTo(Number(right[at]));
            if (order != 0) return order;
        }
        return left.Count.CompareTo(right.Count);
    }

    private static BigInteger Number(string digits) => BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    private static List<string> Parts(string text)
    {
        var (parts, start) = (new List<string>(), 0);
        for (var at = 0; at <= text.Length; at++)
        {
            var ends = at == text.Length || char.IsAsciiDigit(text[at]) == (parts.Count % 2 == 0);
            if (!ends) continue;
            if (at > start || parts.Count == 0) parts.Add(text[start..at]);
            start = at;
        }
        return parts;
    }
}
