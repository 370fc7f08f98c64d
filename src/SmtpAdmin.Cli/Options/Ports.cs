using System.CommandLine.Parsing;
using System.Globalization;

namespace SmtpAdmin.Cli.Options;

/// <summary>TCP ports, apart or joined by commas.</summary>
internal static class Ports
{
    public static int[] Parse(ArgumentResult result)
    {
        var ports = new List<int>();
        foreach (var text in result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.TrimEntries)))
        {
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= ushort.MaxValue)
            {
                ports.Add(port);
                continue;
            }
            result.AddError($"--port takes numbers from 1 to {ushort.MaxValue}, not '{PlainText.Excerpt(text)}'.");
            break;
        }
        return [.. ports];
    }
}
