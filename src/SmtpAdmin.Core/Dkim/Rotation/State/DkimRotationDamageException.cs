namespace SmtpAdmin.Dkim;

/// <summary>A state file is no JSON, or says what cannot be. The message says what, without a full stop, and is fit to be shown.</summary>
internal sealed class DkimRotationDamageException(string message, Exception? innerException = null) : Exception(message, innerException);
