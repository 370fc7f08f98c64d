namespace SmtpAdmin.Reputation;

/// <summary>A log cannot be written. The message says why and what to do.</summary>
public sealed class DnsblLogException : IOException
{
    /// <summary>An exception from what went wrong.</summary>
    /// <param name="message">What is wrong and what to do, as sentences.</param>
    /// <param name="innerException">What it came from.</param>
    public DnsblLogException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>A log that cannot be written.</summary>
    public DnsblLogException() : this("The log cannot be written.")
    {
    }

    /// <summary>A log that cannot be written.</summary>
    public DnsblLogException(string message) : base(message)
    {
    }
}
