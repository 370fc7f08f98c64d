using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace SmtpAdmin.Bench;

/// <summary>Runs dnsperf, the peer that the resolver is measured beside.</summary>
internal static class DnsPerf
{
    public static bool IsInstalled { get; } = File.Exists("/usr/bin/dnsperf");

    /// <summary>Sends each line of a query file once.</summary>
    /// <returns>Its queries per second, and how many it lost.</returns>
    public static async Task<(double Rate, int Lost)> RunAsync(IPEndPoint server, string queryFile, int outstanding, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(
            "/usr/bin/dnsperf",
            ["-s", server.Address.ToString(), "-p", $"{server.Port}", "-d", queryFile, "-n", "1", "-q", $"{outstanding}", "-e"])
        { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        var text = await output + await errors;
        return (Number(text, "Queries per second:"), (int)Number(text, "Queries lost:"));
    }

    private static double Number(string text, string label)
    {
        var line = text.Split('\n').FirstOrDefault(line => line.Contains(label, StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"dnsperf printed no '{label}':\n{text}");
        return double.Parse(line.Split(':')[1].Trim().Split(' ')[0], CultureInfo.InvariantCulture);
    }
}
