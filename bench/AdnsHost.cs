using System.Diagnostics;
using System.Net;

namespace SmtpAdmin.Bench;

/// <summary>Runs adnshost, the asynchronous resolver of Debian's adns-tools. It asks port 53 alone.</summary>
internal static class AdnsHost
{
    private const string Program = "/usr/bin/adnshost";

    public static bool IsInstalled { get; } = File.Exists(Program);

    /// <summary>Asks for the A record of each name of a file, without waiting for one before the next.</summary>
    /// <returns>Its queries per second, its start included, and how many got no answer.</returns>
    public static async Task<(double Rate, int Lost)> RunAsync(IPAddress server, string nameFile, int names, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"exec {Program} -a -f -ta -Vq --config 'nameserver {server}' < \"$0\"", nameFile])
        { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        var elapsed = Stopwatch.GetElapsedTime(start);
        await errors;
        // A line for each name: its number, how many records follow, and how it ended.
        var answered = output.Split('\n').Count(line => line.Contains(" ok ", StringComparison.Ordinal) || line.Contains("nxdomain", StringComparison.Ordinal));
        return (names / elapsed.TotalSeconds, names - answered);
    }
}
