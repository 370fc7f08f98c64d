namespace SmtpAdmin.Dane;

/// <summary>No TLSA record can be made of what was given. The message says why, and what would do.</summary>
public sealed class TlsaException : FormatException
{
    /// <summary>Makes one.</summary>
    /// <param name="fault">The reason.</param>
    /// <param name="message">What is wrong and what to do about it, in sentences.</param>
    /// <param name="subject">What it is about, as it was given.</param>
    /// <param name="innerException">What it came from.</param>
    public TlsaException(TlsaFault fault, string message, string subject = "", Exception? innerException = null)
        : base(message, innerException)
    {
        Fault = fault;
        Subject = subject;
    }

    /// <summary>The reason.</summary>
    public TlsaFault Fault { get; }

    /// <summary>What it is about, as it was given; empty for the whole.</summary>
    public string Subject { get; }
}
