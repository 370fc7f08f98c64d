using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace SmtpAdmin.Bench;

/// <summary>Our relay in a process of its own: this program once more, as <see cref="RelayHost"/>.</summary>
internal sealed class OwnRelay : IRelayContestant
{
    private readonly Process _process;
    private readonly string _directory;

    private OwnRelay(Process process, string directory, IPEndPoint endPoint)
    {
        _process = process;
        _directory = directory;
        EndPoint = endPoint;
    }

    public string Name => "SmtpAdmin";

    public IPEndPoint EndPoint { get; }

    /// <summary>The relay's process.</summary>
    public int ProcessId => _process.Id;

    /// <exception cref="InvalidOperationException">It does not answer.</exception>
    public static async Task<OwnRelay> StartAsync(IPEndPoint sink, CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("smtpadmin-bench-").FullName;
        var endPoint = ServerProcess.FreeEndPoint();
        string[] arguments = [
            .. Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? (string[])[typeof(OwnRelay).Assembly.Location] : [],
            "relay-host", directory, endPoint.ToString(), sink.ToString()];
        var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments))!;
        var relay = new OwnRelay(process, directory, endPoint);
        if (await ListeningPort.WaitAsync(endPoint, process, cancellationToken)) return relay;
        await relay.DisposeAsync();
        throw new InvalidOperationException("Our relay does not answer.");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
