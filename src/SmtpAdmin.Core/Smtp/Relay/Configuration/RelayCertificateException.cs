namespace SmtpAdmin.Smtp.Relay;

/// <summary>A certificate cannot be used. The message says why and what to do, and holds nothing of a key.</summary>
public sealed class RelayCertificateException : Exception
{
    /// <summary>Says why.</summary>
    public RelayCertificateException(string message, Exception? innerException = null) : base(message, innerException) { }
}
