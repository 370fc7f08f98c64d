using System.Diagnostics;
using System.Globalization;
using System.Text;
using SmtpAdmin.Dkim;
using SmtpAdmin.Mime;
using SmtpAdmin.Smtp.Protocol;
using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Takes one message into the spool. With the 250 it is durable and in the queue; before the commit begins it can be given up without a trace.</summary>
internal sealed class RelayMessageSink : IMessageSink
{
    private readonly RelayAcceptance _acceptance;
    private readonly SmtpRelayOptions _options;
    private readonly SmtpSessionInfo _session;
    private readonly SmtpEnvelope _envelope;
    private readonly ISpoolDraft _draft;
    private readonly RelayHeaderReader _header = new();
    private readonly DateTimeOffset _receivedAt;
    private readonly string _queueId;
    private byte[] _added = [];
    private DkimSigningRun? _signing;
    private SmtpReply? _refusal;

    /// <summary>Begins to take a message in.</summary>
    /// <param name="acceptance">What all listeners share.</param>
    /// <param name="session">The session that it comes by.</param>
    /// <param name="envelope">Its envelope.</param>
    public RelayMessageSink(RelayAcceptance acceptance, SmtpSessionInfo session, SmtpEnvelope envelope)
    {
        (_acceptance, _session, _envelope) = (acceptance, session, envelope);
        _options = acceptance.Options;
        _receivedAt = acceptance.Time.GetUtcNow();
        _draft = acceptance.Spool.Begin();
        _queueId = RelayQueueId.Create(_receivedAt, _draft.Number);
    }

    /// <inheritdoc/>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        if (_refusal is not null) return ValueTask.CompletedTask;
        if (!_acceptance.HasRoom(_options, 0)) _refusal = new SmtpReply(452, "4.3.1 Insufficient system storage; try again later");
        var body = 0;
        if (!_header.IsComplete)
        {
            body = _header.Append(content, out var head);
            if (_header.IsTooLong) _refusal = new SmtpReply(552, string.Create(CultureInfo.InvariantCulture, $"5.3.4 The header section is longer than {RelayHeaderReader.MaxLength} octets"));
            if (_header.IsComplete) TakeHead(head);
        }
        if (_refusal is not null) return ValueTask.CompletedTask;
        if (_signing is not null && body < content.Length) Sign(content.Span[body..]);
        return _draft.WriteAsync(content, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<SmtpReply> CompleteAsync(ReceivedContent content, CancellationToken cancellationToken)
    {
        if (_header.Finish(out var head)) TakeHead(head);
        if (_refusal is not null) return _refusal;
        byte[] prefix = [.. Encoding.ASCII.GetBytes(FinishSigning()), .. _added];
        var envelope = Describe(content, prefix);
        var stored = _acceptance.Queue.Encode(envelope);

        cancellationToken.ThrowIfCancellationRequested(); // the last chance: from here on the message is taken, or the disk failed
        await _draft.CommitAsync(prefix, stored).ConfigureAwait(false);
        // In this order: behind Add the message may be delivered at once, and its story begins here.
        _acceptance.Log.Write(new SmtpTraceEvent(_acceptance.Time.GetUtcNow(), SmtpTraceKind.Accepted, envelope)
        {
            Session = _session.Id,
            Recipients = Array.ConvertAll((RelayRecipient[])envelope.Recipients, recipient => recipient.Address),
            Client = envelope.Client,
            HelloName = envelope.HelloName,
            User = envelope.User,
            Tls = envelope.Tls,
        });
        _acceptance.Queue.Add(_draft.Number, envelope);
        return new SmtpReply(250, $"2.0.0 Ok: queued as {_queueId}");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _signing?.Dispose();
        return _draft.DisposeAsync();
    }

    private void TakeHead(ReadOnlyMemory<byte> head)
    {
        if (_header.ReceivedCount > _options.MaxHops)
        {
            _refusal = new SmtpReply(554, string.Create(CultureInfo.InvariantCulture, $"5.4.6 Too many hops: the message has {_header.ReceivedCount} Received fields, and seems to go in a circle"));
            return;
        }
        _added = Encoding.UTF8.GetBytes(AddedFields());
        if (_options.DkimSignatures.Count == 0) return;
        try
        {
            var length = _added.Length + head.Length;
            // What is signed has the fields that are added. A section that is too long for verifiers is not even copied.
            var section = length > DkimMessageReader.MaxHeadLength ? null : HeaderSection.Read((byte[])[.. _added, .. head.Span]);
            _signing = DkimSigningRun.Begin(section, length, _options.DkimSignatures, _receivedAt);
        }
        catch (DkimMessageException problem)
        {
            PassUnsigned(problem);
        }
    }

    /// <summary>Received (RFC 5321 section 4.4), and what a submission lacks (RFC 6409 sections 8.2 and 8.3).</summary>
    private string AddedFields()
    {
        var received = ReceivedHeader.Compose(_session, _envelope, _queueId, _receivedAt);
        if (_header.BeginsWithText) received = $"{received}{DateField()}{MessageIdField()}\r\n"; // and its text becomes the body that it is
        // Signatures say of a field that is not there that it must not be: what somebody signed is left alone.
        else if (!_header.IsSigned) received = $"{received}{(_header.HasDate ? "" : DateField())}{(_header.HasMessageId ? "" : MessageIdField())}";
        return received;
    }

    private string DateField() => $"Date: {MailDate.Format(_receivedAt)}\r\n";

    private string MessageIdField() => $"Message-ID: {OwnMessageId}\r\n";

    private string OwnMessageId => $"<{_queueId}@{_options.HostName}>";

    private void Sign(ReadOnlySpan<byte> body)
    {
        try
        {
            _signing!.Append(body);
        }
        catch (DkimMessageException problem)
        {
            PassUnsigned(problem);
        }
    }

    private string FinishSigning()
    {
        if (_signing is null) return "";
        try
        {
            return string.Concat(_signing.Finish().Select(signature => signature.Header));
        }
        catch (DkimMessageException problem)
        {
            PassUnsigned(problem);
            return "";
        }
    }

    private void PassUnsigned(DkimMessageException problem)
    {
        _signing?.Dispose();
        _signing = null;
        _acceptance.Log.Write(new SmtpTraceEvent
        {
            Time = _acceptance.Time.GetUtcNow(),
            Kind = SmtpTraceKind.Warning,
            QueueId = _queueId,
            Session = _session.Id,
            MessageId = _header.MessageId,
            Text = $"The message is passed on without a DKIM signature. {problem.Message}",
        });
    }

    private RelayEnvelope Describe(ReceivedContent content, byte[] prefix)
    {
        Debug.Assert(_header.IsComplete, "The header section is read before the message is taken.");
        var mail = _envelope.Mail;
        var recipients = new RelayRecipient[_envelope.Recipients.Count];
        for (var at = 0; at < recipients.Length; at++)
        {
            var recipient = _envelope.Recipients[at];
            // RFC 5321 section 4.5.1: postmaster without a domain is that of whoever is asked.
            recipients[at] = new RelayRecipient(recipient.To.Address?.ToString() ?? $"postmaster@{_options.HostName}", recipient.Notify, recipient.OriginalRecipient);
        }
        var addsMessageId = _header.BeginsWithText || (!_header.IsSigned && !_header.HasMessageId);
        return new RelayEnvelope
        {
            QueueId = _queueId,
            ReceivedAt = _receivedAt,
            Sender = mail.From.Address?.ToString() ?? "",
            Recipients = recipients,
            Size = prefix.Length + content.Length,
            MessageId = addsMessageId ? OwnMessageId : _header.MessageId,
            Body = mail.Body,
            HasEightBit = content.HasEightBit || !Ascii.IsValid(prefix), // Received may name a recipient that is not ASCII
            SmtpUtf8 = mail.SmtpUtf8,
            Return = mail.Return,
            EnvelopeId = mail.EnvelopeId,
            RequireTls = mail.RequireTls,
            Client = RelayObserver.Text(_session.Remote),
            HelloName = _session.HelloName,
            User = _session.AuthenticatedUser,
            Tls = RelayObserver.Tls(_session),
        };
    }
}
