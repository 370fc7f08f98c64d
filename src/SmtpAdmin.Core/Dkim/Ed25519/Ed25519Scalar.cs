using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace SmtpAdmin.Dkim;

/// <summary>
/// Integers modulo L, the order of the base point (RFC 8032 section 5.1): 32 octets, little-endian. Words of 32 bits in sums of 64, so that
/// carries need no comparison; no branch and no index depends on a value.
/// </summary>
internal static class Ed25519Scalar
{
    /// <summary>The length of a scalar, in octets.</summary>
    public const int Size = 32;

    /// <summary>The length of what <see cref="Reduce"/> takes, in octets.</summary>
    public const int WideSize = 64;

    private const int Words = 8, WideWords = 16;

    /// <summary>L = 2^252 + 27742317777372353535851937790883648493.</summary>
    private static ReadOnlySpan<uint> Order => [0x5cf5d3ed, 0x5812631a, 0xa2f79cd6, 0x14def9de, 0, 0, 0, 0x10000000, 0];

    /// <summary>2^512 / L, rounded down.</summary>
    private static ReadOnlySpan<uint> Reciprocal =>
        [0x0a2c131b, 0xed9ce5a3, 0x086329a7, 0x2106215d, 0xffffffeb, 0xffffffff, 0xffffffff, 0xffffffff, 0x0000000f];

    /// <summary>The scalar is below L: what RFC 8032 section 5.1.7 wants of S, so that no signature has a twin.</summary>
    public static bool IsCanonical(ReadOnlySpan<byte> scalar)
    {
        Span<uint> words = stackalloc uint[Words];
        Read(scalar, words);
        return Subtract(words, Order[..Words], words) == 1;
    }

    /// <summary>Any 512 bits modulo L.</summary>
    /// <param name="wide">64 octets, little-endian.</param>
    /// <param name="destination">Gets 32 octets.</param>
    public static void Reduce(ReadOnlySpan<byte> wide, Span<byte> destination)
    {
        Span<uint> words = stackalloc uint[WideWords];
        Read(wide, words);
        ReduceWords(words, destination);
        Clear(words);
    }

    /// <summary>(<paramref name="left"/> times <paramref name="right"/> plus <paramref name="addend"/>) modulo L, for factors of 32 octets and an addend below L.</summary>
    public static void MultiplyAdd(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, ReadOnlySpan<byte> addend, Span<byte> destination)
    {
        Span<uint> operands = stackalloc uint[3 * Words];
        var first = operands[..Words];
        var second = operands.Slice(Words, Words);
        var third = operands[(2 * Words)..];
        Read(left, first);
        Read(right, second);
        Read(addend, third);
        Span<uint> sum = stackalloc uint[WideWords];
        third.CopyTo(sum);
        MultiplyAdd(first, second, sum);
        ReduceWords(sum, destination);
        Clear(operands);
        Clear(sum);
    }

    /// <summary>Barrett's reduction (Handbook of Applied Cryptography, algorithm 14.42) with words of 32 bits: the quotient is at most two too small.</summary>
    private static void ReduceWords(ReadOnlySpan<uint> wide, Span<byte> destination)
    {
        const int More = Words + 1;
        Span<uint> product = stackalloc uint[2 * More];
        product.Clear();
        MultiplyAdd(wide[(Words - 1)..], Reciprocal, product);
        Span<uint> multiple = stackalloc uint[2 * More];
        multiple.Clear();
        MultiplyAdd(product[More..], Order, multiple);
        Span<uint> rest = stackalloc uint[More];
        Subtract(wide[..More], multiple[..More], rest);
        Span<uint> less = stackalloc uint[More];
        for (var i = 0; i < 2; i++)
        {
            var keep = 0 - Subtract(rest, Order, less);
            for (var word = 0; word < More; word++) rest[word] = less[word] ^ ((less[word] ^ rest[word]) & keep);
        }
        for (var word = 0; word < Words; word++) BinaryPrimitives.WriteUInt32LittleEndian(destination[(4 * word)..], rest[word]);
        Clear(product);
        Clear(multiple);
        Clear(rest);
        Clear(less);
    }

    /// <summary>Adds the product of two numbers to a sum, which must hold the result and be 0 from the length of <paramref name="right"/> on.</summary>
    private static void MultiplyAdd(ReadOnlySpan<uint> left, ReadOnlySpan<uint> right, Span<uint> sum)
    {
        for (var i = 0; i < left.Length; i++)
        {
            ulong carry = 0;
            for (var j = 0; j < right.Length; j++)
            {
                carry += ((ulong)left[i] * right[j]) + sum[i + j]; // at most 2^64 - 1
                sum[i + j] = (uint)carry;
                carry >>= 32;
            }
            sum[i + right.Length] = (uint)carry;
        }
    }

    /// <summary>Subtracts, and returns what had to be borrowed: 0 or 1.</summary>
    private static uint Subtract(ReadOnlySpan<uint> left, ReadOnlySpan<uint> right, Span<uint> difference)
    {
        long borrow = 0;
        for (var i = 0; i < left.Length; i++)
        {
            borrow += (long)left[i] - right[i];
            difference[i] = (uint)borrow;
            borrow >>= 32; // 0 or -1
        }
        return (uint)-borrow;
    }

    private static void Read(ReadOnlySpan<byte> bytes, Span<uint> words)
    {
        for (var i = 0; i < words.Length; i++) words[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(4 * i)..]);
    }

    private static void Clear(Span<uint> words) => CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(words));
}
