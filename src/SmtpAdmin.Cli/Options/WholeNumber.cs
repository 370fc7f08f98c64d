using System.CommandLine;
using System.Globalization;

namespace SmtpAdmin.Cli.Options;

/// <summary>Whole numbers on the command line.</summary>
internal static class WholeNumber
{
    /// <summary>An option that takes one.</summary>
    /// <param name="name">The option's name.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="least">The least that it takes; null where the command itself says what is wrong with less.</param>
    /// <param name="most">The most; null where the command itself says what is wrong with more, or nothing is.</param>
    public static Option<int?> Option(string name, string description, int? least = null, int? most = null) => Value.Option<int>(
        name,
        description,
        "number",
        (least, most) switch { (null, _) => "a whole number", (_, null) => $"a number from {least}", _ => $"a number from {least} to {most}" },
        text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && !(number < least) && !(number > most) ? number : null);
}
