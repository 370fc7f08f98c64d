using System.Globalization;

namespace SmtpAdmin.Bench;

/// <summary>Another checker of SPF, in a process of its own.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Interpreter">What runs its script: Debian's own, since only that finds Debian's packages.</param>
/// <param name="Probe">The arguments that tell whether it is installed.</param>
/// <param name="Script">The script in <c>bench/peers</c>.</param>
internal sealed record SpfPeer(string Name, string Interpreter, string[] Probe, string Script)
{
    public static IReadOnlyList<SpfPeer> All { get; } =
    [
        new("pyspf", "/usr/bin/python3", ["-c", "import spf, dns.resolver"], "pyspf_rate.py"),
        new("Mail::SPF", "/usr/bin/perl", ["-MMail::SPF", "-e", "1"], "mail_spf_rate.pl"),
    ];

    /// <summary>Debian: python3-spf, libmail-spf-perl.</summary>
    public async Task<bool> IsInstalledAsync(CancellationToken cancellationToken) => File.Exists(Interpreter) && (await BenchCommand.RunAsync(Interpreter, Probe, cancellationToken)).ExitCode == 0;

    /// <returns>Its result, and its checks a second.</returns>
    public async Task<(string Result, double Rate)> MeasureAsync(int port, string address, string sender, double seconds, bool isCached, CancellationToken cancellationToken)
    {
        string[] arguments = [Path.Combine(AppContext.BaseDirectory, "peers", Script), $"{port}", address, sender, seconds.ToString(CultureInfo.InvariantCulture), isCached ? "cached" : "asked"];
        var (exitCode, output) = await BenchCommand.RunAsync(Interpreter, arguments, cancellationToken);
        return exitCode == 0 && output.Split(' ', StringSplitOptions.TrimEntries) is [var result, var rate]
            ? (result, double.Parse(rate, CultureInfo.InvariantCulture))
            : throw new InvalidOperationException($"{Name} ended with {exitCode}: {output}");
    }
}
