namespace SmtpAdmin.Reputation;

/// <summary>A state file is no JSON, has another shape, or is torn. The message says where and is fit to be shown.</summary>
internal sealed class DnsblStateDamageException(string message, Exception? innerException = null) : Exception(message, innerException);
