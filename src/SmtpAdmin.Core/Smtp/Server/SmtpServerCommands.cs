using System.Collections.Immutable;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Text;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Server;

/// <summary>Carries commands out, one at a time, as <see cref="SmtpStateTable"/> says, and counts what a client may do only so often.</summary>
internal sealed class SmtpServerCommands(SessionChannel channel) : IAsyncDisposable
{
    private static readonly SmtpReply Done = new(250, "2.0.0 OK");
    private static readonly SmtpReply SenderOk = new(250, "2.1.0 OK");
    private static readonly SmtpReply RecipientOk = new(250, "2.1.5 OK");
    private static readonly SmtpReply GoAhead = new(354, "End data with <CR><LF>.<CR><LF>");
    private static readonly SmtpReply NoArgument = new(501, "5.5.4 This command takes no argument");
    private static readonly SmtpReply NoChunking = new(502, "5.5.1 Command not implemented; closing");
    private static readonly SmtpReply NoChunkSize = new(501, "5.5.4 Syntax: BDAT size [LAST]; closing");

    private readonly SmtpServerOptions _options = channel.Options;
    private bool _mayHoldSecrets;
    private InputLine _line;
    private SmtpCommandLine? _command;
    private SmtpServerState _state = SmtpServerState.Connected;
    private SmtpEnvelope? _envelope;
    private ImmutableList<RcptCommand> _recipients = [];
    private MessageReceiver? _chunks;
    private AuthExchange? _auth;
    private int _messages;
    private int _excess; // recipients of this message, beyond the most that it may have
    private int _errors;
    private int _idle;

    /// <summary>The greeting, once it is known whether the client can wait for it.</summary>
    public async ValueTask GreetAsync()
    {
        var early = await channel.Connection.HearsAnythingAsync(_options.Timeouts.GreetingDelay, channel.Time, channel.Deadline.Disarm()).ConfigureAwait(false);
        if (early) channel.Info = channel.Info with { SpokeEarly = true };
        var reply = await channel.AskAsync(0, static (channel, _, token) => channel.Handler.ConnectAsync(channel.Info, token)).ConfigureAwait(false);
        reply ??= new SmtpReply(220, $"{_options.HostName} {_options.GreetingText}");
        if (!reply.IsPositive) _state = SmtpServerState.TurnedAway;
        await channel.SendAsync(reply).ConfigureAwait(false);
    }

    /// <summary>The TLS handshake.</summary>
    public async ValueTask HandshakeAsync()
    {
        var certificate = _options.Certificate!();
        var tls = await channel.Connection.StartTlsAsync(
            new SslServerAuthenticationOptions
            {
                ServerCertificateContext = certificate,
                EnabledSslProtocols = _options.TlsProtocols,
                ClientCertificateRequired = false,
            },
            channel.Deadline.Arm(_options.Timeouts.TlsHandshake)).ConfigureAwait(false);
        // All that was learnt before is forgotten (RFC 3207 section 4.2).
        _envelope = null;
        channel.Utf8 = false;
        channel.Info = channel.Info with
        {
            TlsProtocol = tls.SslProtocol,
            CipherSuite = tls.NegotiatedCipherSuite,
            TlsServerName = tls.TargetHostName is { Length: > 0 } name ? name : null,
            HelloName = null,
            IsExtended = false,
            AuthenticatedUser = null,
            AuthMechanism = null,
        };
    }

    /// <summary>Carries out what stands in a line.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask CarryOutAsync(InputLine line)
    {
        var read = TryRead(line, out var command, out var refusal);
        if (_options.Observer is { } observer)
        {
            NoteSecrets(line, command);
            (_line, _command) = (line, command);
            channel.ShowCommand ??= Shown;
            if (observer.SeesEachLine) observer.CommandReceived(channel.Info, Shown());
        }
        if (!read)
        {
            await RespondAsync(refusal!).ConfigureAwait(false);
            await channel.FlushAsync().ConfigureAwait(false);
            return;
        }
        if (BreaksSynchronization(command!.Verb))
        {
            await channel.SendAsync(new SmtpReply(554, "5.5.0 Input out of turn; closing")).ConfigureAwait(false);
            channel.End ??= SmtpSessionEnd.Dropped;
            return;
        }
        if (IsIdle(command.Verb)) CountIdle();

        var word = await channel.AskAsync(command, static (channel, command, token) => channel.Handler.CommandAsync(channel.Info, command, token)).ConfigureAwait(false);
        if (word is not null) await StandInAsync(word, command).ConfigureAwait(false);
        else await FollowAsync(SmtpStateTable.Find(_state, command.Verb), command).ConfigureAwait(false);
        if (!MayWait(command.Verb)) await channel.FlushAsync().ConfigureAwait(false);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask FollowAsync(SmtpTransition transition, SmtpCommandLine command)
    {
        var reply = transition.Action == SmtpServerAction.SkipChunk ? await SkipChunkAsync(transition.Reply!, command).ConfigureAwait(false)
            : transition.Reply ?? await ActAsync(transition.Action, command).ConfigureAwait(false);
        if (transition.Action == SmtpServerAction.Quit) channel.End ??= reply is { Code: 421 } ? SmtpSessionEnd.Dropped : SmtpSessionEnd.Quit;
        if (transition.Next is { } next && (reply is null or { IsPositive: true } || transition.Action == SmtpServerAction.SkipChunk)) Enter(next);
        if (reply is not null) await RespondAsync(reply).ConfigureAwait(false);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<SmtpReply?> ActAsync(SmtpServerAction action, SmtpCommandLine command) => action switch
    {
        SmtpServerAction.Greet => await GreetAsync(command).ConfigureAwait(false),
        SmtpServerAction.StartTls => await StartTlsAsync(command).ConfigureAwait(false),
        SmtpServerAction.Authenticate => await (_auth ??= new AuthExchange(channel)).RunAsync(command.Argument).ConfigureAwait(false),
        SmtpServerAction.OpenTransaction => await OpenTransactionAsync(command).ConfigureAwait(false),
        SmtpServerAction.AddRecipient => await AddRecipientAsync(command).ConfigureAwait(false),
        SmtpServerAction.TakeMessage => await TakeMessageAsync(command).ConfigureAwait(false),
        SmtpServerAction.TakeChunk => await TakeChunkAsync(command).ConfigureAwait(false),
        SmtpServerAction.Reset => await ResetAsync(command).ConfigureAwait(false),
        SmtpServerAction.Quit => new SmtpReply(221, $"2.0.0 {_options.HostName} closing"),
        _ => Answer(command),
    };

    private async ValueTask<SmtpReply> GreetAsync(SmtpCommandLine command)
    {
        if (!HelloName.TryParse(command.Argument, out var name))
            return new SmtpReply(501, $"5.5.4 Syntax: {command.Name.ToUpperInvariant()} hostname");
        var extended = command.Verb == SmtpVerb.Ehlo;
        channel.Info = channel.Info with { HelloName = name, IsExtended = extended };
        await DropChunksAsync().ConfigureAwait(false);
        return extended ? EhloReply.Build(_options, channel.Info) : new SmtpReply(250, _options.HostName);
    }

    private async ValueTask<SmtpReply> ResetAsync(SmtpCommandLine command)
    {
        if (command.Argument.Length > 0) return NoArgument;
        await DropChunksAsync().ConfigureAwait(false);
        return Done;
    }

    private async ValueTask<SmtpReply?> StartTlsAsync(SmtpCommandLine command)
    {
        if (_options.Certificate is null) return new SmtpReply(502, "5.5.1 STARTTLS is not offered");
        if (channel.Info.IsTls) return new SmtpReply(503, "5.5.1 TLS is active already");
        if (command.Argument.Length > 0) return NoArgument;
        await channel.SendAsync(new SmtpReply(220, "2.0.0 Ready to start TLS")).ConfigureAwait(false);
        await HandshakeAsync().ConfigureAwait(false);
        return null;
    }

    private async ValueTask<SmtpReply?> OpenTransactionAsync(SmtpCommandLine command)
    {
        if (!MailCommand.TryParse(command.Argument, out var mail, out var refusal)) return refusal;
        refusal = EnvelopeRules.Check(mail, _options, channel.Info);
        if (refusal is not null) return refusal;
        if (_options.Limits.MaxMessages > 0 && _messages >= _options.Limits.MaxMessages)
            return new SmtpReply(421, $"4.5.3 {_options.HostName} Too many messages in one session; closing");
        var word = await channel.AskAsync(mail, static (channel, mail, token) => channel.Handler.MailAsync(channel.Info, mail, token)).ConfigureAwait(false);
        if (word is { IsPositive: false }) return word;
        _messages++;
        _envelope = new SmtpEnvelope(mail, _recipients = []);
        _excess = 0;
        channel.Utf8 = mail.SmtpUtf8;
        return word ?? SenderOk;
    }

    private async ValueTask<SmtpReply?> AddRecipientAsync(SmtpCommandLine command)
    {
        if (!RcptCommand.TryParse(command.Argument, out var recipient, out var refusal)) return refusal;
        var envelope = _envelope!;
        refusal = EnvelopeRules.Check(recipient, envelope, _options, channel.Info);
        if (refusal is not null)
        {
            // Who pipelines hears the first 452 behind the last recipient; 452 beyond that, and someone does not listen.
            if (refusal.IsTransientFailure && ++_excess > _options.Limits.MaxRecipients) CountIdle();
            return refusal;
        }
        var word = await channel.AskAsync(
            (envelope, recipient), static (channel, asked, token) => channel.Handler.RecipientAsync(channel.Info, asked.envelope, asked.recipient, token)).ConfigureAwait(false);
        if (word is { IsPositive: false }) return word;
        _recipients = _recipients.Add(recipient);
        _envelope = envelope with { Recipients = _recipients };
        return word ?? RecipientOk;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<SmtpReply?> TakeMessageAsync(SmtpCommandLine command)
    {
        if (command.Argument.Length > 0) return NoArgument;
        var (receiver, word) = await MessageReceiver.OpenAsync(channel, _envelope!, isDotStuffed: true).ConfigureAwait(false);
        if (receiver is null) return word;
        await using var _ = receiver.ConfigureAwait(false);
        await channel.SendAsync(word is { IsIntermediate: true } ? word : GoAhead).ConfigureAwait(false);
        await channel.FlushAsync().ConfigureAwait(false);
        var reply = Judged(await receiver.ReceiveAsync().ConfigureAwait(false));
        Enter(SmtpServerState.Ready); // taken or refused, the transaction is over
        return reply;
    }

    // A chunk is read whatever is said to it (RFC 3030 section 4.1), unless it is far too large. Once one was not taken, no other is: the message would lack a part.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<SmtpReply?> TakeChunkAsync(SmtpCommandLine command)
    {
        if (await ChunkOfAsync(command).ConfigureAwait(false) is not { } chunk) return null;
        if (chunk is { Size: 0, IsLast: false }) CountIdle();
        if (_chunks is null)
        {
            var (receiver, word) = await MessageReceiver.OpenAsync(channel, _envelope!, isDotStuffed: false).ConfigureAwait(false);
            if (receiver is null)
            {
                Enter(chunk.IsLast ? SmtpServerState.Ready : SmtpServerState.BrokenChunks);
                return await RefuseChunkAsync(word!, chunk.Size, inTransaction: true).ConfigureAwait(false);
            }
            _chunks = receiver;
        }
        var reply = Judged(await _chunks.ReceiveChunkAsync(chunk.Size, chunk.IsLast).ConfigureAwait(false), isMessage: chunk.IsLast);
        if (chunk.IsLast || reply is not { IsPositive: true }) await DropChunksAsync().ConfigureAwait(false);
        Enter(chunk.IsLast ? SmtpServerState.Ready : reply is { IsPositive: true } ? SmtpServerState.Chunks : SmtpServerState.BrokenChunks);
        return reply;
    }

    private async ValueTask<SmtpReply?> SkipChunkAsync(SmtpReply reply, SmtpCommandLine command) =>
        await ChunkOfAsync(command).ConfigureAwait(false) is not { } chunk ? null
        : await RefuseChunkAsync(reply, chunk.Size, _envelope is not null).ConfigureAwait(false);

    // One that is larger than any message is not worth reading: the session ends with the refusal.
    private async ValueTask<SmtpReply?> RefuseChunkAsync(SmtpReply reply, long size, bool inTransaction)
    {
        if (reply.IsPositive || size <= _options.Limits.MaxSkipped(inTransaction)) return Judged(await MessageReceiver.SkipAsync(channel, size).ConfigureAwait(false) ? reply : null);
        channel.End ??= SmtpSessionEnd.Dropped;
        return reply;
    }

    // Where nobody knows how long the chunk is, nothing behind the command may be taken for another one.
    private async ValueTask<BdatCommand?> ChunkOfAsync(SmtpCommandLine command)
    {
        var isOffered = _options.Offers(SmtpServerExtensions.Chunking);
        if (isOffered && BdatCommand.TryParse(command.Argument, out var chunk)) return chunk;
        await channel.SendAsync(isOffered ? NoChunkSize : NoChunking).ConfigureAwait(false);
        channel.End ??= SmtpSessionEnd.Dropped;
        return null;
    }

    // A handler's word stands for the command, and has to be said behind its chunk.
    private async ValueTask StandInAsync(SmtpReply word, SmtpCommandLine command)
    {
        var reply = command.Verb == SmtpVerb.Bdat ? await SkipChunkAsync(word, command).ConfigureAwait(false) : word;
        if (command.Verb == SmtpVerb.Bdat && _state is SmtpServerState.Mail or SmtpServerState.Recipients or SmtpServerState.Chunks) Enter(SmtpServerState.BrokenChunks);
        if (reply is not null) await RespondAsync(reply).ConfigureAwait(false);
    }

    /// <summary>Draws the conclusions from a reply to content; null for a client that is gone.</summary>
    private SmtpReply? Judged(SmtpReply? reply, bool isMessage = true)
    {
        if (reply is null) channel.End = SmtpSessionEnd.Disconnected;
        else if (reply.IsPositive && isMessage) _errors = _idle = 0;
        return reply;
    }

    private async ValueTask DropChunksAsync()
    {
        if (_chunks is not { } chunks) return;
        _chunks = null;
        await chunks.DisposeAsync().ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => DropChunksAsync();

    private SmtpReply Answer(SmtpCommandLine command) => command.Verb switch
    {
        SmtpVerb.Help => new SmtpReply(214, ["2.0.0 This server speaks RFC 5321:", $"2.0.0 {CommandNames()}"]),
        SmtpVerb.Vrfy when command.Argument.Length == 0 => new SmtpReply(501, "5.5.4 Syntax: VRFY address"),
        // Says nothing about who exists here (RFC 5321 section 7.3).
        SmtpVerb.Vrfy => new SmtpReply(252, "2.0.0 Cannot verify; send some mail and see"),
        _ => Done,
    };

    // What would be refused in any state is not named.
    private string CommandNames() =>
        $"EHLO HELO{(_options.Certificate is null ? "" : " STARTTLS")}{(_options.Authenticator is null ? "" : " AUTH")} MAIL RCPT DATA{(_options.Offers(SmtpServerExtensions.Chunking) ? " BDAT" : "")} RSET NOOP VRFY HELP QUIT";

    private void Enter(SmtpServerState next)
    {
        _state = next != SmtpServerState.Ready ? next
            : _options.RequireTls && !channel.Info.IsTls ? SmtpServerState.NeedsTls
            : _options.RequireAuth && channel.Info.AuthenticatedUser is null ? SmtpServerState.NeedsAuth
            : SmtpServerState.Ready;
        if (next is SmtpServerState.Mail or SmtpServerState.Recipients or SmtpServerState.Chunks or SmtpServerState.BrokenChunks) return;
        _envelope = null;
        channel.Utf8 = false;
    }

    /// <summary>The longest line to read in octets: which command it is, and so how long it may be, is known only afterwards.</summary>
    public static int MaxLineLength(SmtpServerOptions options) =>
        options.Authenticator is null ? options.Limits.MaxCommandLength : Math.Max(options.Limits.MaxCommandLength, AuthExchange.MaxLineLength);

    // A client that talks on after a failed AUTH sends its password as if it were a command.
    private void NoteSecrets(InputLine line, SmtpCommandLine? command) =>
        _mayHoldSecrets |= command is null or { Verb: SmtpVerb.Unknown } ? HasAuth(line.Octets.Span) : command.Verb == SmtpVerb.Auth;

    private static bool HasAuth(ReadOnlySpan<byte> line)
    {
        for (var at = 0; at + 4 <= line.Length; at++)
        {
            if (Ascii.EqualsIgnoreCase(line.Slice(at, 4), "AUTH"u8)) return true;
        }
        return false;
    }

    // A line that is no command is answered before the next is read, so that its octets are still there.
    private string Shown()
    {
        if (_command is { } command && !(_mayHoldSecrets && command.Verb == SmtpVerb.Unknown)) return command.ToString();
        return _mayHoldSecrets ? FormattableString.Invariant($"({_line.Octets.Length} octets)") : LogText.Escape(_line.Octets.Span);
    }

    private bool TryRead(InputLine line, out SmtpCommandLine? command, out SmtpReply? refusal)
    {
        command = null;
        refusal = line.Kind switch
        {
            LineScan.TooLong => new SmtpReply(500, "5.5.2 Line too long"),
            LineScan.BareLineFeed => new SmtpReply(500, "5.5.2 A line ends with <CR><LF>"),
            _ => null,
        };
        if (refusal is not null || !SmtpCommandLine.TryParse(line.Octets.Span, out command, out refusal)) return false;
        if (command.Verb == SmtpVerb.Auth || line.Octets.Length + 2 <= _options.Limits.MaxCommandLength) return true;
        refusal = new SmtpReply(500, "5.5.2 Line too long");
        return false;
    }

    // Nothing may follow these before the reply (RFC 2920 section 3.1, RFC 4954 section 4). STARTTLS does not count: what follows it is dropped.
    private bool BreaksSynchronization(SmtpVerb verb) =>
        _options.EnforceSynchronization && channel.Connection.HasBufferedInput
        && verb is SmtpVerb.Ehlo or SmtpVerb.Helo or SmtpVerb.Auth or SmtpVerb.Data;

    // The replies that may be held back until the group is through; no other's, and none to what is no command (RFC 2920 section 3.2).
    private static bool MayWait(SmtpVerb verb) => verb is SmtpVerb.Mail or SmtpVerb.Rcpt or SmtpVerb.Rset;

    private static bool IsIdle(SmtpVerb verb) =>
        verb is SmtpVerb.Noop or SmtpVerb.Rset or SmtpVerb.Vrfy or SmtpVerb.Help or SmtpVerb.Ehlo or SmtpVerb.Helo;

    private void CountIdle()
    {
        if (++_idle > _options.Limits.MaxIdleCommands) _errors++;
    }

    private async ValueTask RespondAsync(SmtpReply reply)
    {
        await channel.SendAsync(reply).ConfigureAwait(false);
        if (reply.IsPermanentFailure) _errors++;
        if (_errors <= _options.Limits.MaxErrors || channel.End is not null) return;
        await channel.SendAsync(new SmtpReply(421, $"4.7.0 {_options.HostName} Too many errors; closing")).ConfigureAwait(false);
    }
}
