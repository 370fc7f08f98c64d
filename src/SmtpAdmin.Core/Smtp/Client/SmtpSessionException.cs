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
}
