using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SmtpAdmin.Dane;

/// <summary>What a server is known by: its certificate with those that came with it, or its public key alone. Private keys are no part of it.</summary>
public sealed class TlsaIdentity
{
    private TlsaIdentity(TlsaMaterial own, IReadOnlyList<TlsaMaterial> others, TlsaMaterial? issuer, bool isAuthority, string source)
    {
        Own = own;
        Others = others;
        Issuer = issuer;
        IsAuthority = isAuthority;
        Source = source;
    }

    /// <summary>Where it came from, for messages.</summary>
    public string Source { get; }

    /// <summary>The server's own.</summary>
    internal TlsaMaterial Own { get; }

    /// <summary>What came with it.</summary>
    internal IReadOnlyList<TlsaMaterial> Others { get; }

    /// <summary>The authority that signed it; null where it did not come with it.</summary>
    internal TlsaMaterial? Issuer { get; }

    /// <summary>It may sign others itself (RFC 5280 section 4.2.1.9).</summary>
    internal bool IsAuthority { get; }

    /// <summary>A certificate by itself; its private key, if it has one, is not touched.</summary>
    /// <exception cref="TlsaException">It cannot be read.</exception>
    public static TlsaIdentity Of(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return OfChain([certificate.RawData], ownIsFirst: true, "the certificate");
    }

    /// <summary>A key without its certificate.</summary>
    /// <param name="key">The SubjectPublicKeyInfo in DER.</param>
    /// <param name="source">Where it came from.</param>
    /// <exception cref="AsnContentException">It is none.</exception>
    internal static TlsaIdentity OfKey(byte[] key, string source)
    {
        CertificateDer.CheckPublicKey(key);
        return new TlsaIdentity(new TlsaMaterial(null, key), [], null, isAuthority: false, source);
    }

    /// <summary>Certificates in DER.</summary>
    /// <param name="certificates">One at least.</param>
    /// <param name="ownIsFirst">The first is the server's, as it is in TLS (RFC 8446 section 4.4.2). In files the order is anybody's: then it is the first that is no authority's.</param>
    /// <param name="source">Where they came from.</param>
    /// <exception cref="TlsaException">One cannot be read.</exception>
    internal static TlsaIdentity OfChain(IReadOnlyList<byte[]> certificates, bool ownIsFirst, string source)
    {
        var loaded = new List<X509Certificate2>();
        try
        {
            foreach (var octets in certificates.DistinctBy(Convert.ToHexString))
            {
                CertificateDer.PublicKeyOf(octets); // before the platform sees it, which would take other things too
                loaded.Add(new X509Certificate2(octets));
            }
            var own = ownIsFirst ? loaded[0] : loaded.Find(certificate => !MaySign(certificate)) ?? loaded[0];
            var others = loaded.FindAll(certificate => certificate != own);
            var issuer = IssuerOf(own, others);
            return new TlsaIdentity(MaterialOf(own), [.. others.Select(MaterialOf)], issuer is null ? null : MaterialOf(issuer), MaySign(own), source);
        }
        catch (Exception problem) when (problem is AsnContentException or CryptographicException)
        {
            throw new TlsaException(TlsaFault.BadFile, $"A certificate of {source} is damaged. Get it anew from whoever issued it.", source, problem);
        }
        finally
        {
            foreach (var certificate in loaded) certificate.Dispose();
        }
    }

    private static TlsaMaterial MaterialOf(X509Certificate2 certificate) => new(certificate.RawData, CertificateDer.PublicKeyOf(certificate.RawData));

    private static bool MaySign(X509Certificate2 certificate) => certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority);

    /// <summary>The one of the others that signed a certificate, by its signature; neither dates nor trust count here, and nothing else is asked.</summary>
    private static X509Certificate2? IssuerOf(X509Certificate2 own, List<X509Certificate2> others)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllFlags;
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        foreach (var other in others)
        {
            chain.ChainPolicy.ExtraStore.Add(other);
            if (other.SubjectName.RawData.AsSpan().SequenceEqual(other.IssuerName.RawData)) chain.ChainPolicy.CustomTrustStore.Add(other);
        }
        chain.Build(own);
        if (chain.ChainElements.Count < 2 || chain.ChainElements[0].ChainElementStatus.Any(status => status.Status.HasFlag(X509ChainStatusFlags.NotSignatureValid))) return null;
        var found = chain.ChainElements[1].Certificate;
        return others.Find(other => other.RawDataMemory.Span.SequenceEqual(found.RawDataMemory.Span));
    }
}
