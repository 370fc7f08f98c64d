using System.CommandLine;
using SmtpAdmin.Cli.Options;
using SmtpAdmin.Cli.Output;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Cli.Commands;

/// <summary>The twin of Stop-SmtpRelay.</summary>
internal sealed class StopSmtpRelayCommand : Command
{
    private readonly SpoolOptions _spools;
    private readonly Option<double?> _grace = Seconds.Option("--grace", "How long what is under way may take; as long as the relay was started with unless given.", most: 3600);
    private readonly Option<bool> _noWait = new("--no-wait") { Description = "Do not wait until it has ended." };
    private readonly Option<bool> _passThru = new("--pass-thru") { Description = "Show how the relay does afterwards." };
    private readonly Option<bool> _whatIf = new("--what-if") { Description = "Say what would be done, and do nothing." };
    private readonly OutputOptions _output;

    public StopSmtpRelayCommand()
        : base("stop-smtp-relay", "Stops SMTP relays: what is under way finishes, and the rest waits in the queue.")
    {
        _spools = new SpoolOptions(this);
        foreach (var option in (Option[])[_grace, _noWait, _passThru, _whatIf]) Options.Add(option);
        _output = new OutputOptions(this);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var exitCode = ExitCode.Passed;
        foreach (var spool in _spools.Read(parsed))
        {
            try
            {
                await StopAsync(parsed, spool, cancellationToken).ConfigureAwait(false);
            }
            catch (SmtpRelayException exception)
            {
                Usage.Report(exception.Message);
                exitCode = ExitCode.NotCarriedOut;
            }
        }
        return exitCode;
    }

    private async Task StopAsync(ParseResult parsed, string spool, CancellationToken cancellationToken)
    {
        var client = await SmtpRelayClient.FindAsync(spool, cancellationToken).ConfigureAwait(false) ?? throw new SmtpRelayException(SmtpRelayText.NotRunning(spool));
        if (parsed.GetValue(_whatIf))
        {
            Console.Out.WriteLine($"What if: {PlainText.Clean(spool)}: Stop the relay");
            return;
        }
        await client.StopAsync(Seconds.Read(parsed, _grace), cancellationToken).ConfigureAwait(false);
        if (!parsed.GetValue(_noWait))
        {
            using var progress = new ProgressLine();
            progress.Report($"The relay with {PlainText.Excerpt(spool, 260)} lets what is under way finish ...");
            await client.WaitForEndAsync(TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
        if (!parsed.GetValue(_passThru)) return;
        await using var access = await SmtpRelayAccess.OpenAsync(spool, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        _output.CreateWriter(parsed, quiet: false).Write(await access.GetStatusAsync(cancellationToken).ConfigureAwait(false), RelayView.Write);
    }
}
