using System.Net.Http.Headers;
using System.Threading.Channels;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Tells each bounce to a web address: a POST with the event as the audit log has it. Bounded in what waits and in how often it is tried; what cannot be told is a warning.</summary>
internal sealed class BounceWebhook : IAsyncDisposable
{
    private const int MaxWaiting = 1000;
    private const int MaxTries = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    private readonly Channel<SmtpTraceEvent> _waiting = Channel.CreateBounded<SmtpTraceEvent>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    private readonly Uri _address;
    private readonly IRelayLog _log;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = Patience, MaxResponseContentBufferSize = 64 * 1024 };
    private readonly Task _telling;

    /// <summary>Begins.</summary>
    /// <param name="address">Where to.</param>
    /// <param name="log">Is warned of what could not be told.</param>
    /// <param name="time">The clock.</param>
    public BounceWebhook(Uri address, IRelayLog log, TimeProvider time)
    {
        (_address, _log, _time) = (address, log, time);
        _telling = TellAllAsync();
    }

    /// <summary>Has an event told. Returns at once; with a thousand waiting, it is left out.</summary>
    public void Tell(SmtpTraceEvent entry) => _waiting.Writer.TryWrite(entry);

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
                if (await TryTellAsync(entry).ConfigureAwait(false) is { } problem)
                    _log.Warn(_time, $"The bounce {entry.QueueId} could not be told to {_address.GetLeftPart(UriPartial.Path)}: {problem}");
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
        try
        {
            using var content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            using var answer = await _http.PostAsync(_address, content, _stopping.Token).ConfigureAwait(false);
            return answer.IsSuccessStatusCode ? null : FormattableString.Invariant($"the answer was {(int)answer.StatusCode}.");
        }
        catch (HttpRequestException problem)
        {
            return problem.Message;
        }
        catch (OperationCanceledException) when (!_stopping.IsCancellationRequested)
        {
            return FormattableString.Invariant($"no answer came within {Patience.TotalSeconds} seconds.");
        }
    }
}
