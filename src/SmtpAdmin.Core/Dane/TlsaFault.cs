namespace SmtpAdmin.Dane;

/// <summary>Why no TLSA record can be made.</summary>
public enum TlsaFault
{
    /// <summary>The host is none that could have a record.</summary>
    BadHostName,

    /// <summary>A port is none, or there is none.</summary>
    BadPort,

    /// <summary>What to connect to is no address, or it does not go with several ports.</summary>
    BadConnect,

    /// <summary>A file cannot be read, or what is in it is damaged.</summary>
    BadFile,

    /// <summary>A file holds neither a certificate nor a public key.</summary>
    NoCertificate,

    /// <summary>A file holds a private key and nothing else.</summary>
    PrivateKeyOnly,

    /// <summary>The record is to be of a certificate, and there is its key alone.</summary>
    KeyWithoutCertificate,

    /// <summary>The record is to be of an authority, and its certificate is not in the chain.</summary>
    NoIssuer,
}
