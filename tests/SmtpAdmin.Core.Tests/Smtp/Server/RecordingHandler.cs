using SmtpAdmin.Smtp.Protocol;
using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Core.Tests.Smtp.Server;

/// <summary>Takes all, remembers it, and says something else where a test asks for that.</summary>
internal sealed class RecordingHandler : ISmtpServerHandler
{
    public List<(SmtpSessionInfo Session, SmtpEnvelope Envelope, byte[] Content, ReceivedContent Seen)> Messages { get; } = [];

    /// <summary>Octets that reached a sink, taken or not.</summary>
    public long Written { get; private set; }

    public int Opened { get; private set; }

    public int Discarded { get; private set; }

    public SmtpSessionInfo? LastSession { get; private set; }

    public Func<SmtpSessionInfo, SmtpReply?> OnConnect { get; set; } = _ => null;

    public Func<SmtpCommandLine, SmtpReply?> OnCommand { get; set; } = _ => null;

    public Func<MailCommand, SmtpReply?> OnMail { get; set; } = _ => null;

    public Func<RcptCommand, SmtpReply?> OnRecipient { get; set; } = _ => null;

    public Func<SmtpReply?> OnData { get; set; } = () => null;

    public Action OnOpen { get; set; } = () => { };

    public Action<int> OnWrite { get; set; } = _ => { };

    public Func<Task> OnWriteAsync { get; set; } = () => Task.CompletedTask;

    public Func<CancellationToken, Task<SmtpReply>> OnComplete { get; set; } = _ => Task.FromResult(new SmtpReply(250, "2.0.0 Taken"));

    public ValueTask<SmtpReply?> ConnectAsync(SmtpSessionInfo session, CancellationToken cancellationToken) => new(OnConnect(LastSession = session));

    public ValueTask<SmtpReply?> CommandAsync(SmtpSessionInfo session, SmtpCommandLine command, CancellationToken cancellationToken)
    {
        LastSession = session;
        return new(OnCommand(command));
    }

    public ValueTask<SmtpReply?> MailAsync(SmtpSessionInfo session, MailCommand mail, CancellationToken cancellationToken) => new(OnMail(mail));

    public ValueTask<SmtpReply?> RecipientAsync(SmtpSessionInfo session, SmtpEnvelope envelope, RcptCommand recipient, CancellationToken cancellationToken) =>
        new(OnRecipient(recipient));

    public ValueTask<SmtpReply?> DataAsync(SmtpSessionInfo session, SmtpEnvelope envelope, CancellationToken cancellationToken) => new(OnData());

    public ValueTask<IMessageSink> OpenMessageAsync(SmtpSessionInfo session, SmtpEnvelope envelope, CancellationToken cancellationToken)
    {
        OnOpen();
        Opened++;
        return new(new Sink(this, session, envelope));
    }

    private sealed class Sink(RecordingHandler owner, SmtpSessionInfo session, SmtpEnvelope envelope) : IMessageSink
    {
        private readonly MemoryStream _content = new();
        private bool _taken;

        public async ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
        {
            owner.OnWrite(content.Length);
            _content.Write(content.Span);
            await owner.OnWriteAsync();
            owner.Written += content.Length;
        }

        public async ValueTask<SmtpReply> CompleteAsync(ReceivedContent content, CancellationToken cancellationToken)
        {
            var reply = await owner.OnComplete(cancellationToken);
            _taken = reply.IsPositive;
            if (_taken) owner.Messages.Add((session, envelope, _content.ToArray(), content));
            return reply;
        }

        public ValueTask DisposeAsync()
        {
            if (!_taken) owner.Discarded++;
            return _content.DisposeAsync();
        }
    }
}
