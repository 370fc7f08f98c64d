namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>Domains, as they are bound.</summary>
internal static class InputDomains
{
    /// <summary>The entries among lines.</summary>
    /// <param name="lines">The lines; empty ones and comments do not count, as in a file.</param>
    /// <param name="fromPipeline">They come through the pipeline. An argument that holds nothing at all is one empty entry: nothing would be done, and nothing said.</param>
    public static IEnumerable<string> Of(string[] lines, bool fromPipeline) =>
        !fromPipeline && lines.Length > 0 && lines.All(string.IsNullOrWhiteSpace) ? [""] : InputLines.Of(lines);
}
