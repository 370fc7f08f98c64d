using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>TLSA records as Add-DnsServerResourceRecord takes them: with names for the numbers of RFC 6698 section 2.1.</summary>
internal static class DnsServerTlsa
{
    private static readonly string[] Usages = ["CAConstraint", "ServiceCertificateConstraint", "TrustAnchorAssertion", "DomainIssuedCertificate"];
    private static readonly string[] Selectors = ["FullCertificate", "SubjectPublicKeyInfo"];
    private static readonly string[] MatchingTypes = ["ExactMatch", "Sha256Hash", "Sha512Hash"];

    /// <summary>The parameters; null where a number has no name.</summary>
    public static string? Parameters(TlsaRecord record) =>
        record.Usage < Usages.Length && record.Selector < Selectors.Length && record.MatchingType < MatchingTypes.Length
            ? $"-TLSA -CertificateUsage {PowerShellText.Quote(Usages[record.Usage])} -Selector {PowerShellText.Quote(Selectors[record.Selector])} -MatchingType {PowerShellText.Quote(MatchingTypes[record.MatchingType])} -CertificateAssociationData {PowerShellText.Quote(Convert.ToHexString(record.Association.Span))}"
            : null;
}
