using System.Net.Sockets;
using System.Reflection;
using SmtpAdmin.Dns;
using SmtpAdmin.Smtp.Client;
using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>
/// A relay: takes mail in, keeps it on disk, and gets it out. What it answered 250 is delivered, or bounced, or waits in the queue, whatever happens
/// to the process in between. Stopped or disposed, its queue waits for the next start.
/// </summary>
public sealed class SmtpRelay : IRelayControlTarget, IAsyncDisposable
{
    /// <summary>How long a stop waits for what is under way, unless told otherwise.</summary>
    public static readonly TimeSpan UsualGrace = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _time;
    private readonly Func<CancellationToken, Task<SmtpRelayOptions>>? _reread;
    private readonly DateTimeOffset _startedAt;
    private readonly AuditLog _audit;
    private readonly string _auditPath;
    private readonly RelayErrorMemory _log;
    private readonly RelayCounters _counters;
    private readonly Spool _spool;
    private readonly RelayQueue _queue;
    private readonly RelayAcceptance _acceptance;
    private readonly DeliveryEngine _delivery;
    private readonly List<(SmtpRelayListener Options, SmtpListener Listener)> _listeners = [];
    private readonly CancellationTokenSource _queueStop = new();
    private readonly TaskCompletionSource<TimeSpan> _stopRequested = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly object _stopLock = new();
    private Task _queueRun = Task.CompletedTask;
    private RelayControlServer? _control;
    private RelayHttpEndpoint? _http;
    private Task? _stop;
}
