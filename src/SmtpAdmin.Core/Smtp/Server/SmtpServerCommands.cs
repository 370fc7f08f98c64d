using System.Collections.Immutable;
using System.Net.Security;
using System.Text;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Server;

/// <summary>Carries commands out, one at a time, as <see cref="SmtpStateTable"/> says, and counts what a client may do only so often.</summary>
internal sealed class SmtpServerCommands(SessionChannel channel)
{
    private static readonly SmtpReply Done = new(250, "2.0.0 OK");

    private readonly SmtpServerOptions _options = channel.Options;
    private bool _mayHoldSecrets;
    private InputLine _line;
    private SmtpCommandLine? _command;
    private SmtpServerState _state = SmtpServerState.Connected;
    private SmtpEnvelope? _envelope;
    private ImmutableList<RcptCommand> _recipients = [];
    private AuthExchange? _auth;
    private int _errors;
    private int _idle;

    /// <summary>The greeting, once it is known whether the client can wait for it.</summary>
    public async ValueTask GreetAsync(CancellationToken lifetime)
    {
        var early = await channel.Connection.HearsAnythingAsync(_options.Timeouts.GreetingDelay, channel.Time, lifetime).ConfigureAwait(false);
        channel.Info = channel.Info with { SpokeEarly = early };
        var reply = await channel.AskAsync(handler => handler.ConnectAsync(channel.Info, lifetime), lifetime).ConfigureAwait(false);
        reply ??= new SmtpReply(220, $"{_options.HostName} {_options.GreetingText}");
        if (!reply.IsPositive) _state = SmtpServerState.TurnedAway;
        await channel.SendAsync(reply, lifetime).ConfigureAwait(false);
    }

    /// <summary>The TLS handshake.</summary>
    public async ValueTask HandshakeAsync(CancellationToken lifetime)
    {
        string? serverName = null;
        var certificate = _options.Certificate!();
        using var deadline = new Deadline(channel.Time, _options.Timeouts.TlsHandshake, lifetime);
        var tls = await channel.Connection.StartTlsAsync(
            new SslServerAuthenticationOptions
            {
                ServerCertificateContext = certificate,
                EnabledSslProtocols = _options.TlsProtocols,
                ClientCertificateRequired = false,
            },
            deadline.Token).ConfigureAwait(false);
        if (tls.TargetHostName.Length > 0) serverName = tls.TargetHostName;
        // All that was learnt before is forgotten (RFC 3207 section 4.2).
        _envelope = null;
        channel.Utf8 = false;
        channel.Info = channel.Info with
        {
            TlsProtocol = tls.SslProtocol,
            CipherSuite = tls.NegotiatedCipherSuite,
            TlsServerName = serverName,
            HelloName = null,
            IsExtended = false,
            AuthenticatedUser = null,
            AuthMechanism = null,
        };
    }

    /// <summary>Carries out what stands in a line.</summary>
    public async ValueTask CarryOutAsync(InputLine line, CancellationToken lifetime)
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
            await RespondAsync(refusal!, lifetime).ConfigureAwait(false);
            await channel.FlushAsync(lifetime).ConfigureAwait(false);
            return;
        }
        if (BreaksSynchronization(command!.Verb))
        {
            await channel.SendAsync(new SmtpReply(554, "5.5.0 Input out of turn; closing"), lifetime).ConfigureAwait(false);
            channel.End ??= SmtpSessionEnd.Dropped;
            return;
        }
        if (IsIdle(command.Verb)) CountIdle();

        var word = await channel.AskAsync(handler => handler.CommandAsync(channel.Info, command, lifetime), lifetime).ConfigureAwait(false);
        if (word is not null) await RespondAsync(word, lifetime).ConfigureAwait(false);
        else await FollowAsync(SmtpStateTable.Find(_state, command.Verb), command, lifetime).ConfigureAwait(false);
        if (!MayWait(command.Verb)) await channel.FlushAsync(lifetime).ConfigureAwait(false);
    }

    private async ValueTask FollowAsync(SmtpTransition transition, SmtpCommandLine command, CancellationToken lifetime)
    {
        var reply = transition.Reply ?? await ActAsync(transition.Action, command, lifetime).ConfigureAwait(false);
        if (transition.Action == SmtpServerAction.Quit) channel.End ??= reply is { Code: 421 } ? SmtpSessionEnd.Dropped : SmtpSessionEnd.Quit;
        if (transition.Next is { } next && reply is null or { IsPositive: true }) Enter(next);
        if (reply is not null) await RespondAsync(reply, lifetime).ConfigureAwait(false);
    }

    private async ValueTask<SmtpReply?> ActAsync(SmtpServerAction action, SmtpCommandLine command, CancellationToken lifetime) => action switch
    {
        SmtpServerAction.Greet => Greet(command),
        SmtpServerAction.StartTls => await StartTlsAsync(command, lifetime).ConfigureAwait(false),
        SmtpServerAction.Authenticate => await (_auth ??= new AuthExchange(channel)).RunAsync(command.Argument, lifetime).ConfigureAwait(false),
        SmtpServerAction.OpenTransaction => await OpenTransactionAsync(command, lifetime).ConfigureAwait(false),
        SmtpServerAction.AddRecipient => await AddRecipientAsync(command, lifetime).ConfigureAwait(false),
        SmtpServerAction.TakeMessage => await TakeMessageAsync(command, lifetime).ConfigureAwait(false),
        SmtpServerAction.Reset => command.Argument.Length > 0 ? NoArgument : Done,
        SmtpServerAction.Quit => new SmtpReply(221, $"2.0.0 {_options.HostName} closing"),
        _ => Answer(command),
    };

    private static SmtpReply NoArgument => new(501, "5.5.4 This command takes no argument");

    private SmtpReply Greet(SmtpCommandLine command)
    {
        if (!HelloName.TryParse(command.Argument, out var name))
            return new SmtpReply(501, $"5.5.4 Syntax: {command.Name.ToUpperInvariant()} hostname");
        var extended = command.Verb == SmtpVerb.Ehlo;
        channel.Info = channel.Info with { HelloName = name, IsExtended = extended };
        return extended ? EhloReply.Build(_options, channel.Info) : new SmtpReply(250, _options.HostName);
    }

    private async ValueTask<SmtpReply?> StartTlsAsync(SmtpCommandLine command, CancellationToken lifetime)
    {
        if (_options.Certificate is null) return new SmtpReply(502, "5.5.1 STARTTLS is not offered");
        if (channel.Info.IsTls) return new SmtpReply(503, "5.5.1 TLS is active already");
        if (command.Argument.Length > 0) return NoArgument;
        await channel.SendAsync(new SmtpReply(220, "2.0.0 Ready to start TLS"), lifetime).ConfigureAwait(false);
        await HandshakeAsync(lifetime).ConfigureAwait(false);
        return null;
    }

    private async ValueTask<SmtpReply?> OpenTransactionAsync(SmtpCommandLine command, CancellationToken lifetime)
    {
        if (!MailCommand.TryParse(command.Argument, out var mail, out var refusal)) return refusal;
        refusal = EnvelopeRules.Check(mail, _options, channel.Info);
        if (refusal is not null) return refusal;
        var word = await channel.AskAsync(handler => handler.MailAsync(channel.Info, mail, lifetime), lifetime).ConfigureAwait(false);
        if (word is { IsPositive: false }) return word;
        _envelope = new SmtpEnvelope(mail, _recipients = []);
        channel.Utf8 = mail.SmtpUtf8;
        return word ?? new SmtpReply(250, "2.1.0 OK");
    }

    private async ValueTask<SmtpReply?> AddRecipientAsync(SmtpCommandLine command, CancellationToken lifetime)
    {
        if (!RcptCommand.TryParse(command.Argument, out var recipient, out var refusal)) return refusal;
        var envelope = _envelope!;
        refusal = EnvelopeRules.Check(recipient, envelope, _options, channel.Info);
        if (refusal is not null)
        {
            if (refusal.IsTransientFailure) CountIdle(); // 452 over and over: someone does not listen
            return refusal;
        }
        var word = await channel.AskAsync(handler => handler.RecipientAsync(channel.Info, envelope, recipient, lifetime), lifetime).ConfigureAwait(false);
        if (word is { IsPositive: false }) return word;
        _recipients = _recipients.Add(recipient);
        _envelope = envelope with { Recipients = _recipients };
        return word ?? new SmtpReply(250, "2.1.5 OK");
    }

    private async ValueTask<SmtpReply?> TakeMessageAsync(SmtpCommandLine command, CancellationToken lifetime)
    {
        if (command.Argument.Length > 0) return NoArgument;
        var receiver = new MessageReceiver(channel, _envelope!);
        var reply = await receiver.ReceiveAsync(lifetime).ConfigureAwait(false);
        if (reply is null) channel.End = SmtpSessionEnd.Disconnected;
        else if (reply.IsPositive) _errors = _idle = 0;
        if (receiver.HasStarted) Enter(SmtpServerState.Ready); // taken or refused, the transaction is over
        return reply;
    }

    private static SmtpReply Answer(SmtpCommandLine command) => command.Verb switch
    {
        SmtpVerb.Help => new SmtpReply(214, ["2.0.0 This server speaks RFC 5321:", "2.0.0 EHLO HELO STARTTLS AUTH MAIL RCPT DATA RSET NOOP VRFY HELP QUIT"]),
        SmtpVerb.Vrfy when command.Argument.Length == 0 => new SmtpReply(501, "5.5.4 Syntax: VRFY address"),
        // Says nothing about who exists here (RFC 5321 section 7.3).
        SmtpVerb.Vrfy => new SmtpReply(252, "2.0.0 Cannot verify; send some mail and see"),
        _ => Done,
    };

    private void Enter(SmtpServerState next)
    {
        _state = next != SmtpServerState.Ready ? next
            : _options.RequireTls && !channel.Info.IsTls ? SmtpServerState.NeedsTls
            : _options.RequireAuth && channel.Info.AuthenticatedUser is null ? SmtpServerState.NeedsAuth
            : SmtpServerState.Ready;
        if (next is SmtpServerState.Mail or SmtpServerState.Recipients) return;
        _envelope = null;
        channel.Utf8 = false;
    }

    /// <summary>The longest line to read in octets: which command it is, and so how long it may be, is known only afterwards.</summary>
    public static int MaxLineLength(SmtpServerOptions options) =>
        options.Authenticator is null ? options.Limits.MaxCommandLength : Math.Max(options.Limits.MaxCommandLength, AuthExchange.MaxLineLength);

    // A client that talks on after a failed AUTH sends its password as if it were a command.
    private void NoteSecrets(InputLine line, SmtpCommandLine? command) =>
        _mayHoldSecrets |= command?.Verb == SmtpVerb.Auth || Ascii.EqualsIgnoreCase(line.Octets.Span[..Math.Min(4, line.Octets.Length)], "AUTH"u8);

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

    private async ValueTask RespondAsync(SmtpReply reply, CancellationToken lifetime)
    {
        await channel.SendAsync(reply, lifetime).ConfigureAwait(false);
        if (reply.IsPermanentFailure) _errors++;
        if (_errors <= _options.Limits.MaxErrors || channel.End is not null) return;
        await channel.SendAsync(new SmtpReply(421, $"4.7.0 {_options.HostName} Too many errors; closing"), lifetime).ConfigureAwait(false);
    }
}
