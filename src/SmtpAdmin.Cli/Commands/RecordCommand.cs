using System.CommandLine;
using SmtpAdmin.Cli.Input;
using SmtpAdmin.Cli.Options;
using SmtpAdmin.Cli.Output;
using SmtpAdmin.Dns;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Cli.Commands;

/// <summary>A command that makes a record for each domain: the twin of a RecordCmdlet.</summary>
/// <typeparam name="TMade">What is made.</typeparam>
internal abstract class RecordCommand<TMade> : Command
    where TMade : class
{
    private readonly Argument<string[]> _words = new("domain") { Description = "Domains that are to publish the record; '-' reads them from standard input, one a line.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string[]> _domain = new("--domain") { Description = "The same, by name.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<bool> _noLookup = new("--no-lookup") { Description = "Ask the DNS nothing." };
    private DnsOptions _dns = null!; // by Complete, which every command ends its constructor with
    private OutputOptions _output = null!;

    /// <summary>Makes a command that <see cref="Complete"/> completes.</summary>
    protected RecordCommand(string name, string description)
        : base(name, description)
    {
    }

    /// <summary>Adds the command's own options between those that all such commands have.</summary>
    protected void Complete(params Option[] options)
    {
        Arguments.Add(_words);
        foreach (var option in (Option[])[_domain, .. options, _noLookup]) Options.Add(option);
        _dns = new DnsOptions(this);
        _output = new OutputOptions(this);
        Validators.Add(result =>
        {
            if (result.GetResult(_words) is not { Tokens.Count: > 0 } && result.GetResult(_domain) is null) result.AddError($"A domain is missing ('-' reads them from standard input).{Several.Swallowed(result, "domains")}");
        });
        SetAction(RunAsync);
    }

    /// <summary>Makes one.</summary>
    protected abstract Task<RecordBuild<TMade>> BuildAsync(ParseResult parsed, string domain, bool noLookup, IDnsResolver resolver, CancellationToken cancellationToken);

    /// <summary>What was made, with what is advised in the words of this shell, and whether no finding of it is an error.</summary>
    protected abstract (TMade Shown, bool Passed) InWordsOfTheShell(TMade made);

    /// <summary>Shows one to people.</summary>
    protected abstract void View(TMade made);

    /// <summary>What is done with one before it is shown; null where that failed, which was told.</summary>
    protected virtual Task<TMade?> FinishAsync(ParseResult parsed, TMade made, RunOutcome outcome, CancellationToken cancellationToken) => Task.FromResult<TMade?>(made);

    /// <summary>Results are printed as JSON.</summary>
    protected bool IsJson(ParseResult parsed) => _output.IsJson(parsed);

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var resolver = _dns.CreateResolver(parsed);
        var writer = _output.CreateWriter(parsed, quiet: false);
        var outcome = new RunOutcome();
        using var progress = new ProgressLine();
        await foreach (var domain in Words.ReadAsync(Words.Of(parsed, _words, _domain), Console.In, cancellationToken).ConfigureAwait(false))
        {
            progress.Report($"Looking up {PlainText.Excerpt(domain)} ...");
            var build = await BuildAsync(parsed, domain, parsed.GetValue(_noLookup), resolver, cancellationToken).ConfigureAwait(false);
            progress.Clear();
            foreach (var refusal in build.Refusals) Tell(outcome, refusal);
            if (build.Made is not { } made || await FinishAsync(parsed, made, outcome, cancellationToken).ConfigureAwait(false) is not { } finished) continue;
            if (outcome.Count > 0 && !_output.IsJson(parsed)) Console.Out.WriteLine();
            var (shown, passed) = InWordsOfTheShell(finished);
            outcome.Add(passed ? ExitCode.Passed : ExitCode.NotPassed);
            writer.Write(shown, View);
        }
        return outcome.End("do");
    }

    /// <summary>What could not be learned is no wrong usage.</summary>
    private static void Tell(RunOutcome outcome, RecordRefusal refusal)
    {
        if (!refusal.IsUnknown)
        {
            outcome.Refuse(refusal.Message);
            return;
        }
        Usage.Report(refusal.Message);
        outcome.Add(ExitCode.NotCarriedOut);
    }
}
