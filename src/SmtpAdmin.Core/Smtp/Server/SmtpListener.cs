using System.Net;
using System.Net.Sockets;
using System.Text;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Server;

/// <summary>A server: listens on TCP and runs an <see cref="SmtpServerSession"/> for each client.</summary>
public sealed class SmtpListener : IAsyncDisposable
{
    private readonly TcpAcceptLoop _loop;
    private readonly Func<SmtpServerOptions> _options;
    private readonly CancellationTokenSource _stopping = new();

    private SmtpListener(SmtpListenerOptions listen, Func<SmtpServerOptions> options, ISmtpServerHandler handler, TimeProvider time)
    {
        _options = options;
        var stopping = _stopping.Token;
        _loop = new TcpAcceptLoop(
            listen,
            async (stream, remote, local, aborting) =>
            {
                var end = await new SmtpServerSession(stream, options(), handler, time, remote, local).RunAsync(stopping, aborting).ConfigureAwait(false);
                return end is not (SmtpSessionEnd.Quit or SmtpSessionEnd.Disconnected); // they have said all that they will
            },
            TurnAwayAsync,
            time);
    }

    /// <summary>Where it listens, with the port that was free.</summary>
    public IPEndPoint LocalEndPoint => _loop.LocalEndPoint;

    /// <summary>How many clients are connected now.</summary>
    public int ConnectionCount => _loop.Count;

    /// <summary>Begins to listen.</summary>
    /// <param name="listen">Where, and to how many.</param>
    /// <param name="options">How the server behaves.</param>
    /// <param name="handler">Who decides what is taken.</param>
    /// <param name="time">The clock of all deadlines.</param>
    /// <exception cref="SocketException">The address cannot be listened on.</exception>
    public static SmtpListener Start(SmtpListenerOptions listen, SmtpServerOptions options, ISmtpServerHandler handler, TimeProvider time) =>
        Start(listen, () => options, handler, time);

    /// <summary>Begins to listen, with options that may change.</summary>
    /// <param name="listen">Where, and to how many.</param>
    /// <param name="options">How the server behaves: asked for at the beginning of each session, which keeps to it.</param>
    /// <param name="handler">Who decides what is taken.</param>
    /// <param name="time">The clock of all deadlines.</param>
    /// <exception cref="SocketException">The address cannot be listened on.</exception>
    public static SmtpListener Start(SmtpListenerOptions listen, Func<SmtpServerOptions> options, ISmtpServerHandler handler, TimeProvider time) =>
        new(listen, options, handler, time);

    /// <summary>Stops accepting, tells each client so by 421 at its next command, lets messages under way come in, and waits for all to end.</summary>
    /// <param name="cancellationToken">Ends the wait: sessions that are left are cut off.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _loop.CloseAsync().ConfigureAwait(false); // first, so that a client that is told to come back finds nobody here
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _loop.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops at once; sessions are cut off.</summary>
    public async ValueTask DisposeAsync()
    {
        await _loop.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task TurnAwayAsync(NetworkStream stream, IPEndPoint remote, IPEndPoint local, CancellationToken aborting)
    {
        var options = _options();
        // In plain text on a port of TLS, this would only be noise.
        var reply = options.ImplicitTls ? null : new SmtpReply(421, $"4.3.2 {options.HostName} Too many connections; try again later");
        options.Observer?.TurnedAway(remote, local, reply);
        if (reply is not null) await stream.WriteAsync(Encoding.ASCII.GetBytes($"{reply}\r\n"), aborting).ConfigureAwait(false);
    }
}
