namespace SmtpAdmin.Smtp.Relay;

/// <summary>A configuration was read again, and what it says is wrong. The message is fit to be shown.</summary>
internal sealed class SmtpRelayReloadException : InvalidOperationException
{
    /// <summary>Says what is wrong.</summary>
    public SmtpRelayReloadException(string message, Exception? innerException = null) : base(message, innerException) { }
}
