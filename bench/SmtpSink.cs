using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace SmtpAdmin.Bench;

/// <summary>Postfix's smtp-sink on a free loopback port: takes messages, keeps none, and counts them. Stopped when disposed.</summary>
internal sealed partial class SmtpSink : IAsyncDisposable
{
    private const string Program = "/usr/sbin/smtp-sink";
    private const int MaxSessions = 2000;
    private const int Backlog = 4000;

    private static readonly TimeSpan ReadingPause = TimeSpan.FromMilliseconds(10); // the pipe has room for many times that

    private readonly Process _process;
    private readonly Task _reading;
    private long _messages;

    private SmtpSink(Process process, IPEndPoint endPoint)
    {
        _process = process;
        EndPoint = endPoint;
        _reading = ReadCountsAsync();
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>How many messages it has taken since its start.</summary>
    public long Messages => Interlocked.Read(ref _messages);

    /// <exception cref="InvalidOperationException">smtp-sink is not installed, or does not answer.</exception>
    public static async Task<SmtpSink> StartAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(Program)) throw new InvalidOperationException("smtp-sink is not installed (Debian: apt-get install postfix).");
        var endPoint = ServerProcess.FreeEndPoint();
        string[] arguments = [.. Environment.UserName == "root" ? (string[])["-u", "nobody"] : [], "-4", "-c",
            "-m", MaxSessions.ToString(CultureInfo.InvariantCulture), endPoint.ToString(), Backlog.ToString(CultureInfo.InvariantCulture)];
        var process = Process.Start(new ProcessStartInfo(Program, arguments) { RedirectStandardOutput = true })!;
        var sink = new SmtpSink(process, endPoint);
        if (await ListeningPort.WaitAsync(endPoint, process, cancellationToken)) return sink;
        await sink.DisposeAsync();
        throw new InvalidOperationException("smtp-sink does not answer.");
    }

    /// <summary>Waits until it has taken so many messages.</summary>
    public async Task WaitForAsync(long messages, CancellationToken cancellationToken)
    {
        while (Messages < messages) await Task.Delay(5, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
    }

    // It overwrites one line: "sess=3 quit=2 mesg=2\r".
    private async Task ReadCountsAsync()
    {
        var buffer = new byte[64 * 1024];
        var output = _process.StandardOutput.BaseStream;
        var rest = "";
        while (await output.ReadAsync(buffer) is > 0 and var read)
        {
            rest += Encoding.ASCII.GetString(buffer, 0, read);
            var last = rest.LastIndexOf('\r');
            if (last < 0) continue;
            var counts = Count().Matches(rest[..last]);
            if (counts.Count > 0) Interlocked.Exchange(ref _messages, long.Parse(counts[^1].Groups[1].ValueSpan, CultureInfo.InvariantCulture));
            rest = rest[(last + 1)..];
            await Task.Delay(ReadingPause); // it writes for each message: to wake up for each would take from what is measured
        }
    }

    [GeneratedRegex(@"mesg=(\d+)")]
    private static partial Regex Count();
}
