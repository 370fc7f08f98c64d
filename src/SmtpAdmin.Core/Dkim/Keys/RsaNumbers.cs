using System.Numerics;
using System.Security.Cryptography;

namespace SmtpAdmin.Dkim;

/// <summary>
/// Looks whether the numbers of an RSA public key can be what they should (RFC 8017 section 3.1). Only what costs little: that the modulus is the
/// product of large primes is not proven, but one that anybody takes apart is found.
/// </summary>
internal static class RsaNumbers
{
    private const uint MaxFactor = 1000;

    private static readonly uint[] SmallPrimes = [.. Primes()];

    /// <summary>What is wrong with a key, in words that begin in lower case; null when nothing is seen.</summary>
    /// <param name="key">The modulus and the exponent.</param>
    public static string? Problem(RSAParameters key)
    {
        const string Reference = "(RFC 8017 section 3.1)";
        var modulus = new BigInteger(key.Modulus, isUnsigned: true, isBigEndian: true);
        var exponent = new BigInteger(key.Exponent, isUnsigned: true, isBigEndian: true);
        if (modulus.IsEven) return $"its modulus is even, and no product of large primes {Reference}";
        if (Array.Find(SmallPrimes, prime => modulus % prime == 0) is > 0 and var factor) return $"its modulus can be divided by {factor}, and is no product of large primes {Reference}";
        if (exponent < 3) return $"its exponent is {exponent}, and has to be 3 at least {Reference}";
        if (exponent.IsEven) return $"its exponent is even {Reference}";
        return exponent >= modulus ? $"its exponent is not smaller than its modulus {Reference}" : null;
    }

    /// <summary>The odd primes below <see cref="MaxFactor"/>.</summary>
    private static List<uint> Primes()
    {
        var primes = new List<uint>();
        for (var candidate = 3u; candidate < MaxFactor; candidate += 2)
        {
            if (primes.TrueForAll(prime => candidate % prime != 0)) primes.Add(candidate);
        }
        return primes;
    }
}
