using System.Diagnostics;

namespace SmtpAdmin.Interop.Tests.Peers;

/// <summary>
/// A server in the foreground, with its output in a log file. A shell stands between: it ends the server when it is told to on its
/// standard input; when that just closes, because the test run was killed, it takes the server's directory away besides.
/// </summary>
internal sealed class PeerProcess : IAsyncDisposable
{
    private const string Keeper = """
        log=$1; shift
        exec 3<&0
        "$@" > "$log" 2>&1 < /dev/null 3<&- &
        server=$!
        ( read -r _ <&3 || : > "$log.orphan"; kill -TERM $server ) 2> /dev/null &
        watcher=$!
        exec 3<&- 2> /dev/null
        wait $server
        code=$?
        kill $watcher
        if [ -e "$log.orphan" ]; then cd /; rm -rf "${log%/*}"; fi
        exit $code
        """;

    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly string _name;

    private PeerProcess(string name, string logPath, Process process)
    {
        _name = name;
        LogPath = logPath;
        _process = process;
    }

    /// <summary>What the server wrote to its output.</summary>
    internal string LogPath { get; }

    /// <summary>The server ended by itself.</summary>
    internal bool HasExited => _process.HasExited;

    /// <summary>Starts a server.</summary>
    /// <param name="program">The program.</param>
    /// <param name="directory">Where its log goes, and its working directory.</param>
    /// <param name="arguments">Its arguments, which must keep it in the foreground.</param>
    internal static PeerProcess Start(PeerProgram program, PeerDirectory directory, params ReadOnlySpan<string> arguments) =>
        Start(program.Name, program.LibraryPath, directory, [program.Path, .. arguments]);

    /// <summary>Starts a server by a whole command line.</summary>
    internal static PeerProcess Start(string name, string libraryPath, PeerDirectory directory, params ReadOnlySpan<string> command)
    {
        var logPath = directory[$"{name}.out"];
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, WorkingDirectory = directory.Path };
        foreach (var argument in (ReadOnlySpan<string>)["-c", Keeper, name, logPath]) start.ArgumentList.Add(argument);
        foreach (var argument in command) start.ArgumentList.Add(argument);
        start.Environment["LC_ALL"] = "C";
        if (libraryPath.Length > 0) start.Environment["LD_LIBRARY_PATH"] = libraryPath;
        return new PeerProcess(name, logPath, Process.Start(start)!);
    }

    /// <summary>Waits until the server answers.</summary>
    /// <param name="answers">Tries once; must end within a second or so.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="PeerException">The server ended, or does not answer within fifteen seconds.</exception>
    internal async Task WaitUntilAsync(Func<CancellationToken, Task<bool>> answers, CancellationToken cancellationToken)
    {
        var deadline = Stopwatch.StartNew();
        while (!await answers(cancellationToken))
        {
            if (_process.HasExited) throw new PeerException($"{_name} ended with code {_process.ExitCode} before it answered.\n{LogTail()}");
            if (deadline.Elapsed > TimeSpan.FromSeconds(15)) throw new PeerException($"{_name} does not answer.\n{LogTail()}");
            await Task.Delay(25, cancellationToken);
        }
    }

    /// <summary>The last lines of the log.</summary>
    internal string LogTail() =>
        File.Exists(LogPath) ? string.Join('\n', File.ReadLines(LogPath).TakeLast(40)) : "(no log)";

    /// <summary>Asks the server to end, waits, and kills what is left of it and of what it started.</summary>
    public async ValueTask DisposeAsync()
    {
        await TellToStopAsync();
        using var patience = new CancellationTokenSource(StopTime);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }
        _process.Dispose();
    }

    private async Task TellToStopAsync()
    {
        try
        {
            await _process.StandardInput.WriteLineAsync("stop");
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The server has ended by itself, and its shell with it.
        }
    }
}
