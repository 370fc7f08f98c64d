using System.Collections.Concurrent;
using System.Net;
using SmtpAdmin.Dns;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>
/// Delivers what is due: takes messages from the queue, a destination each for itself, and sends them over connections that carry many.
/// </summary>
internal sealed class DeliveryEngine : IAsyncDisposable
{
    private const int SecondsPerMinute = 60;
    private const int MaxDestinations = 10_000; // that are remembered without being in use

    private static readonly TimeSpan Memory = TimeSpan.FromHours(1);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<RelayDestination, DestinationDispatcher> _destinations = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _aborting = new();
    private readonly DeliveryParts _parts;
    private long _sweptAt;
    private bool _isDisposed;

    /// <summary>An engine that does nothing yet.</summary>
    /// <param name="source">Where messages come from, and where results go.</param>
    /// <param name="spool">Has the messages' content.</param>
    /// <param name="options">The relay's own name, and how deliveries are made.</param>
    /// <param name="resolver">Asks the DNS.</param>
    /// <param name="connector">Makes the connections.</param>
    /// <param name="log">Is told of what an administrator should look at; what becomes of each message is the queue's to tell.</param>
    /// <param name="time">Tells the time.</param>
    /// <param name="random">Decides among MX of equal preference and spreads retries; safe for several threads, as <see cref="Random.Shared"/> is.</param>
    /// <param name="damaged">Is told the number of a message whose content is damaged, and what is wrong with it, before its results.</param>
    /// <param name="endPoints">Where the relay listens now, to find mail that would come back to it; null for what the options say.</param>
    /// <param name="tlsPolicies">Knows more about the TLS of MX than the options; null for nobody.</param>
    public DeliveryEngine(
        IDeliverySource source,
        ISpool spool,
        SmtpRelayOptions options,
        IDnsResolver resolver,
        ISmtpConnector connector,
        IRelayLog log,
        TimeProvider time,
        Random random,
        Action<long, string> damaged,
        Func<IReadOnlyList<IPEndPoint>>? endPoints = null,
        ITlsPolicySource? tlsPolicies = null)
    {
        var warnings = new RelayWarnings(log, time);
        var own = new OwnListeners(endPoints ?? (() => [.. options.Listeners.Select(listener => listener.EndPoint)]));
        var opener = new SessionOpener(options, connector, own, warnings, time, _aborting.Token);
        var finder = new HostFinder(options, resolver, tlsPolicies, time, random);
        _parts = new DeliveryParts
        {
            Source = source,
            Spool = spool,
            Options = options.Delivery,
            Retry = options.Retry,
            Connector = new DestinationConnector(options, finder, opener, resolver, connector, time),
            Slots = new ConnectionSlots(options.Delivery.MaxConnections),
            Rates = Rates(options.Delivery.MessagesPerMinute, time),
            Warnings = warnings,
            Damaged = damaged,
            Time = time,
            Random = random,
            Stopping = _stopping.Token,
        };
        _sweptAt = time.GetTimestamp();
    }

    /// <summary>How each destination goes that has work, or had some lately.</summary>
    public IReadOnlyList<DestinationFigures> Figures => [.. _destinations.Values.Select(dispatcher => dispatcher.Figures)];

    /// <summary>Why and until when a destination is, or was, left alone; null since it was reached. Takes no lock.</summary>
    public DestinationPause? PauseOf(RelayDestination destination) => _destinations.TryGetValue(destination, out var dispatcher) ? dispatcher.Pause : null;

    /// <summary>Begins. What is due already has to be announced by <see cref="IDeliverySource.WorkArrived"/> after this.</summary>
    public void Start()
    {
        _parts.Source.RetryWanted = OnRetryWanted;
        _parts.Source.WorkArrived = OnWorkArrived;
    }

    /// <summary>Begins no message any more, and waits for those in flight; what is not done when time is up is cut off, and stays in the queue.</summary>
    /// <param name="cancellationToken">Time is up.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        using var abort = cancellationToken.UnsafeRegister(static aborting => ((CancellationTokenSource)aborting!).Cancel(), _aborting);
        while (true)
        {
            foreach (var dispatcher in _destinations.Values) dispatcher.Stop();
            Task[] running = [.. _destinations.Values.SelectMany(dispatcher => dispatcher.Workers())];
            if (running.Length == 0) break;
            await Task.WhenAll(running).ConfigureAwait(false);
        }
    }

    /// <summary>Stops at once.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        await StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        foreach (var dispatcher in _destinations.Values) dispatcher.Dispose();
        _stopping.Dispose();
        _aborting.Dispose();
    }

    /// <summary>Evenly, but for what one second may have: so many at once are no burst to anyone, and cost no timer each.</summary>
    private static TokenBuckets<RelayDestination> Rates(int perMinute, TimeProvider time)
    {
        var atOnce = (perMinute + SecondsPerMinute - 1) / SecondsPerMinute;
        return new TokenBuckets<RelayDestination>(atOnce, perMinute > 0 ? TimeSpan.FromMinutes((double)atOnce / perMinute) : TimeSpan.FromMinutes(1), time);
    }

    private void OnWorkArrived(RelayDestination destination)
    {
        if (_stopping.IsCancellationRequested) return;
        while (true)
        {
            if (!_destinations.TryGetValue(destination, out var dispatcher))
            {
                Sweep();
                dispatcher = _destinations.GetOrAdd(destination, static (key, parts) => new DestinationDispatcher(key, parts), _parts);
            }
            if (!dispatcher.Wake() || !dispatcher.IsRetired) return;
            _destinations.TryRemove(new KeyValuePair<RelayDestination, DestinationDispatcher>(destination, dispatcher));
        }
    }

    /// <summary>One that is not known is not left alone either.</summary>
    private void OnRetryWanted(RelayDestination destination)
    {
        if (!_stopping.IsCancellationRequested && _destinations.TryGetValue(destination, out var dispatcher)) dispatcher.Retry();
    }

    /// <summary>Forgets destinations that nothing was heard of for long, so that they do not become ever more.</summary>
    private void Sweep()
    {
        var swept = Interlocked.Read(ref _sweptAt);
        var now = _parts.Time.GetTimestamp();
        if (_parts.Time.GetElapsedTime(swept, now) < SweepInterval || Interlocked.CompareExchange(ref _sweptAt, now, swept) != swept) return;
        var before = _destinations.Count > MaxDestinations ? DateTimeOffset.MaxValue : _parts.Time.GetUtcNow() - Memory;
        foreach (var (destination, dispatcher) in _destinations)
        {
            if (dispatcher.UnusedSince < before && dispatcher.TryRetire())
                _destinations.TryRemove(new KeyValuePair<RelayDestination, DestinationDispatcher>(destination, dispatcher));
        }
    }
}
