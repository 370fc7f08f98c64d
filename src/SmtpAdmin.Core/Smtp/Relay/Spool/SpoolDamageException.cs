namespace SmtpAdmin.Smtp.Relay;

/// <summary>What is stored is not what was written.</summary>
internal sealed class SpoolDamageException(string message) : IOException(message);
