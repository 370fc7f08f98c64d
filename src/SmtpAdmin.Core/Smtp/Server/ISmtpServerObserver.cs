using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Server;

/// <summary>Sees what sessions do; for logs and counters. Secrets never reach it. Called by many sessions at once; must return soon and not throw.</summary>
public interface ISmtpServerObserver
{
    /// <summary>A line came, escaped so that it stays one line of a log, and without secrets.</summary>
    void CommandReceived(SmtpSessionInfo session, string line) { }

    /// <summary>A reply went out.</summary>
    void ReplySent(SmtpSessionInfo session, SmtpReply reply) { }

    /// <summary>A handler, sink or authenticator threw, or a handshake failed.</summary>
    void Failed(SmtpSessionInfo session, Exception exception) { }

    /// <summary>The session is over.</summary>
    void Ended(SmtpSessionInfo session, SmtpSessionEnd outcome) { }
}
