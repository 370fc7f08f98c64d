using System.Security.Cryptography;

namespace SmtpAdmin.Dkim;

/// <summary>
/// A private key with what RFC 8032 section 5.1.5 derives from it, so that many messages can be signed at the price of one point
/// multiplication each. Safe for use by several threads at once, until it is disposed of, which wipes it.
/// </summary>
internal sealed class Ed25519Key : IDisposable
{
    // Pinned, so that the garbage collector does not leave copies behind when it moves things.
    private readonly byte[] _secrets = GC.AllocateArray<byte>(Ed25519.SeedSize + Ed25519Scalar.Size + 32, pinned: true);
    private readonly byte[] _publicKey = new byte[Ed25519.PublicKeySize];
    private int _isDisposed; // 0 or 1

    /// <summary>Takes a private key.</summary>
    /// <param name="seed">The private key as RFC 8032 has it: 32 octets. They are copied.</param>
    /// <exception cref="ArgumentException">The seed is not 32 octets long.</exception>
    public Ed25519Key(ReadOnlySpan<byte> seed)
    {
        if (seed.Length != Ed25519.SeedSize) throw new ArgumentException($"An Ed25519 private key is {Ed25519.SeedSize} octets long, and not {seed.Length}.", nameof(seed));
        seed.CopyTo(Seed);
        Span<byte> wide = stackalloc byte[Ed25519Scalar.WideSize];
        SHA512.HashData(seed, wide);
        wide[32..].CopyTo(Prefix);
        wide[0] &= 0b1111_1000;
        wide[31] &= 0b0111_1111;
        wide[31] |= 0b0100_0000;
        wide[32..].Clear();
        Ed25519Scalar.Reduce(wide, Scalar);
        CryptographicOperations.ZeroMemory(wide);
        Ed25519BaseTable.Multiply(Scalar).Encode(_publicKey);
    }

    /// <summary>The public key: 32 octets.</summary>
    public ReadOnlySpan<byte> PublicKey => _publicKey;

    private Span<byte> Seed => _secrets.AsSpan(0, Ed25519.SeedSize);

    private Span<byte> Scalar => _secrets.AsSpan(Ed25519.SeedSize, Ed25519Scalar.Size);

    private Span<byte> Prefix => _secrets.AsSpan(Ed25519.SeedSize + Ed25519Scalar.Size);

    /// <summary>Makes a key from the system's cryptographic generator.</summary>
    public static Ed25519Key Generate()
    {
        Span<byte> seed = stackalloc byte[Ed25519.SeedSize];
        RandomNumberGenerator.Fill(seed);
        try
        {
            return new Ed25519Key(seed);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <summary>Copies the private key out. The caller wipes the copy.</summary>
    /// <param name="destination">Gets 32 octets.</param>
    /// <exception cref="ArgumentException">There is no room for them.</exception>
    /// <exception cref="ObjectDisposedException">The key has been wiped.</exception>
    public void ExportSeed(Span<byte> destination)
    {
        ThrowIfDisposed();
        Seed.CopyTo(destination);
        ThrowIfDisposed();
    }

    /// <summary>Signs a message (RFC 8032 section 5.1.6).</summary>
    /// <returns>The signature: 64 octets, always the same for the same message.</returns>
    /// <exception cref="ObjectDisposedException">The key has been wiped.</exception>
    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        ThrowIfDisposed();
        var signature = new byte[Ed25519.SignatureSize];
        var encodedR = signature.AsSpan(0, EdwardsPoint.Size);
        var s = signature.AsSpan(EdwardsPoint.Size);
        Span<byte> r = stackalloc byte[Ed25519Scalar.Size];
        Span<byte> k = stackalloc byte[Ed25519Scalar.Size];
        Ed25519.HashToScalar(Prefix, message, [], r);
        Ed25519BaseTable.Multiply(r).Encode(encodedR);
        Ed25519.HashToScalar(encodedR, _publicKey, message, k);
        Ed25519Scalar.MultiplyAdd(k, Scalar, r, s);
        CryptographicOperations.ZeroMemory(r);
        ThrowIfDisposed(); // wiped meanwhile: a signature made of half a key would give the other half away
        return signature;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Interlocked.Exchange(ref _isDisposed, 1); // before anything is wiped
        CryptographicOperations.ZeroMemory(_secrets);
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(Interlocked.CompareExchange(ref _isDisposed, 0, 0) == 1, this);
}
