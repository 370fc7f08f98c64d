using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;

namespace SmtpAdmin.Dns;

/// <summary>
/// Looks names up at the servers it is given (RFC 1034 section 5.3.1: a stub), with a cache, several servers, and a bound on
/// what is under way to each. Safe for any number of callers at once.
/// </summary>
public sealed class DnsResolver : IDnsResolver, IAsyncDisposable, IDisposable
{
    private readonly DnsResolverOptions _options;
    private readonly TimeProvider _time;
    private readonly DnsServer[] _servers;
    private readonly DnsCache? _cache;
    private readonly DnsFlights _flights = new();
    private readonly TimeSpan _limit;

    /// <summary>Makes a resolver; nothing is sent or opened before the first look-up.</summary>
    /// <param name="options">Servers and limits; <see cref="DnsResolverOptions.FromSystem"/> has the system's.</param>
    /// <param name="time">The clock that timeouts and the cache go by.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public DnsResolver(DnsResolverOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        options.Validate();
        _options = options;
        _time = time;
        _servers = [.. options.Servers.Distinct().Select(server => new DnsServer(server, options, time))];
        var rounds = options.Timeout * ((1 << options.Attempts) - 1) * Math.Max(_servers.Length, 1); // each is twice as long as the last
        _limit = options.LookupTimeout is { } limit && limit < rounds ? limit : rounds;
        _cache = options.UseCache ? new DnsCache(options.CacheSize, time) : null;
    }

    /// <summary>The servers, for tests and measurements.</summary>
    internal IReadOnlyList<DnsServer> Servers => _servers;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The type is <see cref="DnsType.None"/>.</exception>
    /// <exception cref="ObjectDisposedException">The resolver is closed.</exception>
    public ValueTask<DnsAnswer> ResolveAsync(DnsName name, DnsType type, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (type == DnsType.None) throw new ArgumentException("A type is needed.", nameof(type));
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<DnsAnswer>(cancellationToken);
        return _cache?.Find(name, type) is { } known ? new ValueTask<DnsAnswer>(known) : ResolveOnceAsync(name, type, cancellationToken);
    }

    /// <summary>Closes all sockets. Look-ups under way end with an <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        foreach (var server in _servers) server.Dispose();
    }

    /// <summary>As <see cref="Dispose"/>.</summary>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Looks up, or waits for another caller's look-up of the same.</summary>
    private async ValueTask<DnsAnswer> ResolveOnceAsync(DnsName name, DnsType type, CancellationToken cancellationToken)
    {
        while (_flights.JoinOrLead(name, type) is { } flight)
        {
            if (await flight.WaitAsync(cancellationToken).ConfigureAwait(false) is { } shared) return shared;
        }

        DnsAnswer? answer = null;
        try
        {
            var step = new Step(name, type, name, [], AllAuthenticated: true, _time.GetTimestamp());
            var left = _limit;
            while (true)
            {
                (answer, var onward) = await AskAsync(step, left, cancellationToken).ConfigureAwait(false);
                if (onward is null) break;
                step = step with { Current = onward.Next, Aliases = answer.Aliases, AllAuthenticated = answer.AuthenticatedData };
                left = onward.Left;
            }
            _cache?.Store(answer);
            return answer;
        }
        finally
        {
            _flights.Land(name, type, answer);
        }
    }

    /// <summary>
    /// Asks one server after another until one knows. In later rounds only those are asked again that did not answer at all:
    /// a server that failed or refused would do so once more.
    /// </summary>
    /// <param name="step">What to ask.</param>
    /// <param name="left">The time for more queries; one that has begun runs to its own end, unless the look-up has a limit of its own.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<(DnsAnswer Answer, Onward? Onward)> AskAsync(Step step, TimeSpan left, CancellationToken cancellationToken)
    {
        DnsAnswer? worst = null;
        var spoken = 0u; // servers, as bits, that need not be asked again
        for (var round = 0; round < _options.Attempts; round++)
        {
            var asked = spoken;
            while (left > TimeSpan.Zero && Choose(asked) is var chosen and >= 0)
            {
                asked |= 1u << chosen;
                var server = _servers[chosen];
                var timeout = _options.Timeout * (1 << round);
                if (_options.LookupTimeout is not null && left < timeout) timeout = left;
                var payloadSize = server.PayloadSize;
                var reply = await server.QueryAsync(step.Current, step.Type, payloadSize, timeout, isRetry: round > 0, cancellationToken).ConfigureAwait(false);
                left -= Waited(reply, timeout);
                if (!server.IsFinal(reply, payloadSize))
                {
                    reply = await server.InsistAsync(reply, step.Current, step.Type, payloadSize, timeout, cancellationToken).ConfigureAwait(false);
                    left -= Waited(reply, TimeSpan.MaxValue);
                }
                var verdict = reply.Message is { } message
                    ? DnsVerdict.Read(message, step.Name, step.Current, step.Type, step.Aliases, _options.MaxAliases)
                    : new DnsVerdict(reply.Failure, [], step.Aliases, null, reply.Detail);
                var answer = Answer(step, reply.Message, verdict, server.EndPoint);
                if (answer.IsConclusive) return (answer, verdict.Next is { } next ? new Onward(next, left) : null);
                if (answer.Outcome != DnsOutcome.Timeout) spoken |= 1u << chosen;
                if (worst is null || Telling(answer.Outcome) >= Telling(worst.Outcome)) worst = answer;
            }
        }
        worst ??= Answer(step, null, _servers.Length == 0 ? NoServer(step) : new DnsVerdict(DnsOutcome.Timeout, [], step.Aliases, null, ""), null);
        return (Conclude(worst, step), null);
    }

    /// <summary>The next server to ask: the first that is not suspect, or else the first; -1 when all have been asked.</summary>
    private int Choose(uint asked)
    {
        var fallback = -1;
        for (var n = 0; n < _servers.Length; n++)
        {
            if ((asked & (1u << n)) != 0) continue;
            if (!_servers[n].IsSuspect) return n;
            if (fallback < 0) fallback = n;
        }
        return fallback;
    }

    private DnsAnswer Answer(Step step, DnsMessage? message, DnsVerdict verdict, IPEndPoint? server) => new()
    {
        Name = step.Name,
        Type = step.Type,
        Outcome = verdict.Outcome,
        Records = verdict.Records,
        Aliases = verdict.Aliases,
        Authority = message?.Authority ?? [],
        Rcode = message?.Rcode ?? -1,
        AuthenticatedData = step.AllAuthenticated && message is { AuthenticatedData: true },
        Authoritative = message is { Authoritative: true },
        Server = server,
        Duration = _time.GetElapsedTime(step.StartedAt),
        Detail = verdict.Detail,
    };

    /// <summary>Tells the whole wait: a silence of several tries is longer than the last of them.</summary>
    private DnsAnswer Conclude(DnsAnswer answer, Step step)
    {
        var waited = _time.GetElapsedTime(step.StartedAt);
        if (answer.Outcome != DnsOutcome.Timeout) return answer with { Duration = waited };
        var tries = step.Aliases.Count == 0
            ? string.Create(CultureInfo.InvariantCulture, $" and {_options.Attempts} tries")
            : string.Create(CultureInfo.InvariantCulture, $" for {step.Current}, {step.Aliases.Count} CNAME records on from {step.Name},");
        return answer with
        {
            Duration = waited,
            Detail = string.Create(CultureInfo.InvariantCulture, $"No answer came in {waited.TotalSeconds:0.0} s{tries} from {string.Join(", ", _servers.Select(server => server.EndPoint))}."),
        };
    }

    /// <summary>How long the server took. A timeout that was noticed late counts as what it was.</summary>
    private TimeSpan Waited(DnsReply reply, TimeSpan most) =>
        reply.SentAt == 0 ? TimeSpan.Zero : _time.GetElapsedTime(reply.SentAt) is var waited && waited < most ? waited : most;

    private static DnsVerdict NoServer(Step step) => new(DnsOutcome.Unreachable, [], step.Aliases, null, "No DNS server is configured.");

    /// <summary>What a server said about the name tells more than that it said nothing.</summary>
    private static int Telling(DnsOutcome outcome) => outcome switch
    {
        DnsOutcome.ServFail => 5,
        DnsOutcome.Malformed => 4,
        DnsOutcome.Refused => 3,
        DnsOutcome.ServerError => 2,
        DnsOutcome.Timeout => 1,
        _ => 0,
    };

    /// <summary>How far a look-up has come.</summary>
    private readonly record struct Step(
        DnsName Name, DnsType Type, DnsName Current, IReadOnlyList<CnameRecord> Aliases, bool AllAuthenticated, long StartedAt);

    /// <summary>Where a chain goes on, and how much time is left for it. Most look-ups have none, so it is no part of what they allocate.</summary>
    private sealed record Onward(DnsName Next, TimeSpan Left);
}
