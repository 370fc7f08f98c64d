namespace SmtpAdmin.Smtp.Relay;

/// <summary>Tells the log what happened to queued messages.</summary>
/// <param name="log">The log.</param>
/// <param name="time">The clock.</param>
internal sealed class QueueLog(IRelayLog log, TimeProvider time)
{
    private static readonly TimeSpan BetweenTroubles = TimeSpan.FromMinutes(1);

    private long _nextTrouble;

    /// <summary>The results of a delivery. Recipients that got the same in a row are told of together.</summary>
    public void Results(RelayEnvelope envelope, List<SettledResult> results)
    {
        for (var from = 0; from < results.Count;)
        {
            var to = from + 1;
            while (to < results.Count && results[to].IsLike(results[from])) to++;
            Result(envelope, results, from, to);
            from = to;
        }
    }

    /// <summary>Recipients failed for good without a delivery.</summary>
    public void Failed(RelayEnvelope envelope, int recipient, RecipientState state, string text) => log.Write(About(envelope, SmtpTraceKind.Failed) with
    {
        Recipients = [envelope.Recipients[recipient].Address],
        Reply = state.LastReply,
        Status = state.LastStatus,
        Server = state.LastServer,
        Attempts = state.Attempts,
        Text = text,
    });

    /// <summary>A message left the queue.</summary>
    public void Done(RelayEnvelope envelope)
    {
        var now = time.GetUtcNow();
        log.Write(new SmtpTraceEvent // each message comes here, so it is made in one
        {
            Time = now,
            Kind = SmtpTraceKind.Done,
            QueueId = envelope.QueueId,
            MessageId = envelope.MessageId,
            Sender = envelope.Sender,
            Size = envelope.Size,
            ReportOf = envelope.ReportOf,
            Duration = now - envelope.ReceivedAt,
        });
    }

    /// <summary>An administrator changed something.</summary>
    public void Changed(RelayEnvelope envelope, IReadOnlyList<int> recipients, string text) => log.Write(About(envelope, SmtpTraceKind.Changed) with
    {
        Recipients = recipients.Select(recipient => envelope.Recipients[recipient].Address).ToArray(),
        Text = text,
    });

    /// <summary>A message cannot be read.</summary>
    public void Damaged(RelayEnvelope envelope, string text) => log.Write(About(envelope, SmtpTraceKind.Damaged) with { Text = text });

    /// <summary>Something could not be stored. What goes wrong for one message goes wrong for many, so not each time is told of.</summary>
    public void Trouble(string text, string queueId)
    {
        var now = time.GetUtcNow();
        var next = Volatile.Read(ref _nextTrouble);
        if (now.UtcTicks < next || Interlocked.CompareExchange(ref _nextTrouble, (now + BetweenTroubles).UtcTicks, next) != next) return;
        log.Write(new SmtpTraceEvent { Time = now, Kind = SmtpTraceKind.Warning, QueueId = queueId, Text = text });
    }

    private void Result(RelayEnvelope envelope, List<SettledResult> results, int from, int to)
    {
        var (_, result, state) = results[from];
        var recipients = new string[to - from];
        for (var at = from; at < to; at++) recipients[at - from] = envelope.Recipients[results[at].Recipient].Address;
        log.Write(new SmtpTraceEvent // as in Done
        {
            Time = time.GetUtcNow(),
            Kind = state.Status switch
            {
                SmtpRecipientStatus.Delivered => SmtpTraceKind.Delivered,
                SmtpRecipientStatus.Failed => SmtpTraceKind.Failed,
                _ => SmtpTraceKind.Deferred,
            },
            QueueId = envelope.QueueId,
            MessageId = envelope.MessageId,
            Sender = envelope.Sender,
            Recipients = recipients,
            Size = envelope.Size,
            ReportOf = envelope.ReportOf,
            Reply = result.IsReply ? result.Text : null,
            Text = result.IsReply ? null : result.Text,
            Status = result.Status,
            Server = result.Server,
            EndPoint = result.EndPoint,
            Tls = result.Tls,
            Attempts = state.Attempts,
            NextAttemptAt = state.NextAttemptAt,
            Duration = result.Duration,
        });
    }

    private SmtpTraceEvent About(RelayEnvelope envelope, SmtpTraceKind kind) => new()
    {
        Time = time.GetUtcNow(),
        Kind = kind,
        QueueId = envelope.QueueId,
        MessageId = envelope.MessageId,
        Sender = envelope.Sender,
        Size = envelope.Size,
        ReportOf = envelope.ReportOf,
    };
}
