namespace SmtpAdmin.Reputation;

/// <summary>No PTR record can be made of what was given. The message says why, and what would do.</summary>
public sealed class PtrException : FormatException
{
    /// <summary>Makes one.</summary>
    /// <param name="fault">The reason.</param>
    /// <param name="message">What is wrong and what to do about it, in sentences.</param>
    /// <param name="subject">What it is about, as it was given.</param>
    public PtrException(PtrFault fault, string message, string subject = "")
        : base(message)
    {
        Fault = fault;
        Subject = subject;
    }

    /// <summary>The reason.</summary>
    public PtrFault Fault { get; }

    /// <summary>What it is about, as it was given.</summary>
    public string Subject { get; }
}
