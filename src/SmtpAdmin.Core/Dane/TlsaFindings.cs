using System.Globalization;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Dane;

/// <summary>What is to be said of the parameters, the certificates and the roll-over. What the DNS has, <see cref="TlsaPublishedFindings"/> tells.</summary>
internal static class TlsaFindings
{
    /// <summary>Of usage, selector and matching type.</summary>
    public static IEnumerable<Finding> OfParameters(TlsaNewRecord record)
    {
        if (record.Usage is TlsaUsage.PkixTa or TlsaUsage.PkixEe)
        {
            yield return new(
                FindingSeverity.Warning, "TLSA-PKIX-USAGE", $"Servers that send mail do not use records of usage {(int)record.Usage} ({record.Usage}): to them it is as if TLS were wanted, and nobody said of which certificate.",
                $"Make it with -Usage {(record.Usage == TlsaUsage.PkixTa ? TlsaUsage.DaneTa : TlsaUsage.DaneEe)}.", "RFC 7672 section 3.1.3");
        }
        if (record is { Selector: TlsaSelector.Cert, Usage: TlsaUsage.DaneEe or TlsaUsage.PkixEe })
        {
            yield return new(
                FindingSeverity.Information, "TLSA-WHOLE-CERTIFICATE", "The record is of the whole certificate, so it has to change each time that the certificate is renewed, before the server shows the new one.",
                "With -Selector Spki it stays as long as the key does; then renew with the same key (certbot: --reuse-key).", "RFC 7671 section 5.1");
        }
        if (record.MatchingType == TlsaMatchingType.Full)
        {
            yield return new(
                FindingSeverity.Information, "TLSA-FULL", string.Create(CultureInfo.InvariantCulture, $"The record holds all of {(record.Selector == TlsaSelector.Cert ? "the certificate" : "the key")}, not a digest: answers get large, and may not fit into UDP."),
                "Make it with -MatchingType Sha256, unless there is a reason.", "RFC 7671 section 10.1");
        }
        if (record.MatchingType == TlsaMatchingType.Sha512)
        {
            yield return new(
                FindingSeverity.Information, "TLSA-SHA512", "Clients have to know SHA-256, and need not know SHA-512.", "Make it with -MatchingType Sha256, or publish both.", "RFC 6698 section 6");
        }
    }

    /// <summary>Of the dates and names of a certificate. With usage 3 neither counts for DANE.</summary>
    public static IEnumerable<Finding> OfCertificate(TlsaCertificate certificate, TlsaNewRecord record, DateTimeOffset now)
    {
        var counts = record.Usage != TlsaUsage.DaneEe;
        var severity = counts ? FindingSeverity.Warning : FindingSeverity.Information;
        var (note, reference) = counts ? ($" With usage {(int)record.Usage} ({record.Usage}) that counts.", "RFC 7671 section 5.2") : (" With usage 3 (DaneEe) DANE does not look at that; others may.", "RFC 7671 section 5.1");
        if (certificate.NotAfter < now)
            yield return new(severity, "TLSA-EXPIRED", string.Create(CultureInfo.InvariantCulture, $"The certificate of {certificate.Source} expired on {certificate.NotAfter:yyyy-MM-dd HH:mm}Z.{note}"), "Renew it.", reference);
        if (certificate.NotBefore > now)
            yield return new(severity, "TLSA-NOT-YET-VALID", string.Create(CultureInfo.InvariantCulture, $"The certificate of {certificate.Source} is not valid before {certificate.NotBefore:yyyy-MM-dd HH:mm}Z.{note}"), "Wait with the swap until then.", reference);
        if (certificate.NameMatches == false)
        {
            var (names, subject) = (PlainText.Excerpt(string.Join(", ", certificate.Names), 200), PlainText.Excerpt(certificate.Subject ?? "", 200));
            var why = certificate.HasAlternativeNames == false
                ? $"The certificate of {certificate.Source} ({subject}) has no name for {record.HostName} in a subjectAltName extension, which is where names are looked for (RFC 9525 section 6.3; RFC 6125 before it). A common name (CN) does not count."
                : $"The certificate of {certificate.Source} is for {(names.Length > 0 ? names : "nobody")}, not for {record.HostName}.";
            yield return new(severity, "TLSA-OTHER-NAME", $"{why}{note}", $"See that it is the right one, or get one for {record.HostName}.", reference);
        }
    }

    /// <summary>Of a certificate or key to come.</summary>
    public static Finding RollOver(TlsaNewRecord record, bool isSame) => isSame
        ? new(FindingSeverity.Information, "TLSA-NEXT-SAME", "What is to come gives the same record as what is in use: one record holds for both, and there is nothing to wait for.", "", "RFC 7671 section 8.1")
        : new(
            FindingSeverity.Information, "TLSA-ROLL-OVER", $"The set of {record.Name} has a record for what is in use, and one for what is to come.",
            "Publish it, and wait for two times its time to live (of the old set, where that is longer) before the server gets the new certificate. Look that it works; then make the set for the new one alone and publish that, which removes the old record.",
            "RFC 7671 section 8.1");

    /// <summary>The addresses of the host show different certificates.</summary>
    public static Finding Different(TlsaNewRecord record, IReadOnlyList<TlsaCertificate> certificates) => new(
        FindingSeverity.Warning, "TLSA-DIFFERENT-CERTIFICATES", $"The addresses of {record.HostName} show different certificates: {PlainText.Excerpt(string.Join("; ", certificates), 400)}. The set has a record for each.",
        "If that is not wanted, give all of them the same certificate, and make the set anew.", "RFC 7672 section 2.2");

    /// <summary>An address did not show a certificate.</summary>
    /// <param name="record">The record to be.</param>
    /// <param name="sighting">What happened.</param>
    /// <param name="isOnlyOne">Others did.</param>
    public static Finding NotSeen(TlsaNewRecord record, TlsaSighting sighting, bool isOnlyOne)
    {
        var where = sighting.Address is { } address ? $" at {address}" : "";
        return new(
            isOnlyOne ? FindingSeverity.Warning : FindingSeverity.Error, sighting.Kind == SmtpFailureKind.StartTlsNotOffered ? "TLSA-NO-STARTTLS" : "TLSA-SERVER-FAILED",
            FormattableString.Invariant($"{record.HostName}{where} showed no certificate for port {record.Port}. {sighting.Problem}"),
            sighting.Kind == SmtpFailureKind.StartTlsNotOffered
                ? "Turn TLS on at the server first: a server with TLSA records that does not offer STARTTLS gets no mail from who checks them."
                : "Send-SmtpTest with -StopAfter StartTls tells more. Or make the record from the certificate's file, with -Path.",
            sighting.Kind == SmtpFailureKind.StartTlsNotOffered ? "RFC 7672 section 2.2" : "");
    }

    /// <summary>The server does not send the authority that the record is to be of.</summary>
    public static Finding NoIssuer(TlsaNewRecord record, TlsaException problem) => new(
        FindingSeverity.Error, "TLSA-NO-ISSUER", $"With its own certificate, the server at {problem.Subject} does not send that of the authority that signed it. Usage {(int)record.Usage} ({record.Usage}) is of the authority, and clients take it from what is sent.",
        "Add the authority's certificate to what the server sends, or use -Usage DaneEe.", "RFC 7672 section 3.1.2");
}
