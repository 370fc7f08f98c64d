using System.CommandLine;
using SmtpAdmin.Cli.Input;
using SmtpAdmin.Cli.Options;
using SmtpAdmin.Cli.Output;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Cli.Commands;

/// <summary>The twin of Send-SmtpTest.</summary>
internal sealed class SendSmtpTestCommand : Command
{
    private readonly SmtpTargetOptions _target;
    private readonly SmtpMessageOptions _message;
    private readonly SmtpSessionOptions _session;
    private readonly DnsOptions _dns;
    private readonly OutputOptions _output;
    private readonly Option<bool> _transcript = new("--transcript") { Description = "Show the whole session, secrets masked." };
    private readonly Option<bool> _whatIf = new("--what-if") { Description = "Say what would be done, and do nothing." };

    public SendSmtpTestCommand()
        : base("send-smtp-test", "Tests a mail server stage by stage, with a message or without.")
    {
        _target = new SmtpTargetOptions(this);
        _message = new SmtpMessageOptions(this);
        _session = new SmtpSessionOptions(this);
        _dns = new DnsOptions(this);
        _output = new OutputOptions(this);
        Options.Add(_transcript);
        Options.Add(_whatIf);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var request = new SmtpTestRequest { Options = await _session.ReadAsync(parsed, _message.From(parsed), cancellationToken).ConfigureAwait(false) };
        request = await _message.ReadAsync(parsed, request, cancellationToken).ConfigureAwait(false);

        await using var resolver = _dns.CreateResolver(parsed);
        var runner = new SmtpTestRunner(resolver, TimeProvider.System);
        var writer = _output.CreateWriter(parsed, quiet: false);
        var view = new SmtpTestView(parsed.GetValue(_transcript));
        var (passed, refused, count) = (true, false, 0);
        await foreach (var target in _target.ReadAsync(parsed, request, Refuse, cancellationToken).ConfigureAwait(false))
        {
            count++;
            if (parsed.GetValue(_whatIf))
            {
                Console.Out.WriteLine($"What if: {target.Target}: {target.Action}");
                continue;
            }
            using var progress = new ProgressLine();
            var succeeded = await RunOneAsync(runner, target, progress, result => writer.Write(result with { Findings = ShellNames.In(result.Findings) }, view.Write), cancellationToken).ConfigureAwait(false);
            passed &= succeeded;
        }
        if (count == 0 && !refused) Refuse("There was nothing to test: standard input is empty.");
        if (refused) return ExitCode.Usage;
        return passed ? ExitCode.Passed : ExitCode.NotPassed;

        void Refuse(string reason)
        {
            refused = true;
            Usage.Report(reason);
        }
    }

    /// <summary>
    /// A server whose first address fails and whose second takes the message has passed, as it would for a mail server; where nothing is
    /// sent, every address has to pass.
    /// </summary>
    private static async Task<bool> RunOneAsync(
        SmtpTestRunner runner, SmtpTestRequest request, ProgressLine progress, Action<SmtpTestResult> write, CancellationToken cancellationToken)
    {
        var results = new List<SmtpTestStatus>();
        var stages = new DirectProgress<SmtpTestProgress>(step => progress.Report($"{step.Server} {step.Address}: {step.Stage} ..."));
        try
        {
            await foreach (var result in runner.RunAsync(request, stages, cancellationToken).ConfigureAwait(false))
            {
                progress.Clear();
                write(result);
                results.Add(result.Status);
            }
        }
        catch (ArgumentException exception)
        {
            throw new UsageException(Refusal.Text(exception));
        }
        return request.Options.Sends && !request.ViaMx
            ? results.Contains(SmtpTestStatus.Sent)
            : results.Count > 0 && !results.Contains(SmtpTestStatus.Failed);
    }
}
