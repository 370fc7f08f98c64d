namespace SmtpAdmin.Spf;

/// <summary>Who wrote what a fact about a provider rests on.</summary>
public enum SpfProviderSourceKind
{
    /// <summary>The provider.</summary>
    Vendor,

    /// <summary>Somebody else: no page of the provider's that says it could be read.</summary>
    Other,
}
