using System.Globalization;
using System.Net;
using SmtpAdmin.Smtp.Protocol;
using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>What all listeners of a relay share: who may send, how much, and where it goes. The options may be changed while it runs.</summary>
internal sealed class RelayAcceptance
{
    private readonly RelayObserver _observer;
    private volatile Policy _policy;

    /// <summary>Makes it.</summary>
    /// <param name="options">How the relay behaves.</param>
    /// <param name="spool">Where messages are kept.</param>
    /// <param name="queue">Who gets them when they are durable.</param>
    /// <param name="log">Who is told.</param>
    /// <param name="time">The clock.</param>
    public RelayAcceptance(SmtpRelayOptions options, ISpool spool, IRelayIntake queue, IRelayLog log, TimeProvider time)
    {
        (Spool, Queue, Log, Time) = (spool, queue, log, time);
        _policy = Policy.Of(options, null, time);
        _observer = new RelayObserver(this);
        Sessions = new SmtpConnectionCounter(OpenFileLimit.Bound(options, OpenFileLimit.Current), options.Rates.MaxConnectionsPerAddress);
    }

    /// <summary>Where messages are kept.</summary>
    public ISpool Spool { get; }

    /// <summary>Who gets them.</summary>
    public IRelayIntake Queue { get; }

    /// <summary>Who is told.</summary>
    public IRelayLog Log { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>The sessions of all listeners together.</summary>
    public SmtpConnectionCounter Sessions { get; }

    /// <summary>How the relay behaves now.</summary>
    public SmtpRelayOptions Options => _policy.Options;

    /// <summary>How often clients came.</summary>
    public RelayRateLimits Rates => _policy.Rates;

    /// <summary>Takes other options. Sessions that run keep their limits, times and users; networks, rates and bounds count from the next command on.</summary>
    public void Apply(SmtpRelayOptions options)
    {
        _policy = Policy.Of(options, _policy, Time);
        (Sessions.Max, Sessions.MaxPerClient) = (OpenFileLimit.Bound(options, OpenFileLimit.Current), options.Rates.MaxConnectionsPerAddress);
    }

    /// <summary>Whether an address may send without logging in.</summary>
    public bool IsAllowed(IPAddress? client) => _policy.Networks.Contains(client);

    /// <summary>Begins to listen.</summary>
    /// <param name="listener">Where.</param>
    /// <exception cref="System.Net.Sockets.SocketException">The address cannot be listened on.</exception>
    public SmtpListener Listen(SmtpRelayListener listener) => SmtpListener.Start(
        new SmtpListenerOptions { EndPoint = listener.EndPoint, Counter = Sessions }, () => ServerOptions(listener), new RelayHandler(this, listener), Time);

    /// <summary>How a listener's sessions behave now.</summary>
    public SmtpServerOptions ServerOptions(SmtpRelayListener listener) => _policy.ServerOptions(listener, _observer);

    /// <summary>Why no message can be taken now; null when one can.</summary>
    /// <param name="size">Its octets, as far as is known.</param>
    public SmtpReply? StorageRefusal(long size)
    {
        var options = Options;
        if (Spool.Problem is not null) return new SmtpReply(451, "4.3.0 Mail cannot be stored now; try again later");
        if (!HasRoom(options, size)) return new SmtpReply(452, "4.3.1 Insufficient system storage; try again later");
        return Queue.Count >= options.MaxQueuedMessages || Queue.Octets + size > options.MaxQueuedOctets
            ? new SmtpReply(452, "4.3.1 The queue is full; try again later")
            : null;
    }

    /// <summary>With fewer octets free on the disk, no message is taken.</summary>
    public long LeastFree => LeastFreeBy(Options);

    /// <summary>Whether so many octets more leave enough of the disk free.</summary>
    public bool HasRoom(SmtpRelayOptions options, long size) => Spool.FreeOctets - size >= LeastFreeBy(options);

    /// <summary>Why no message is taken now, however small, as a sentence for the administrator; null when one is. As <see cref="StorageRefusal"/>, which is for clients.</summary>
    public string? StorageProblem()
    {
        var options = Options;
        if (SpoolRoom.Problem(Spool) is { } problem) return problem;
        if (!HasRoom(options, 0))
            return string.Create(CultureInfo.InvariantCulture, $"No mail is taken in: the disk of the spool has {MiB(Spool.FreeOctets)} MiB free, and mail is taken with {MiB(LeastFreeBy(options))} MiB or more (minimumFreeSpace). Deliveries go on. Make room.");
        var isFull = Queue.Count >= options.MaxQueuedMessages || Queue.Octets > options.MaxQueuedOctets;
        return isFull ? string.Create(CultureInfo.InvariantCulture, $"No mail is taken in: the queue is full, with {Queue.Count} messages of {MiB(Queue.Octets)} MiB (limits.maxQueuedMessages, limits.maxQueuedSize). Deliveries go on.") : null;
    }

    /// <summary>A reply to who did too much.</summary>
    /// <param name="code">The reply code.</param>
    /// <param name="status">The enhanced status code.</param>
    /// <param name="what">What was too much.</param>
    /// <param name="wait">When to come back.</param>
    public static SmtpReply TooMuch(int code, string status, string what, TimeSpan wait) =>
        new(code, string.Create(CultureInfo.InvariantCulture, $"{status} Too many {what}; try again in {Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds))} seconds"));

    private static long LeastFreeBy(SmtpRelayOptions options) => Math.Max(options.MinimumFreeSpace, SpoolRoom.ForMessages);

    private static string MiB(long octets) => (Math.Floor(octets / (1024.0 * 1024) * 10) / 10).ToString("0.#", CultureInfo.InvariantCulture);

    private sealed class Policy(SmtpRelayOptions options, AddressSet networks, RelayRateLimits rates)
    {
        private readonly Dictionary<SmtpRelayListener, SmtpServerOptions> _servers = new(ReferenceEqualityComparer.Instance);

        public SmtpRelayOptions Options => options;

        public AddressSet Networks => networks;

        public RelayRateLimits Rates => rates;

        // What clients did counts on when other things change.
        public static Policy Of(SmtpRelayOptions options, Policy? before, TimeProvider time) => new(
            options, new AddressSet(options.AllowNetworks), before?.Rates.Rates == options.Rates ? before.Rates : new RelayRateLimits(options.Rates, time));

        public SmtpServerOptions ServerOptions(SmtpRelayListener listener, ISmtpServerObserver observer)
        {
            lock (_servers)
            {
                if (!_servers.TryGetValue(listener, out var server)) _servers.Add(listener, server = Create(listener, observer));
                return server;
            }
        }

        private SmtpServerOptions Create(SmtpRelayListener listener, ISmtpServerObserver observer)
        {
            var hasTls = listener.Security != RelayListenerSecurity.None && options.Certificate is not null;
            return new SmtpServerOptions
            {
                HostName = options.HostName,
                Limits = options.Limits,
                Timeouts = options.Timeouts,
                Extensions = SmtpServerExtensions.Default | SmtpServerExtensions.Chunking | SmtpServerExtensions.Limits,
                Certificate = hasTls ? options.Certificate : null,
                ImplicitTls = listener.Security == RelayListenerSecurity.Implicit,
                RequireTls = listener.Security == RelayListenerSecurity.StartTlsRequired,
                Authenticator = hasTls ? options.Users : null,
                RequireAuth = listener.RequireAuth,
                Observer = observer,
            };
        }
    }
}
