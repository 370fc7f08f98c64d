namespace SmtpAdmin.Dkim;

/// <summary>Who wrote what the knowledge of a selector rests on.</summary>
public enum DkimSelectorSource
{
    /// <summary>The provider, or the makers of the program.</summary>
    Vendor,

    /// <summary>Somebody else: no page of theirs that says it could be read.</summary>
    Other,
}
