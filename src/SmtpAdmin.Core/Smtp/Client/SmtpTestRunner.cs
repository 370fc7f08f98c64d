using System.Runtime.CompilerServices;
using SmtpAdmin.Dns;
using SmtpAdmin.Mime;

namespace SmtpAdmin.Smtp.Client;

/// <summary>Carries out a test as a person asks for it: finds the servers, composes the message, and runs the stages on each.</summary>
/// <param name="resolver">Asks the DNS.</param>
/// <param name="timeProvider">Tells the time.</param>
/// <param name="connector">Makes the connections; null for TCP.</param>
public sealed class SmtpTestRunner(IDnsResolver resolver, TimeProvider timeProvider, ISmtpConnector? connector = null)
{
    private const int MailPort = 25;

    private readonly SmtpTester _tester = new(resolver, timeProvider, connector);
    private readonly MailRouter _router = new(resolver, Random.Shared);
    private readonly MessageComposer _composer = new(Random.Shared);

    /// <summary>Runs the test. Each server address that is tried gives one result, as it is ready.</summary>
    /// <param name="request">What to do.</param>
    /// <param name="progress">Is told each stage as it begins; null when nobody watches.</param>
    /// <param name="cancellationToken">Ends the test.</param>
    /// <exception cref="ArgumentException">The request contradicts itself or lacks something; the message says what.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IAsyncEnumerable<SmtpTestResult> RunAsync(
        SmtpTestRequest request, IProgress<SmtpTestProgress>? progress, CancellationToken cancellationToken)
    {
        var options = Prepare(request);
        if (request.ViaMx) return RunViaMxAsync(options, progress, cancellationToken);
        if (request.Provider is { } provider)
        {
            options = options with
            {
                Server = provider.Host,
                Port = options.Port ?? provider.Port,
                Security = options.Security == SmtpSecurity.Auto && options.Port is null ? provider.Security : options.Security,
                Provider = provider.Name,
            };
        }
        else
        {
            var server = request.Server ?? throw new ArgumentException("There is no server to test: give -Server, -Provider or -ViaMx.");
            if (server.Port is not null && options.Port is not null && server.Port != options.Port)
                throw new ArgumentException($"'{server}' names a port, and -Port {options.Port} another one.");
            options = options with { Server = server.Host, Port = options.Port ?? server.Port };
        }
        return _tester.RunAsync(options, progress, cancellationToken);
    }

    private SmtpTestOptions Prepare(SmtpTestRequest request)
    {
        var options = request.Options;
        var from = request.From ?? SenderFrom(options.Credentials);
        if (from is null && options.Sends) throw new ArgumentException("There is no sender: give -From.");
        if (request.To.Count == 0 && (options.Sends || options.StopAfter == SmtpStage.RcptTo || request.ViaMx))
            throw new ArgumentException("There is no recipient: give -To.");

        options = options with { From = from?.Address, To = [.. request.To.Select(to => to.Address)] };
        if (from is null || !options.Sends) return options;
        var draft = new MessageDraft
        {
            From = from,
            To = request.To,
            Subject = request.Subject,
            Body = request.Body,
            IsHtml = request.BodyAsHtml,
            Attachments = request.Attachments,
            Headers = request.Headers,
            HostName = Environment.MachineName,
            TestedServer = request.Server?.ToString() ?? request.Provider?.Host,
        };
        // Composed once beforehand, so that a draft that cannot be a message is refused before any server is bothered.
        _ = _composer.Compose(draft, new ComposeOptions { AllowUtf8Headers = true }, timeProvider.GetLocalNow());
        return options with { Message = allowed => _composer.Compose(draft, allowed, timeProvider.GetLocalNow()) };
    }

    private static NamedAddress? SenderFrom(SaslCredentials? credentials) =>
        credentials is not null && EmailAddress.TryParse(credentials.UserName, out var address, out _) ? new NamedAddress("", address) : null;

    /// <summary>
    /// Every host of every recipient's domain is tested. The message goes through the first one that takes it, as a mail server would
    /// send it; the others are tested up to RCPT TO, so that nobody gets it twice.
    /// </summary>
    private async IAsyncEnumerable<SmtpTestResult> RunViaMxAsync(
        SmtpTestOptions options, IProgress<SmtpTestProgress>? progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var domain in options.To.GroupBy(to => to.AsciiDomain, StringComparer.OrdinalIgnoreCase))
        {
            var start = timeProvider.GetTimestamp();
            var route = await RouteAsync(domain.First(), options.Timeouts.Stage, cancellationToken).ConfigureAwait(false);
            if (route.Hosts.Count == 0)
            {
                yield return Unresolved(options, route.Domain, route.FailureKind, route.Text, Milliseconds.Since(timeProvider, start), route.Findings);
                continue;
            }

            var taken = false;
            Finding[] ofTheDomain = [.. route.Findings.Except(route.Hosts.SelectMany(host => host.Findings))];
            foreach (var host in route.Hosts)
            {
                var step = options with
                {
                    Server = host.Address?.ToString() ?? host.Name,
                    Port = options.Port ?? MailPort,
                    MxPreference = host.Preference,
                    To = [.. domain],
                    StopAfter = taken && options.Sends ? SmtpStage.RcptTo : options.StopAfter,
                };
                var findings = (Finding[])[.. ofTheDomain, .. host.Findings];
                ofTheDomain = [];
                if (!SmtpServerName.TryParse(step.Server, out _, out _)) // what stands in the DNS is a finding, never a mistake of the user's
                {
                    var text = $"The MX record names '{step.Server}', which is no host name.";
                    yield return Unresolved(step, step.Server, SmtpFailureKind.NameNotFound, text, 0, findings);
                    continue;
                }
                await foreach (var result in _tester.RunAsync(step, progress, cancellationToken).ConfigureAwait(false))
                {
                    taken |= result.Status == SmtpTestStatus.Sent || result.QueueId is not null || result.MessageMayBeAccepted;
                    yield return result with { Findings = [.. findings, .. result.Findings] };
                    findings = []; // what is wrong with the records is said once, with the first address of the host that it is about
                }
            }
        }
    }

    /// <summary>The route, or that it is not known because finding it took longer than a stage may.</summary>
    private async Task<MailRoute> RouteAsync(EmailAddress recipient, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(limit, timeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await _router.RouteAsync(recipient, both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new MailRoute
            {
                Domain = recipient.AsciiDomain,
                Kind = MailRouteKind.None,
                FailureKind = SmtpFailureKind.NameUnknown,
                Text = FormattableString.Invariant($"The mail hosts of {recipient.AsciiDomain} are not known: the look-up took longer than {limit.TotalSeconds:0.###} s."),
            };
        }
    }

    private SmtpTestResult Unresolved(
        SmtpTestOptions options, string server, SmtpFailureKind kind, string text, double durationMs, IReadOnlyList<Finding> findings)
    {
        var result = new SmtpTestResult
        {
            Status = SmtpTestStatus.Failed,
            FailedStage = SmtpStage.Resolve,
            FailureKind = kind,
            Server = server,
            Port = options.Port ?? MailPort,
            Security = options.Security,
            MxPreference = options.MxPreference,
            Stages = [new SmtpStageResult(SmtpStage.Resolve, Succeeded: false, durationMs, Reply: null, text)],
            DurationMs = durationMs,
            StartedAt = timeProvider.GetUtcNow(),
        };
        var context = new CauseContext { Now = result.StartedAt, Recipients = [.. options.To.Select(to => to.ToString())] };
        return result with { Findings = [.. findings, .. CauseFinder.Find(result, context)] };
    }
}
