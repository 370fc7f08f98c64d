namespace SmtpAdmin;

/// <summary>A file cannot be read. Whoever reads it says what it was to be.</summary>
internal sealed class JsonTextFileException(JsonProblem problem, Exception? innerException = null) : Exception(problem.ToString(), innerException)
{
    /// <summary>Why.</summary>
    public JsonProblem Problem => problem;
}
