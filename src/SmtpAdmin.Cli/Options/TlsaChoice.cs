using System.CommandLine;

namespace SmtpAdmin.Cli.Options;

/// <summary>Options for the fields of a TLSA record: by name, or as the numbers that stand in the record.</summary>
internal static class TlsaChoice
{
    public static Option<T?> Option<T>(string name, string description)
        where T : struct, Enum
    {
        var option = Choice.Option<T>(name, description);
        option.Description += $" Or its number in the record, 0 to {Enum.GetValues<T>().Length - 1}.";
        if (option.CustomParser is { } named) option.CustomParser = result => Numbered<T>(result.Tokens[^1].Value) ?? named(result);
        return option;
    }

    private static T? Numbered<T>(string text)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (value.ToString("D") == text) return value;
        }
        return null;
    }
}
