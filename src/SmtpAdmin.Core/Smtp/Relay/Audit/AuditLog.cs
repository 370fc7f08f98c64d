using System.Threading.Channels;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>
/// The audit log: a folder of JSON lines. Events wait in a bounded queue for one writer, which writes many at a time, so that nobody waits for
/// the disk; what finds the queue full is counted, and the count is written as soon as writing works again. Nothing is synced: after a power
/// cut the last seconds may be missing.
/// </summary>
internal sealed class AuditLog : IRelayLog, IAsyncDisposable
{
    private const int MaxWaiting = 16 * 1024; // events
    private const int BatchSize = 128 * 1024; // octets

    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly Channel<SmtpTraceEvent> _waiting = Channel.CreateBounded<SmtpTraceEvent>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly CancellationTokenSource _stopping = new();
    private readonly TimeProvider _time;
    private readonly AuditFile _file;
    private readonly AuditLineWriter _lines = new();
    private readonly Task _writing;
    private long _lost;
    private int _events; // in the lines that are to be written
    private volatile string? _problem;

    /// <summary>Begins to write. The first event makes the first file.</summary>
    /// <param name="folder">The folder; made, for its owner alone, where it is not there.</param>
    /// <param name="options">When a new file is begun, and when old ones go. Its path does not count.</param>
    /// <param name="time">The clock.</param>
    public AuditLog(string folder, SmtpRelayAudit options, TimeProvider time)
    {
        _time = time;
        _file = new AuditFile(folder, options, time);
        _writing = Task.Run(WriteAllAsync);
    }

    /// <summary>Events that could not be written, from the beginning.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Why nothing can be written now, as a sentence; null while all is well.</summary>
    public string? Problem => _problem;

    /// <summary>Makes the folder before the first event does, so that whoever reads the log of a new relay finds one. Where that fails, <see cref="Problem"/> tells why.</summary>
    public void MakeFolder()
    {
        try
        {
            _file.MakeFolder();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Failed(exception);
        }
    }

    /// <inheritdoc/>
    public void Write(SmtpTraceEvent entry)
    {
        if (!_waiting.Writer.TryWrite(entry)) Interlocked.Increment(ref _lost);
    }

    /// <summary>Writes what waits, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_waiting.Writer.TryComplete()) return;
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _writing.ConfigureAwait(false);
        _file.Dispose();
        _lines.Dispose();
        _stopping.Dispose();
    }

    private async Task WriteAllAsync()
    {
        var told = 0L;
        while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            await PauseAsync(Linger).ConfigureAwait(false); // so that a busy relay pays for few writes, not for one an event
            do
            {
                told = TellLost(told);
                for (; _lines.Written.Length < BatchSize && _waiting.Reader.TryRead(out var entry); _events++) _lines.Write(entry);
                await WriteLinesAsync().ConfigureAwait(false);
            }
            while (_waiting.Reader.TryPeek(out _));
        }
        TellLost(told);
        if (!_lines.Written.IsEmpty) await WriteLinesAsync().ConfigureAwait(false);
    }

    private async Task WriteLinesAsync()
    {
        while (!await TryWriteAsync().ConfigureAwait(false))
        {
            if (_stopping.IsCancellationRequested)
            {
                Interlocked.Add(ref _lost, _events);
                break;
            }
            await PauseAsync(RetryAfter).ConfigureAwait(false); // the queue takes what comes in the meantime, and counts what it has no place for
        }
        _lines.Clear();
        _events = 0;
    }

    private async Task<bool> TryWriteAsync()
    {
        try
        {
            await _file.AppendAsync(_lines.Written).ConfigureAwait(false);
            _problem = null;
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Failed(exception);
            return false;
        }
    }

    private void Failed(Exception exception) => _problem = $"The audit log cannot be written: {exception.Message}";

    /// <summary>Puts a line about what is missing where it is missing.</summary>
    private long TellLost(long told)
    {
        if (_file.TakeRemark() is { } remark) Warn(remark);
        var lost = Lost;
        if (lost > told) Warn($"{Counted.Of(lost - told, "event")} could not be taken down before this line.");
        return lost;
    }

    private void Warn(string text) => _lines.Write(new SmtpTraceEvent { Time = _time.GetUtcNow(), Kind = SmtpTraceKind.Warning, Text = text });

    private async Task PauseAsync(TimeSpan pause)
    {
        if (_stopping.IsCancellationRequested) return;
        await Task.Delay(pause, _time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
