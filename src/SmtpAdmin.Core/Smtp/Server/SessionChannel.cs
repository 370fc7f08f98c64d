using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Server;

/// <summary>What the parts of one session share: its connection, what is known of it, who decides, and how much time there is.</summary>
internal sealed class SessionChannel(
    SmtpServerConnection connection, SmtpServerOptions options, ISmtpServerHandler handler, SessionDeadline deadline, TimeProvider time, SmtpSessionInfo info)
{
    private static readonly SmtpReply Full = new(452, "4.3.1 Insufficient system storage");
    private static readonly SmtpReply Faulty = new(451, "4.3.0 Local error in processing");

    public SmtpServerConnection Connection { get; } = connection;

    public SmtpServerOptions Options { get; } = options;

    public ISmtpServerHandler Handler { get; } = handler;

    public SessionDeadline Deadline { get; } = deadline;

    public TimeProvider Time { get; } = time;

    /// <summary>What is known now.</summary>
    public SmtpSessionInfo Info { get; set; } = info;

    /// <summary>How the session ends, once that is decided.</summary>
    public SmtpSessionEnd? End { get; set; }

    /// <summary>Replies may be UTF-8: the transaction uses SMTPUTF8.</summary>
    public bool Utf8 { get; set; }

    /// <summary>Shows the command that is being carried out, or was last, without secrets; null before the first.</summary>
    public Func<string>? ShowCommand { get; set; }

    /// <summary>Queues a reply. 421 and 521 promise the client that we close (RFC 5321 section 3.8, RFC 7504).</summary>
    public ValueTask SendAsync(SmtpReply reply)
    {
        Append(reply);
        if (reply.Code >= 400) Options.Observer?.Refused(Info, ShowCommand?.Invoke() ?? "", reply);
        if (reply.Code is 421 or 521) End ??= SmtpSessionEnd.Dropped;
        return Options.FlushEachReply || Connection.NeedsFlush ? FlushAsync() : ValueTask.CompletedTask;
    }

    /// <summary>Writes the queued replies now.</summary>
    public ValueTask FlushAsync() => Connection.HasOutput ? Connection.FlushAsync(Deadline.Arm(Options.Timeouts.Command)) : ValueTask.CompletedTask;

    /// <summary>Queues a reply and leaves it at that.</summary>
    public void Append(SmtpReply reply)
    {
        Connection.Append(reply, Utf8);
        if (Options.Observer is { SeesEachLine: true } observer) observer.ReplySent(Info, reply);
    }

    /// <summary>Asks code that is not ours. What it throws becomes 451 and never ends the session by itself.</summary>
    /// <param name="subject">What the question is about.</param>
    /// <param name="question">The question; static, so that asking costs nothing.</param>
    public ValueTask<SmtpReply?> AskAsync<T>(T subject, Func<SessionChannel, T, CancellationToken, ValueTask<SmtpReply?>> question)
    {
        try
        {
            var answer = question(this, subject, Deadline.Disarm());
            return answer.IsCompletedSuccessfully ? new(answer.Result) : WaitAsync(answer);
        }
        catch (Exception error) when (!Deadline.IsOver)
        {
            return new(Failure(error));
        }
    }

    /// <summary>Reports an error of code that is not ours, and says what the client is told.</summary>
    public SmtpReply Failure(Exception error)
    {
        Options.Observer?.Failed(Info, error);
        return error is IOException ? Full : Faulty;
    }

    private async ValueTask<SmtpReply?> WaitAsync(ValueTask<SmtpReply?> answer)
    {
        try
        {
            return await answer.ConfigureAwait(false);
        }
        catch (Exception error) when (!Deadline.IsOver)
        {
            return Failure(error);
        }
    }
}
