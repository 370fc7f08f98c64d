using System.CommandLine;
using System.CommandLine.Parsing;

namespace SmtpAdmin.Cli.Options;

/// <summary>Options that take one of a few names, in any case; never the numbers behind them.</summary>
internal static class Choice
{
    public static Option<T?> Option<T>(string name, string description)
        where T : struct, Enum
    {
        var names = Enum.GetNames<T>();
        var option = new Option<T?>(name)
        {
            Description = $"{description} One of: {string.Join(", ", names)}.",
            HelpName = "name",
            CustomParser = result => Parse<T>(name, names, result),
        };
        option.CompletionSources.Add(names);
        return option;
    }

    /// <summary>An option that takes several names, apart or joined by commas.</summary>
    public static Option<T[]> Several<T>(string name, string description)
        where T : struct, Enum
    {
        var names = Enum.GetNames<T>();
        var option = new Option<T[]>(name)
        {
            Description = $"{description} Of: {string.Join(", ", names)}. {Options.Several.Hint}",
            HelpName = "name",
            AllowMultipleArgumentsPerToken = true,
            Arity = ArgumentArity.OneOrMore,
            CustomParser = result => ParseSeveral<T>(name, names, result),
        };
        option.CompletionSources.Add(names);
        return option;
    }

    private static T[] ParseSeveral<T>(string option, string[] names, ArgumentResult result)
        where T : struct, Enum
    {
        var parts = result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToList();
        if (parts.Find(part => !names.Contains(part, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            result.AddError($"{option} takes names of {string.Join(", ", names)}, not '{unknown}'.");
            return [];
        }
        if (parts.Count == 0) result.AddError($"What was given for {option} is empty. It takes names of {string.Join(", ", names)}.");
        return [.. parts.Select(part => Enum.Parse<T>(part, ignoreCase: true)).Distinct()];
    }

    /// <summary>Several names of a set of flags may be joined by commas.</summary>
    private static T? Parse<T>(string option, string[] names, ArgumentResult result)
        where T : struct, Enum
    {
        var text = result.Tokens[^1].Value;
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        var isFlags = typeof(T).IsDefined(typeof(FlagsAttribute), inherit: false);
        if ((isFlags || parts.Length == 1) && parts.All(part => names.Contains(part, StringComparer.OrdinalIgnoreCase)))
            return Enum.Parse<T>(text, ignoreCase: true);
        result.AddError($"{option} takes {(isFlags ? "names, joined by commas, of" : "one of")} {string.Join(", ", names)}, not '{text}'.");
        return null;
    }
}
