using System.Management.Automation;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>Names of lists, as they are bound.</summary>
internal static class InputNames
{
    /// <summary>The names among lines. An object that has none is refused, and the others still count.</summary>
    /// <param name="lines">The lines; comments do not count.</param>
    /// <param name="fromPipeline">They may be those of a file, and empty ones do not count; as an argument they would silently stand for every list.</param>
    /// <param name="refuse">Takes what is wrong.</param>
    public static IEnumerable<string> Of(IReadOnlyList<string?>? lines, bool fromPipeline, Action<ErrorRecord> refuse)
    {
        lines ??= [null];
        if (!fromPipeline && lines.Any(string.IsNullOrWhiteSpace)) refuse(Errors.BadArgument("BadDnsblProvider", Empty, target: null));
        foreach (var text in InputLines.Of(lines))
        {
            if (ObjectToTextAttribute.Problem(text, DnsblNamesAttribute.Names) is { } problem) refuse(Errors.BadArgument("BadDnsblProvider", problem, text));
            else yield return text;
        }
    }

    private const string Empty = "The name of a list is empty. Leave the parameter out for all lists.";
}
