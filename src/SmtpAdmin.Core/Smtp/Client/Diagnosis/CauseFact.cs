namespace SmtpAdmin.Smtp.Client;

/// <summary>What a rule may ask about a result beyond a failed stage's own words.</summary>
internal enum CauseFact
{
    /// <summary>There was an EHLO that the server answered.</summary>
    Greeted,
    /// <summary>The connection was encrypted.</summary>
    Encrypted,
    /// <summary>The connection was not encrypted.</summary>
    NotEncrypted,
    /// <summary>The server offers STARTTLS.</summary>
    StartTlsOffered,
    /// <summary>The server does not offer STARTTLS.</summary>
    StartTlsNotOffered,
    /// <summary>A mechanism that sends the password or the token itself is offered while nothing is encrypted.</summary>
    SecretTakenInClear,
    /// <summary>A password or a token was given.</summary>
    CredentialsGiven,
    /// <summary>Neither a password nor a token was given.</summary>
    NoCredentials,
    /// <summary>The log-in succeeded.</summary>
    LoggedIn,
    /// <summary>TLS 1.0, TLS 1.1 or older was agreed on.</summary>
    OldTls,
    /// <summary>The certificate's last day is over.</summary>
    CertificateExpired,
    /// <summary>The certificate's first day is to come.</summary>
    CertificateNotYetValid,
    /// <summary>The certificate is valid, but for less than 14 days.</summary>
    CertificateExpiresSoon,
    /// <summary>The certificate is for other names.</summary>
    CertificateForOtherName,
    /// <summary>The certificate's subject is its own issuer.</summary>
    CertificateSelfSigned,
    /// <summary>The chain has errors of any kind.</summary>
    CertificateChainBroken,
    /// <summary>The whole message went out, and no reply to it came back.</summary>
    MessageUnanswered,
}
