namespace SmtpAdmin.Dane;

/// <summary>The data of the record that an identity is published by.</summary>
internal static class TlsaAssociation
{
    /// <summary>The data.</summary>
    /// <param name="identity">What the server is known by.</param>
    /// <param name="request">Usage, selector and matching type.</param>
    /// <exception cref="TlsaException">What the record is to be of is not there.</exception>
    public static byte[] Of(TlsaIdentity identity, TlsaRequest request) =>
        MaterialOf(identity, request.Usage).Association(request.Selector, request.MatchingType) ?? throw new TlsaException(
            TlsaFault.KeyWithoutCertificate, $"{identity.Source} holds a public key alone, and the record is to be of the whole certificate. Give the certificate, or use -Selector Spki.", identity.Source);

    /// <summary>
    /// Usages 1 and 3 are of the server's own certificate, 0 and 2 of the authority that signed it. An authority that was given by itself is
    /// meant, and so is a key without its certificate, of which nobody knows whose it is.
    /// </summary>
    private static TlsaMaterial MaterialOf(TlsaIdentity identity, TlsaUsage usage)
    {
        if (usage is TlsaUsage.DaneEe or TlsaUsage.PkixEe || identity.Own.Certificate is null) return identity.Own;
        return identity.Issuer ?? (identity.IsAuthority ? identity.Own : throw new TlsaException(
            TlsaFault.NoIssuer,
            $"The certificate of the authority that signed that of {identity.Source} is not there{(identity.Others.Count > 0 ? ", among those beside it" : "")}, and usage {(int)usage} ({usage}) is of that authority. Give a file that holds the chain too, or the authority's certificate itself, or use -Usage DaneEe.",
            identity.Source));
    }
}
