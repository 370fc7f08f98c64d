using System.Net;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Server;

/// <summary>Sees what sessions do; for logs and counters. Secrets never reach it. Called by many sessions at once; must return soon and not throw.</summary>
public interface ISmtpServerObserver
{
    /// <summary>Whether <see cref="CommandReceived"/> and <see cref="ReplySent"/> are called. They cost a text for each line; who only keeps an account can do without.</summary>
    bool SeesEachLine => true;

    /// <summary>A session began: before the greeting, and before the handshake where TLS comes first.</summary>
    void Started(SmtpSessionInfo session) { }

    /// <summary>A connection was one too many, and was turned away without a session.</summary>
    /// <param name="remote">The client's address.</param>
    /// <param name="local">Our address.</param>
    /// <param name="reply">What it was told; null where nothing could be said.</param>
    void TurnedAway(IPEndPoint remote, IPEndPoint local, SmtpReply? reply) { }

    /// <summary>A line came, escaped so that it stays one line of a log, and without secrets.</summary>
    void CommandReceived(SmtpSessionInfo session, string line) { }

    /// <summary>A reply went out.</summary>
    void ReplySent(SmtpSessionInfo session, SmtpReply reply) { }

    /// <summary>A 4yz or 5yz reply to a command, to a message, or in the greeting's place.</summary>
    /// <param name="session">The session.</param>
    /// <param name="command">What was refused, as <see cref="CommandReceived"/> would show it; empty for the connection itself.</param>
    /// <param name="reply">The reply.</param>
    void Refused(SmtpSessionInfo session, string command, SmtpReply reply) { }

    /// <summary>An exchange of AUTH came to its end.</summary>
    /// <param name="session">The session, as it was before.</param>
    /// <param name="mechanism">The SASL mechanism.</param>
    /// <param name="userName">The name that the client gave; null where it gave none. A stranger's text.</param>
    /// <param name="succeeded">The client is logged in.</param>
    void Authenticated(SmtpSessionInfo session, string mechanism, string? userName, bool succeeded) { }

    /// <summary>A handler, sink or authenticator threw, or a handshake failed.</summary>
    void Failed(SmtpSessionInfo session, Exception exception) { }

    /// <summary>The session is over.</summary>
    void Ended(SmtpSessionInfo session, SmtpSessionEnd outcome) { }
}
