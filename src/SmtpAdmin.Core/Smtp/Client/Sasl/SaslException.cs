namespace SmtpAdmin.Smtp.Client;

/// <summary>The exchange cannot go on: the server's side of it is wrong, or the credentials cannot be put into it.</summary>
internal sealed class SaslException : Exception
{
    public SaslException()
    {
    }

    public SaslException(string message) : base(message)
    {
    }

    public SaslException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
