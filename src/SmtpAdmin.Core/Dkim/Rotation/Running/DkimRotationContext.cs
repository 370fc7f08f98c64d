namespace SmtpAdmin.Dkim;

/// <summary>What one call works with.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Domain">The domain, in ASCII.</param>
/// <param name="Folder">The full path of the keys' folder.</param>
/// <param name="StatePath">The full path of the state file.</param>
/// <param name="Authority">Asks the zone's servers.</param>
/// <param name="Maker">Plans keys.</param>
/// <param name="Writes">Writes; null where the call is only to look.</param>
/// <param name="Time">The clock.</param>
internal sealed record DkimRotationContext(
    DkimRotationRequest Request, string Domain, string Folder, string StatePath, DkimAuthority Authority, DkimKeyMaker Maker, IDkimRotationWrites? Writes, TimeProvider Time)
{
    /// <summary>The time.</summary>
    public DateTimeOffset Now => Time.GetUtcNow().ToUniversalTime();

    /// <summary>What is to be found out from the signer's configuration; null when none was named.</summary>
    public DkimSignerQuery? SignerQuery => Request is { Config: { } signer, ConfigPath: { } path }
        ? new DkimSignerQuery { Signer = signer, Path = System.IO.Path.GetFullPath(path), KeyPathTemplate = Request.KeyPathTemplate, Domain = Domain }
        : null;

    /// <summary>What holds for the steps.</summary>
    public DkimRotationTerms Terms => new()
    {
        Retain = TimeSpan.FromDays(Request.RetainDays),
        MaxAge = Request.MaxAge is { } days ? TimeSpan.FromDays(days) : null,
        Force = Request.Force,
        UpdateConfig = Request.UpdateConfig,
    };
}
