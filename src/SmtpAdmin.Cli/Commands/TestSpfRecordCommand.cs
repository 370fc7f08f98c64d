using System.CommandLine;
using System.Globalization;
using System.Runtime.CompilerServices;
using SmtpAdmin.Cli.Input;
using SmtpAdmin.Cli.Options;
using SmtpAdmin.Cli.Output;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Cli.Commands;

/// <summary>The twin of Test-SpfRecord.</summary>
internal sealed class TestSpfRecordCommand : Command
{
    private static readonly SpfRecordCheckOptions Defaults = new();

    private readonly Argument<string[]> _words = new("domain")
    {
        Description = "Domains; '-' reads them from standard input, one a line.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string[]> _domain = new("--domain") { Description = "The same, by name; beside --record, those that are to publish it.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string?> _record = new("--record") { Description = "A record that is not published yet." };
    private readonly Option<int?> _voidLookupLimit = WholeNumber.Option("--void-lookup-limit", $"How many look-ups may find nothing; {Defaults.MaxVoidLookups} unless given.", least: 0);
    private readonly Option<double?> _timeout = Seconds.Option("--timeout", "How long the check of one domain may take as a whole; what is not known by then stays unknown.", most: 3600);
    private readonly Option<bool> _quiet = new("--quiet") { Description = "Print nothing; the exit code tells whether every record passed." };
    private readonly DnsOptions _dns;
    private readonly OutputOptions _output;

    public TestSpfRecordCommand()
        : base("test-spf-record", "Checks what domains publish as SPF, and all that it includes (RFC 7208); or a record not yet published.")
    {
        Arguments.Add(_words);
        foreach (var option in (Option[])[_domain, _record, _voidLookupLimit, _timeout, _quiet]) Options.Add(option);
        _dns = new DnsOptions(this);
        _output = new OutputOptions(this);
        Validators.Add(result =>
        {
            if (result.GetResult(_words) is not { Tokens.Count: > 0 } && result.GetResult(_domain) is null && result.GetResult(_record) is null)
                result.AddError($"A domain is missing ('-' reads them from standard input), or a record behind --record.{Several.Swallowed(result, "domains")}");
        });
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var options = new SpfRecordCheckOptions
        {
            MaxVoidLookups = parsed.GetValue(_voidLookupLimit) ?? Defaults.MaxVoidLookups,
            Timeout = Seconds.Read(parsed, _timeout) ?? Defaults.Timeout,
        };
        var asking = _dns.ReadOptions(parsed);
        options = options with { ShareLookups = asking.UseCache };
        await using var resolver = DnsOptions.CreateResolver(asking);
        var writer = _output.CreateWriter(parsed, parsed.GetValue(_quiet));
        var checker = new SpfRecordChecker(resolver, TimeProvider.System);
        var record = parsed.GetValue(_record) is { } text ? SpfRecord.Parse(SpfRecordText.Clean(text)) : null;
        var outcome = new RunOutcome();
        using var progress = new ProgressLine();
        progress.Report("Reading the records and what they include ...");
        await foreach (var report in checker.CheckAllAsync(ReadAsync(parsed, record is not null, outcome.Refuse, cancellationToken), record, options, cancellationToken).ConfigureAwait(false))
        {
            outcome.Add(report.Passed ? ExitCode.Passed : report.Status == SpfRecordStatus.Unknown ? ExitCode.NotCarriedOut : ExitCode.NotPassed);
            progress.Clear();
            writer.Write(report with { Findings = ShellNames.In(report.Findings) }, SpfRecordView.Write);
            progress.Report(string.Create(CultureInfo.InvariantCulture, $"{outcome.Count} checked, last {report.Domain ?? "the record"}"));
        }
        return outcome.End("check");
    }

    private async IAsyncEnumerable<string?> ReadAsync(ParseResult parsed, bool hasRecord, Action<string> refuse, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var words = Words.Of(parsed, _words, _domain);
        if (hasRecord && words.Count == 0) yield return null; // nobody knows where it will stand
        await foreach (var word in Words.ReadAsync(words, Console.In, cancellationToken).ConfigureAwait(false))
        {
            if (SpfDomainText.TryRead(word, out var domain, out var problem)) yield return domain;
            else refuse(ShellNames.In(problem));
        }
    }
}
