using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Server;

/// <summary>What the parts of one session share: its connection, what is known of it, who decides, and how long it lives.</summary>
internal sealed class SessionChannel(
    SmtpServerConnection connection, SmtpServerOptions options, ISmtpServerHandler handler, TimeProvider time, SmtpSessionInfo info)
{
    public SmtpServerConnection Connection { get; } = connection;

    public SmtpServerOptions Options { get; } = options;

    public ISmtpServerHandler Handler { get; } = handler;

    public TimeProvider Time { get; } = time;

    /// <summary>What is known now.</summary>
    public SmtpSessionInfo Info { get; set; } = info;

    /// <summary>How the session ends, once that is decided.</summary>
    public SmtpSessionEnd? End { get; set; }

    /// <summary>Replies may be UTF-8: the transaction uses SMTPUTF8.</summary>
    public bool Utf8 { get; set; }

    /// <summary>Shows the command that is being carried out, without secrets; null outside of one.</summary>
    public Func<string>? ShowCommand { get; set; }

    /// <summary>Queues a reply. 421 and 521 promise the client that we close (RFC 5321 section 3.8, RFC 7504).</summary>
    public async ValueTask SendAsync(SmtpReply reply, CancellationToken lifetime)
    {
        Append(reply);
        if (reply.Code >= 400) Options.Observer?.Refused(Info, ShowCommand?.Invoke() ?? "", reply);
        if (reply.Code is 421 or 521) End ??= SmtpSessionEnd.Dropped;
        if (Options.FlushEachReply || Connection.NeedsFlush) await FlushAsync(lifetime).ConfigureAwait(false);
    }

    /// <summary>Writes the queued replies now.</summary>
    public async ValueTask FlushAsync(CancellationToken lifetime)
    {
        if (!Connection.HasOutput) return;
        using var deadline = new Deadline(Time, Options.Timeouts.Command, lifetime);
        await Connection.FlushAsync(deadline.Token).ConfigureAwait(false);
    }

    /// <summary>Queues a reply and leaves it at that.</summary>
    public void Append(SmtpReply reply)
    {
        Connection.Append(reply, Utf8);
        if (Options.Observer is { SeesEachLine: true } observer) observer.ReplySent(Info, reply);
    }

    /// <summary>Asks code that is not ours. What it throws becomes 451 and never ends the session by itself.</summary>
    public async ValueTask<SmtpReply?> AskAsync(Func<ISmtpServerHandler, ValueTask<SmtpReply?>> question, CancellationToken lifetime)
    {
        try
        {
            return await question(Handler).ConfigureAwait(false);
        }
        catch (Exception error) when (!lifetime.IsCancellationRequested)
        {
            return Failure(error);
        }
    }

    /// <summary>Reports an error of code that is not ours, and says what the client is told.</summary>
    public SmtpReply Failure(Exception error)
    {
        Options.Observer?.Failed(Info, error);
        return error is IOException
            ? new SmtpReply(452, "4.3.1 Insufficient system storage")
            : new SmtpReply(451, "4.3.0 Local error in processing");
    }
}
