namespace SmtpAdmin.HelpBuilder.Reading;

/// <summary>A page does not keep to the layout.</summary>
internal sealed class PageProblemException(string file, int line, string message) : Exception(message)
{
    public string File { get; } = file;

    /// <summary>Counted from 1.</summary>
    public int Line { get; } = line;
}
