namespace SmtpAdmin.Smtp.Relay;

/// <summary>There are no credentials to be had now. The message never holds a secret.</summary>
public sealed class SmtpCredentialException : Exception
{
    /// <summary>Says why.</summary>
    public SmtpCredentialException(string message, Exception? innerException = null) : base(message, innerException) { }
}
