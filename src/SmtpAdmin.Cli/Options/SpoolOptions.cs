using System.CommandLine;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Cli.Options;

/// <summary>Which relays are meant: those with these queues.</summary>
internal sealed class SpoolOptions
{
    private readonly Option<string[]> _spoolPath = Several.Option("--spool-path", "The folders of the relays' queues; where start-smtp-relay keeps one by itself unless given.");

    public SpoolOptions(Command command) => command.Options.Add(_spoolPath);

    /// <summary>The folders in full.</summary>
    /// <exception cref="UsageException">One is no path, or none was given and this account has none.</exception>
    public IReadOnlyList<string> Read(ParseResult parsed)
    {
        var given = parsed.GetValue(_spoolPath) ?? []; // a comma may be part of a folder's name
        return given.Length > 0 ? [.. given.Select(Full)] : [DefaultSpool()];
    }

    private static string Full(string path) => Usage.Check(() => Path.GetFullPath(path));

    /// <summary>The folder of a relay that is not told where.</summary>
    /// <exception cref="UsageException">This account has none.</exception>
    internal static string DefaultSpool()
    {
        try
        {
            return SmtpRelayPaths.DefaultSpool;
        }
        catch (InvalidOperationException exception)
        {
            throw new UsageException(exception.Message);
        }
    }
}
