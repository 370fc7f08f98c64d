namespace SmtpAdmin.Interop.Tests.Dkim;

/// <summary>How a peer is to sign. Both sign every field of the names given, as the filter does that is told which fields to sign.</summary>
/// <param name="Selector">The s= of the signature.</param>
/// <param name="Domain">The d= of the signature.</param>
/// <param name="KeyPath">The private key, PKCS#8 in PEM.</param>
internal sealed record DkimPeerSigning(string Selector, string Domain, string KeyPath)
{
    /// <summary>relaxed or simple.</summary>
    public string Header { get; init; } = "relaxed";

    /// <summary>relaxed or simple.</summary>
    public string Body { get; init; } = "relaxed";

    /// <summary>rsa-sha256 or ed25519-sha256.</summary>
    public string Algorithm { get; init; } = "rsa-sha256";

    /// <summary>The i= of the signature; none is the peer's own choice.</summary>
    public string Identity { get; init; } = "";

    /// <summary>The names of the fields that are signed, From among them; none are those of the peer's own choice.</summary>
    public IReadOnlyList<string> Headers { get; init; } = [];

    /// <summary>The names that stand once more in h=, so that no such field can be added (RFC 6376 section 5.4.2).</summary>
    public IReadOnlyList<string> OverSigned { get; init; } = [];

    /// <summary>What l= counts: <c>all</c> of the body, or the first octets, which libopendkim alone does; empty is no l=.</summary>
    public string Length { get; init; } = "";

    /// <summary>By one of the common keys.</summary>
    public static DkimPeerSigning By(DkimPeerKey key) => new(key.Selector, DkimPeerKey.Domain, key.Path) { Algorithm = key.Algorithm };

    /// <summary>The request of the protocol.</summary>
    internal string[] Request =>
        ["sign", Selector, Domain, KeyPath, Header, Body, Algorithm, Identity, string.Join(':', Headers), string.Join(':', OverSigned), Length];
}
