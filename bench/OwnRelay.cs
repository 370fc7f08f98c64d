using System.Diagnostics;
using System.Net;

namespace SmtpAdmin.Bench;

/// <summary>Our relay in a process of its own: this program once more, as <see cref="RelayHost"/>.</summary>
internal sealed class OwnRelay : IRelayContestant
{
    private readonly string _directory;
    private readonly IPEndPoint _sink;
    private Process _process;

    private OwnRelay(string directory, IPEndPoint endPoint, IPEndPoint sink)
    {
        (_directory, _sink, EndPoint) = (directory, sink, endPoint);
        _process = Launch();
    }

    public string Name => "SmtpAdmin";

    public IPEndPoint EndPoint { get; }

    /// <summary>The memory that its process has, in octets, as Linux counts it.</summary>
    public long ResidentOctets
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <exception cref="InvalidOperationException">It does not answer.</exception>
    public static async Task<OwnRelay> StartAsync(IPEndPoint sink, CancellationToken cancellationToken)
    {
        var relay = new OwnRelay(Directory.CreateTempSubdirectory("smtpadmin-bench-").FullName, ServerProcess.FreeEndPoint(), sink);
        try
        {
            await relay.AnswersAsync(cancellationToken);
            return relay;
        }
        catch
        {
            await relay.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills it and starts it again over the same spool.</summary>
    /// <returns>How long it took from the start of the process until it answered.</returns>
    /// <exception cref="InvalidOperationException">It does not answer.</exception>
    public async Task<TimeSpan> RestartAsync(CancellationToken cancellationToken)
    {
        await EndAsync();
        var start = Stopwatch.GetTimestamp();
        _process = Launch();
        await AnswersAsync(cancellationToken);
        return Stopwatch.GetElapsedTime(start);
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private Process Launch()
    {
        string[] arguments = [
            .. Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? (string[])[typeof(OwnRelay).Assembly.Location] : [],
            "relay-host", _directory, EndPoint.ToString(), _sink.ToString()];
        return Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments))!;
    }

    private async Task AnswersAsync(CancellationToken cancellationToken)
    {
        if (!await ListeningPort.WaitAsync(EndPoint, _process, cancellationToken)) throw new InvalidOperationException("Our relay does not answer.");
    }

    private async Task EndAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
