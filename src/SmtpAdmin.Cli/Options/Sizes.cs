using System.CommandLine;
using System.Globalization;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Cli.Options;

/// <summary>Sizes on the command line: octets, or with a unit as in a configuration.</summary>
internal static class Sizes
{
    public static Option<long?> Option(string name, string description) => Value.Option(
        name, description, "octets|25MiB", "a number of octets, or a size as 25MiB or 25MB", text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var octets) ? octets : RelayQuantity.Size(text));
}
