namespace SmtpAdmin.Dkim;

/// <summary>How far the change from one key to the next is.</summary>
public enum DkimRotationStage
{
    /// <summary>Nothing is under way.</summary>
    None,

    /// <summary>The new key is made, and its record is to be published.</summary>
    Prepared,

    /// <summary>Every authoritative server answers with the new key.</summary>
    Published,

    /// <summary>The signer's configuration points to the new key.</summary>
    Signing,

    /// <summary>The signer's configuration names the old selector no more; its record is kept for mail that is still under way.</summary>
    Retiring,

    /// <summary>The old record is not needed any more: it is to be revoked, or is.</summary>
    Retired,
}
