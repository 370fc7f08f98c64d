using System.CommandLine;
using SmtpAdmin.Cli.Output;

namespace SmtpAdmin.Cli.Options;

/// <summary>How a command shows its results.</summary>
internal sealed class OutputOptions
{
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object a line, with the property names of the PowerShell object." };

    public OutputOptions(Command command) => command.Options.Add(_json);

    /// <summary>Results are printed as JSON.</summary>
    public bool IsJson(ParseResult parsed) => parsed.GetValue(_json);

    public ResultWriter CreateWriter(ParseResult parsed, bool quiet) => new(parsed.GetValue(_json), quiet);
}
