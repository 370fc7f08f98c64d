using SmtpAdmin.Dns;

namespace SmtpAdmin.Spf;

/// <summary>Checks senders against what their domains publish: check_host() of RFC 7208. The checks of one checker share their look-ups.</summary>
public sealed class SpfChecker
{
    private readonly SpfLookups _lookups;
    private readonly TimeProvider _time;

    /// <summary>Makes a checker.</summary>
    /// <param name="resolver">Who is asked.</param>
    /// <param name="timeProvider">The clock that the time limit goes by.</param>
    public SpfChecker(IDnsResolver resolver, TimeProvider timeProvider)
    {
        _lookups = new SpfLookups(resolver, timeProvider);
        _time = timeProvider;
    }

    /// <summary>Checks many senders, several at once; results come as they are ready.</summary>
    /// <param name="senders">Who sends.</param>
    /// <param name="options">How they are checked.</param>
    /// <param name="cancellationToken">Ends the checks.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IAsyncEnumerable<SpfCheckResult> CheckAllAsync(IAsyncEnumerable<SpfSender> senders, SpfCheckOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        return BoundedWork.RunAsync(senders, options.Concurrency, (sender, token) => CheckAsync(sender, options, token).AsTask(), cancellationToken);
    }

    /// <summary>Checks one sender.</summary>
    /// <param name="sender">Who sends.</param>
    /// <param name="options">How it is checked.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async ValueTask<SpfCheckResult> CheckAsync(SpfSender sender, SpfCheckOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sender);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        cancellationToken.ThrowIfCancellationRequested();
        var start = _time.GetTimestamp();
        var asking = new SpfAsking(_lookups, _time, sender, options, cancellationToken);
        await using var ending = asking.ConfigureAwait(false);
        var verdict = new SpfVerdict(SpfResult.None);
        (string Text, string Source)? explained = null;
        if (SpfDomain.TryReadSender(sender.Domain, out var domain))
        {
            verdict = await new SpfEvaluation(sender, options, asking).CheckAsync(domain, isSenders: true).ConfigureAwait(false);
            if (verdict is { Result: SpfResult.Fail, Explanation: { } explanation })
                explained = await asking.ExplainAsync(explanation, verdict.Domain).ConfigureAwait(false);
        }
        return new SpfCheckResult
        {
            IPAddress = sender.IPAddress,
            MailFrom = sender.MailFrom,
            HeloName = sender.HeloName,
            Result = verdict.Result,
            Domain = sender.Domain,
            MatchedDirective = verdict.Match,
            Explanation = explained?.Text,
            ExplanationSource = explained?.Source,
            Problem = asking.Limits.Problem,
            LookupCount = asking.Limits.Lookups,
            VoidLookupCount = asking.Limits.VoidLookups,
            Trace = asking.Tracer?.Whole,
            Receiver = options.Receiver,
            DurationMs = Milliseconds.Since(_time, start),
        };
    }
}
