using System.Diagnostics.CodeAnalysis;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Makes the reports that senders are owed, stores them and puts them into the queue.</summary>
internal sealed class RelayReports : IRelayReports
{
    private readonly ISpool _spool;
    private readonly Func<RelayEnvelope, ReadOnlyMemory<byte>> _encode;
    private readonly Action<long, RelayEnvelope> _enqueue;
    private readonly IRelayLog _log;
    private readonly TimeProvider _time;
    private readonly EmailAddress _from;
    private readonly string? _postmaster;

    /// <param name="spool">Where messages are kept.</param>
    /// <param name="encode">Turns an envelope into the octets that are stored with its message.</param>
    /// <param name="enqueue">Adds a stored message to the queue.</param>
    /// <param name="options">The relay's name, and who gets copies.</param>
    /// <param name="log">Takes down what was sent, and what was not.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="FormatException">The relay's name is none that stands in an address.</exception>
    public RelayReports(
        ISpool spool, Func<RelayEnvelope, ReadOnlyMemory<byte>> encode, Action<long, RelayEnvelope> enqueue, SmtpRelayOptions options, IRelayLog log, TimeProvider time)
    {
        (_spool, _encode, _enqueue, _log, _time) = (spool, encode, enqueue, log, time);
        _from = TryAuthor(options.HostName, out var author) ? author : throw new FormatException($"'{PlainText.Excerpt(options.HostName)}' is no name that stands in an address.");
        _postmaster = options.PostmasterAddress;
    }

    /// <summary>Who makes the reports of a relay.</summary>
    /// <param name="hostName">The relay's name.</param>
    /// <param name="author">The mailbox.</param>
    public static bool TryAuthor(string hostName, [NotNullWhen(true)] out EmailAddress? author) => EmailAddress.TryParse("MAILER-DAEMON@" + hostName, out author, out _);

    /// <inheritdoc/>
    public async Task<string?> SendAsync(long number, RelayEnvelope envelope, RelayMessageKind kind, IReadOnlyList<ReportedRecipient> recipients)
    {
        var due = recipients.Where(recipient => IsWanted(kind, envelope.Recipients[recipient.Recipient].Notify)).ToList();
        if (due.Count == 0)
        {
            if (kind == RelayMessageKind.Bounce && recipients.Count > 0) Suppressed(envelope, recipients, "The sender asked for no report of failure.");
            return null;
        }
        if (!envelope.HasNullSender)
        {
            IReadOnlyList<string> receivers = kind == RelayMessageKind.Bounce && _postmaster is not null && !IsPostmaster(envelope.Sender)
                ? [envelope.Sender, _postmaster]
                : [envelope.Sender];
            return await StoreAsync(number, envelope, kind, due, receivers, isForPostmaster: false).ConfigureAwait(false);
        }

        Suppressed(envelope, due, "The message has the null sender, for which no report may be sent.");
        if (kind != RelayMessageKind.Bounce || _postmaster is null) return null;
        // A report of ours that the postmaster cannot be given goes nowhere else: it would come back for ever.
        if (envelope.Kind != RelayMessageKind.Mail) due.RemoveAll(recipient => IsPostmaster(envelope.Recipients[recipient.Recipient].Address));
        return due.Count == 0 ? null : await StoreAsync(number, envelope, kind, due, [_postmaster], isForPostmaster: true).ConfigureAwait(false);
    }

    /// <summary>NOTIFY (RFC 3461 section 4.1); where nothing was said, failures and delays are told (section 5.2.5).</summary>
    private static bool IsWanted(RelayMessageKind kind, DsnNotify notify) => kind switch
    {
        RelayMessageKind.Bounce => notify == DsnNotify.None || notify.HasFlag(DsnNotify.Failure),
        RelayMessageKind.DelayNotice => notify == DsnNotify.None || notify.HasFlag(DsnNotify.Delay),
        RelayMessageKind.SuccessReport => notify.HasFlag(DsnNotify.Success),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "This is no kind of report."),
    };

    private async Task<string> StoreAsync(
        long number, RelayEnvelope about, RelayMessageKind kind, IReadOnlyList<ReportedRecipient> recipients, IReadOnlyList<string> receivers, bool isForPostmaster)
    {
        // Only a report of failure brings the whole message (RFC 3461 section 4.3), and none of one that must stay encrypted (RFC 8689 section 5).
        var wantsWhole = kind == RelayMessageKind.Bounce && about.Return == DsnReturn.Full && !about.RequireTls;
        var original = await OriginalMessage.ReadAsync(_spool, number, wantsWhole).ConfigureAwait(false);
        var draft = _spool.Begin();
        await using var _ = draft.ConfigureAwait(false);
        var now = _time.GetUtcNow();
        var report = new ReportRequest
        {
            QueueId = RelayQueueId.Create(now, draft.Number),
            Time = now,
            From = _from,
            To = EmailAddress.TryParse(receivers[0], out var to, out var _) ? to : null,
            Postmaster = _postmaster,
            IsForPostmaster = isForPostmaster,
            Kind = kind,
            Envelope = about,
            Recipients = recipients,
            Original = original,
        };
        var message = ReportComposer.Compose(report);
        var envelope = new RelayEnvelope
        {
            QueueId = report.QueueId,
            ReceivedAt = now,
            Sender = "",
            Recipients = [.. receivers.Select(address => new RelayRecipient(address))],
            Size = message.Content.Length,
            MessageId = message.MessageId,
            Body = message.Needs8BitMime ? SmtpBodyType.EightBitMime : SmtpBodyType.SevenBit,
            HasEightBit = message.Needs8BitMime,
            SmtpUtf8 = message.NeedsSmtpUtf8,
            RequireTls = about.RequireTls,
            Kind = kind,
            ReportOf = about.QueueId,
        };
        await draft.WriteAsync(message.Content, CancellationToken.None).ConfigureAwait(false);
        await draft.CommitAsync(default, _encode(envelope)).ConfigureAwait(false);
        _enqueue(draft.Number, envelope);
        Sent(envelope, about, recipients, original);
        return envelope.QueueId;
    }

    private bool IsPostmaster(string address) => _postmaster is not null && address.Equals(_postmaster, StringComparison.OrdinalIgnoreCase);

    private void Sent(RelayEnvelope report, RelayEnvelope about, IReadOnlyList<ReportedRecipient> recipients, OriginalMessage original) => _log.Write(new SmtpTraceEvent(report.ReceivedAt, SmtpTraceKind.Bounced, report)
    {
        Recipients = [.. report.Recipients.Select(recipient => recipient.Address)],
        ReportedRecipients = [.. recipients.Select(recipient => about.Recipients[recipient.Recipient].Address)],
        Reply = recipients[0].IsReply ? recipients[0].Text : null,
        Status = recipients[0].Status,
        Text = $"{Name(report.Kind)}.{(recipients[0].IsReply ? "" : $" {recipients[0].Text}")}{(original.Problem is null ? "" : $" What is kept of the message cannot be read: {original.Problem}")}",
    });

    private void Suppressed(RelayEnvelope about, IReadOnlyList<ReportedRecipient> recipients, string reason) => _log.Write(new SmtpTraceEvent
    {
        Time = _time.GetUtcNow(),
        Kind = SmtpTraceKind.ReportSuppressed,
        QueueId = about.QueueId,
        MessageId = about.MessageId,
        Sender = about.Sender,
        Recipients = [.. recipients.Select(recipient => about.Recipients[recipient.Recipient].Address)],
        Text = reason,
    });

    private static string Name(RelayMessageKind kind) => kind switch
    {
        RelayMessageKind.Bounce => "A report of failure",
        RelayMessageKind.DelayNotice => "A notice of delay",
        _ => "A report of success",
    };
}
