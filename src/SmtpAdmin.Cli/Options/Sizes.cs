using System.CommandLine;
using System.Globalization;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Cli.Options;

/// <summary>Sizes on the command line: octets, or with a unit as in a configuration.</summary>
internal static class Sizes
{
    public static Option<long?> Option(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "octets|25MiB",
        CustomParser = result =>
        {
            var text = result.Tokens[^1].Value;
            if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var octets)) return octets;
            if (RelayQuantity.Size(text) is { } size) return size;
            result.AddError($"{name} takes a number of octets, or a size as 25MiB or 25MB, not '{text}'.");
            return null;
        },
    };
}
