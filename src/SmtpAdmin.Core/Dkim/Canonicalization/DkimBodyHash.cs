using System.Security.Cryptography;

namespace SmtpAdmin.Dkim;

/// <summary>The hash of a body as a signature wants it (RFC 6376 section 3.7), in flat memory.</summary>
internal sealed class DkimBodyHash : ICanonicalSink, IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly BodyCanonicalizer _canonicalizer;

    /// <summary>Starts a body.</summary>
    /// <param name="canonicalization">How it is canonicalized.</param>
    /// <param name="bodyLength">How many octets of the canonical body count (<c>l=</c>); null for all.</param>
    public DkimBodyHash(DkimCanonicalization canonicalization, long? bodyLength)
    {
        Canonicalization = canonicalization;
        BodyLength = bodyLength;
        _canonicalizer = new BodyCanonicalizer(canonicalization, this);
    }

    /// <summary>How the body is canonicalized.</summary>
    public DkimCanonicalization Canonicalization { get; }

    /// <summary>How many octets of the canonical body count at most; null for all.</summary>
    public long? BodyLength { get; }

    /// <summary>The length of the canonical body, in octets.</summary>
    public long TotalLength { get; private set; }

    /// <summary>A line ended in LF alone.</summary>
    public bool HasBareLineFeed => _canonicalizer.HasBareLineFeed;

    /// <summary>A CR stood without an LF behind it.</summary>
    public bool HasBareReturn => _canonicalizer.HasBareReturn;

    /// <summary>Takes the next octets of the body.</summary>
    public void Append(ReadOnlySpan<byte> octets) => _canonicalizer.Append(octets);

    /// <summary>Ends the body. To be called once.</summary>
    /// <returns>The hash.</returns>
    public byte[] Finish()
    {
        _canonicalizer.Finish();
        return _hash.GetHashAndReset();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _canonicalizer.Dispose();
        _hash.Dispose();
    }

    void ICanonicalSink.Write(ReadOnlySpan<byte> octets)
    {
        var counted = BodyLength is { } limit ? octets[..(int)Math.Clamp(limit - TotalLength, 0, octets.Length)] : octets;
        TotalLength += octets.Length;
        _hash.AppendData(counted);
    }
}
