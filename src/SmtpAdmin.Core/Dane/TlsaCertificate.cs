using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Dane;

/// <summary>What a record was made for, for people: a certificate, or a key alone.</summary>
public sealed record TlsaCertificate
{
    private const string AlternativeNames = "2.5.29.17"; // id-ce-subjectAltName, RFC 5280 section 4.2.1.6

    /// <summary>Where it came from: a file, or the address of the server that sent it.</summary>
    public required string Source { get; init; }

    /// <summary>The certificate's subject; null where only the key is known.</summary>
    public string? Subject { get; init; }

    /// <summary>Who signed it; null where only the key is known.</summary>
    public string? Issuer { get; init; }

    /// <summary>The DNS names and addresses that it is for.</summary>
    public IReadOnlyList<string> Names { get; init => field = Indexable.Of(value); } = [];

    /// <summary>It is for the host of the record (RFC 9525 section 6); null where only the key is known.</summary>
    public bool? NameMatches { get; init; }

    /// <summary>It has a subjectAltName extension, the only place where names are looked for; null where only the key is known.</summary>
    internal bool? HasAlternativeNames { get; init; }

    /// <summary>When it begins to be valid, in UTC; null where only the key is known, or it cannot be read.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>When it ends being valid, in UTC; null where only the key is known, or it cannot be read.</summary>
    public DateTimeOffset? NotAfter { get; init; }

    /// <summary>The SHA-256 digest of its public key (SubjectPublicKeyInfo), in hexadecimal: what <c>3 1 1</c> publishes.</summary>
    public required string KeySha256 { get; init; }

    /// <summary>Describes an identity.</summary>
    /// <param name="identity">The certificate or key.</param>
    /// <param name="host">The name that it should be for.</param>
    /// <param name="timeProvider">Tells the time.</param>
    internal static TlsaCertificate Of(TlsaIdentity identity, string host, TimeProvider timeProvider)
    {
        var plain = new TlsaCertificate { Source = PlainText.Excerpt(identity.Source, 300), KeySha256 = Convert.ToHexString(SHA256.HashData(identity.Own.Key)) };
        if (identity.Own.Certificate is not { } octets) return plain;
        using var certificate = new X509Certificate2(octets);
        var info = ServerCertificate.Examine(certificate, null, new SmtpTlsSettings { ServerName = host }, timeProvider);
        return plain with
        {
            Subject = info.CertificateSubject,
            Issuer = info.CertificateIssuer,
            Names = info.CertificateNames,
            NameMatches = info.NameMatches,
            HasAlternativeNames = certificate.Extensions.Any(extension => extension.Oid?.Value == AlternativeNames),
            NotBefore = info.NotBefore == default ? null : info.NotBefore,
            NotAfter = info.NotAfter == default ? null : info.NotAfter,
        };
    }

    /// <inheritdoc/>
    public override string ToString() => Subject is null ? $"the key of {Source}" : $"{Subject} of {Source}";
}
