using System.Globalization;

namespace SmtpAdmin;

/// <summary>One thing that is wrong with a JSON file of a person's, and where.</summary>
/// <param name="Line">The line, from 1; 0 where the problem is with the file as a whole.</param>
/// <param name="Column">The column, from 1, in UTF-16 units as editors count; 0 where there is no line.</param>
/// <param name="Path">The property, e.g. <c>providers[2].codes[0].code</c>; empty for the whole.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Remedy">What would do; empty where the message says it all.</param>
public sealed record JsonProblem(int Line, int Column, string Path, string Message, string Remedy = "")
{
    /// <summary>The problem on one line, with its place in front.</summary>
    public override string ToString()
    {
        var place = Line > 0 ? string.Create(CultureInfo.InvariantCulture, $"line {Line}, column {Column}") : "";
        if (Path.Length > 0) place += place.Length > 0 ? $", {Path}" : Path;
        return $"{place}{(place.Length > 0 ? ": " : "")}{Message}{(Remedy.Length > 0 ? " " : "")}{Remedy}";
    }
}
