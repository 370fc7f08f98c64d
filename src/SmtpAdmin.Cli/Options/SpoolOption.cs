using System.CommandLine;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Cli.Options;

/// <summary>The folder of a relay's queue.</summary>
internal sealed class SpoolOption
{
    private readonly Option<string?> _spoolPath = new("--spool-path") { Description = "The folder of the queue; that of a relay which is not told where unless given.", HelpName = "path" };

    public SpoolOption(Command command) => command.Options.Add(_spoolPath);

    /// <exception cref="UsageException">It names no folder, or the account has none of its own.</exception>
    public string Read(ParseResult parsed)
    {
        if (parsed.GetValue(_spoolPath) is not { } given) return Default();
        return given.Length > 0 ? Path.GetFullPath(given) : throw new UsageException("--spool-path names no folder.");
    }

    private static string Default()
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
