using System.Net;
using System.Net.Sockets;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Client;

/// <summary>The test of one address: the stages in their order, and what they brought as a result.</summary>
internal sealed class SmtpTestRun
{
    private const int SmtpPort = 25;
    private const int SubmissionPort = 587;

    private readonly SmtpTestOptions _options;
    private readonly ISmtpConnector _connector;
    private readonly TimeProvider _timeProvider;
    private readonly SmtpTranscript _transcript;
    private readonly StageRunner _runner;
    private readonly SmtpTestState _state;

    public SmtpTestRun(
        SmtpTestOptions options, IPAddress address, SmtpStageResult resolved, ISmtpConnector connector, TimeProvider timeProvider, IProgress<SmtpTestProgress>? progress)
    {
        _options = options;
        _connector = connector;
        _timeProvider = timeProvider;
        _transcript = new SmtpTranscript(timeProvider);
        if (options.Credentials is { } credentials) _transcript.Mask.AddCredentials(credentials); // the server may know them already, by another address
        _runner = new StageRunner(timeProvider, _transcript, stage => progress?.Report(new SmtpTestProgress(options.Server, address, stage)));
        _runner.Add(resolved);
        _state = new SmtpTestState(options, address);
    }

    /// <summary>Runs the stages that were asked for.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; the connection is closed.</exception>
    public async Task<SmtpTestResult> RunAsync(CancellationToken cancellationToken)
    {
        var startedAt = _timeProvider.GetUtcNow();
        var start = _timeProvider.GetTimestamp();
        try
        {
            if (Reaches(SmtpStage.Connect)) await ConverseAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (_state.Session is { } session) await session.DisposeAsync().ConfigureAwait(false);
        }
        var durationMs = _runner.Results[0].DurationMs + Milliseconds.Since(_timeProvider, start);
        if (WaitedInSilence) await ProbeTlsAsync(cancellationToken).ConfigureAwait(false);
        return Result(startedAt, durationMs);
    }

    private async Task ConverseAsync(CancellationToken cancellationToken)
    {
        if (!await StageAsync(SmtpStage.Connect, ConnectAsync, cancellationToken).ConfigureAwait(false))
        {
            if (_options.EffectivePort == SmtpPort && _runner.FailureKind != SmtpFailureKind.LocalAddress) await ProbeSubmissionAsync(cancellationToken).ConfigureAwait(false);
            return;
        }
        await OpenAndSendAsync(cancellationToken).ConfigureAwait(false);
        var greeted = _runner.Results.Any(stage => stage is { Name: SmtpStage.Banner, Reply: not null });
        if (!greeted || _state.Session is not { IsUsable: true }) return;
        var limit = Shorter(_options.Timeouts.Quit, _options.Timeouts.Stage);
        await _runner.RunAsync(SmtpStage.Quit, limit, QuitAsync, () => _state.Session.Pending, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Goes as far as it was asked to, or as it can.</summary>
    private async Task OpenAndSendAsync(CancellationToken cancellationToken)
    {
        if (_options.UsesImplicitTls)
        {
            if (!Reaches(SmtpStage.Banner) || !await TlsAsync(cancellationToken).ConfigureAwait(false)) return;
        }
        if (!await StageAsync(SmtpStage.Banner, OpeningStages.BannerAsync, cancellationToken).ConfigureAwait(false)) return;
        if (!await StageAsync(SmtpStage.Ehlo, OpeningStages.EhloAsync, cancellationToken).ConfigureAwait(false)) return;

        if (!_options.UsesImplicitTls && Reaches(SmtpStage.StartTls) && WantsStartTls)
        {
            _state.BeforeTls = _state.Ehlo;
            if (!await TlsAsync(cancellationToken).ConfigureAwait(false)) return;
            _state.Ehlo = EhloResponse.Empty; // what was said in the clear counts no more, RFC 3207 section 4.2
            if (!await StageAsync(SmtpStage.Ehlo, OpeningStages.EhloAsync, cancellationToken).ConfigureAwait(false)) return;
        }

        if (_options.Credentials is { } credentials
            && !await StageAsync(SmtpStage.Auth, (state, token) => AuthStage.RunAsync(state, credentials, token), cancellationToken).ConfigureAwait(false))
        {
            return;
        }
        if (!await StageAsync(SmtpStage.MailFrom, EnvelopeStages.MailFromAsync, cancellationToken).ConfigureAwait(false)) return;
        await RecipientsAsync(cancellationToken).ConfigureAwait(false);
        if (!_options.Sends || _state.Accepted == 0 || !_state.Session!.IsUsable) return;
        await _runner.RunAsync(
            SmtpStage.Data, Timeout.InfiniteTimeSpan, token => DataStage.RunAsync(_state, _runner, token), () => "", cancellationToken).ConfigureAwait(false);
    }

    private async Task RecipientsAsync(CancellationToken cancellationToken)
    {
        if (!Reaches(SmtpStage.RcptTo)) return;
        foreach (var recipient in _options.To)
        {
            if (!_state.Session!.IsUsable) return;
            await StageAsync(
                SmtpStage.RcptTo, (state, token) => EnvelopeStages.RcptToAsync(state, recipient, token), cancellationToken, recipient.ToString()).ConfigureAwait(false);
        }
    }

    /// <summary>Runs a stage if it was asked for.</summary>
    /// <returns>The stage ran, and did what it is for.</returns>
    private async Task<bool> StageAsync(
        SmtpStage stage, Func<SmtpTestState, CancellationToken, Task<StageOutcome>> body, CancellationToken cancellationToken, string? recipient = null) =>
        Reaches(stage)
        && await _runner.RunAsync(
            stage, _options.Timeouts.Stage, token => body(_state, token), () => _state.Session?.Pending ?? "no connection was made", cancellationToken, recipient).ConfigureAwait(false);

    private Task<bool> TlsAsync(CancellationToken cancellationToken) => _runner.RunAsync(
        SmtpStage.StartTls,
        _options.Timeouts.Stage,
        token => OpeningStages.TlsAsync(_state, _timeProvider, token),
        () => _state.Session!.Pending,
        cancellationToken);

    /// <summary>A test that is to stop behind STARTTLS is about TLS: where it is not offered, that is a failure and not a stage to leave out.</summary>
    private bool WantsStartTls => _options.Security switch
    {
        SmtpSecurity.StartTls => true,
        SmtpSecurity.Auto => _options.StopAfter == SmtpStage.StartTls || _state.Ehlo.Offers("STARTTLS"),
        _ => false,
    };

    private bool Reaches(SmtpStage stage) => _options.StopAfter is not { } last || stage <= last;

    private async Task<StageOutcome> ConnectAsync(SmtpTestState state, CancellationToken cancellationToken)
    {
        var remote = new IPEndPoint(state.Address, _options.EffectivePort);
        SmtpConnection connection;
        try
        {
            connection = await _connector.ConnectAsync(remote, _options.LocalAddress, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException problem) when (problem.SocketErrorCode == SocketError.AddressNotAvailable && _options.LocalAddress is not null)
        {
            return StageOutcome.Failed(SmtpFailureKind.LocalAddress, $"{_options.LocalAddress} is no address of this machine.");
        }
        state.Session = new SmtpClientSession(connection, _transcript);
        state.HelloName = _options.HelloName is { } name ? OwnHelloName.Normalize(name) : OwnHelloName.Default(connection.LocalEndPoint?.Address);
        var text = connection.LocalEndPoint is { } local ? $"Connected to {remote} from {local}." : $"Connected to {remote}.";
        _transcript.Add(TranscriptSide.Note, text);
        return StageOutcome.Done(text);
    }

    private async Task<StageOutcome> QuitAsync(CancellationToken cancellationToken)
    {
        var reply = await _state.Session!.CommandAsync(SmtpCommandText.Quit, cancellationToken).ConfigureAwait(false);
        return StageOutcome.FromReply(reply, reply.IsPositive);
    }

    /// <summary>Port 25 did not answer: does 587 of the same address? Then the network is likely to block 25. A connection that says nothing is all.</summary>
    private async Task ProbeSubmissionAsync(CancellationToken cancellationToken)
    {
        var remote = new IPEndPoint(_state.Address, SubmissionPort);
        try
        {
            await _runner.WithinAsync(Shorter(_options.Timeouts.Probe, _options.Timeouts.Stage), ProbeAsync, () => "no connection was made", cancellationToken).ConfigureAwait(false);
            _state.AlternatePortOpen = SubmissionPort;
            _transcript.Add(TranscriptSide.Note, $"{remote} answers.");
        }
        catch (Exception problem) when (problem is SocketException or TimeoutException)
        {
            _transcript.Add(TranscriptSide.Note, $"{remote} does not answer either: {problem.Message}");
        }

        async Task<bool> ProbeAsync(CancellationToken token)
        {
            var connection = await _connector.ConnectAsync(remote, _options.LocalAddress, token).ConfigureAwait(false);
            await connection.DisposeAsync().ConfigureAwait(false);
            return true;
        }
    }

    /// <summary>Connected in the clear, and waited for a greeting of which not one octet came.</summary>
    private bool WaitedInSilence =>
        _runner is { FailedStage: SmtpStage.Banner, FailureKind: SmtpFailureKind.Timeout } && _state.Session is { IsEncrypted: false, HeardNothing: true };

    /// <summary>No greeting: does the port wait for TLS? The first connection is closed by now, for a server may grant each client only one.</summary>
    private async Task ProbeTlsAsync(CancellationToken cancellationToken)
    {
        var remote = new IPEndPoint(_state.Address, _options.EffectivePort);
        try
        {
            _state.ExpectsTls = await _runner.WithinAsync(
                Shorter(_options.Timeouts.Probe, _options.Timeouts.Stage), ProbeAsync, () => "nothing came", cancellationToken).ConfigureAwait(false);
            _transcript.Add(TranscriptSide.Note, _state.ExpectsTls ? $"{remote} answers a TLS handshake." : $"{remote} does not answer a TLS handshake with TLS either.");
        }
        catch (Exception problem) when (problem is SocketException or TimeoutException)
        {
            _transcript.Add(TranscriptSide.Note, $"{remote} does not answer a TLS handshake either: {problem.Message}");
        }
        cancellationToken.ThrowIfCancellationRequested();

        async Task<bool> ProbeAsync(CancellationToken token)
        {
            var connection = await _connector.ConnectAsync(remote, _options.LocalAddress, token).ConfigureAwait(false);
            await using var closing = connection.ConfigureAwait(false);
            return await TlsProbe.IsAnsweredAsync(connection.Stream, OpeningStages.TlsSettings(_options), _timeProvider, token).ConfigureAwait(false);
        }
    }

    private SmtpTestResult Result(DateTimeOffset startedAt, double durationMs)
    {
        var result = new SmtpTestResult
        {
            Status = _runner.FailedStage is not null ? SmtpTestStatus.Failed : _options.Sends ? SmtpTestStatus.Sent : SmtpTestStatus.Stopped,
            FailedStage = _runner.FailedStage,
            FailureKind = _runner.FailureKind,
            Server = _options.Server,
            Address = _state.Address,
            Port = _options.EffectivePort,
            Security = _options.Security,
            Provider = _options.Provider,
            MxPreference = _options.MxPreference,
            AlternatePortOpen = _state.AlternatePortOpen,
            ExpectsTls = _state.ExpectsTls,
            Stages = [.. _runner.Results],
            Tls = _state.Session?.Tls,
            Extensions = Words(_state.Ehlo),
            ExtensionsBeforeTls = Words(_state.BeforeTls),
            AuthMechanisms = Masked(_state.Ehlo.AuthMechanisms),
            AuthMechanismsBeforeTls = Masked(_state.BeforeTls.AuthMechanisms),
            AuthMechanism = _state.AuthMechanism,
            MaxSize = _state.Ehlo.MaxSize,
            MessageId = _state.Message?.MessageId,
            MessageMayBeAccepted = _state.MessageEnded && _state.FinalReply is null or { IsPositive: true },
            Transcript = [.. _transcript.Entries],
            DurationMs = durationMs,
            StartedAt = startedAt,
        };
        return SmtpTestDiagnosis.Complete(result, _state, _timeProvider.GetUtcNow());
    }

    private string[] Words(EhloResponse ehlo) => Masked(ehlo.Extensions.Select(extension => extension.ToString()));

    private string[] Masked(IEnumerable<string> words) => [.. words.Select(_transcript.Mask.Apply)];

    private static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
