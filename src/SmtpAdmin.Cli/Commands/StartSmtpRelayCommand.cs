using System.CommandLine;
using SmtpAdmin.Cli.Options;
using SmtpAdmin.Cli.Output;
using SmtpAdmin.Cli.Service;
using SmtpAdmin.Dns;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Cli.Commands;

/// <summary>The twin of Start-SmtpRelay, in the foreground: what a service manager starts.</summary>
internal sealed class StartSmtpRelayCommand : Command, IHandlesSignals
{
    private readonly Option<string?> _config = new("--config") { Description = "The file of the relay's configuration, in place of the options that make one.", HelpName = "path" };
    private readonly Option<double?> _grace = Seconds.Option("--grace", "How long what is under way may take when the relay stops; 30 unless given.", most: 3600);
    private readonly Option<bool> _reload = new("--reload") { Description = "Have the relay that runs with --spool-path read its configuration again, and end." };
    private readonly Option<bool> _whatIf = new("--what-if") { Description = "Check the configuration or the options, say what would be done, and do nothing." };
    private readonly RelayRequestOptions _request;
    private readonly DnsOptions _dns;
    private readonly OutputOptions _output;

    public StartSmtpRelayCommand()
        : base("start-smtp-relay", "Runs an SMTP relay: takes mail in, keeps it on disk, and gets it out.")
    {
        Options.Add(_config);
        _request = new RelayRequestOptions(this);
        foreach (var option in (Option[])[_grace, _reload, _whatIf]) Options.Add(option);
        _dns = new DnsOptions(this, hasCache: false);
        _output = new OutputOptions(this);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var signals = new ServiceSignals();
        try
        {
            if (parsed.GetValue(_reload)) return await ReloadAsync(parsed, signals.Stop).ConfigureAwait(false);
            if (parsed.GetValue(_config) is not { } path) return await StartAsync(parsed, await _request.ReadAsync(parsed, signals.Stop).ConfigureAwait(false), signals).ConfigureAwait(false);
            if (_request.FirstGiven(parsed) is { } option) throw new UsageException($"With --config, {option} stands in the file.");
            return await StartAsync(parsed, path, signals).ConfigureAwait(false);
        }
        catch (SmtpRelayException exception)
        {
            Usage.Report(exception.Message);
            return exception.IsBadConfiguration ? ExitCode.Usage : ExitCode.NotCarriedOut;
        }
    }

    private async Task<int> StartAsync(ParseResult parsed, string path, ServiceSignals signals)
    {
        try
        {
            using var configuration = await SmtpRelayConfiguration.ReadAsync(path, TimeProvider.System, signals.Stop).ConfigureAwait(false);
            return await RunAsync(parsed, configuration.Options, configuration.Findings, resolver => SmtpRelay.StartAsync(configuration, resolver, TimeProvider.System, signals.Stop), signals).ConfigureAwait(false);
        }
        catch (SmtpRelayConfigurationException exception)
        {
            foreach (var problem in exception.Problems) Usage.Report(SmtpRelayText.Refused(exception, problem));
            return exception.InnerException is IOException or UnauthorizedAccessException ? ExitCode.NotCarriedOut : ExitCode.Usage;
        }
    }

    private async Task<int> StartAsync(ParseResult parsed, SmtpRelayRequest request, ServiceSignals signals)
    {
        using var plan = await request.ReadAsync(TimeProvider.System, signals.Stop).ConfigureAwait(false);
        foreach (var error in plan.Errors) Usage.Report(SmtpRelayText.Refused(error));
        if (plan.Options is null) return ExitCode.Usage;
        return await RunAsync(parsed, plan.Options, plan.Findings, resolver => SmtpRelay.StartAsync(plan.Options, resolver, TimeProvider.System, signals.Stop), signals).ConfigureAwait(false);
    }

    private async Task<int> RunAsync(ParseResult parsed, SmtpRelayOptions options, IReadOnlyList<Finding> findings, Func<IDnsResolver, Task<SmtpRelay>> start, ServiceSignals signals)
    {
        await using var resolver = _dns.CreateResolver(parsed);
        if (parsed.GetValue(_whatIf))
        {
            RelayWarnings.Tell(SmtpRelayText.Warnings(findings));
            Console.Out.WriteLine($"What if: {PlainText.Clean(options.SpoolPath)}: {SmtpRelayText.Start(options)}");
            return ExitCode.Passed;
        }
        await using var relay = await start(resolver).ConfigureAwait(false);
        if (Seconds.Read(parsed, _grace) is { } grace) relay.Grace = grace;
        RelayWarnings.Tell(SmtpRelayText.Warnings(findings).Except(SmtpRelayText.Errors(relay.GetStatus(), DateTimeOffset.MinValue))); // which are told with the others
        await new RelayHost(signals).RunAsync(relay, status => _output.CreateWriter(parsed, quiet: false).Write(status, RelayView.WriteStart)).ConfigureAwait(false);
        return ExitCode.Passed;
    }

    private async Task<int> ReloadAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_config) is not null) throw new UsageException("--reload has a relay read the file again that it was started with: name its --spool-path, and leave --config out.");
        var spool = _request.SpoolPath(parsed) ?? SpoolOptions.DefaultSpool();
        var client = await SmtpRelayClient.FindAsync(spool, cancellationToken).ConfigureAwait(false) ?? throw new SmtpRelayException(SmtpRelayText.NotRunning(spool));
        if (parsed.GetValue(_whatIf))
        {
            Console.Out.WriteLine($"What if: {PlainText.Clean(spool)}: Read the configuration again");
            return ExitCode.Passed;
        }
        var before = TimeProvider.System.GetUtcNow();
        await client.ReloadAsync(cancellationToken).ConfigureAwait(false);
        var status = await client.GetStatusAsync(cancellationToken).ConfigureAwait(false);
        RelayWarnings.Tell(SmtpRelayText.Errors(status, before));
        _output.CreateWriter(parsed, quiet: false).Write(status, RelayView.WriteStart);
        return ExitCode.Passed;
    }
}
