namespace SmtpAdmin.Cli.Output;

/// <summary>Shows results as they come: a JSON object a line, a view for people, or nothing.</summary>
internal sealed class ResultWriter(bool json, bool quiet)
{
    public void Write<T>(T result, Action<T> view)
    {
        if (quiet) return;
        if (json) Console.Out.WriteLine(JsonLines.Write(result));
        else view(result);
    }
}
