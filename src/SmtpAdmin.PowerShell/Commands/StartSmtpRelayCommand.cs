using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Threading.Channels;
using SmtpAdmin.Dns;
using SmtpAdmin.PowerShell.Pipeline;
using SmtpAdmin.PowerShell.Relays;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.PowerShell.Commands;

/// <summary>Starts a relay in the background of the session.</summary>
[Cmdlet(VerbsLifecycle.Start, "SmtpRelay", DefaultParameterSetName = ParameterSet, SupportsShouldProcess = true)]
[OutputType(typeof(SmtpRelayStatus))]
public sealed class StartSmtpRelayCommand : RelayRequestCmdlet
{
    private const string ConfigSet = "Config";
    private const string ReloadSet = "Reload";
    private const int MaxBounces = 1000; // that wait for the script block

    private SmtpRelayRequest _request = new();
    private DnsResolverOptions _dns = new();
    private Runspace? _session;
    private SessionRelay? _waitsFor;

    /// <summary>The file of the configuration.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ConfigSet)]
    [ValidateNotNullOrEmpty]
    public string? Config { get; set; }

    /// <summary>Have the relay that runs read its configuration again.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ReloadSet)]
    public SwitchParameter Reload { get; set; }

    /// <summary>The folder of the queue.</summary>
    [Parameter(ParameterSetName = ParameterSet)]
    [Parameter(ParameterSetName = ReloadSet, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? SpoolPath { get; set; }

    /// <summary>What is run at each bounce.</summary>
    [Parameter(ParameterSetName = ParameterSet)]
    [Parameter(ParameterSetName = ConfigSet)]
    [ValidateNotNull]
    public ScriptBlock? OnBounce { get; set; }

    /// <summary>How long what is under way may take when the relay stops, in seconds.</summary>
    [Parameter(ParameterSetName = ParameterSet)]
    [Parameter(ParameterSetName = ConfigSet)]
    [ValidateRange(0.001, 3600.0)]
    public double? Grace { get; set; }

    /// <summary>Run in the foreground.</summary>
    [Parameter(ParameterSetName = ParameterSet)]
    [Parameter(ParameterSetName = ConfigSet)]
    public SwitchParameter Wait { get; set; }

    /// <summary>The DNS servers to ask instead of the system's.</summary>
    [Parameter(ParameterSetName = ParameterSet)]
    [Parameter(ParameterSetName = ConfigSet)]
    [ValidateNotNullOrEmpty]
    public string[]? DnsServer { get; set; }

    /// <inheritdoc/>
    /// <remarks>Always the same: Ctrl+C in the moment in which the console draws something new can hang the shell.</remarks>
    protected override (string Status, int Percent)? CurrentProgress => _waitsFor is null ? null : ("The relay runs. Ctrl+C stops it.", -1);

    /// <inheritdoc/>
    protected override TimeSpan StopTimeout =>
        Wait ? SessionRelays.TimeToEnd(Grace is { } seconds ? TimeSpan.FromSeconds(seconds) : SmtpRelay.UsualGrace) : base.StopTimeout;

    /// <inheritdoc/>
    protected override void Prepare()
    {
        _session = Runspace.DefaultRunspace;
        _dns = DnsResolverOptions.FromSystem();
        if (DnsServer is not null) _dns = _dns with { Servers = DnsServerNames.Read(this, DnsServer, "BadDnsServer") };
        Config = ShellPaths.Resolve(this, nameof(Config), Config);
        _request = Request() with { SpoolPath = ShellPaths.Resolve(this, nameof(SpoolPath), SpoolPath) };
    }

    /// <inheritdoc/>
    protected override IEnumerable<string> ReadItems() => Reload ? SpoolPaths.Of(this, SpoolPath) : [""];

    /// <inheritdoc/>
    protected override async Task RunAsync(IAsyncEnumerable<string> items, CancellationToken cancellationToken)
    {
        await foreach (var spool in items.ConfigureAwait(false))
        {
            if (Reload) await ReloadAsync(spool, cancellationToken).ConfigureAwait(false);
            else if (Config is not null) await StartAsync(Config, cancellationToken).ConfigureAwait(false);
            else await StartAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task StartAsync(string path, CancellationToken cancellationToken)
    {
        SmtpRelayConfiguration configuration;
        try
        {
            configuration = await SmtpRelayConfiguration.ReadAsync(path, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
        catch (SmtpRelayConfigurationException exception)
        {
            foreach (var problem in exception.Problems) await EmitErrorAsync(RelayErrors.Of(exception, problem), cancellationToken).ConfigureAwait(false);
            return;
        }
        await StartAsync(configuration, configuration.Options, configuration.Findings, resolver => SmtpRelay.StartAsync(configuration, resolver, TimeProvider.System, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        var plan = await _request.ReadAsync(TimeProvider.System, cancellationToken).ConfigureAwait(false);
        foreach (var error in plan.Errors) await EmitErrorAsync(RelayErrors.Of(error), cancellationToken).ConfigureAwait(false);
        if (plan.Options is { } options)
            await StartAsync(plan, options, plan.Findings, resolver => SmtpRelay.StartAsync(options, resolver, TimeProvider.System, cancellationToken), cancellationToken).ConfigureAwait(false);
        else
            plan.Dispose();
    }

    /// <param name="source">What the relay lives on.</param>
    /// <param name="options">How it behaves.</param>
    /// <param name="findings">What an administrator should look at.</param>
    /// <param name="start">Starts it.</param>
    /// <param name="cancellationToken">Is cancelled when the pipeline stops.</param>
    private async Task StartAsync(IDisposable source, SmtpRelayOptions options, IReadOnlyList<Finding> findings, Func<IDnsResolver, Task<SmtpRelay>> start, CancellationToken cancellationToken)
    {
        SessionRelay? own = null;
        DnsResolver? resolver = null;
        try
        {
            if (!await ConfirmAsync(options.SpoolPath, SmtpRelayText.Start(options), cancellationToken).ConfigureAwait(false)) return;
            resolver = new DnsResolver(_dns, TimeProvider.System);
            var relay = await start(resolver).ConfigureAwait(false);
            if (Grace is { } seconds) relay.Grace = TimeSpan.FromSeconds(seconds);
            own = SessionRelays.Add(relay, _session!, resolver, source);
        }
        catch (Exception exception) when (exception is SmtpRelayException or IOException or UnauthorizedAccessException)
        {
            await EmitErrorAsync(RelayErrors.NotStarted(exception, options.SpoolPath), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (own is null)
            {
                resolver?.Dispose();
                source.Dispose();
            }
        }
        if (own is null) return;
        try
        {
            await TellAsync(own, findings, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // The end of the pipeline ends a relay in the foreground. Not by a callback of the token: the last one registered runs first, so what waits
            // with the token goes on, and takes the callback back, before its turn has come.
            if (Wait)
            {
                own.Relay.RequestStop();
                await own.Ended.ConfigureAwait(false);
            }
        }
    }

    private async Task TellAsync(SessionRelay own, IReadOnlyList<Finding> findings, CancellationToken cancellationToken)
    {
        var bounces = OnBounce is null ? null : await SubscribeAsync(own, OnBounce, cancellationToken).ConfigureAwait(false);
        var status = own.Relay.GetStatus();
        await WarnAsync(SmtpRelayText.Warnings(findings).Union(SmtpRelayText.Errors(status, DateTimeOffset.MinValue)), cancellationToken).ConfigureAwait(false);
        await EmitAsync(status, cancellationToken).ConfigureAwait(false);
        if (Wait) await WaitAsync(own, bounces, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Has the script block run at each bounce: by the session's events, which wait for it to be idle; or, as it is not with -Wait, from here.</summary>
    private async Task<ChannelReader<SmtpRelayBounceEventArgs>?> SubscribeAsync(SessionRelay own, ScriptBlock action, CancellationToken cancellationToken)
    {
        if (!Wait)
        {
            await DoAsync(() => own.Subscribe(Events, action), cancellationToken).ConfigureAwait(false);
            return null;
        }
        var bounces = Channel.CreateBounded<SmtpRelayBounceEventArgs>(new BoundedChannelOptions(MaxBounces) { FullMode = BoundedChannelFullMode.DropWrite });
        own.Relay.Bounced += (_, bounce) => bounces.Writer.TryWrite(bounce);
        return bounces.Reader;
    }

    private async Task WaitAsync(SessionRelay own, ChannelReader<SmtpRelayBounceEventArgs>? bounces, CancellationToken cancellationToken)
    {
        _waitsFor = own;
        while (bounces is not null)
        {
            var more = bounces.WaitToReadAsync(cancellationToken).AsTask();
            await Task.WhenAny(own.Ended, more).ConfigureAwait(false);
            while (bounces.TryRead(out var bounce)) await DoAsync(() => Invoke(own.Relay, bounce), cancellationToken).ConfigureAwait(false);
            if (own.Ended.IsCompleted || cancellationToken.IsCancellationRequested) break;
        }
        await own.Ended.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private void Invoke(SmtpRelay relay, SmtpRelayBounceEventArgs bounce)
    {
        try
        {
            WriteObject(OnBounce!.InvokeWithContext(null, [new PSVariable("Sender", relay), new PSVariable("EventArgs", bounce)], relay, bounce), enumerateCollection: true);
        }
        catch (RuntimeException exception) when (exception is not PipelineStoppedException)
        {
            WriteError(exception.ErrorRecord); // of the script's; the relay goes on
        }
    }

    private async Task ReloadAsync(string spool, CancellationToken cancellationToken)
    {
        try
        {
            if (await SmtpRelayClient.FindAsync(spool, cancellationToken).ConfigureAwait(false) is not { } client)
            {
                await EmitErrorAsync(RelayErrors.NotRunning(spool), cancellationToken).ConfigureAwait(false);
                return;
            }
            await using var _ = client.ConfigureAwait(false);
            if (!await ConfirmAsync(spool, "Read the configuration again", cancellationToken).ConfigureAwait(false)) return;
            var before = TimeProvider.System.GetUtcNow();
            await client.ReloadAsync(cancellationToken).ConfigureAwait(false);
            var status = await client.GetStatusAsync(cancellationToken).ConfigureAwait(false);
            await WarnAsync(SmtpRelayText.Errors(status, before), cancellationToken).ConfigureAwait(false);
            await EmitAsync(status, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SmtpRelayException or IOException)
        {
            await EmitErrorAsync(new ErrorRecord(exception, "RelayNotReloaded", ErrorCategory.InvalidData, spool), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task WarnAsync(IEnumerable<string> warnings, CancellationToken cancellationToken)
    {
        foreach (var warning in warnings) await EmitWarningAsync(PlainText.Clean(warning), cancellationToken).ConfigureAwait(false);
    }
}
