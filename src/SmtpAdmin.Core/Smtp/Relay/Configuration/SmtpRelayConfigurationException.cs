namespace SmtpAdmin.Smtp.Relay;

/// <summary>A relay's configuration cannot be used: it cannot be read, is no JSON, or says what does not do. Nothing of a secret is told.</summary>
public sealed class SmtpRelayConfigurationException : Exception
{
    /// <summary>Makes one of the problems found.</summary>
    /// <param name="file">The file, as given.</param>
    /// <param name="problems">What is wrong with it, all of it, in the order of the file.</param>
    /// <param name="innerException">What the system said where the file could not be read.</param>
    public SmtpRelayConfigurationException(string file, IReadOnlyList<JsonProblem> problems, Exception? innerException = null)
        : base(JsonProblems.Words(Introduction(file), problems), innerException) => (File, Problems) = (file, problems);

    /// <summary>The file, as given.</summary>
    public string File { get; }

    /// <summary>The message on one line, for where no lines are.</summary>
    internal string OneLine => JsonProblems.OneLine(Introduction(File), Problems);

    /// <summary>What is wrong with it, in the order of the file.</summary>
    public IReadOnlyList<JsonProblem> Problems { get; }

    private static string Introduction(string file) => $"The configuration '{PlainText.Excerpt(file, 240)}' cannot be used:";
}
