using SmtpAdmin.Smtp.Protocol;
using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Core.Tests.Smtp.Server;

/// <summary>Remembers what a log would show.</summary>
internal sealed class RecordingObserver : ISmtpServerObserver
{
    public List<string> Lines { get; } = [];

    public List<Exception> Failures { get; } = [];

    public SmtpSessionEnd? End { get; private set; }

    public void CommandReceived(SmtpSessionInfo session, string line) => Lines.Add("C: " + line);

    public void ReplySent(SmtpSessionInfo session, SmtpReply reply) => Lines.Add("S: " + reply);

    public void Failed(SmtpSessionInfo session, Exception exception) => Failures.Add(exception);

    public void Ended(SmtpSessionInfo session, SmtpSessionEnd outcome) => End = outcome;
}
