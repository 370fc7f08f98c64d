using SmtpAdmin.Dns;

namespace SmtpAdmin.Spf;

/// <summary>Replaces terms that cost look-ups by the addresses that they stand for, so that a record keeps to its ten (RFC 7208 section 4.6.4).</summary>
public sealed class SpfOptimizer
{
    private const int Concurrency = 8;
    private readonly IDnsResolver _resolver;
    private readonly TimeProvider _time;

    /// <summary>Makes an optimiser.</summary>
    /// <param name="resolver">Who is asked.</param>
    /// <param name="timeProvider">The clock that the time limit goes by.</param>
    public SpfOptimizer(IDnsResolver resolver, TimeProvider timeProvider)
    {
        _resolver = resolver;
        _time = timeProvider;
    }

    /// <summary>Works on many domains, several at once; results come as they are ready.</summary>
    /// <param name="domains">The domains.</param>
    /// <param name="options">What is wanted.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IAsyncEnumerable<SpfOptimization> OptimizeAllAsync(IAsyncEnumerable<DnsName> domains, SpfOptimizeOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        return BoundedWork.RunAsync(domains, Concurrency, (domain, token) => OptimizeAsync(domain, options, token), cancellationToken);
    }

    /// <summary>Works on one domain.</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="options">What is wanted.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<SpfOptimization> OptimizeAsync(DnsName domain, SpfOptimizeOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(domain);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var start = _time.GetTimestamp();
        using var limit = new CancellationTokenSource(options.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var run = new SpfOptimizing(new SpfDomain(domain.ToString(), domain), options, new SpfLookups(new SpfSnapshot(_resolver), _time));
        SpfOptimization result;
        try
        {
            result = await run.RunAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            result = run.TookTooLong();
        }
        return result with { DurationMs = Milliseconds.Since(_time, start) };
    }
}
