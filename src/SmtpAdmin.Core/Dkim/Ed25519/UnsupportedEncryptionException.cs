using System.Security.Cryptography;

namespace SmtpAdmin.Dkim;

/// <summary>A private key is encrypted in a way that is not taken, whatever the passphrase.</summary>
internal sealed class UnsupportedEncryptionException(string message) : CryptographicException(message);
