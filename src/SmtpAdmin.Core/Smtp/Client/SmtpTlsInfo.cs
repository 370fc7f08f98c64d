namespace SmtpAdmin.Smtp.Client;

/// <summary>What the TLS handshake agreed on, and what the certificate is worth.</summary>
public sealed record SmtpTlsInfo
{
    /// <summary>The protocol version, e.g. <c>TLS 1.3</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>The cipher suite by its IANA name.</summary>
    public required string CipherSuite { get; init; }

    /// <summary>The key exchange as far as the platform tells it, e.g. <c>ECDHE</c>.</summary>
    public required string KeyExchange { get; init; }

    /// <summary>The certificate's subject.</summary>
    public string CertificateSubject { get; init; } = "";

    /// <summary>The DNS names and addresses in the certificate's subjectAltName; the common name only where there are none. Of more than a hundred the last entry tells how many are left out.</summary>
    public IReadOnlyList<string> CertificateNames { get; init => field = Indexable.Of(value); } = [];

    /// <summary>Who signed it.</summary>
    public string CertificateIssuer { get; init; } = "";

    /// <summary>When it begins to be valid, in UTC; the default value when the certificate cannot be read.</summary>
    public DateTimeOffset NotBefore { get; init; }

    /// <summary>When it ends being valid, in UTC; the default value when the certificate cannot be read.</summary>
    public DateTimeOffset NotAfter { get; init; }

    /// <summary>Whole days until <see cref="NotAfter"/>; negative when it has expired.</summary>
    public int DaysLeft { get; init; }

    /// <summary>What is wrong with the chain, one entry per problem, each beginning with its X.509 status name, e.g. <c>UntrustedRoot</c>, or with <c>Unreadable</c>.</summary>
    public IReadOnlyList<string> ChainErrors { get; init => field = Indexable.Of(value); } = [];

    /// <summary>The certificate is for the name that was asked for (RFC 9525 section 6).</summary>
    public bool NameMatches { get; init; }

    /// <summary>The certificates as the server sent them, in DER, its own first; none unless they were to be kept.</summary>
    internal IReadOnlyList<byte[]> SentCertificates { get; init; } = [];

    /// <summary>The chain is sound and the name matches.</summary>
    public bool Trusted => NameMatches && ChainErrors.Count == 0;

    /// <inheritdoc/>
    public override string ToString() => $"{Protocol} {CipherSuite}{(Trusted ? "" : ", certificate not trusted")}";
}
