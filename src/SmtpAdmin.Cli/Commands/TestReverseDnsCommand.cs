using System.CommandLine;
using System.Globalization;
using SmtpAdmin.Cli.Input;
using SmtpAdmin.Cli.Options;
using SmtpAdmin.Cli.Output;
using SmtpAdmin.Dns;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Cli.Commands;

/// <summary>The twin of Test-ReverseDns.</summary>
internal sealed class TestReverseDnsCommand : Command
{
    private readonly Argument<string[]> _targets = new("address")
    {
        Description = "Addresses, CIDR blocks or host names; '-' reads them from standard input, one a line.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string[]> _ipAddress = new("--ip-address") { Description = "The same, by name.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string?> _heloName = new("--helo-name", "--hello-name") { Description = "The name that the server gives in HELO or EHLO." };
    private readonly Option<string?> _domain = new("--domain") { Description = "The domain that mail is sent for." };
    private readonly Option<bool> _quiet = new("--quiet") { Description = "Print nothing; the exit code tells whether every address passed." };
    private readonly DnsOptions _dns;
    private readonly OutputOptions _output;

    public TestReverseDnsCommand()
        : base("test-reverse-dns", "Checks that the PTR names of addresses lead back to them.")
    {
        Arguments.Add(_targets);
        Options.Add(_ipAddress);
        Options.Add(_heloName);
        Options.Add(_domain);
        Options.Add(_quiet);
        _dns = new DnsOptions(this, DnsOptions.ServerTimeout);
        _output = new OutputOptions(this);
        Validators.Add(result =>
        {
            if (result.GetResult(_targets) is not { Tokens.Count: > 0 } && result.GetResult(_ipAddress) is null)
                result.AddError($"An address, a CIDR block or a host name is missing ('-' reads them from standard input).{Several.Swallowed(result, "addresses")}");
        });
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var options = new ReverseDnsOptions { HeloName = parsed.GetValue(_heloName), Domain = parsed.GetValue(_domain) };
        if (options.Domain is not null && !DnsName.TryParse(options.Domain, out _, out var problem)) throw new UsageException(problem);

        await using var resolver = _dns.CreateResolver(parsed);
        var writer = _output.CreateWriter(parsed, parsed.GetValue(_quiet));
        var checker = new ReverseDnsChecker(resolver, TimeProvider.System);
        var words = Words.ReadAsync(Words.Of(parsed, _targets, _ipAddress), Console.In, cancellationToken);
        var outcome = new RunOutcome();
        using var progress = new ProgressLine();
        var targets = Targets.ReadAsync(words, outcome.Refuse, check: null, cancellationToken);
        await foreach (var result in checker.CheckAllAsync(targets, options, cancellationToken).ConfigureAwait(false))
        {
            outcome.Add(result.Passed ? ExitCode.Passed : ExitCode.NotPassed);
            progress.Clear();
            writer.Write(result with { Findings = ShellNames.In(result.Findings) }, ReverseDnsView.Write);
            progress.Report(string.Create(CultureInfo.InvariantCulture, $"{outcome.Count} checked, last {result.IPAddress}"));
        }
        return outcome.End("check");
    }
}
