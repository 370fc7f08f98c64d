using System.Buffers;
using System.Net;
using SmtpAdmin.Smtp.Client;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>A connection that is ready for mail, or on its way there. Used by one worker.</summary>
/// <param name="smtp">The session on it; disposed with this.</param>
/// <param name="host">The server.</param>
/// <param name="endPoint">Its address and port.</param>
/// <param name="deadline">The connection's timer; disposed with this.</param>
internal sealed class RelaySession(SmtpClientSession smtp, DeliveryHost host, IPEndPoint endPoint, SessionDeadline deadline) : IAsyncDisposable
{
    private const int BufferSize = 16 * 1024;

    private static readonly TimeSpan QuitTimeout = TimeSpan.FromSeconds(2);

    /// <summary>The SMTP session.</summary>
    public SmtpClientSession Smtp { get; } = smtp;

    /// <summary>The server.</summary>
    public DeliveryHost Host { get; } = host;

    /// <summary>The server's address and port, as they are reported.</summary>
    public string EndPoint { get; } = endPoint.ToString();

    /// <summary>The connection's timer.</summary>
    public SessionDeadline Deadline { get; } = deadline;

    /// <summary>What the server offers.</summary>
    public ServerFeatures Features { get; set; } = new(EhloResponse.Empty);

    /// <summary>TLS version and cipher suite; null without TLS.</summary>
    public string? Tls { get; set; }

    /// <summary>TLS, with a good certificate in the server's name.</summary>
    public bool IsTrusted => Smtp.Tls is { Trusted: true };

    /// <summary>Messages that this connection was used for.</summary>
    public int Messages { get; set; }

    /// <summary>A transaction was begun and not ended: the next one needs RSET before it.</summary>
    public bool NeedsReset { get; set; }

    /// <summary>Where what is sent is put together.</summary>
    public ArrayBufferWriter<byte> Buffer { get; } = new(BufferSize);

    /// <summary>Reads the next reply. The timer is set only where the reply is not here already.</summary>
    /// <exception cref="SmtpSessionException">The connection was closed, or what came is no reply.</exception>
    /// <exception cref="OperationCanceledException">Time was up, or all is to end.</exception>
    public Task<SmtpReply> ReadReplyAsync(TimeSpan limit)
    {
        var reply = Smtp.ReadReplyAsync(Deadline.Token);
        if (!reply.IsCompleted) Deadline.Begin(limit);
        return reply;
    }

    /// <summary>Sends a command and reads its reply.</summary>
    /// <exception cref="SmtpSessionException">The connection was closed, or what came is no reply.</exception>
    /// <exception cref="OperationCanceledException">Time was up, or all is to end.</exception>
    public Task<SmtpReply> CommandAsync(string line, TimeSpan limit)
    {
        Deadline.Begin(limit);
        return Smtp.CommandAsync(line, Deadline.Token);
    }

    /// <summary>Says where a problem was.</summary>
    public DeliveryProblem Locate(DeliveryProblem problem) => problem with { Server = Host.Name, EndPoint = EndPoint, Tls = Tls };

    /// <summary>What a lost or broken connection means.</summary>
    /// <param name="error">How it was noticed.</param>
    /// <param name="doing">What we were doing, as a clause.</param>
    public DeliveryProblem Lost(Exception error, string doing)
    {
        var problem = error switch
        {
            SmtpSessionException { LastReply: { } last } => DeliveryProblem.FromReply(last),
            _ when Deadline.IsAborted => new DeliveryProblem(DeliveryOutcome.NotTried, "4.3.2", $"The delivery was ended {doing}: the relay stops."),
            _ when Deadline.IsUp => DeliveryProblem.Temporary(
                "4.4.2", FormattableString.Invariant($"{Host.Name} did not answer within {Deadline.Limit.TotalSeconds:0.###} s {doing}: {Smtp.Pending}."), SmtpFailureKind.Timeout),
            SmtpSessionException { Kind: SmtpFailureKind.ProtocolViolation } => DeliveryProblem.Temporary("4.5.0", $"{error.Message.TrimEnd('.')} {doing}.", SmtpFailureKind.ProtocolViolation),
            SmtpSessionException session => DeliveryProblem.Temporary("4.4.2", $"{error.Message.TrimEnd('.')} {doing}.", session.Kind),
            _ => DeliveryProblem.Temporary("4.4.2", $"The connection was lost {doing}: {error.Message}", SmtpFailureKind.ConnectionClosed),
        };
        return Locate(problem);
    }

    /// <summary>Ends the session in order, without waiting long, and closes the connection.</summary>
    public async ValueTask QuitAsync()
    {
        try
        {
            if (Smtp.IsUsable && !Deadline.Token.IsCancellationRequested) await CommandAsync(SmtpCommandText.Quit, QuitTimeout).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is IOException or OperationCanceledException)
        {
            // It is over either way, and nothing hangs on this reply.
        }
        finally
        {
            await DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Closes the connection as it is.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await Smtp.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            Deadline.Dispose();
        }
    }
}
