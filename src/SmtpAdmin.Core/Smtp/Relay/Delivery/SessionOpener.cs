using System.Net;
using System.Net.Sockets;
using SmtpAdmin.Smtp.Client;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Makes a connection ready for mail: connects, and goes through greeting, EHLO, TLS and AUTH.</summary>
/// <param name="options">The relay's own name, and how deliveries are made.</param>
/// <param name="connector">Makes the connections.</param>
/// <param name="own">Knows our own listeners.</param>
/// <param name="warnings">Is told of what TLS and AUTH run into.</param>
/// <param name="time">Measures.</param>
/// <param name="aborting">Cuts off every connection that was made.</param>
internal sealed class SessionOpener(
    SmtpRelayOptions options, ISmtpConnector connector, OwnListeners own, RelayWarnings warnings, TimeProvider time, CancellationToken aborting)
{
    private const int ServiceReady = 220;
    private const int CommandNotRecognized = 500;
    private const int CommandNotImplemented = 502;

    private readonly string _helloName = OwnHelloName.Normalize(options.HostName);

    /// <summary>Makes a connection ready.</summary>
    /// <param name="host">The server.</param>
    /// <param name="address">The address of it to connect to.</param>
    /// <param name="cancellationToken">Ends the opening; the problem is then that it was not tried.</param>
    /// <returns>The session; or why there is none.</returns>
    public async Task<(RelaySession? Session, DeliveryProblem? Problem)> OpenAsync(DeliveryHost host, IPAddress address, CancellationToken cancellationToken)
    {
        var (session, problem, isAboutTls) = await TryAsync(host, address, host.EffectiveTls != RelayTlsPolicy.None, cancellationToken).ConfigureAwait(false);
        if (problem is null || !isAboutTls) return (session, problem);
        warnings.Write(host.Name, problem);
        if (!host.MayFallBack || problem.Outcome == DeliveryOutcome.NotTried) return (null, problem with { IsAboutHost = true });
        // RFC 7435 section 3: opportunistic security is never worse than none. What is left of the old connection is of no use.
        (session, problem, _) = await TryAsync(host, address, startTls: false, cancellationToken).ConfigureAwait(false);
        return (session, problem);
    }

    private async Task<(RelaySession? Session, DeliveryProblem? Problem, bool IsAboutTls)> TryAsync(
        DeliveryHost host, IPAddress address, bool startTls, CancellationToken cancellationToken)
    {
        var endPoint = new IPEndPoint(address, host.Port);
        var deadline = new SessionDeadline(time, aborting);
        using var cutting = cancellationToken.UnsafeRegister(static deadline => ((SessionDeadline)deadline!).Cut(), deadline);
        RelaySession? session = null;
        var step = new OpeningStep { Text = "as it was connected to" };
        DeliveryProblem? problem = null;
        try
        {
            deadline.Begin(options.Delivery.ConnectTimeout);
            var connection = await connector.ConnectAsync(endPoint, null, deadline.Token).ConfigureAwait(false);
            session = new RelaySession(new SmtpClientSession(connection, new SecretMask()), host, endPoint, deadline);
            problem = own.Contains(endPoint, connection.LocalEndPoint)
                ? host.IsSmartHost ? DeliveryProblem.Temporary("4.4.6", $"The smart host {host} at {endPoint} is this relay itself.") : HostFinder.Loop($"{host.Name} at {endPoint} is this relay itself.")
                : await ConverseAsync(session, startTls, step).ConfigureAwait(false);
        }
        catch (SocketException error)
        {
            problem = DeliveryProblem.Temporary("4.4.1", $"No connection to {host.Name} at {endPoint}: {error.Message.TrimEnd('.')}.", StageRunner.KindOf(error.SocketErrorCode));
        }
        catch (Exception error) when (session is null && error is OperationCanceledException or IOException)
        {
            problem = deadline.IsAborted
                ? new DeliveryProblem(DeliveryOutcome.NotTried, "4.3.2", "The relay stops.")
                : DeliveryProblem.Temporary(
                    "4.4.1", FormattableString.Invariant($"No connection to {host.Name} at {endPoint}: no answer within {deadline.Limit.TotalSeconds:0.###} s."), SmtpFailureKind.ConnectTimeout);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            problem = session!.Lost(error, step.Text);
            if (host.IsSmartHost) problem = problem.AsTemporary();
            if (step.IsAboutTls && problem.Outcome == DeliveryOutcome.Deferred && !problem.IsReply) problem = problem with { Status = "4.7.5" };
        }
        if (problem is null)
        {
            deadline.End();
            return (session, null, false);
        }
        cutting.Dispose(); // before what it cuts
        if (session is null) deadline.Dispose();
        else await session.QuitAsync().ConfigureAwait(false);
        return (null, problem, step.IsAboutTls);
    }

    private async Task<DeliveryProblem?> ConverseAsync(RelaySession session, bool startTls, OpeningStep step)
    {
        var host = session.Host;
        if (host.ImplicitTls && await SecureAsync(session, step).ConfigureAwait(false) is { } early) return early;
        step.Text = "before its greeting";
        session.Deadline.Begin(options.Delivery.CommandTimeout);
        var greeting = await session.Smtp.ReadReplyAsync(session.Deadline.Token).ConfigureAwait(false);
        if (greeting.Code != ServiceReady) return Refusal(session, greeting);
        if (IsOwn(host, greeting.Lines[0])) return HostFinder.Loop($"{host.Name} at {session.EndPoint} greets us with our own name.");

        step.Text = "behind EHLO";
        var (ehlo, problem) = await HelloAsync(session).ConfigureAwait(false);
        if (problem is not null) return problem;
        if (startTls && !host.ImplicitTls)
        {
            if (!ehlo.Offers("STARTTLS"))
            {
                if (host.EffectiveTls != RelayTlsPolicy.Opportunistic)
                {
                    step.IsAboutTls = true;
                    return session.Locate(DeliveryProblem.Temporary("4.7.4", $"TLS is a must, and {host.Name} does not offer STARTTLS.", SmtpFailureKind.StartTlsNotOffered));
                }
            }
            else
            {
                step.Text = "behind STARTTLS";
                step.IsAboutTls = true;
                var reply = await session.CommandAsync(SmtpCommandText.StartTls, options.Delivery.CommandTimeout).ConfigureAwait(false);
                if (reply.Code != ServiceReady) return session.Locate(DeliveryProblem.FromReply(reply)).AsTemporary();
                if (await SecureAsync(session, step).ConfigureAwait(false) is { } bad) return bad;
                step.Text = "behind EHLO over TLS";
                (ehlo, problem) = await HelloAsync(session).ConfigureAwait(false); // what was said in the clear counts no more, RFC 3207 section 4.2
                if (problem is not null) return problem;
                step.IsAboutTls = false;
            }
        }
        if (host.Credentials is not null)
        {
            step.Text = "behind AUTH";
            session.Deadline.Begin(options.Delivery.CommandTimeout);
            if (await RelayLogin.RunAsync(session, ehlo).ConfigureAwait(false) is { } refused)
            {
                warnings.Write(host.Name, refused);
                return refused with { IsAboutHost = true };
            }
        }
        session.Features = new ServerFeatures(ehlo);
        return null;
    }

    private async Task<DeliveryProblem?> SecureAsync(RelaySession session, OpeningStep step)
    {
        step.IsAboutTls = true;
        step.Text = "in the TLS handshake";
        session.Deadline.Begin(options.Delivery.CommandTimeout);
        var settings = new SmtpTlsSettings { ServerName = session.Host.Name, AdditionalTrustRoots = options.Delivery.AdditionalTrustRoots };
        var info = await session.Smtp.NegotiateTlsAsync(settings, time, session.Deadline.Token).ConfigureAwait(false);
        session.Tls = $"{info.Protocol} {info.CipherSuite}";
        if (session.Host.EffectiveTls == RelayTlsPolicy.Required && !info.Trusted)
        {
            var flaw = info.NameMatches ? string.Join(" ", info.ChainErrors) : $"It is not for {settings.ServerName}. {string.Join(" ", info.ChainErrors)}".TrimEnd();
            return session.Locate(DeliveryProblem.Temporary("4.7.5", $"The certificate of {session.Host.Name} is not good: {flaw}", SmtpFailureKind.TlsCertificate));
        }
        step.IsAboutTls = false;
        return null;
    }

    /// <summary>EHLO, or HELO for a server that does not know EHLO (RFC 5321 section 3.2).</summary>
    private async Task<(EhloResponse Ehlo, DeliveryProblem? Problem)> HelloAsync(RelaySession session)
    {
        var reply = await session.CommandAsync(SmtpCommandText.Ehlo(_helloName), options.Delivery.CommandTimeout).ConfigureAwait(false);
        var knowsEhlo = reply.Code is not (CommandNotRecognized or CommandNotImplemented);
        if (!knowsEhlo) reply = await session.CommandAsync(SmtpCommandText.Helo(_helloName), options.Delivery.CommandTimeout).ConfigureAwait(false);
        if (!reply.IsPositive) return (EhloResponse.Empty, Refusal(session, reply));
        var ehlo = knowsEhlo ? EhloResponse.FromEhlo(session.Smtp.Unmasked!) : EhloResponse.FromHelo(session.Smtp.Unmasked!);
        return (ehlo, IsOwn(session.Host, ehlo.Domain) ? HostFinder.Loop($"{session.Host.Name} at {session.EndPoint} answers EHLO with our own name.") : null);
    }

    /// <summary>
    /// A host that opens with 5yz takes no mail from us (554, RFC 5321 section 3.1) or from anyone (521, RFC 7504 section 3), whatever the
    /// message: for an MX that is its word, and the message fails where no other MX takes it or may take it later. A smart host owes us more.
    /// </summary>
    private static DeliveryProblem Refusal(RelaySession session, SmtpReply reply)
    {
        var problem = session.Locate(DeliveryProblem.FromReply(reply)) with { IsAboutHost = reply.IsPermanentFailure };
        return session.Host.IsSmartHost ? problem.AsTemporary() : problem;
    }

    /// <summary>An MX that has our name is us (RFC 5321 section 5.1). A smart host was named on purpose, and may be a server beside us.</summary>
    private bool IsOwn(DeliveryHost host, string text)
    {
        if (host.IsSmartHost) return false;
        var end = text.AsSpan().IndexOfAny(' ', '\t');
        return (end < 0 ? text : text.AsSpan(0, end)).Equals(_helloName, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>How far an opening has come.</summary>
    private sealed class OpeningStep
    {
        /// <summary>What is waited for, as a clause.</summary>
        public required string Text { get; set; }

        /// <summary>A failure now is one of TLS.</summary>
        public bool IsAboutTls { get; set; }
    }
}
