using System.CommandLine;

namespace SmtpAdmin.Cli.Options;

/// <summary>The folder of a relay's queue.</summary>
internal sealed class SpoolOption
{
    private readonly Option<string?> _spoolPath = new("--spool-path") { Description = "The folder of the queue; that of a relay which is not told where unless given.", HelpName = "path" };

    public SpoolOption(Command command) => command.Options.Add(_spoolPath);

    /// <exception cref="UsageException">It names no folder, or the account has none of its own.</exception>
    public string Read(ParseResult parsed)
    {
        if (parsed.GetValue(_spoolPath) is not { } given) return SpoolOptions.DefaultSpool();
        return given.Length > 0 ? Usage.Check(() => Path.GetFullPath(given)) : throw new UsageException("--spool-path names no folder.");
    }
}
