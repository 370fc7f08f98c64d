using System.CommandLine;
using System.Globalization;
using SmtpAdmin.Cli.Input;
using SmtpAdmin.Cli.Options;
using SmtpAdmin.Cli.Output;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Cli.Commands;

/// <summary>The twin of Test-DnsblProvider.</summary>
internal sealed class TestDnsblProviderCommand : Command
{
    private readonly Argument<string[]> _providers = new("provider")
    {
        HelpName = "provider",
        Description = "Lists, by name, wildcard or zone; '-' reads them from standard input, one a line. All that need no key unless given.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<bool> _quiet = new("--quiet") { Description = "Print nothing; the exit code tells whether every list can be used." };
    private readonly DnsblListOptions _lists;
    private readonly OutputOptions _output;

    public TestDnsblProviderCommand()
        : base("test-dnsbl-provider", "Tests whether blacklists can be used from here.")
    {
        Arguments.Add(_providers);
        _lists = new DnsblListOptions(this);
        Options.Add(_quiet);
        _output = new OutputOptions(this);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var given = Words.Of(parsed, _providers, _lists.Provider);
        if (given.Contains("-") && _lists.SecretComesFromStandardInput(parsed)) throw new UsageException("Standard input cannot be both the lists and the key.");
        var names = new List<string>();
        await foreach (var word in Words.ReadAsync(given, Console.In, cancellationToken).ConfigureAwait(false)) names.Add(word);
        if (given.Count > 0 && names.Count == 0) throw new UsageException("There was nothing to test: standard input is empty.");

        var catalogue = await _lists.ReadCatalogueAsync(parsed, cancellationToken).ConfigureAwait(false);
        var selection = await _lists.ChooseAsync(parsed, catalogue, names, cancellationToken).ConfigureAwait(false);
        await using var resolver = DnsOptions.CreateResolver(_lists.ReadDns(parsed));
        var tester = new DnsblProviderTester(resolver, TimeProvider.System);
        var writer = _output.CreateWriter(parsed, parsed.GetValue(_quiet));
        using var progress = new ProgressLine();
        var (passed, refused, count) = (true, false, 0);
        foreach (var problem in selection.Problems)
        {
            if (problem.Code == DnsblSelectionCode.RetiredProvider && catalogue.Find(problem.Subject) is { } retired) Show(tester.Retired(retired));
            else
            {
                refused = true;
                Usage.Report(problem.Message);
            }
        }
        foreach (var note in selection.Notes) Usage.Report($"warning: {note.Message}");
        await foreach (var test in tester.TestAllAsync(selection.Lists, cancellationToken).ConfigureAwait(false))
        {
            progress.Clear();
            Show(test);
            progress.Report(string.Create(CultureInfo.InvariantCulture, $"{++count} of {selection.Lists.Count} tested, last {test.Provider}"));
        }
        if (refused) return ExitCode.Usage;
        return passed ? ExitCode.Passed : ExitCode.NotPassed;

        void Show(DnsblProviderTest test)
        {
            passed &= test.Passed;
            writer.Write(test with { Findings = ShellNames.In(test.Findings) }, DnsblView.Write);
        }
    }
}
