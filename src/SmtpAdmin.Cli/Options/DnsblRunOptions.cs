using System.CommandLine;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Cli.Options;

/// <summary>How a blacklist check goes about it, what of it is shown, and what is kept.</summary>
internal sealed class DnsblRunOptions
{
    private readonly Option<bool> _resolve = new("--resolve") { Description = "Ask about the addresses of host names as well." };
    private readonly Option<bool> _force = new("--force") { Description = "Ask about addresses too that are set aside: private, loopback, documentation." };
    private readonly Option<bool> _skipProviderTest = new("--skip-provider-test") { Description = "Believe lists without asking for their test entries first." };
    private readonly Option<bool> _listedOnly = new("--listed-only") { Description = "Print only what is listed." };
    private readonly Option<bool> _changedOnly = new("--changed-only") { Description = "Print only what has changed since the last runs; goes with --state-path." };
    private readonly Option<bool> _summary = new("--summary") { Description = "Print one summary for each target." };
    private readonly Option<string?> _statePath = new("--state-path") { Description = "The file that is remembered in from run to run.", HelpName = "path" };
    private readonly Option<int?> _confirmations = WholeNumber.Option("--confirmations", "How many runs in a row must see a change before it is told; 1 unless given.", least: 1, DnsblRunRequest.MaxConfirmations);
    private readonly Option<string?> _logPath = new("--log-path") { Description = "The file that a line for the run and one for each change is added to.", HelpName = "path" };
    private readonly Option<int?> _throttleLimit = WholeNumber.Option("--throttle-limit", $"How many pairs of target and list are under way at once; {DnsblOptions.DefaultConcurrency} unless given.", least: 1, DnsblOptions.MaxConcurrency);
    private readonly Option<bool> _whatIf = new("--what-if") { Description = "Leave the state file and the log as they are." };

    public DnsblRunOptions(Command command)
    {
        foreach (var option in new Option[]
        {
            _resolve, _force, _skipProviderTest, _listedOnly, _changedOnly, _summary, _statePath, _confirmations, _logPath, _throttleLimit, _whatIf,
        }) command.Options.Add(option);
    }

    /// <exception cref="ArgumentException">The options do not go together.</exception>
    public DnsblRunRequest Read(ParseResult parsed)
    {
        var request = new DnsblRunRequest
        {
            Lists = [],
            Options = new DnsblOptions
            {
                Concurrency = parsed.GetValue(_throttleLimit) ?? DnsblOptions.DefaultConcurrency,
                Resolve = parsed.GetValue(_resolve),
                Force = parsed.GetValue(_force),
                SkipProviderTest = parsed.GetValue(_skipProviderTest),
            },
            ListedOnly = parsed.GetValue(_listedOnly),
            ChangedOnly = parsed.GetValue(_changedOnly),
            Summary = parsed.GetValue(_summary),
            StatePath = Path(parsed, _statePath),
            Confirmations = parsed.GetValue(_confirmations) ?? 1,
            LogPath = Path(parsed, _logPath),
            KeepsNothing = parsed.GetValue(_whatIf),
        };
        request.ValidateParts();
        return request;
    }

    private static string? Path(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) is "" ? throw new UsageException($"{option.Name} names no file.") : parsed.GetValue(option);
}
