using System.CommandLine;
using SmtpAdmin.Cli.Input;
using SmtpAdmin.Cli.Options;
using SmtpAdmin.Cli.Output;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Cli.Commands;

/// <summary>The twin of Get-DnsblStatus.</summary>
internal sealed class GetDnsblStatusCommand : Command
{
    private readonly Argument<string[]> _targets = new("target")
    {
        Description = "Addresses, CIDR blocks, domains or host names, in front of the options or behind '--'; '-' reads them from standard input, one a line.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string[]> _target = new("--target") { Description = "The same, by name.", AllowMultipleArgumentsPerToken = true };
    private readonly DnsblListOptions _lists;
    private readonly DnsblRunOptions _run;
    private readonly OutputOptions _output;

    public GetDnsblStatusCommand()
        : base("get-dnsbl-status", "Asks blacklists about addresses and domains. Exit code 1: something is listed; 3: nothing could be learned of some target.")
    {
        Arguments.Add(_targets);
        Options.Add(_target);
        _lists = new DnsblListOptions(this);
        _run = new DnsblRunOptions(this);
        _output = new OutputOptions(this);
        Validators.Add(result =>
        {
            if (result.GetResult(_targets) is not { Tokens.Count: > 0 } && result.GetResult(_target) is null)
                result.AddError($"An address, a CIDR block, a domain or a host name is missing ('-' reads them from standard input).{Several.Swallowed(result, "targets")}");
        });
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var given = Words.Of(parsed, _targets, _target);
        if (given.Contains("-") && _lists.SecretComesFromStandardInput(parsed)) throw new UsageException("Standard input cannot be both the targets and the key.");
        var dns = _lists.ReadDns(parsed);
        var request = Usage.Check(() => _run.Read(parsed)) with { DnsServers = dns.Servers };
        using var report = new DnsblReport(_output.CreateWriter(parsed, quiet: false));
        var catalogue = await _lists.ReadCatalogueAsync(parsed, cancellationToken).ConfigureAwait(false);
        var selection = await _lists.ChooseAsync(parsed, catalogue, Words.Of(parsed, _lists.Provider), cancellationToken).ConfigureAwait(false);
        foreach (var problem in selection.Problems) report.Refuse(problem.Message);
        if (selection.Lists.Count == 0) return ExitCode.Usage;

        await using var resolver = DnsOptions.CreateResolver(dns);
        Func<ReputationTarget, string?>? check = request.Options.Force ? null : target => target.ListProblem;
        var targets = Targets.ReadAsync(Words.ReadAsync(given, Console.In, cancellationToken), report.Refuse, check, cancellationToken);
        var tally = await new DnsblRunner(resolver, TimeProvider.System)
            .RunAsync(targets, request with { Lists = selection.Lists, Notes = selection.Notes }, report, cancellationToken).ConfigureAwait(false);
        if (tally.Targets == 0 && !report.HasRefused) report.Refuse("There was nothing to check: standard input is empty.");
        return CodeOf(tally, report);
    }

    /// <summary>A listing is what a watcher must hear of, whatever else went wrong.</summary>
    private static int CodeOf(DnsblTally tally, DnsblReport report)
    {
        if (tally[DnsblStatus.Listed] > 0) return ExitCode.NotPassed;
        if (report.HasRefused) return ExitCode.Usage;
        return report.HasFailed || tally.UndecidedTargets > 0 ? ExitCode.NotCarriedOut : ExitCode.Passed;
    }
}
