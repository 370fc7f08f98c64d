using System.CommandLine;
using SmtpAdmin.Cli.Options;
using SmtpAdmin.Cli.Output;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Cli.Commands;

/// <summary>The twin of Get-SmtpRelay, and a check: it passes when the relay takes mail.</summary>
internal sealed class GetSmtpRelayCommand : Command
{
    private readonly SpoolOptions _spools;
    private readonly OutputOptions _output;

    public GetSmtpRelayCommand()
        : base("get-smtp-relay", "Shows how SMTP relays do, running or stopped; the exit code tells whether they take mail.")
    {
        _spools = new SpoolOptions(this);
        _output = new OutputOptions(this);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var writer = _output.CreateWriter(parsed, quiet: false);
        var outcome = new RunOutcome();
        foreach (var spool in _spools.Read(parsed))
        {
            try
            {
                await using var access = await SmtpRelayAccess.OpenAsync(spool, TimeProvider.System, cancellationToken).ConfigureAwait(false);
                var status = await access.GetStatusAsync(cancellationToken).ConfigureAwait(false);
                writer.Write(status, RelayView.Write);
                outcome.Add(status.State == SmtpRelayState.Running ? ExitCode.Passed : ExitCode.NotPassed);
            }
            catch (SmtpRelayException exception)
            {
                Usage.Report(exception.Message);
                outcome.Add(ExitCode.NotCarriedOut);
            }
        }
        return outcome.End("show");
    }
}
