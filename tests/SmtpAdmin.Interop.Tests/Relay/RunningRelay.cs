using System.Globalization;
using System.Net;
using System.Text;
using SmtpAdmin.Dns;
using SmtpAdmin.Interop.Tests.Peers;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Interop.Tests.Relay;

/// <summary>A relay in the test's own process, on a free port of loopback, with a spool that goes when it does.</summary>
internal sealed class RunningRelay : IAsyncDisposable
{
    /// <summary>Its name, which its certificate is for.</summary>
    public const string HostName = "relay.interop.test";

    /// <summary>Who may log in.</summary>
    public const string UserName = "scanner";

    /// <summary>With what.</summary>
    public const string Password = "four words & %signs";

    // The machine may be busy with other things. Nothing waits so long that works.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly PeerDirectory _directory;
    private readonly PeerAuthority _authority;
    private readonly IDnsResolver _resolver;
    private readonly SmtpRelay _relay;

    private RunningRelay(PeerDirectory directory, PeerAuthority authority, IDnsResolver resolver, SmtpRelay relay) =>
        (_directory, _authority, _resolver, _relay) = (directory, authority, resolver, relay);

    /// <summary>Where it listens first.</summary>
    public IPEndPoint EndPoint => IPEndPoint.Parse(_relay.GetStatus().Listeners[0].EndPoint);

    /// <summary>Its authority's certificate, to be trusted, as a PEM file.</summary>
    public string AuthorityPath => _directory["ca.pem"];

    /// <summary>How it does.</summary>
    public SmtpRelayStatus Status => _relay.GetStatus();

    /// <summary>Starts one that hands all mail to a server, without waiting long before it tries again.</summary>
    /// <param name="smartHost">The server; its name is its address.</param>
    /// <param name="configure">What else it is told.</param>
    /// <param name="resolver">Asks the DNS; null for one that nobody asks.</param>
    public static Task<RunningRelay> StartAsync(IPEndPoint smartHost, Func<SmtpRelayOptions, SmtpRelayOptions>? configure = null, IDnsResolver? resolver = null) =>
        StartAsync([new SmtpSmartHost { Host = smartHost.Address.ToString(), Port = smartHost.Port }], configure, resolver);

    /// <summary>Starts one that hands all mail to the first of some servers that takes it; without any, to the recipients' MX.</summary>
    public static async Task<RunningRelay> StartAsync(
        IReadOnlyList<SmtpSmartHost> smartHosts, Func<SmtpRelayOptions, SmtpRelayOptions>? configure = null, IDnsResolver? resolver = null)
    {
        var directory = new PeerDirectory("relay");
        var authority = new PeerAuthority("Interop test authority of the relay");
        directory.Write("ca.pem", authority.Certificate.ExportCertificatePem() + "\n");
        var certificate = RelayCertificate.Load(new RelayCertificateFile { Path = WriteKey(directory, authority.Issue(HostName, "localhost", "127.0.0.1")) }, TimeProvider.System);
        var options = new SmtpRelayOptions
        {
            SpoolPath = directory["spool"],
            HostName = HostName,
            Listeners = [new SmtpRelayListener { EndPoint = new IPEndPoint(IPAddress.Loopback, 0) }],
            Certificate = certificate.Current,
            Users = new RelayUsers([SmtpRelayUser.Create(UserName, Password, SmtpRelayUser.MinIterations)], TimeProvider.System),
            Routes = [new SmtpRelayRoute { SmartHosts = smartHosts }],
            Retry = new SmtpRelayRetry { First = TimeSpan.FromMilliseconds(200), Longest = TimeSpan.FromSeconds(1) },
            MinimumFreeSpace = 16 << 20,
        };
        resolver ??= new DnsResolver(new DnsResolverOptions(), TimeProvider.System); // asks nobody: servers are given by address
        var relay = await SmtpRelay.StartAsync(configure?.Invoke(options) ?? options, resolver, TimeProvider.System, TestContext.Current.CancellationToken);
        return new RunningRelay(directory, authority, resolver, relay);
    }

    /// <summary>Waits until nothing is left to be done.</summary>
    public async Task WaitUntilEmptyAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        while (_relay.GetStatus().Queue.Messages > 0) await PauseAsync("The queue does not become empty.", patience.Token, cancellationToken);
    }

    /// <summary>Waits until something stands in the audit log; gives it.</summary>
    public async Task<SmtpTraceEvent> WaitForAsync(SmtpTraceKind kind, CancellationToken cancellationToken, Func<SmtpTraceEvent, bool>? condition = null)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        while (true)
        {
            if ((await TraceAsync(cancellationToken)).FirstOrDefault(entry => entry.Kind == kind && condition?.Invoke(entry) != false) is { } found) return found;
            await PauseAsync($"There is no {kind} such as was expected.", patience.Token, cancellationToken);
        }
    }

    /// <summary>Its audit log so far. Events are written a moment after they happened.</summary>
    public async Task<IReadOnlyList<SmtpTraceEvent>> TraceAsync(CancellationToken cancellationToken)
    {
        var events = new List<SmtpTraceEvent>();
        await foreach (var entry in new SmtpTrace(_relay.GetStatus().AuditPath!).ReadAsync(new SmtpTraceFilter(), cancellationToken)) events.Add(entry);
        return events;
    }

    /// <summary>Waits until nothing is left to be done and the audit log tells of all of it; gives the log.</summary>
    public async Task<IReadOnlyList<SmtpTraceEvent>> WaitForTheWholeStoryAsync(CancellationToken cancellationToken)
    {
        await WaitUntilEmptyAsync(cancellationToken);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        while (true)
        {
            var (events, counters) = (await TraceAsync(cancellationToken), _relay.GetStatus().Counters!);
            if (events.Count(entry => entry.Kind == SmtpTraceKind.Done) == counters.AcceptedMessages + counters.Bounced) return events;
            await PauseAsync("The audit log does not tell the end of all messages.", patience.Token, cancellationToken);
        }
    }

    /// <summary>Its queue and its audit log, for who has to see why a test failed.</summary>
    public async Task<string> DescribeAsync()
    {
        var status = _relay.GetStatus();
        var text = new StringBuilder().AppendLine(CultureInfo.InvariantCulture, $"{status.State}, {status.Problem}; {status.Queue}");
        foreach (var destination in status.Destinations) text.AppendLine(CultureInfo.InvariantCulture, $"{destination}");
        foreach (var entry in (await TraceAsync(CancellationToken.None)).TakeLast(60)) text.AppendLine(CultureInfo.InvariantCulture, $"{entry}");
        return text.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await _relay.DisposeAsync();
        (_resolver as IDisposable)?.Dispose();
        _authority.Dispose();
        _directory.Dispose();
    }

    private static string WriteKey(PeerDirectory directory, string pem)
    {
        var path = directory.Write("server.pem", pem);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }

    private async Task PauseAsync(string problem, CancellationToken patience, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(25, patience);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new PeerException($"{problem}\n{await DescribeAsync()}");
        }
    }
}
