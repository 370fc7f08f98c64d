using System.Diagnostics;
using System.Net;
using SmtpAdmin.Dns;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Bench;

/// <summary>1,000 addresses at 20 lists through <see cref="DnsblRunner"/>, as Get-DnsblStatus asks them without a state file; the bare queries through dnsperf and adnshost, turn by turn.</summary>
internal static class DnsblBench
{
    private const int Addresses = 1000;
    private const int Outstanding = 100;
    private const int WarmUpRuns = 8;

    /// <summary>What 20,000 queries, one for a pair, have to reach on two cores: well above the 38,000 queries of the library that most would take.</summary>
    private const int WantedPairsPerSecond = 50_000;

    /// <summary>Twice the 38,000 bare queries of that library, once the first aim is reached.</summary>
    private const int HopedPairsPerSecond = 2 * 38_000;

    /// <summary>adnshost has no window: the server's buffer drops most of what it sends, and it waits two seconds for each.</summary>
    private const int NamesForAdns = 500;

    public static async Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var rounds = arguments.Option("--rounds", 7);
        var directory = Directory.CreateTempSubdirectory("smtpadmin-bench-").FullName;
        double rate;
        try
        {
            await using var server = await RbldnsdServer.StartAsync(cancellationToken);
            Console.WriteLine($"{Addresses} addresses x {RbldnsdServer.MoreZones} lists of rbldnsd at {server.EndPoint}, {Environment.ProcessorCount} cores, {rounds} rounds in turn");
            if (server.StandardPort is null) Console.WriteLine("adnshost is left out: it asks port 53 alone, which may not be taken here");
            rate = await CompareAsync(server, directory, tenths: 0, rounds, cancellationToken);
            foreach (var tenths in (int[])[1, 10]) await CompareAsync(server, directory, tenths, rounds, cancellationToken);
            await DnsblStreamBench.RunAsync(server, cancellationToken);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
        var inTime = await DnsblSlowBench.RunAsync(cancellationToken);
        var fast = rate >= WantedPairsPerSecond;
        Console.WriteLine();
        Console.WriteLine($"{(fast ? "reached" : "not reached")}: {WantedPairsPerSecond} pairs a second where none is listed");
        Console.WriteLine($"{(rate >= HopedPairsPerSecond ? "reached" : "not reached")}: {HopedPairsPerSecond} pairs a second where none is listed, twice the bare queries of the DnsClient library");
        Console.WriteLine($"{(inTime ? "reached" : "not reached")}: slow and dead lists within three timeouts");
        return fast && inTime ? 0 : 1;
    }

    /// <param name="server">The lists.</param>
    /// <param name="directory">Where files for the peers go.</param>
    /// <param name="tenths">How many of ten addresses are listed. A listing takes a second query, for its text; the peers do not ask that.</param>
    /// <param name="rounds">How many rounds.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Our median, in pairs a second.</returns>
    private static async Task<double> CompareAsync(RbldnsdServer server, string directory, int tenths, int rounds, CancellationToken cancellationToken)
    {
        var addresses = Enumerable.Range(0, Addresses).Select(n => new IPAddress([(byte)(n % 10 < tenths ? 10 : 11), 1, (byte)(n >> 8), (byte)n])).ToList();
        var names = addresses.SelectMany(address => RbldnsdServer.MoreZoneNames.Select(zone => DnsName.ForAddress(address, DnsName.Parse(zone)))).ToList();
        var (queries, plain) = (Path.Combine(directory, "queries"), Path.Combine(directory, "names"));
        await File.WriteAllLinesAsync(queries, names.Select(name => $"{name} A"), cancellationToken);
        await File.WriteAllLinesAsync(plain, names.Take(NamesForAdns).Select(name => name.ToString()), cancellationToken);
        for (var run = 0; run < WarmUpRuns; run++) await MeasureAsync(server.EndPoint, addresses, cancellationToken);

        Console.WriteLine();
        Console.WriteLine($"{tenths * 10} % listed");
        Console.WriteLine("round  pairs/s   dnsperf  ratio  adnshost  ratio");
        var (ours, perf, adns) = (new List<Result>(), new List<double>(), new List<double>());
        for (var round = 1; round <= rounds; round++)
        {
            ours.Add(await MeasureAsync(server.EndPoint, addresses, cancellationToken));
            if (DnsPerf.IsInstalled) perf.Add((await DnsPerf.RunAsync(server.EndPoint, queries, Outstanding, cancellationToken)).Rate);
            if (AdnsHost.IsInstalled && server.StandardPort is { } port) adns.Add((await AdnsHost.RunAsync(port, plain, NamesForAdns, cancellationToken)).Rate);
            Console.WriteLine($"{round,5} {ours[^1].Rate,8:0} {Beside(ours[^1].Rate, perf)} {Beside(ours[^1].Rate, adns)}{(ours[^1].Undecided > 0 ? $"   {ours[^1].Undecided} not known" : "")}");
        }
        var median = Figures.Median(ours.Select(run => run.Rate));
        Console.WriteLine($"median {median,7:0} {Beside(median, [Figures.Median(perf)])} {Beside(median, [Figures.Median(adns)])}   {Figures.Median(ours.Select(run => run.BytesPerPair)):0} bytes allocated and {Figures.Median(ours.Select(run => run.CpuPerPair)):0.0} us of processor time per pair");
        return median;
    }

    private static string Beside(double ours, List<double> peer) =>
        peer.Count == 0 || double.IsNaN(peer[^1]) ? "        -      -" : $"{peer[^1],9:0} {ours / peer[^1],6:0.00}";

    private static async Task<Result> MeasureAsync(IPEndPoint server, IReadOnlyList<IPAddress> addresses, CancellationToken cancellationToken)
    {
        await using var resolver = new DnsResolver(new DnsResolverOptions { Servers = [server] }.ForLists(), TimeProvider.System);
        var lists = DnsblSelection.Choose(DnsblCatalogue.Default, new DnsblSelectionRequest { Provider = RbldnsdServer.MoreZoneNames }).Lists;
        var request = new DnsblRunRequest { Lists = lists, Options = new DnsblOptions { Force = true }, DnsServers = [server] };
        var report = new CountingReport();
        GC.Collect();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var cpuBefore = Environment.CpuUsage.TotalTime;
        var start = Stopwatch.GetTimestamp();
        await new DnsblRunner(resolver, TimeProvider.System).RunAsync(TargetsAsync(addresses), request, report, cancellationToken);
        var elapsed = Stopwatch.GetElapsedTime(start);
        var cpu = Environment.CpuUsage.TotalTime - cpuBefore;
        var count = report.Results;
        return new Result(count / elapsed.TotalSeconds, report.Undecided, (double)(GC.GetTotalAllocatedBytes(precise: true) - before) / count, cpu.TotalMicroseconds / count);
    }

    private static async IAsyncEnumerable<ReputationTarget> TargetsAsync(IReadOnlyList<IPAddress> addresses)
    {
        await Task.CompletedTask;
        foreach (var address in addresses) yield return Figures.Target(address.ToString());
    }

    private sealed record Result(double Rate, int Undecided, double BytesPerPair, double CpuPerPair);
}
