using System.CommandLine;

namespace SmtpAdmin.Cli.Options;

/// <summary>Options that take one value in a notation of its own.</summary>
internal static class Value
{
    /// <summary>An option that takes one.</summary>
    /// <param name="name">The option's name.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="helpName">How a value looks.</param>
    /// <param name="takes">What it takes, behind that word in a refusal.</param>
    /// <param name="read">Reads a text; null where it is no value.</param>
    public static Option<T?> Option<T>(string name, string description, string helpName, string takes, Func<string, T?> read)
        where T : struct => new(name)
        {
            Description = description,
            HelpName = helpName,
            CustomParser = result =>
            {
                var text = result.Tokens[^1].Value;
                var value = read(text);
                if (value is null) result.AddError($"{name} takes {takes}, not '{PlainText.Excerpt(text)}'.");
                return value;
            },
        };
}
