namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>What a list from a file holds beside its entries: empty lines and comments.</summary>
internal static class InputLines
{
    /// <summary>The entries; what the pipeline hands on as null is an empty line.</summary>
    public static IEnumerable<string> Of(IEnumerable<string?> lines) =>
        lines.Select(line => line?.Trim() ?? "").Where(line => line.Length > 0 && line[0] != '#');
}
