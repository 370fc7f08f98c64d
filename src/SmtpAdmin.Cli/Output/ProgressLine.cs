namespace SmtpAdmin.Cli.Output;

/// <summary>
/// Says on the terminal what is going on, once it has gone on for two seconds: on the error stream, so that a pipe stays clean, and not
/// at all where nobody watches.
/// </summary>
internal sealed class ProgressLine : IDisposable
{
    private const string EraseLine = "\r\u001b[K";
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly Timer? _timer;
    private Func<string>? _say;
    private bool _shown;

    public ProgressLine()
    {
        if (!Console.IsErrorRedirected) _timer = new Timer(_ => Show(), null, Delay, Interval);
    }

    public void Report(string text) => Report(() => text);

    /// <summary>Says what is going on, in words that are only made when they are shown.</summary>
    public void Report(Func<string> say)
    {
        lock (_gate) _say = say;
    }

    /// <summary>Clears the line before something else is printed.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            if (_shown) Console.Error.Write(EraseLine);
            _shown = false;
            _say = null; // a tick must not write into what is printed now
        }
    }

    public void Dispose()
    {
        _timer?.Dispose();
        Clear();
    }

    private void Show()
    {
        lock (_gate)
        {
            if (_say is null) return;
            Console.Error.Write($"{EraseLine}{_say()}");
            _shown = true;
        }
    }
}
