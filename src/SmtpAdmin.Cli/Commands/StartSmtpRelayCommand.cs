using System.CommandLine;
using System.Globalization;
using SmtpAdmin.Cli.Options;
using SmtpAdmin.Cli.Output;
using SmtpAdmin.Cli.Service;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Cli.Commands;

/// <summary>The twin of Start-SmtpRelay, in the foreground: what a service manager starts.</summary>
internal sealed class StartSmtpRelayCommand : Command, IHandlesSignals
{
    private readonly Option<string?> _config = new("--config") { Description = "The file of the relay's configuration.", HelpName = "path", Required = true };
    private readonly Option<double?> _grace = Seconds.Option("--grace", "How long what is under way may take when the relay stops; 30 unless given.", most: 3600);
    private readonly DnsOptions _dns;
    private readonly OutputOptions _output;

    public StartSmtpRelayCommand()
        : base("start-smtp-relay", "Runs an SMTP relay: takes mail in, keeps it on disk, and gets it out.")
    {
        foreach (var option in (Option[])[_config, _grace]) Options.Add(option);
        _dns = new DnsOptions(this, hasCache: false);
        _output = new OutputOptions(this);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var signals = new ServiceSignals();
        try
        {
            await using var resolver = _dns.CreateResolver(parsed);
            using var configuration = await SmtpRelayConfiguration.ReadAsync(parsed.GetValue(_config)!, TimeProvider.System, signals.Stop).ConfigureAwait(false);
            await using var relay = await SmtpRelay.StartAsync(configuration, resolver, TimeProvider.System, signals.Stop).ConfigureAwait(false);
            if (Seconds.Read(parsed, _grace) is { } grace) relay.Grace = grace;
            foreach (var warning in Warnings(configuration.Findings, relay)) Usage.Report($"warning: {warning}");
            await new RelayHost(signals).RunAsync(relay, status => _output.CreateWriter(parsed, quiet: false).Write(status, WriteStart)).ConfigureAwait(false);
            return ExitCode.Passed;
        }
        catch (SmtpRelayConfigurationException exception)
        {
            foreach (var problem in exception.Problems) Usage.Report($"{PlainText.Excerpt(exception.File, 260)}: {problem}");
            return exception.InnerException is IOException or UnauthorizedAccessException ? ExitCode.NotCarriedOut : ExitCode.Usage;
        }
        catch (SmtpRelayException exception)
        {
            Usage.Report(exception.Message);
            return ExitCode.NotCarriedOut;
        }
    }

    /// <summary>What an administrator should look at: in the configuration, and what the relay took down while it started.</summary>
    private static IEnumerable<string> Warnings(IReadOnlyList<Finding> findings, SmtpRelay relay) =>
        findings.Where(finding => finding.Severity > FindingSeverity.Information).Select(finding => $"{finding.Message} {finding.Remedy}")
            .Union(relay.GetStatus().LastErrors.Reverse().Select(error => error.Text));

    private static void WriteStart(SmtpRelayStatus status)
    {
        foreach (var listener in status.Listeners)
            Console.Out.WriteLine($"{status.HostName} takes mail on {listener.EndPoint} ({listener.Security}{(listener.RequireAuth ? ", with AUTH alone" : "")}).");
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{status.Queue.Messages} messages wait in {PlainText.Clean(status.SpoolPath)}."));
    }
}
