using System.Formats.Asn1;
using System.Numerics;

namespace SmtpAdmin.Dkim;

/// <summary>The numbers of an RSA public key (RFC 8017 section 3.1), as its octets say them: to ask a key for them after it was read costs more than to read it.</summary>
/// <param name="Modulus">The modulus.</param>
/// <param name="Exponent">The exponent.</param>
internal sealed record RsaNumbers(BigInteger Modulus, BigInteger Exponent)
{
    private const uint MaxFactor = 1000;

    /// <summary>The odd primes below <see cref="MaxFactor"/>, and products of some of them: a large number is divided by a product, and what remains by its primes.</summary>
    private static readonly (uint Product, uint[] Primes)[] Factors = [.. Products(Primes())];

    /// <summary>The octets of the modulus, which are those of a signature.</summary>
    public int Length { get; } = Modulus.GetByteCount(isUnsigned: true);

    /// <summary>Reads the numbers.</summary>
    /// <param name="key">A key that can be read.</param>
    /// <param name="isBare">It is an RSAPublicKey (RFC 8017 appendix A.1.1), not the SubjectPublicKeyInfo around one.</param>
    /// <exception cref="AsnContentException">It is another structure.</exception>
    public static RsaNumbers Read(ReadOnlyMemory<byte> key, bool isBare)
    {
        var sequence = new AsnReader(key, AsnEncodingRules.BER).ReadSequence();
        if (!isBare)
        {
            sequence.ReadSequence();
            sequence = new AsnReader(sequence.ReadBitString(out _), AsnEncodingRules.BER).ReadSequence();
        }
        return new(ReadNumber(sequence), ReadNumber(sequence));
    }

    /// <summary>
    /// Looks whether the numbers can be what they should. Only what costs little: that the modulus is the product of large primes is not proven, but
    /// one that anybody takes apart is found.
    /// </summary>
    /// <returns>What is wrong, in words that begin in lower case; null when nothing is seen.</returns>
    public string? Problem()
    {
        const string Reference = "(RFC 8017 section 3.1)";
        if (Modulus.IsEven) return $"its modulus is even, and no product of large primes {Reference}";
        if (SmallFactor() is { } factor) return $"its modulus can be divided by {factor}, and is no product of large primes {Reference}";
        if (Exponent < 3) return $"its exponent is {Exponent}, and has to be 3 at least {Reference}";
        if (Exponent.IsEven) return $"its exponent is even {Reference}";
        return Exponent >= Modulus ? $"its exponent is not smaller than its modulus {Reference}" : null;
    }

    private uint? SmallFactor()
    {
        foreach (var (product, primes) in Factors)
        {
            var rest = (uint)(Modulus % product);
            foreach (var prime in primes)
            {
                if (rest % prime == 0) return prime;
            }
        }
        return null;
    }

    /// <summary>A number without its sign: there is no negative one in a key, and some writers leave out the zero before a first bit that is set.</summary>
    private static BigInteger ReadNumber(AsnReader reader) => new(reader.ReadIntegerBytes().Span, isUnsigned: true, isBigEndian: true);

    private static List<uint> Primes()
    {
        var primes = new List<uint>();
        for (var candidate = 3u; candidate < MaxFactor; candidate += 2)
        {
            if (primes.TrueForAll(prime => candidate % prime != 0)) primes.Add(candidate);
        }
        return primes;
    }

    private static IEnumerable<(uint Product, uint[] Primes)> Products(List<uint> primes)
    {
        for (var (from, to) = (0, 0); from < primes.Count; from = to)
        {
            var product = 1UL;
            while (to < primes.Count && product * primes[to] <= uint.MaxValue) product *= primes[to++];
            yield return ((uint)product, [.. primes[from..to]]);
        }
    }
}
