namespace SmtpAdmin.Dkim;

/// <summary>A private key cannot be used; the message says why and what would do.</summary>
public sealed class DkimKeyException : Exception
{
    /// <summary>Makes the exception.</summary>
    public DkimKeyException()
        : this("The private key cannot be used.")
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is wrong and what to do, in sentences.</param>
    public DkimKeyException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is wrong and what to do, in sentences.</param>
    /// <param name="innerException">What found it.</param>
    public DkimKeyException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>What is wrong.</summary>
    public DkimKeyFault Fault { get; init; }
}
