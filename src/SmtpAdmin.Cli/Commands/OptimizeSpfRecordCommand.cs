using System.CommandLine;
using System.Globalization;
using System.Runtime.CompilerServices;
using SmtpAdmin.Cli.Input;
using SmtpAdmin.Cli.Options;
using SmtpAdmin.Cli.Output;
using SmtpAdmin.Dns;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Cli.Commands;

/// <summary>The twin of Optimize-SpfRecord.</summary>
internal sealed class OptimizeSpfRecordCommand : Command
{
    private static readonly SpfOptimizeOptions Defaults = new();

    private readonly Argument<string[]> _domains = new("domain")
    {
        Description = "The domains whose records are made to cost less; '-' reads them from standard input, one a line.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string[]> _domain = new("--domain") { Description = "The same, by name.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string?> _record = new("--record") { Description = "A record that takes the place of what the domain publishes." };
    private readonly Option<int?> _maxLookups = WholeNumber.Option("--max-lookups", $"How many look-ups the record may cost: 0 to 10; {Defaults.MaxLookups} unless given.", least: 0, SpfCheckOptions.MaxLookups);
    private readonly Option<int?> _maxLength = WholeNumber.Option("--max-length", $"How many octets each record may have; {Defaults.MaxLength} unless given.", SpfOptimizeOptions.LeastLength, SpfOptimizeOptions.MostLength);
    private readonly Option<string[]> _keep = Several.Option("--keep", "Terms that are never replaced: domains, or terms as written without a qualifier; '*' and '?' are wildcards.");
    private readonly Option<string[]> _flatten = Several.Option("--flatten", "Terms that are replaced even where the look-ups do not ask for it, written as those of --keep.");
    private readonly Option<bool> _compare = new("--compare") { Description = "Compare the result with what the domain publishes; needs --record." };
    private readonly Option<double?> _timeout = Seconds.Option("--timeout", "How long one domain may take.", most: 3600);
    private readonly DnsOptions _dns;
    private readonly OutputOptions _output;

    public OptimizeSpfRecordCommand()
        : base("optimize-spf-record", "Replaces what costs an SPF record its look-ups by addresses.")
    {
        Arguments.Add(_domains);
        foreach (var option in (Option[])[_domain, _record, _maxLookups, _maxLength, _keep, _flatten, _compare, _timeout]) Options.Add(option);
        _dns = new DnsOptions(this);
        _output = new OutputOptions(this);
        Validators.Add(result =>
        {
            if (result.GetResult(_domains) is not { Tokens.Count: > 0 } && result.GetResult(_domain) is null) result.AddError($"A domain is missing ('-' reads them from standard input).{Several.Swallowed(result, "domains")}");
            if (result.GetValue(_compare) && result.GetValue(_record) is null) result.AddError("--compare needs the record as it was before its includes were replaced: give it with --record.");
        });
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var options = new SpfOptimizeOptions
        {
            Record = ReadRecord(parsed.GetValue(_record)),
            MaxLookups = parsed.GetValue(_maxLookups) ?? Defaults.MaxLookups,
            MaxLength = parsed.GetValue(_maxLength) ?? Defaults.MaxLength,
            Keep = Words.Of(parsed, _keep),
            Flatten = Words.Of(parsed, _flatten),
            Compare = parsed.GetValue(_compare),
            Timeout = Seconds.Read(parsed, _timeout) ?? Defaults.Timeout,
        };
        await using var resolver = _dns.CreateResolver(parsed);
        var writer = _output.CreateWriter(parsed, quiet: false);
        var optimizer = new SpfOptimizer(resolver, TimeProvider.System);
        var outcome = new RunOutcome();
        using var progress = new ProgressLine();
        progress.Report("Reading the record and what it includes ...");
        await foreach (var result in optimizer.OptimizeAllAsync(ReadAsync(parsed, outcome.Refuse, cancellationToken), options, cancellationToken).ConfigureAwait(false))
        {
            outcome.Add(CodeOf(result));
            progress.Clear();
            writer.Write(result with { Findings = ShellNames.In(result.Findings) }, SpfOptimizationView.Write);
            progress.Report(string.Create(CultureInfo.InvariantCulture, $"{outcome.Count} done, last {result.Domain}"));
        }
        return outcome.End("do");
    }

    /// <summary>1 means that somebody has something to do: the record cannot be had, or the published one has drifted.</summary>
    private static int CodeOf(SpfOptimization result) => result switch
    {
        { Status: SpfOptimizationStatus.Unknown } => ExitCode.NotCarriedOut,
        { Drift.Changed: true } => ExitCode.NotPassed,
        { Status: SpfOptimizationStatus.Optimized or SpfOptimizationStatus.Unchanged } => ExitCode.Passed,
        _ => ExitCode.NotPassed,
    };

    private async IAsyncEnumerable<DnsName> ReadAsync(ParseResult parsed, Action<string> refuse, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var word in Words.ReadAsync(Words.Of(parsed, _domains, _domain), Console.In, cancellationToken).ConfigureAwait(false))
        {
            if (SpfDomainText.TryRead(word, out var domain, out var problem)) yield return DnsName.Parse(domain);
            else refuse(ShellNames.In(problem));
        }
    }

    private static SpfRecord? ReadRecord(string? text)
    {
        if (text is null) return null;
        return SpfRecordText.TryRead(text, out var record, out var problem) ? record : throw new UsageException(problem);
    }
}
