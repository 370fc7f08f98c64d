namespace SmtpAdmin;

/// <summary>A state file cannot be read or saved. The message says why and what to do.</summary>
internal sealed class StateFileException(StateFileProblem problem, string message, Exception? innerException = null) : IOException(message, innerException)
{
    /// <summary>What is wrong.</summary>
    public StateFileProblem Problem { get; } = problem;
}
