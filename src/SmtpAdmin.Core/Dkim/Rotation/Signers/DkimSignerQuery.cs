namespace SmtpAdmin.Dkim;

/// <summary>What is to be found out from a signer's configuration.</summary>
internal sealed record DkimSignerQuery
{
    /// <summary>The signer.</summary>
    public required DkimSoftware Signer { get; init; }

    /// <summary>The file, or Haraka's folder.</summary>
    public required string Path { get; init; }

    /// <summary>Where the signer looks for the key of a selector; null where the file names it, or nobody said.</summary>
    public string? KeyPathTemplate { get; init; }

    /// <summary>The domain, in ASCII.</summary>
    public required string Domain { get; init; }
}
