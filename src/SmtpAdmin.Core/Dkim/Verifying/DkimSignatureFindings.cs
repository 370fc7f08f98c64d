namespace SmtpAdmin.Dkim;

/// <summary>What is to be known of a signature besides its result.</summary>
internal static class DkimSignatureFindings
{
    /// <summary>The smallest RSA key that a signer should use, in bits (RFC 8301 section 3.2).</summary>
    public const int GoodRsaSize = 2048;

    /// <summary>Collects the findings.</summary>
    public static IReadOnlyList<Finding> Of(DkimEvidence evidence, DkimSignatureResult result)
    {
        var findings = new List<Finding>();
        if (result is { KeySize: < GoodRsaSize, Algorithm: "rsa-sha256" })
        {
            findings.Add(new Finding(
                result.KeySize < DkimVerdicts.MinRsaSize ? FindingSeverity.Error : FindingSeverity.Warning,
                "DKIM-KEY-WEAK",
                $"The key has {result.KeySize} bits.",
                $"Change to a key of {GoodRsaSize} bits.",
                "RFC 8301 section 3.2"));
        }
        return findings;
    }
}
