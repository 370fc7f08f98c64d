namespace SmtpAdmin.Dkim;

/// <summary>A key record to check.</summary>
public sealed record DkimRecordQuery
{
    /// <summary>The domain in ASCII; null when only a record is given.</summary>
    public string? Domain { get; init; }

    /// <summary>The selector; null when only a record is given.</summary>
    public string? Selector { get; init; }

    /// <summary>A record that is not published yet; null to ask the DNS.</summary>
    public DkimRecordText? Record { get; init; }

    /// <summary>The public half of the private key to hold against the record; null for none.</summary>
    public DkimKeyIdentity? PrivateKey { get; init; }
}
