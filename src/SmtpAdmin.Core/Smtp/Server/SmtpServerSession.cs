using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using System.Security.Cryptography;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Server;

/// <summary>
/// One client's session over any duplex stream (RFC 5321). The order of commands stands in <see cref="SmtpStateTable"/>; what is taken
/// is decided by an <see cref="ISmtpServerHandler"/>. The stream stays the caller's to close.
/// </summary>
public sealed class SmtpServerSession
{
    // Of this process: no two processes' sessions have the same name.
    private static readonly string IdPrefix = Convert.ToHexString(RandomNumberGenerator.GetBytes(4));
    private static int _sessions;

    private readonly Stream _stream;
    private readonly SmtpServerOptions _options;
    private readonly ISmtpServerHandler _handler;
    private readonly TimeProvider _time;
    private readonly SmtpSessionInfo _initial;
    private readonly int _lineLimit;

    /// <summary>Prepares a session.</summary>
    /// <param name="stream">The transport; should send small writes at once (TCP_NODELAY).</param>
    /// <param name="options">How the server behaves.</param>
    /// <param name="handler">Who decides what is taken.</param>
    /// <param name="time">The clock of all deadlines.</param>
    /// <param name="remote">The client's address, where there is one.</param>
    /// <param name="local">The server's address, where there is one.</param>
    public SmtpServerSession(
        Stream stream, SmtpServerOptions options, ISmtpServerHandler handler, TimeProvider time, IPEndPoint? remote = null, IPEndPoint? local = null)
    {
        _stream = stream;
        _options = options;
        _handler = handler;
        _time = time;
        _lineLimit = SmtpServerCommands.MaxLineLength(options);
        _initial = new SmtpSessionInfo
        {
            Id = NewId(),
            HostName = options.HostName,
            Remote = remote,
            Local = local,
        };
    }

    private static string NewId() => string.Create(CultureInfo.InvariantCulture, $"{IdPrefix}{(uint)Interlocked.Increment(ref _sessions):X8}");

    /// <summary>Serves the client until either side is done. What the client or the network does is in the result.</summary>
    /// <param name="stopping">Ends the session at the next command, with 421. A message under way is still taken.</param>
    /// <param name="cancellationToken">Ends the session at once, without a word.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<SmtpSessionEnd> RunAsync(CancellationToken stopping, CancellationToken cancellationToken)
    {
        using var deadline = new SessionDeadline(_time, _options.Timeouts.Session, stopping, cancellationToken);
        var connection = new SmtpServerConnection(_stream, _options.Decorate);
        await using var _ = connection.ConfigureAwait(false);
        var channel = new SessionChannel(connection, _options, _handler, deadline, _time, _initial with { StartedAt = _time.GetUtcNow() });
        _options.Observer?.Started(channel.Info);
        try
        {
            await ServeAsync(channel, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            channel.End = SmtpSessionEnd.Cancelled;
            throw;
        }
        catch (OperationCanceledException) // the deadline
        {
            channel.End = SmtpSessionEnd.TimedOut;
            channel.Append(new SmtpReply(421, $"4.4.2 {_options.HostName} timed out; closing"));
            await FarewellAsync(channel, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            channel.End = SmtpSessionEnd.Disconnected;
        }
        catch (AuthenticationException error)
        {
            channel.End = SmtpSessionEnd.TlsFailed;
            _options.Observer?.Failed(channel.Info, error);
        }
        catch (Exception error) // a fault of ours, or of a certificate source: one session's end, not the server's
        {
            channel.End = SmtpSessionEnd.Dropped;
            _options.Observer?.Failed(channel.Info, error);
        }
        finally
        {
            _options.Observer?.Ended(channel.Info, channel.End ?? SmtpSessionEnd.Disconnected);
        }
        return channel.End ?? SmtpSessionEnd.Disconnected;
    }

    private async ValueTask ServeAsync(SessionChannel channel, CancellationToken cancellationToken)
    {
        var commands = new SmtpServerCommands(channel);
        await using var _ = commands.ConfigureAwait(false);
        if (_options is { ImplicitTls: true, Certificate: not null }) await commands.HandshakeAsync().ConfigureAwait(false);
        if (!channel.Deadline.IsStopping) await commands.GreetAsync().ConfigureAwait(false);
        long? until = null;
        while (channel.End is null)
        {
            if (channel.Deadline.IsStopping) Stop(channel);
            else if (channel.Connection.TryTakeLine(_lineLimit, out var line))
            {
                until = null;
                await commands.CarryOutAsync(line).ConfigureAwait(false);
            }
            else if (channel.Connection.Discarded > _options.Limits.MaxSkipped(inTransaction: false)) Drop(channel);
            else
            {
                await channel.FlushAsync().ConfigureAwait(false);
                until ??= channel.Deadline.In(_options.Timeouts.Command); // for the whole line: an octet now and then buys no time
                await WaitAsync(channel, until.Value).ConfigureAwait(false);
            }
        }
        await FarewellAsync(channel, cancellationToken).ConfigureAwait(false);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask WaitAsync(SessionChannel channel, long until)
    {
        try
        {
            if (!await channel.Connection.FillAsync(channel.Deadline.ArmInterruptible(until)).ConfigureAwait(false)) channel.End = SmtpSessionEnd.Disconnected;
        }
        catch (OperationCanceledException) when (channel.Deadline is { IsStopping: true, IsOver: false })
        {
            return; // which is met above
        }
    }

    private void Stop(SessionChannel channel)
    {
        channel.End = SmtpSessionEnd.Stopped;
        channel.Append(new SmtpReply(421, $"4.3.2 {_options.HostName} is shutting down; try again later"));
    }

    private void Drop(SessionChannel channel)
    {
        channel.End = SmtpSessionEnd.Dropped;
        channel.Append(new SmtpReply(421, $"4.7.0 {_options.HostName} A line without end; closing"));
    }

    /// <summary>Writes what is left to write, and closes TLS. Whether the client still listens changes nothing any more.</summary>
    private async ValueTask FarewellAsync(SessionChannel channel, CancellationToken cancellationToken)
    {
        if (channel.End == SmtpSessionEnd.Disconnected || !channel.Connection.CanWrite) return;
        using var last = channel.Deadline.IsOver ? new Deadline(_time, _options.Timeouts.Farewell, cancellationToken) : null;
        var token = last?.Token ?? channel.Deadline.Arm(_options.Timeouts.Farewell);
        try
        {
            await channel.Connection.FlushAsync(token).ConfigureAwait(false);
            await channel.Connection.CloseTlsAsync(token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException
            || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return; // it does not listen any more
        }
    }
}
