namespace SmtpAdmin.Dkim;

/// <summary>A message cannot be signed; the message of the exception says why and what would do.</summary>
public sealed class DkimMessageException : Exception
{
    /// <summary>Makes the exception.</summary>
    public DkimMessageException()
        : this("The message cannot be signed.")
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is wrong and what to do, in sentences.</param>
    public DkimMessageException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is wrong and what to do, in sentences.</param>
    /// <param name="innerException">What found it.</param>
    public DkimMessageException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>What is wrong.</summary>
    public DkimMessageFault Fault { get; init; }
}
