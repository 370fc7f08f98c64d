using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Client;

/// <summary>The session is lost: the connection was closed, or what came over it is no SMTP or no TLS. A refused command is no exception, but a reply.</summary>
public sealed class SmtpSessionException : IOException
{
    /// <summary>An exception with a kind of its own.</summary>
    /// <param name="kind">What kind of failure it is.</param>
    /// <param name="message">What happened, as a sentence.</param>
    /// <param name="innerException">What it came from.</param>
    public SmtpSessionException(SmtpFailureKind kind, string message, Exception? innerException = null) : base(message, innerException) => Kind = kind;

    /// <summary>A closed connection.</summary>
    public SmtpSessionException() : this(SmtpFailureKind.ConnectionClosed, "The connection was closed.")
    {
    }

    /// <summary>A closed connection.</summary>
    public SmtpSessionException(string message) : this(SmtpFailureKind.ConnectionClosed, message)
    {
    }

    /// <summary>A closed connection.</summary>
    public SmtpSessionException(string message, Exception innerException) : this(SmtpFailureKind.ConnectionClosed, message, innerException)
    {
    }

    /// <summary>What kind of failure it is.</summary>
    public SmtpFailureKind Kind { get; }

    /// <summary>What the server said before it closed the connection under a command that was on its way; null when it said nothing.</summary>
    public SmtpReply? LastReply { get; init; }

    /// <summary>The connection broke.</summary>
    /// <param name="problem">How.</param>
    /// <param name="lastReply">What the server said before; null for nothing.</param>
    internal static SmtpSessionException Lost(IOException problem, SmtpReply? lastReply) =>
        new(SmtpFailureKind.ConnectionClosed, $"The connection was lost: {(problem.InnerException ?? problem).Message.TrimEnd('.')}.", problem) { LastReply = lastReply };

    /// <summary>The server replied to a message that it did not have yet: no is an answer, yes is none.</summary>
    /// <param name="reply">What it said.</param>
    internal static SmtpSessionException BeforeTheEnd(SmtpReply reply) => reply.Code < 400
        ? new(SmtpFailureKind.ProtocolViolation, $"The server sent '{reply.Code}' before it had the whole message.")
        : new(SmtpFailureKind.ConnectionClosed, "The server refused the message before it had the whole of it.") { LastReply = reply };
}
