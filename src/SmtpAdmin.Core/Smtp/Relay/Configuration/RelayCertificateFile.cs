namespace SmtpAdmin.Smtp.Relay;

/// <summary>Where a server's certificate and its private key are.</summary>
public sealed record RelayCertificateFile
{
    /// <summary>A PEM file of the certificate, those that signed it behind it and its key where there is no <see cref="KeyPath"/>; or a file of PKCS #12 (.pfx, .p12) with all of them.</summary>
    public required string Path { get; init; }

    /// <summary>A PEM file of the private key; null where the key is in the first file.</summary>
    public string? KeyPath { get; init; }

    /// <summary>What the key or the whole file is encrypted with; null where it is not.</summary>
    public RelaySecret? Password { get; init; }
}
