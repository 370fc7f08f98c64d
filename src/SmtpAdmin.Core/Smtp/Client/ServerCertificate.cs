using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SmtpAdmin.Smtp.Client;

/// <summary>
/// What a server's certificate says and what it is worth. Nothing is fetched from the network to find out. Whoever made the certificate wrote
/// every text in it, so each is cleaned and bounded before it goes anywhere.
/// </summary>
internal static class ServerCertificate
{
    private const int MaxNames = 100;
    private const int MaxNameLength = 256; // characters; a DNS name has 253
    private const int MaxSubjectLength = 500; // characters
    private const int MaxErrors = 20;

    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");
    private static readonly Oid SubjectAlternativeName = new("2.5.29.17");

    /// <summary>What is said of a certificate with a part that cannot be read.</summary>
    private const string Unreadable = "Unreadable: the certificate breaks the rules of RFC 5280 section 4.1. It cannot be read whole: most likely its dates are none.";

    /// <summary>How a chain is built: at the time that the provider tells, for a TLS server, without asking anyone.</summary>
    public static X509ChainPolicy CreatePolicy(TimeProvider timeProvider)
    {
        var policy = new X509ChainPolicy
        {
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            VerificationTimeIgnored = false,
            VerificationTime = timeProvider.GetUtcNow().LocalDateTime,
        };
        policy.ApplicationPolicy.Add(ServerAuthentication);
        return policy;
    }

    /// <summary>Reads a certificate and checks it.</summary>
    /// <param name="leaf">The server's own certificate.</param>
    /// <param name="handshakeChain">The chain that the handshake built; only the certificates in it are used.</param>
    /// <param name="settings">The name to match and the roots to trust.</param>
    /// <param name="timeProvider">Tells the time.</param>
    /// <returns>What is known of the certificate; what the handshake agreed on is yet to be filled in.</returns>
    public static SmtpTlsInfo Examine(X509Certificate2 leaf, X509Chain? handshakeChain, SmtpTlsSettings settings, TimeProvider timeProvider)
    {
        var info = new SmtpTlsInfo
        {
            Protocol = "",
            CipherSuite = "",
            KeyExchange = "",
            CertificateSubject = Shown(leaf.SubjectName),
            CertificateIssuer = Shown(leaf.IssuerName),
            CertificateNames = ReadNames(leaf),
            NameMatches = Matches(leaf, settings.ServerName),
        };
        try
        {
            var notAfter = new DateTimeOffset(leaf.NotAfter.ToUniversalTime());
            return info with
            {
                NotBefore = new DateTimeOffset(leaf.NotBefore.ToUniversalTime()),
                NotAfter = notAfter,
                DaysLeft = (int)Math.Floor((notAfter - timeProvider.GetUtcNow()).TotalDays),
                ChainErrors = Check(leaf, handshakeChain, settings, timeProvider),
            };
        }
        catch (Exception problem) when (problem is CryptographicException or ArgumentException) // a date that no calendar has
        {
            return info with { ChainErrors = [Unreadable] };
        }
    }

    /// <summary>What the server sent, in DER, its own first. What this machine knows beside that is not among it.</summary>
    /// <param name="leaf">The server's own certificate.</param>
    /// <param name="handshakeChain">The chain that the handshake built.</param>
    public static IReadOnlyList<byte[]> Sent(X509Certificate2 leaf, X509Chain? handshakeChain) =>
        [leaf.RawData, .. (handshakeChain?.ChainPolicy.ExtraStore ?? []).Select(certificate => certificate.RawData).Where(octets => !octets.AsSpan().SequenceEqual(leaf.RawDataMemory.Span))];

    /// <summary>RFC 9525 section 6: subjectAltName alone counts, with a wildcard for the whole first label; the common name does not.</summary>
    private static bool Matches(X509Certificate2 leaf, string name)
    {
        try
        {
            return leaf.MatchesHostname(name, allowWildcards: true, allowCommonName: false);
        }
        catch (Exception problem) when (problem is CryptographicException or ArgumentException)
        {
            return false; // a subjectAltName that cannot be read names nobody
        }
    }

    private static List<string> Check(X509Certificate2 leaf, X509Chain? handshakeChain, SmtpTlsSettings settings, TimeProvider timeProvider)
    {
        var sent = new X509Certificate2Collection();
        if (handshakeChain is not null)
        {
            sent.AddRange(handshakeChain.ChainPolicy.ExtraStore);
            foreach (var element in handshakeChain.ChainElements) sent.Add(element.Certificate);
        }
        var errors = Build(leaf, sent, null, timeProvider, out var trusted);
        return trusted || settings.AdditionalTrustRoots is not { Count: > 0 } roots
            ? errors
            : Build(leaf, sent, roots, timeProvider, out var trustedToo) is var others && trustedToo ? others : errors;
    }

    private static List<string> Build(
        X509Certificate2 leaf, X509Certificate2Collection sent, X509Certificate2Collection? roots, TimeProvider timeProvider, out bool trusted)
    {
        using var chain = new X509Chain { ChainPolicy = CreatePolicy(timeProvider) };
        chain.ChainPolicy.ExtraStore.AddRange(sent);
        if (roots is not null)
        {
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        }
        chain.Build(leaf);
        trusted = !chain.ChainStatus.Any(status => (status.Status & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain)) != 0);
        var errors = new List<string>();
        foreach (var element in chain.ChainElements)
        {
            foreach (var status in element.ChainElementStatus)
            {
                if (status.Status != X509ChainStatusFlags.NoError) errors.Add(Describe(status, element.Certificate));
            }
        }
        Bound(errors, MaxErrors);
        return errors;
    }

    private static string Describe(X509ChainStatus status, X509Certificate2 certificate) => status.Status switch
    {
        X509ChainStatusFlags.NotTimeValid => string.Create(
            CultureInfo.InvariantCulture,
            $"NotTimeValid: '{Shown(certificate.SubjectName)}' is valid from {certificate.NotBefore.ToUniversalTime():yyyy-MM-dd HH:mm}Z to {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm}Z."),
        X509ChainStatusFlags.UntrustedRoot => $"UntrustedRoot: the root '{Shown(certificate.SubjectName)}' is not trusted on this machine.",
        X509ChainStatusFlags.PartialChain => $"PartialChain: the certificate of the issuer '{Shown(certificate.IssuerName)}' was not sent by the server, and is not known on this machine.",
        var other => $"{other}: {PlainText.Excerpt(status.StatusInformation.Trim(), MaxSubjectLength).TrimEnd('.')}.",
    };

    private static List<string> ReadNames(X509Certificate2 leaf)
    {
        var names = new List<string>();
        var extension = leaf.Extensions.FirstOrDefault(candidate => candidate.Oid?.Value == SubjectAlternativeName.Value);
        if (extension is not null)
        {
            try
            {
                var parsed = new X509SubjectAlternativeNameExtension(extension.RawData, extension.Critical);
                names.AddRange(parsed.EnumerateDnsNames().Select(name => PlainText.Excerpt(name, MaxNameLength)));
                names.AddRange(parsed.EnumerateIPAddresses().Select(address => address.ToString()));
            }
            catch (CryptographicException)
            {
                // An extension that cannot be read names nobody.
            }
        }
        if (names.Count == 0 && leaf.GetNameInfo(X509NameType.SimpleName, forIssuer: false) is { Length: > 0 } commonName)
            names.Add(PlainText.Excerpt(commonName, MaxNameLength));
        Bound(names, MaxNames);
        return names;
    }

    private static string Shown(X500DistinguishedName name)
    {
        try
        {
            return PlainText.Excerpt(name.Name, MaxSubjectLength);
        }
        catch (CryptographicException)
        {
            return ""; // no name that can be read
        }
    }

    private static void Bound(List<string> entries, int max)
    {
        if (entries.Count <= max) return;
        var more = entries.Count - max;
        entries.RemoveRange(max, more);
        entries.Add(string.Create(CultureInfo.InvariantCulture, $"and {more} more"));
    }
}
