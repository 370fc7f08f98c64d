using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace SmtpAdmin.Dkim;

/// <summary>
/// An integer modulo p = 2^255 - 19 (RFC 8032 section 5.1), in five limbs of 51 bits. No branch and no index depends on its value.
/// </summary>
/// <remarks>
/// A product or a difference has limbs below 2^51 + 2^16; a sum is not carried. Products, differences and encodings take limbs
/// below 2^53: a sum of up to three such elements.
/// </remarks>
internal readonly struct FieldElement
{
    /// <summary>The length of an encoded element, in octets.</summary>
    public const int Size = 32;

    private const int LimbBits = 51;
    private const ulong LimbMask = (1UL << LimbBits) - 1;

    private readonly ulong _0, _1, _2, _3, _4;

    /// <summary>An element of its limbs, the least significant first, each below 2^53.</summary>
    public FieldElement(ulong limb0, ulong limb1, ulong limb2, ulong limb3, ulong limb4) =>
        (_0, _1, _2, _3, _4) = (limb0, limb1, limb2, limb3, limb4);

    /// <summary>0.</summary>
    public static FieldElement Zero => default;

    /// <summary>1.</summary>
    public static FieldElement One => new(1, 0, 0, 0, 0);

    /// <summary>The curve's constant d = -121665/121666.</summary>
    public static FieldElement D => new(0x34dca135978a3, 0x1a8283b156ebd, 0x5e7a26001c029, 0x739c663a03cbb, 0x52036cee2b6ff);

    /// <summary>Twice the curve's constant.</summary>
    public static FieldElement TwiceD => new(0x69b9426b2f159, 0x35050762add7a, 0x3cf44c0038052, 0x6738cc7407977, 0x2406d9dc56dff);

    /// <summary>A square root of -1: 2^((p - 1) / 4).</summary>
    public static FieldElement SquareRootOfMinusOne => new(0x61b274a0ea0b0, 0x0d5a5fc8f189d, 0x7ef5e9cbd0c60, 0x78595a6804c9e, 0x2b8324804fc1d);

    /// <summary>The element is 0.</summary>
    public bool IsZero
    {
        get
        {
            Span<byte> bytes = stackalloc byte[Size];
            Write(bytes);
            var any = 0;
            foreach (var value in bytes) any |= value;
            return any == 0;
        }
    }

    /// <summary>The least significant bit of the canonical form: 0 or 1. RFC 8032 calls it the sign.</summary>
    public int Sign
    {
        get
        {
            Span<byte> bytes = stackalloc byte[Size];
            Write(bytes);
            return bytes[0] & 1;
        }
    }

    /// <summary>Reads 32 octets, little-endian; the highest bit does not count. Values from p to 2^255 - 1 are taken and reduced.</summary>
    public static FieldElement Read(ReadOnlySpan<byte> bytes)
    {
        var word0 = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        var word1 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        var word2 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]);
        var word3 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]);
        return new FieldElement(
            word0 & LimbMask,
            ((word0 >> 51) | (word1 << 13)) & LimbMask,
            ((word1 >> 38) | (word2 << 26)) & LimbMask,
            ((word2 >> 25) | (word3 << 39)) & LimbMask,
            (word3 >> 12) & LimbMask);
    }

    /// <summary>Writes the canonical form: 32 octets, little-endian.</summary>
    public void Write(Span<byte> destination)
    {
        var carried = Carry(_0, _1, _2, _3, _4); // now below 2p
        var (limb0, limb1, limb2, limb3, limb4) = (carried._0, carried._1, carried._2, carried._3, carried._4);
        var isOver = (limb0 + 19) >> LimbBits; // becomes 1 when the value is p or more
        isOver = (limb1 + isOver) >> LimbBits;
        isOver = (limb2 + isOver) >> LimbBits;
        isOver = (limb3 + isOver) >> LimbBits;
        isOver = (limb4 + isOver) >> LimbBits;
        limb0 += 19 * isOver; // less p is plus 19 less 2^255, and the latter falls off at the end
        limb1 += limb0 >> LimbBits;
        limb2 += limb1 >> LimbBits;
        limb3 += limb2 >> LimbBits;
        limb4 += limb3 >> LimbBits;
        (limb0, limb1, limb2, limb3, limb4) = (limb0 & LimbMask, limb1 & LimbMask, limb2 & LimbMask, limb3 & LimbMask, limb4 & LimbMask);
        BinaryPrimitives.WriteUInt64LittleEndian(destination, limb0 | (limb1 << 51));
        BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], (limb1 >> 13) | (limb2 << 38));
        BinaryPrimitives.WriteUInt64LittleEndian(destination[16..], (limb2 >> 26) | (limb3 << 25));
        BinaryPrimitives.WriteUInt64LittleEndian(destination[24..], (limb3 >> 39) | (limb4 << 12));
    }

    /// <summary><paramref name="ifClear"/> when the mask is 0, <paramref name="ifSet"/> when it is all ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FieldElement Select(in FieldElement ifClear, in FieldElement ifSet, ulong mask) => new(
        ifClear._0 ^ ((ifClear._0 ^ ifSet._0) & mask),
        ifClear._1 ^ ((ifClear._1 ^ ifSet._1) & mask),
        ifClear._2 ^ ((ifClear._2 ^ ifSet._2) & mask),
        ifClear._3 ^ ((ifClear._3 ^ ifSet._3) & mask),
        ifClear._4 ^ ((ifClear._4 ^ ifSet._4) & mask));

    public static FieldElement operator +(in FieldElement left, in FieldElement right) =>
        new(left._0 + right._0, left._1 + right._1, left._2 + right._2, left._3 + right._3, left._4 + right._4);

    public static FieldElement operator -(in FieldElement left, in FieldElement right)
    {
        const ulong SixteenPLow = 16 * (LimbMask - 18), SixteenP = 16 * LimbMask; // so that no limb falls below 0
        return Carry(
            left._0 + SixteenPLow - right._0,
            left._1 + SixteenP - right._1,
            left._2 + SixteenP - right._2,
            left._3 + SixteenP - right._3,
            left._4 + SixteenP - right._4);
    }

    public static FieldElement operator -(in FieldElement value) => Zero - value;

    public static FieldElement operator *(in FieldElement left, in FieldElement right)
    {
        var (left0, left1, left2, left3, left4) = (Product.Shift(left._0), Product.Shift(left._1), Product.Shift(left._2), Product.Shift(left._3), Product.Shift(left._4));
        var (right0, right1, right2, right3, right4) = (right._0, right._1, right._2, right._3, right._4);
        var (wrapped1, wrapped2, wrapped3, wrapped4) = (19 * right1, 19 * right2, 19 * right3, 19 * right4); // 2^255 is 19
        Product sum0 = default, sum1 = default, sum2 = default, sum3 = default, sum4 = default;
        sum0.Add(left0, right0);
        sum0.Add(left1, wrapped4);
        sum0.Add(left2, wrapped3);
        sum0.Add(left3, wrapped2);
        sum0.Add(left4, wrapped1);
        sum1.Add(left0, right1);
        sum1.Add(left1, right0);
        sum1.Add(left2, wrapped4);
        sum1.Add(left3, wrapped3);
        sum1.Add(left4, wrapped2);
        sum2.Add(left0, right2);
        sum2.Add(left1, right1);
        sum2.Add(left2, right0);
        sum2.Add(left3, wrapped4);
        sum2.Add(left4, wrapped3);
        sum3.Add(left0, right3);
        sum3.Add(left1, right2);
        sum3.Add(left2, right1);
        sum3.Add(left3, right0);
        sum3.Add(left4, wrapped4);
        sum4.Add(left0, right4);
        sum4.Add(left1, right3);
        sum4.Add(left2, right2);
        sum4.Add(left3, right1);
        sum4.Add(left4, right0);
        return Fold(sum0, sum1, sum2, sum3, sum4);
    }

    /// <summary>The square: the same as the element times itself, in three fifths of the products.</summary>
    public FieldElement Square()
    {
        var (shifted0, shifted1, shifted2, shifted3, shifted4) = (Product.Shift(_0), Product.Shift(_1), Product.Shift(_2), Product.Shift(_3), Product.Shift(_4));
        var (twice1, twice2, wrapped3, wrapped4) = (2 * _1, 2 * _2, 19 * _3, 19 * _4);
        Product sum0 = default, sum1 = default, sum2 = default, sum3 = default, sum4 = default;
        sum0.Add(shifted0, _0);
        sum0.Add(shifted1, 2 * wrapped4);
        sum0.Add(shifted2, 2 * wrapped3);
        sum1.Add(shifted0, twice1);
        sum1.Add(shifted2, 2 * wrapped4);
        sum1.Add(shifted3, wrapped3);
        sum2.Add(shifted0, twice2);
        sum2.Add(shifted1, _1);
        sum2.Add(shifted3, 2 * wrapped4);
        sum3.Add(shifted0, 2 * _3);
        sum3.Add(shifted1, twice2);
        sum3.Add(shifted4, wrapped4);
        sum4.Add(shifted0, 2 * _4);
        sum4.Add(shifted1, 2 * _3);
        sum4.Add(shifted2, _2);
        return Fold(sum0, sum1, sum2, sum3, sum4);
    }

    /// <summary>The square of the square, and so on: the element to the power of 2^<paramref name="times"/>.</summary>
    public FieldElement Square(int times)
    {
        var result = this;
        for (var i = 0; i < times; i++) result = result.Square();
        return result;
    }

    /// <summary>One element of the sums of products. What overflows a sum counts for the next; what overflows the last, 19 times for the first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FieldElement Fold(in Product sum0, in Product sum1, in Product sum2, in Product sum3, in Product sum4) => Carry(
        sum0.Low + (19 * sum4.Carry), sum1.Low + sum0.Carry, sum2.Low + sum1.Carry, sum3.Low + sum2.Carry, sum4.Low + sum3.Carry);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FieldElement Carry(ulong limb0, ulong limb1, ulong limb2, ulong limb3, ulong limb4) => new(
        (limb0 & LimbMask) + (19 * (limb4 >> LimbBits)),
        (limb1 & LimbMask) + (limb0 >> LimbBits),
        (limb2 & LimbMask) + (limb1 >> LimbBits),
        (limb3 & LimbMask) + (limb2 >> LimbBits),
        (limb4 & LimbMask) + (limb3 >> LimbBits));

    /// <summary>
    /// A sum of products of limbs. Each is cut at bit 53 as it comes, so that sums never overflow 64 bits: a carry between two words would
    /// have to be found by comparison, which a compiler may turn into a branch.
    /// </summary>
    private struct Product
    {
        private const int CutBits = 53;
        private ulong _high;

        public ulong Low { get; private set; }

        /// <summary>What counts for the next limb.</summary>
        public readonly ulong Carry => _high << (CutBits - LimbBits);

        /// <summary>A limb as <see cref="Add"/> wants it: at the top of the word, so that the product's upper word begins at the cut.</summary>
        public static ulong Shift(ulong limb) => limb << (64 - CutBits);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(ulong shifted, ulong limb)
        {
            _high += Math.BigMul(shifted, limb, out var low);
            Low += low >> (64 - CutBits);
        }
    }
}
