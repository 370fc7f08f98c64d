using System.Buffers;
using SmtpAdmin.Smtp.Client;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>
/// Sends one message to its recipients over a connection (RFC 5321 section 3.3), in one transaction or, where the recipients are too many
/// for one, in several. Used once.
/// </summary>
/// <param name="session">The connection.</param>
/// <param name="job">The message and its recipients.</param>
/// <param name="spool">Has the message's content.</param>
/// <param name="options">The limits of time.</param>
/// <param name="time">Measures.</param>
internal sealed class MessageTransfer(RelaySession session, DeliveryJob job, ISpool spool, SmtpRelayDelivery options, TimeProvider time)
{
    private const int MaxRecipients = 100; // what every server takes at least, RFC 5321 section 4.5.3.1.8
    private const int WriteSize = 64 * 1024; // octets that are put together before they are written
    private const int StartMailInput = 354;
    private const int BadSequence = 503;
    private const int AuthenticationRequired = 530;
    private const int ServiceNotAvailable = 421;

    private readonly TransferPreparation _preparation = new(session, job, spool);
    private readonly DeliveryResult?[] _results = new DeliveryResult?[job.Recipients.Count];
    private readonly List<int> _accepted = [];
    private readonly long _start = time.GetTimestamp();
    private MessageReader? _reader;
    private string _doing = "";
    private bool _hasHeard; // a reply about this message
    private bool _isEnded; // the final dot is on its way
    private bool _isPutOff;
    private bool _isOutOfStep; // server and we do not agree on where the session stands, though none of its words is an error of the protocol
    private DeliveryProblem? _loss;
    private string? _damage;

    /// <summary>Sends it.</summary>
    /// <param name="isReused">The connection was used before, and may be dead for reasons that are not this message's.</param>
    public async Task<TransferOutcome> RunAsync(bool isReused)
    {
        session.Messages++;
        try
        {
            if (await _preparation.RunAsync().ConfigureAwait(false) is { } problem) Settle(problem);
            foreach (var (at, flaw) in _preparation.Refused) Settle(at, flaw);
            var waiting = Undecided();
            while (waiting.Count > 0)
            {
                if (_reader is null && !await OpenContentAsync().ConfigureAwait(false)) break;
                var batch = waiting[..Math.Min(waiting.Count, Math.Min(MaxRecipients, session.Features.MaxRecipients ?? MaxRecipients))];
                await TransactAsync(batch, isReused).ConfigureAwait(false);
                if ((_loss is not null || _isOutOfStep) && isReused && !_hasHeard) return new TransferOutcome([]) { IsStale = true, Loss = _loss };
                if (!session.Smtp.IsUsable) break;
                waiting = Undecided();
            }
        }
        finally
        {
            if (_reader is not null) await _reader.DisposeAsync().ConfigureAwait(false);
        }
        Settle(new DeliveryProblem(DeliveryOutcome.NotTried, "4.4.2", _damage ?? "The server went away before this recipient's turn came."));
        return new TransferOutcome(_results!) { Loss = _loss, IsPutOff = _isPutOff, Damage = _damage };
    }

    /// <summary>Opens the message and reads its first block: most are no longer, and what cannot be read is not even begun to be sent.</summary>
    private async ValueTask<bool> OpenContentAsync()
    {
        if (!MessageReader.TryOpen(spool, job.Number, _preparation.SevenBitParts, out _reader, out var problem))
        {
            _damage = problem;
            return false;
        }
        if (await _reader.ReadAsync(CancellationToken.None).ConfigureAwait(false)) return true;
        Unreadable();
        await CloseContentAsync().ConfigureAwait(false);
        return false;
    }

    private async ValueTask CloseContentAsync()
    {
        await _reader!.DisposeAsync().ConfigureAwait(false);
        _reader = null;
    }

    private void Unreadable()
    {
        _damage = _reader!.Damage;
        if (_reader.Fault is { } fault) Settle(DeliveryProblem.Temporary("4.3.0", $"The message cannot be read from the spool now: {fault}"));
    }

    private async Task TransactAsync(List<int> batch, bool isReused)
    {
        _accepted.Clear();
        _isEnded = false;
        try
        {
            if (!await EnvelopeAsync(batch, isReused).ConfigureAwait(false))
            {
                // DATA may be open, so that nothing more can be said: whatever it were, it would be a line of a message.
                if (_isOutOfStep) await session.DisposeAsync().ConfigureAwait(false);
                return;
            }
            if (!await ContentAsync().ConfigureAwait(false))
            {
                // RFC 5321 section 4.1.1.4: without the final dot there is no message, so the connection has to go.
                await session.DisposeAsync().ConfigureAwait(false);
                Unreadable();
                return;
            }
            await CloseContentAsync().ConfigureAwait(false);
            _doing = "behind the message";
            session.Deadline.Begin(options.DataTerminationTimeout);
            var reply = await session.Smtp.ReadReplyAsync(session.Deadline.Token).ConfigureAwait(false);
            session.NeedsReset = false;
            if (reply.IsIntermediate) throw OutOfTurn(reply);
            Conclude(reply);
        }
        catch (Exception error) when (error is IOException or OperationCanceledException)
        {
            _loss = session.Lost(error, _doing);
            await session.DisposeAsync().ConfigureAwait(false);
            var said = error is SmtpSessionException { LastReply: not null };
            Settle(batch, _isEnded && !said && session.Smtp.MayHaveSentBlock ? Unknown(_loss) : _loss);
        }
    }

    /// <summary>MAIL, RCPT and DATA: in one write where the server offers PIPELINING (RFC 2920), else one after the other.</summary>
    /// <returns>The server waits for the message.</returns>
    private async Task<bool> EnvelopeAsync(List<int> batch, bool isReused)
    {
        var (envelope, features, buffer) = (job.Envelope, session.Features, session.Buffer);
        var isPipelined = features.Pipelining;
        buffer.ResetWrittenCount();
        var resets = session.NeedsReset;
        if (isPipelined)
        {
            if (resets) buffer.Write(TransactionWriter.Reset);
            TransactionWriter.Mail(buffer, envelope, _preparation.Sender, _preparation.Plan, features);
            foreach (var at in batch) WriteRcpt(at);
            buffer.Write(TransactionWriter.Data);
            _doing = "behind MAIL";
            await SayAsync().ConfigureAwait(false);
        }
        if (resets)
        {
            if (!isPipelined)
            {
                _doing = "behind RSET";
                buffer.Write(TransactionWriter.Reset);
                await SayAsync().ConfigureAwait(false);
            }
            // Where RSET is refused, the old transaction goes on, and what comes next would be taken for a part of it.
            _isOutOfStep = !(await HearAsync().ConfigureAwait(false)).IsPositive;
            if (_isOutOfStep) return false;
            session.NeedsReset = false;
        }
        if (!isPipelined)
        {
            _doing = "behind MAIL";
            TransactionWriter.Mail(buffer, envelope, _preparation.Sender, _preparation.Plan, features);
            await SayAsync().ConfigureAwait(false);
        }
        var mail = await HearAsync().ConfigureAwait(false);
        // 503 says that MAIL does not fit here (RFC 5321 section 4.3.2): that is about the session. On a new one it is an answer, of a kind.
        _isOutOfStep = mail.Code == BadSequence;
        if (_isOutOfStep && isReused && !_hasHeard) return false;
        _hasHeard = true;
        if (mail.IsPositive) session.NeedsReset = true;
        else Refused(batch, mail);
        if (_isOutOfStep) return false;

        _doing = "behind RCPT";
        foreach (var at in batch)
        {
            if (!isPipelined)
            {
                if (!mail.IsPositive) return false;
                WriteRcpt(at);
                await SayAsync().ConfigureAwait(false);
            }
            var reply = await HearAsync().ConfigureAwait(false);
            if (mail.IsPositive) Judge(at, reply);
        }
        _doing = "behind DATA";
        if (!isPipelined)
        {
            if (_accepted.Count == 0) return false;
            buffer.Write(TransactionWriter.Data);
            await SayAsync().ConfigureAwait(false);
        }
        var data = await HearAsync(isToData: true).ConfigureAwait(false);
        if (_accepted.Count == 0)
        {
            if (data.Code == StartMailInput) await SendNothingAsync().ConfigureAwait(false);
            return false;
        }
        if (data.Code == StartMailInput) return true;
        Refused(_accepted, data);
        return false;

        void WriteRcpt(int at) => TransactionWriter.Rcpt(buffer, envelope.Recipients[job.Recipients[at]], _preparation.Addresses[at], _preparation.Plan, features);
    }

    /// <summary>The server wants a message for nobody: RFC 2920 section 3.1 has the client send a lone dot then.</summary>
    private async Task SendNothingAsync()
    {
        session.Buffer.Write(TransactionWriter.LoneDot);
        await SayAsync().ConfigureAwait(false);
        await HearAsync().ConfigureAwait(false);
        session.NeedsReset = false;
    }

    /// <summary>Sends what the buffer holds.</summary>
    private async ValueTask SayAsync()
    {
        session.Deadline.Begin(options.CommandTimeout);
        var early = await session.Smtp.SendCommandsAsync(session.Buffer.WrittenMemory, session.Deadline.Token).ConfigureAwait(false);
        session.Buffer.ResetWrittenCount();
        if (early is not null) throw Closing(early);
    }

    /// <summary>
    /// Reads a reply to the envelope. 421 may come in answer to anything, and is the last there is (RFC 5321 section 3.8). A good word is 354 to
    /// DATA and 2yz to anything else (section 4.3.2). Where it is not, server and we have lost step, and what we say next may be taken for
    /// something else: for the text of a message, where the server is one reply behind.
    /// </summary>
    private async ValueTask<SmtpReply> HearAsync(bool isToData = false)
    {
        var reply = await session.ReadReplyAsync(options.CommandTimeout).ConfigureAwait(false);
        if (reply.Code == ServiceNotAvailable) throw Closing(reply);
        if (reply.Code < 400 && !(isToData ? reply.Code == StartMailInput : reply.IsPositive)) throw OutOfTurn(reply);
        return reply;
    }

    private static SmtpSessionException OutOfTurn(SmtpReply reply) =>
        new(SmtpFailureKind.ProtocolViolation, $"The server sent '{ReplyStatus.Text(reply)}' out of turn.");

    private static SmtpSessionException Closing(SmtpReply reply) => new(SmtpFailureKind.ConnectionClosed, "The server closes the connection.") { LastReply = reply };

    /// <summary>Sends the message. It is put together in blocks, so that memory stays bounded however large it is.</summary>
    /// <returns>It was sent to its end; false when it could not be read to its end.</returns>
    private async ValueTask<bool> ContentAsync()
    {
        _doing = "within the message";
        var (reader, buffer, deadline) = (_reader!, session.Buffer, session.Deadline);
        var encoder = new DotStuffingEncoder();
        buffer.ResetWrittenCount();
        while (!reader.Block.IsEmpty)
        {
            for (var rest = reader.Block; !rest.IsEmpty;)
            {
                var part = rest[..Math.Min(rest.Length, WriteSize)];
                rest = rest[part.Length..];
                encoder.Encode(part.Span, buffer);
                if (buffer.WrittenCount < WriteSize) continue;
                deadline.Begin(options.BlockTimeout);
                await session.Smtp.SendBlockAsync(buffer.WrittenMemory, isLast: false, deadline.Token).ConfigureAwait(false);
                buffer.ResetWrittenCount();
            }
            if (!await reader.ReadAsync(deadline.Token).ConfigureAwait(false)) return false;
        }
        encoder.Finish(buffer);
        _isEnded = true;
        deadline.Begin(options.BlockTimeout);
        await session.Smtp.SendBlockAsync(buffer.WrittenMemory, isLast: true, deadline.Token).ConfigureAwait(false);
        return true;
    }

    private void Judge(int at, SmtpReply reply)
    {
        if (reply.IsPositive) _accepted.Add(at);
        else if (!IsTooMany(reply)) Settle(at, ProblemOf(reply));
    }

    /// <summary>RFC 5321 section 4.5.3.1.10: 452, or 552 of old, for a recipient too many; it gets a transaction of its own. Alone, it is a full mailbox.</summary>
    private bool IsTooMany(SmtpReply reply) =>
        _accepted.Count > 0 && reply.Code is 452 or 552 && (reply.EnhancedCode is null or { Subject: 5, Detail: 3 });

    private void Refused(IReadOnlyList<int> recipients, SmtpReply reply)
    {
        var problem = ProblemOf(reply);
        _isPutOff |= problem.Outcome == DeliveryOutcome.Deferred;
        Settle(recipients, problem);
    }

    /// <summary>
    /// What a refusal means. 503 is about the order of what was said before (RFC 5321 section 4.3.2), and 530 asks for TLS or AUTH (RFC 3207 section 4,
    /// RFC 4954 section 6): both are about the connection and not the message, and can be mended.
    /// </summary>
    private DeliveryProblem ProblemOf(SmtpReply reply)
    {
        var problem = session.Locate(DeliveryProblem.FromReply(reply));
        return reply.Code is BadSequence or AuthenticationRequired ? problem.AsTemporary() : problem;
    }

    private void Conclude(SmtpReply reply)
    {
        if (reply.Code == ServiceNotAvailable) _loss = session.Locate(DeliveryProblem.FromReply(reply));
        if (!reply.IsPositive)
        {
            Refused(_accepted, reply);
            return;
        }
        var (status, text, duration) = (ReplyStatus.Of(reply), ReplyStatus.Text(reply), time.GetElapsedTime(_start));
        foreach (var at in _accepted)
        {
            var number = job.Recipients[at];
            _results[at] = new DeliveryResult(number, DeliveryOutcome.Delivered, status, text)
            {
                IsReply = true,
                Server = session.Host.Name,
                EndPoint = session.EndPoint,
                Tls = session.Tls,
                IsDsnPassedOn = session.Features.Dsn && job.Envelope.Recipients[number].Notify != DsnNotify.None,
                Duration = duration,
            };
        }
    }

    private static DeliveryProblem Unknown(DeliveryProblem loss) => loss with
    {
        Outcome = DeliveryOutcome.Deferred,
        Status = "4.4.2",
        Text = $"{loss.Text} The whole message was sent, so it may have been delivered all the same: trying again may make a second copy.",
    };

    private void Settle(DeliveryProblem problem)
    {
        for (var at = 0; at < _results.Length; at++) Settle(at, problem);
    }

    private void Settle(IReadOnlyList<int> recipients, DeliveryProblem problem)
    {
        foreach (var at in recipients) Settle(at, problem);
    }

    /// <summary>The first word on a recipient stands.</summary>
    private void Settle(int at, DeliveryProblem problem) => _results[at] ??= problem.For(job.Recipients[at], time.GetElapsedTime(_start));

    private List<int> Undecided()
    {
        var undecided = new List<int>(_results.Length);
        for (var at = 0; at < _results.Length; at++)
        {
            if (_results[at] is null) undecided.Add(at);
        }
        return undecided;
    }
}
