using System.CommandLine;
using System.Globalization;
using System.Runtime.CompilerServices;
using SmtpAdmin.Cli.Input;
using SmtpAdmin.Cli.Options;
using SmtpAdmin.Cli.Output;
using SmtpAdmin.Dkim;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Cli.Commands;

/// <summary>The twin of Test-DkimRecord.</summary>
internal sealed class TestDkimRecordCommand : Command
{
    private readonly Argument<string[]> _words = new("domain") { Description = "Domains that sign; '-' reads them from standard input, one a line.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string[]> _domain = new("--domain") { Description = "The same, by name; beside --record, the one that is to publish it.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string[]> _selector = Several.Option("--selector", "The selectors of the keys.");
    private readonly Option<bool> _findSelector = new("--find-selector") { Description = "Try the selectors that are in common use." };
    private readonly Option<string?> _record = new("--record") { Description = "A record that is not published yet: its text, or a line of a zone file." };
    private readonly Option<string?> _privateKeyPath = new("--private-key-path") { Description = "The file of the private key that should be its pair." };
    private readonly Option<bool> _quiet = new("--quiet") { Description = "Print nothing; the exit code tells whether every record passed." };
    private readonly SecretOptions _passphrase;
    private readonly DnsOptions _dns;
    private readonly OutputOptions _output;

    public TestDkimRecordCommand()
        : base("test-dkim-record", "Checks DKIM key records (RFC 6376), or one not yet published; or looks for those that there are.")
    {
        _selector.HelpName = "name"; // in place of all that can be completed
        _selector.CompletionSources.Add([.. DkimSelectors.All.Select(known => known.Selector)]);
        Arguments.Add(_words);
        foreach (var option in (Option[])[_domain, _selector, _findSelector, _record, _privateKeyPath, _quiet]) Options.Add(option);
        _passphrase = new SecretOptions(this, "passphrase", "the passphrase of a private key that is encrypted");
        _dns = new DnsOptions(this, DnsOptions.ServerTimeout);
        _output = new OutputOptions(this);
        Validators.Add(result =>
        {
            var hasDomain = result.GetResult(_words) is { Tokens.Count: > 0 } || result.GetResult(_domain) is not null;
            var (hasSelector, finds, hasRecord) = (result.GetResult(_selector) is not null, result.GetValue(_findSelector), result.GetResult(_record) is not null);
            if (!hasDomain && !hasRecord) result.AddError($"A domain is missing ('-' reads them from standard input), or a record behind --record.{Several.Swallowed(result, "domains")}");
            else if (!hasDomain && hasSelector) result.AddError("A selector stands below a domain. Give the domain too, or the record alone.");
            else if (finds && (hasSelector || hasRecord || result.GetResult(_privateKeyPath) is not null)) result.AddError("--find-selector stands alone: without --selector, --record and --private-key-path.");
            else if (hasDomain && !hasSelector && !finds) result.AddError("A selector is missing. Give --selector, or --find-selector to try those that are in common use.");
        });
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var words = Words.Of(parsed, _words, _domain);
        if (words.Contains(Words.StandardInput) && _passphrase.ReadsStandardInput(parsed)) throw new UsageException("The domains and the passphrase cannot both come from standard input.");
        DkimRecordText? record = null;
        if (parsed.GetValue(_record) is { } text && !DkimRecordText.TryRead(text, out record, out var problem)) throw new UsageException(problem);
        var key = await ReadKeyAsync(parsed, cancellationToken).ConfigureAwait(false);
        await using var resolver = _dns.CreateResolver(parsed);
        var writer = _output.CreateWriter(parsed, parsed.GetValue(_quiet));
        var outcome = new RunOutcome();
        using var progress = new ProgressLine();
        progress.Report(parsed.GetValue(_findSelector) ? "Trying selectors ..." : "Reading the records ...");
        if (parsed.GetValue(_findSelector))
        {
            await foreach (var domain in ReadDomainsAsync(words, outcome.Refuse, cancellationToken).ConfigureAwait(false)) outcome.Add(await FindAsync(domain, resolver, Show, cancellationToken).ConfigureAwait(false));
        }
        else
        {
            var queries = ReadAsync(words, Words.Of(parsed, _selector), new DkimRecordQuery { Record = record, PrivateKey = key }, outcome.Refuse, cancellationToken);
            await foreach (var report in new DkimRecordChecker(resolver, TimeProvider.System).CheckAllAsync(queries, new DkimRecordCheckOptions(), cancellationToken).ConfigureAwait(false))
            {
                outcome.Add(report.Passed ? ExitCode.Passed : report.Status == DkimRecordStatus.Unknown ? ExitCode.NotCarriedOut : ExitCode.NotPassed);
                Show(report);
            }
        }
        return outcome.End("check");

        void Show(DkimRecordReport report)
        {
            progress.Clear();
            writer.Write(report with { Findings = ShellNames.In(report.Findings) }, DkimRecordView.Write);
            progress.Report(string.Create(CultureInfo.InvariantCulture, $"Last {report.RecordName ?? "the record"}"));
        }
    }

    private static async Task<int> FindAsync(string domain, IDnsResolver resolver, Action<DkimRecordReport> show, CancellationToken cancellationToken)
    {
        var found = new DkimRecordOutcome();
        found.BeginSearch();
        await foreach (var report in new DkimSelectorFinder(resolver, TimeProvider.System).FindAsync(domain, new DkimRecordCheckOptions(), cancellationToken).ConfigureAwait(false))
        {
            found.Add(report);
            show(report);
        }
        return found.AllPassed ? ExitCode.Passed : found.IsUnknown ? ExitCode.NotCarriedOut : ExitCode.NotPassed;
    }

    private async Task<DkimKeyIdentity?> ReadKeyAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var passphrase = await _passphrase.ReadAsync(parsed, cancellationToken).ConfigureAwait(false);
        if (parsed.GetValue(_privateKeyPath) is not { } path) return null;
        if (path.Length == 0) throw new UsageException("--private-key-path names no file.");
        try
        {
            return await DkimKeyIdentity.ReadAsync(Path.GetFullPath(path), passphrase.AsMemory(), cancellationToken).ConfigureAwait(false);
        }
        catch (DkimKeyException exception)
        {
            throw new UsageException($"{PlainText.Excerpt(path, 260)}: {ShellNames.In(exception.Message)}");
        }
    }

    private static async IAsyncEnumerable<DkimRecordQuery> ReadAsync(
        IReadOnlyList<string> words, IReadOnlyList<string> selectors, DkimRecordQuery query, Action<string> refuse, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (words.Count == 0) yield return query; // nobody knows where it will stand
        await foreach (var domain in ReadDomainsAsync(words, refuse, cancellationToken).ConfigureAwait(false))
        {
            foreach (var text in selectors)
            {
                if (DkimNameText.TryReadSelector(text, out var selector, out var problem)) yield return query with { Domain = domain, Selector = selector };
                else refuse(ShellNames.In(problem));
            }
        }
    }

    private static async IAsyncEnumerable<string> ReadDomainsAsync(IReadOnlyList<string> words, Action<string> refuse, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var word in Words.ReadAsync(words, Console.In, cancellationToken).ConfigureAwait(false))
        {
            if (DkimNameText.TryReadDomain(word, out var domain, out var problem)) yield return domain;
            else refuse(ShellNames.In(problem));
        }
    }
}
