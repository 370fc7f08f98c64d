using System.Net.Http.Headers;
using System.Threading.Channels;
using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Tells each bounce to a web address: a POST with the event as the audit log has it. Bounded in what waits and in how often it is tried; what cannot be told is a warning.</summary>
internal sealed class BounceWebhook : IAsyncDisposable
{
    /// <summary>How many events wait at most.</summary>
    internal const int MaxWaiting = 1000;

    private const int MaxTries = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    private readonly Channel<SmtpTraceEvent> _waiting = Channel.CreateBounded<SmtpTraceEvent>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly Uri _address;
    private readonly IRelayLog _log;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();
    private readonly HttpClient _http;
    private readonly Task _telling;
    private int _leftOut;

    /// <summary>Begins.</summary>
    /// <param name="address">Where to.</param>
    /// <param name="log">Is warned of what could not be told.</param>
    /// <param name="time">The clock.</param>
    public BounceWebhook(Uri address, IRelayLog log, TimeProvider time)
    {
        (_address, _log, _time, _http) = (address, log, time, RelayHttpClient.Create(address));
        _telling = TellAllAsync();
    }

    /// <summary>Without what stands behind the host: it often is what lets one in.</summary>
    private string Shown => _address.GetLeftPart(UriPartial.Authority);

    /// <summary>Has an event told. Returns at once; with a thousand waiting, it is left out.</summary>
    public void Tell(SmtpTraceEvent entry)
    {
        if (!_waiting.Writer.TryWrite(entry)) Interlocked.Increment(ref _leftOut);
    }

    /// <summary>Ends at once.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _telling.ConfigureAwait(false);
        _http.Dispose();
        _stopping.Dispose();
    }

    private async Task TellAllAsync()
    {
        try
        {
            await foreach (var entry in _waiting.Reader.ReadAllAsync(_stopping.Token).ConfigureAwait(false))
            {
                if (await TryTellAsync(entry).ConfigureAwait(false) is { } problem) _log.Warn(_time, $"The bounce {entry.QueueId} could not be told to {Shown}: {problem}");
                if (Interlocked.Exchange(ref _leftOut, 0) is > 0 and var count) _log.Warn(_time, FormattableString.Invariant($"Bounces that were not told to {Shown}, because too many waited: {count}."));
            }
        }
        catch (OperationCanceledException)
        {
            // The relay is stopping; the log has what was not told.
        }
    }

    private async Task<string?> TryTellAsync(SmtpTraceEvent entry)
    {
        using var line = new AuditLineWriter();
        line.Write(entry);
        var pause = FirstPause;
        for (var tried = 1; ; tried++, pause *= 4)
        {
            var problem = await PostAsync(line.Written).ConfigureAwait(false);
            if (problem is null || tried == MaxTries) return problem;
            await Task.Delay(pause, _time, _stopping.Token).ConfigureAwait(false);
        }
    }

    private async Task<string?> PostAsync(ReadOnlyMemory<byte> body)
    {
        using var deadline = new Deadline(_time, Patience, _stopping.Token);
        try
        {
            using var content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = content };
            // Its head says whether it was taken; how long the rest is matters to nobody.
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token).ConfigureAwait(false);
            return answer.IsSuccessStatusCode ? null : FormattableString.Invariant($"the answer was {(int)answer.StatusCode}.");
        }
        catch (HttpRequestException problem)
        {
            return PlainText.Excerpt(problem.Message, 300);
        }
        catch (OperationCanceledException) when (!_stopping.IsCancellationRequested)
        {
            return FormattableString.Invariant($"no answer came within {Patience.TotalSeconds} seconds.");
        }
    }
}
