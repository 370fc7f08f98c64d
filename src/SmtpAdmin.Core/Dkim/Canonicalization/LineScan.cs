using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SmtpAdmin.Dkim;

/// <summary>Finds how far a body stays as it is when it is canonicalized, many octets at a time. Each octet is judged with the one behind it.</summary>
internal static class LineScan
{
    /// <summary>The octets before the first line end that is not CRLF, and before the last octet.</summary>
    public static int SimpleLength(ReadOnlySpan<byte> octets)
    {
        ref var first = ref MemoryMarshal.GetReference(octets);
        var at = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            for (; at + Vector128<byte>.Count < octets.Length; at += Vector128<byte>.Count)
            {
                var these = Vector128.LoadUnsafe(ref first, (nuint)at);
                var next = Vector128.LoadUnsafe(ref first, (nuint)at + 1);
                var touched = IsBrokenEnd(these, next);
                if (touched != Vector128<byte>.Zero) return at + BitOperations.TrailingZeroCount(touched.ExtractMostSignificantBits());
            }
        }
        while (at + 1 < octets.Length && !IsBrokenEnd(octets[at], octets[at + 1])) at++;
        return at;
    }

    /// <summary>The same, and before the first white space that is more than one space between two words.</summary>
    public static int RelaxedLength(ReadOnlySpan<byte> octets)
    {
        ref var first = ref MemoryMarshal.GetReference(octets);
        var at = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            var space = Vector128.Create((byte)' ');
            var tab = Vector128.Create((byte)'\t');
            for (; at + Vector128<byte>.Count < octets.Length; at += Vector128<byte>.Count)
            {
                var these = Vector128.LoadUnsafe(ref first, (nuint)at);
                var next = Vector128.LoadUnsafe(ref first, (nuint)at + 1);
                // A space before a control character or a space is looked at closely: it need not go, but may.
                var touched = IsBrokenEnd(these, next)
                    | Vector128.Equals(these, tab)
                    | (Vector128.Equals(these, space) & Vector128.Equals(Vector128.Min(next, space), next));
                if (touched != Vector128<byte>.Zero) return at + BitOperations.TrailingZeroCount(touched.ExtractMostSignificantBits());
            }
        }
        while (at + 1 < octets.Length && !IsTouched(octets[at], octets[at + 1])) at++;
        return at;
    }

    /// <summary>CR without LF, or LF without CR.</summary>
    private static Vector128<byte> IsBrokenEnd(Vector128<byte> these, Vector128<byte> next) =>
        Vector128.Equals(these, Vector128.Create((byte)'\r')) ^ Vector128.Equals(next, Vector128.Create((byte)'\n'));

    private static bool IsBrokenEnd(byte octet, byte next) => (octet == '\r') != (next == '\n');

    private static bool IsTouched(byte octet, byte next) => IsBrokenEnd(octet, next) || octet == '\t' || (octet == ' ' && next <= ' ');
}
