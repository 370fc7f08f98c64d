using System.Net;
using System.Net.Sockets;
using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Lab;

/// <summary>A mail server on a free loopback port that keeps what it is sent, and does wrong what it is told to.</summary>
public sealed class LabSmtpSink : IAsyncDisposable
{
    private readonly LabSmtpSinkOptions _options;
    private readonly SmtpServerOptions _server;
    private readonly TimeProvider _time;
    private readonly SmtpFaultOrders _orders = new();
    private readonly LabMailbox _mailbox;
    private readonly TcpAcceptLoop? _loop;
    private readonly IdlePort? _idlePort;

    private LabSmtpSink(LabSmtpSinkOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _mailbox = new LabMailbox(options.MaxKeptMessages, options.MaxKeptOctets);
        foreach (var fault in options.Faults) _orders.Add(fault);
        _server = new SmtpServerOptions
        {
            HostName = options.HostName,
            GreetingText = "ESMTP SmtpAdmin lab",
            Limits = options.Limits,
            Timeouts = options.Timeouts,
            Extensions = options.Extensions,
            BareLineEndings = options.BareLineEndings,
            Certificate = options.Certificate is null ? null : () => options.Certificate,
            ImplicitTls = options.ImplicitTls,
            RequireTls = options.RequireTls,
            Authenticator = options.Authenticator,
            RequireAuth = options.RequireAuth,
            AllowInsecureAuth = options.AllowInsecureAuth,
            AuthFailureDelay = _ => TimeSpan.Zero, // tests and demos wait for nobody
            Observer = options.Observer,
            FlushEachReply = true, // so that a fault strikes the reply it was ordered for
        };
        if (options is { AcceptConnections: true, Unresponsive: false })
        {
            var listen = new SmtpListenerOptions { EndPoint = new IPEndPoint(options.Address, 0) };
            _loop = new TcpAcceptLoop(listen, ServeAsync, (_, _, _, _) => Task.CompletedTask, time);
            EndPoint = _loop.LocalEndPoint;
        }
        else
        {
            _idlePort = new IdlePort(options.Address, refuse: !options.Unresponsive);
            EndPoint = _idlePort.EndPoint;
        }
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>The messages taken and kept, oldest first.</summary>
    public IReadOnlyList<LabMessage> Messages => _mailbox.Messages;

    /// <summary>How many messages were taken in all.</summary>
    public long MessageCount => _mailbox.Count;

    /// <summary>How many clients are connected now.</summary>
    public int ConnectionCount => _loop?.Count ?? 0;

    /// <summary>Starts a sink.</summary>
    /// <param name="options">How it behaves; null for plain SMTP without AUTH.</param>
    /// <param name="time">The clock of deadlines and slow faults; null for the system's.</param>
    /// <exception cref="ArgumentException">The address is not on the loopback interface, or implicit TLS has no certificate.</exception>
    /// <exception cref="SocketException">The address cannot be listened on.</exception>
    public static LabSmtpSink Start(LabSmtpSinkOptions? options = null, TimeProvider? time = null)
    {
        options ??= new LabSmtpSinkOptions();
        if (!IPAddress.IsLoopback(options.Address)) throw new ArgumentException("The lab stays on the loopback interface.", nameof(options));
        if (options is { ImplicitTls: true, Certificate: null }) throw new ArgumentException("Implicit TLS needs a certificate.", nameof(options));
        return new LabSmtpSink(options, time ?? TimeProvider.System);
    }

    /// <summary>Orders a fault, for sessions to come and those that run.</summary>
    public void Order(LabFault fault) => _orders.Add(fault);

    /// <summary>Takes all orders back.</summary>
    public void ClearFaults() => _orders.Clear();

    /// <summary>Forgets the messages kept.</summary>
    public void ClearMessages() => _mailbox.Clear();

    /// <summary>Waits until so many messages were taken in all.</summary>
    /// <param name="count">How many, from 1.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task WaitForMessagesAsync(long count, CancellationToken cancellationToken) => _mailbox.WaitAsync(count, cancellationToken);

    /// <summary>Cuts all sessions off and gives the port back.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_loop is not null) await _loop.DisposeAsync().ConfigureAwait(false);
        if (_idlePort is not null) await _idlePort.DisposeAsync().ConfigureAwait(false);
    }

    private async Task ServeAsync(NetworkStream stream, IPEndPoint remote, IPEndPoint local, CancellationToken aborting)
    {
        var connection = new LabConnection(stream.Socket, _time);
        switch (_orders.Take(LabStage.Connect)?.Kind)
        {
            case LabFaultKind.Silence:
                await Task.Delay(Timeout.InfiniteTimeSpan, _time, aborting).ConfigureAwait(false);
                return;
            case LabFaultKind.Reset:
                connection.Cut(reset: true);
                return;
            case not null:
                connection.Cut(reset: false);
                return;
        }
        if (_options.ImplicitTls) connection.Arm(_orders.Take(LabStage.TlsHandshake));
        var session = new SmtpServerSession(
            stream,
            _server with { Decorate = inner => new FaultStream(inner, connection) },
            new LabSessionHandler(_orders, _mailbox, connection),
            _time,
            remote,
            local);
        await session.RunAsync(CancellationToken.None, aborting).ConfigureAwait(false);
    }
}
