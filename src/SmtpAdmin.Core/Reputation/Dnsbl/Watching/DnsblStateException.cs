namespace SmtpAdmin.Reputation;

/// <summary>A state file cannot be read or saved. The message says why and what to do.</summary>
public sealed class DnsblStateException : IOException
{
    /// <summary>An exception with a problem of its own.</summary>
    /// <param name="problem">What is wrong.</param>
    /// <param name="message">What is wrong and what to do, as sentences.</param>
    /// <param name="innerException">What it came from.</param>
    public DnsblStateException(DnsblStateProblem problem, string message, Exception? innerException = null) : base(message, innerException) => Problem = problem;

    /// <summary>A file that cannot be read.</summary>
    public DnsblStateException() : this(DnsblStateProblem.StateUnreadable, "The state file cannot be read.")
    {
    }

    /// <summary>A file that cannot be read.</summary>
    public DnsblStateException(string message) : this(DnsblStateProblem.StateUnreadable, message)
    {
    }

    /// <summary>A file that cannot be read.</summary>
    public DnsblStateException(string message, Exception innerException) : this(DnsblStateProblem.StateUnreadable, message, innerException)
    {
    }

    /// <summary>What is wrong, as an identifier that scripts may match on.</summary>
    public DnsblStateProblem Problem { get; }
}
