namespace SmtpAdmin.Smtp.Relay;

/// <summary>A relay could not be started, or a running one did not do what it was asked for. The message is fit to be shown.</summary>
public sealed class SmtpRelayException : Exception
{
    /// <summary>Says why.</summary>
    public SmtpRelayException(string message, Exception? innerException = null) : base(message, innerException) { }

    /// <summary>A relay was asked to read its configuration again, and what that says is wrong.</summary>
    public bool IsBadConfiguration { get; internal init; }
}
