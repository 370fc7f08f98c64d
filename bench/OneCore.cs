using System.Globalization;

namespace SmtpAdmin.Bench;

/// <summary>One core for us and for all that we start from then on.</summary>
internal static class OneCore
{
    private const string Program = "/usr/bin/taskset";

    /// <summary>Moves all our threads to the last core; those that come inherit it, and so do the programs that we start.</summary>
    /// <returns>The core; null without <c>taskset</c>, which leaves all as it was.</returns>
    public static async Task<int?> HoldAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(Program)) return null;
        var core = Environment.ProcessorCount - 1;
        var (exitCode, output) = await BenchCommand.RunAsync(
            Program, ["-a", "-c", "-p", core.ToString(CultureInfo.InvariantCulture), Environment.ProcessId.ToString(CultureInfo.InvariantCulture)], cancellationToken);
        return exitCode == 0 ? core : throw new InvalidOperationException($"taskset ended with {exitCode}: {output}");
    }
}
