namespace SmtpAdmin.Interop.Tests.Peers;

/// <summary>
/// A server that is started when the first test needs it, shared by all tests, and stopped at the end of the run. A machine
/// without it skips those tests.
/// </summary>
public abstract class PeerFixture : IAsyncDisposable
{
    private const int Attempts = 3;

    private readonly SemaphoreSlim _gate = new(1);
    private readonly Stack<IAsyncDisposable> _running = [];
    private readonly Stack<PeerDirectory> _directories = [];
    private readonly string[] _programs;
    private Exception? _failure;
    private bool _started;

    private protected PeerFixture(params string[] programs) => _programs = programs;

    /// <summary>Skips the running test when the server is not installed; starts it when it is not running yet.</summary>
    public async Task RequireAsync()
    {
        Peer.SkipUnlessAvailable(_programs);
        var cancellationToken = TestContext.Current.CancellationToken;
        if (await WhyNotAsync(cancellationToken) is { } reason) Assert.Skip(reason);
        await _gate.WaitAsync(cancellationToken);
        try
        {
            // A server that cannot be started fails every test of it, without trying again for each.
            if (_failure is not null) throw new PeerException(_failure.Message, _failure);
            if (!_started) await StartAsync(cancellationToken);
            _started = true;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _gate.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Why an installed server cannot be started here; null when it can.</summary>
    private protected virtual Task<string?> WhyNotAsync(CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    /// <summary>Configures the server for ports that it takes itself, starts it, and waits until it answers.</summary>
    private protected abstract Task StartOnceAsync(CancellationToken cancellationToken);

    /// <summary>Has a process stopped with the fixture, the last started first.</summary>
    private protected T Keep<T>(T process) where T : IAsyncDisposable
    {
        _running.Push(process);
        return process;
    }

    /// <summary>A directory that goes when the fixture does.</summary>
    private protected PeerDirectory NewDirectory(string name)
    {
        var directory = new PeerDirectory(name);
        _directories.Push(directory);
        return directory;
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await StartOnceAsync(cancellationToken);
                return;
            }
            catch (PeerException) when (attempt < Attempts)
            {
                await StopAsync(); // most likely a port was taken in between
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                _failure = e;
                await StopAsync();
                throw;
            }
        }
    }

    private async Task StopAsync()
    {
        while (_running.TryPop(out var process)) await process.DisposeAsync();
        while (_directories.TryPop(out var directory)) directory.Dispose();
    }
}
