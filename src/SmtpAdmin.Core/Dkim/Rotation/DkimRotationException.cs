namespace SmtpAdmin.Dkim;

/// <summary>No step of a rotation can be taken, or even looked at. Nothing was changed but what the message says; it says what to do as well.</summary>
public sealed class DkimRotationException : IOException
{
    /// <summary>An exception with a problem of its own.</summary>
    /// <param name="problem">What is wrong.</param>
    /// <param name="message">What is wrong and what to do, as sentences.</param>
    /// <param name="innerException">What it came from.</param>
    public DkimRotationException(DkimRotationProblem problem, string message, Exception? innerException = null)
        : base(message, innerException) => Problem = problem;

    /// <summary>A state file that cannot be read.</summary>
    public DkimRotationException()
        : this(DkimRotationProblem.StateUnreadable, "The state file cannot be read.")
    {
    }

    /// <summary>A state file that cannot be read.</summary>
    /// <param name="message">What is wrong and what to do, as sentences.</param>
    public DkimRotationException(string message)
        : this(DkimRotationProblem.StateUnreadable, message)
    {
    }

    /// <summary>A state file that cannot be read.</summary>
    /// <param name="message">What is wrong and what to do, as sentences.</param>
    /// <param name="innerException">What it came from.</param>
    public DkimRotationException(string message, Exception innerException)
        : this(DkimRotationProblem.StateUnreadable, message, innerException)
    {
    }

    /// <summary>What is wrong, as an identifier that scripts may match on.</summary>
    public DkimRotationProblem Problem { get; }

    /// <summary>Why the key was refused; empty for other problems.</summary>
    public IReadOnlyList<DkimRefusal> Refusals { get; init => field = Indexable.Of(value); } = [];

    /// <summary>The problem was in what was asked for, not in what was found.</summary>
    public bool IsWrongArgument => Problem is DkimRotationProblem.MissingCurrentSelector or DkimRotationProblem.UnknownAlgorithm or DkimRotationProblem.WrongCurrentSelector
        or DkimRotationProblem.WrongSelector or DkimRotationProblem.StateOfOtherDomain or DkimRotationProblem.KeyRefused;
}
