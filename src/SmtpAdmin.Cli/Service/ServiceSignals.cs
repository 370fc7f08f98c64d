using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace SmtpAdmin.Cli.Service;

/// <summary>
/// What the service manager or a person at the keyboard wants: SIGTERM, SIGINT and SIGQUIT stop, a second one of them stops at once, and SIGHUP reads
/// the configuration again. On Windows, where SIGHUP is the console's window being closed, that stops too.
/// </summary>
internal sealed class ServiceSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _hurry = new();
    private readonly Channel<PosixSignal> _reloads = Channel.CreateBounded<PosixSignal>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _stops;

    public ServiceSignals()
    {
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT, PosixSignal.SIGHUP])
            _registrations.Add(PosixSignalRegistration.Create(signal, Take));
    }

    /// <summary>Is cancelled by the first signal to stop.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Is cancelled by the second.</summary>
    public CancellationToken Hurry => _hurry.Token;

    /// <summary>An item for each time that the configuration is to be read again. Signals that come while one waits are one with it.</summary>
    public ChannelReader<PosixSignal> Reloads => _reloads.Reader;

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        _stop.Dispose();
        _hurry.Dispose();
    }

    private void Take(PosixSignalContext context)
    {
        context.Cancel = true; // the process ends by itself, in good order
        if (context.Signal == PosixSignal.SIGHUP && !OperatingSystem.IsWindows()) _reloads.Writer.TryWrite(context.Signal);
        else if (Interlocked.Increment(ref _stops) == 1) _stop.Cancel();
        else _hurry.Cancel();
    }
}
