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

    /// <summary>A recipient was given up, because its time was up.</summary>
    public void Expired(RelayEnvelope envelope, int recipient, RecipientState state) => log.Write(new SmtpTraceEvent(time.GetUtcNow(), SmtpTraceKind.Failed, envelope)
    {
        Recipients = [envelope.Recipients[recipient].Address],
        Reply = state.IsReply ? state.LastReply : null,
        Status = state.LastStatus,
        Server = state.LastServer,
        Attempts = state.Attempts,
        Text = state.IsReply || state.LastReply is null ? "Its time is up." : $"Its time is up. {state.LastReply}",
    });

    /// <summary>A message left the queue.</summary>
    public void Done(RelayEnvelope envelope)
    {
        var now = time.GetUtcNow();
        log.Write(new SmtpTraceEvent(now, SmtpTraceKind.Done, envelope) { Duration = now - envelope.ReceivedAt });
    }

    /// <summary>An administrator changed something.</summary>
    public void Changed(RelayEnvelope envelope, IReadOnlyList<int> recipients, string text) => log.Write(new SmtpTraceEvent(time.GetUtcNow(), SmtpTraceKind.Changed, envelope)
    {
        Recipients = recipients.Select(recipient => envelope.Recipients[recipient].Address).ToArray(),
        Text = text,
    });

    /// <summary>A message cannot be read.</summary>
    public void Damaged(RelayEnvelope envelope, string text) => log.Write(new SmtpTraceEvent(time.GetUtcNow(), SmtpTraceKind.Damaged, envelope) { Text = text });

    /// <summary>Something could not be stored. What goes wrong for one message goes wrong for many, so not each time is told of.</summary>
    public void Trouble(string text, string? queueId)
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
        var kind = state.Status switch
        {
            SmtpRecipientStatus.Delivered => SmtpTraceKind.Delivered,
            SmtpRecipientStatus.Failed => SmtpTraceKind.Failed,
            _ => SmtpTraceKind.Deferred,
        };
        log.Write(new SmtpTraceEvent(time.GetUtcNow(), kind, envelope)
        {
            Recipients = recipients,
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
}
