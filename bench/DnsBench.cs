using System.Diagnostics;
using System.Net;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Bench;

/// <summary>20,000 distinct uncached A queries through <see cref="DnsResolver"/>, and the same through dnsperf, turn by turn.</summary>
internal static class DnsBench
{
    private const int Queries = 20_000;
    private const int Callers = 300;
    private const int WarmUpRuns = 12;
    private static readonly int Window = new DnsResolverOptions().Window; // dnsperf gets the same bound
    private static readonly int[] Steps = [100, 300, 1000, 5000];

    public static async Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var rounds = arguments.Option("--rounds", 7);
        var zone = DnsName.Parse(arguments.Option("--zone") ?? RbldnsdServer.Zone);
        var given = arguments.Option("--server");
        await using var own = given is null ? await RbldnsdServer.StartAsync(cancellationToken) : null;
        IPEndPoint? server = own?.EndPoint;
        if (server is null && !DnsServerAddress.TryParse(given, out server, out var problem)) throw new ArgumentException(problem);

        Console.WriteLine($"{Queries} distinct A queries to {(own is null ? "the server" : "rbldnsd")} at {server}, {Environment.ProcessorCount} cores, {rounds} rounds in turn");
        var names = Names(zone);
        for (var run = 0; run < WarmUpRuns; run++) // until the compiler has made up its mind
        {
            await MeasureAsync(server!, names, Steps[run % Steps.Length], cancellationToken);
            await Task.Delay(100, cancellationToken);
        }

        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(file, names.Select(name => $"{name} A"), cancellationToken);
            await CompareAsync(server!, names, file, rounds, cancellationToken);
        }
        finally
        {
            File.Delete(file);
        }

        Console.WriteLine();
        Console.WriteLine("callers      q/s     lost  bytes/query  CPU us/query  most in flight");
        var lost = 0;
        foreach (var callers in Steps)
        {
            var runs = new List<Result>();
            for (var round = 0; round < rounds; round++) runs.Add(await MeasureAsync(server!, names, callers, cancellationToken));
            lost += runs.Sum(run => run.Lost);
            Console.WriteLine($"{callers,7} {Figures.Median(runs.Select(run => run.Rate)),8:0} {runs.Sum(run => run.Lost),8} {Figures.Median(runs.Select(run => run.BytesPerQuery)),12:0} {Figures.Median(runs.Select(run => run.CpuPerQuery)),13:0.0} {runs.Max(run => run.Peak),15}");
        }
        return lost == 0 ? 0 : 1;
    }

    private static async Task CompareAsync(IPEndPoint server, DnsName[] names, string file, int rounds, CancellationToken cancellationToken)
    {
        var ours = new List<Result>();
        var peers = new List<double>();
        Console.WriteLine($"ours: {Callers} callers, a window of {Window}; dnsperf: {Window} outstanding");
        Console.WriteLine();
        Console.WriteLine("round      ours   dnsperf  ratio");
        for (var round = 1; round <= rounds; round++)
        {
            var run = await MeasureAsync(server, names, Callers, cancellationToken);
            ours.Add(run);
            if (!DnsPerf.IsInstalled)
            {
                Console.WriteLine($"{round,5} {run.Rate,9:0}   (dnsperf is not installed)");
                continue;
            }
            var (rate, peerLost) = await DnsPerf.RunAsync(server, file, Window, cancellationToken);
            peers.Add(rate);
            Console.WriteLine($"{round,5} {run.Rate,9:0} {rate,9:0} {run.Rate / rate,6:0.00}{(run.Lost + peerLost > 0 ? $"   lost {run.Lost} and {peerLost}" : "")}");
        }
        var median = Figures.Median(ours.Select(run => run.Rate));
        Console.WriteLine($"median {median,8:0} {(peers.Count > 0 ? $"{Figures.Median(peers),9:0} {median / Figures.Median(peers),6:0.00}" : "")}   {Figures.Median(ours.Select(run => run.BytesPerQuery)):0} bytes allocated and {Figures.Median(ours.Select(run => run.CpuPerQuery)):0.0} us of processor time per query");
    }

    /// <summary>So many callers share the names; each asks for its next when it has an answer. The resolver is new, as is its cache.</summary>
    private static async Task<Result> MeasureAsync(IPEndPoint server, DnsName[] names, int callers, CancellationToken cancellationToken)
    {
        await using var resolver = new DnsResolver(new DnsResolverOptions { Servers = [server] }, TimeProvider.System);
        int next = -1, lost = 0;
        GC.Collect();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var cpuBefore = Environment.CpuUsage.TotalTime;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => AskAsync()));
        var elapsed = Stopwatch.GetElapsedTime(start);
        var cpu = Environment.CpuUsage.TotalTime - cpuBefore;
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        return new Result(names.Length / elapsed.TotalSeconds, lost, (double)allocated / names.Length, cpu.TotalMicroseconds / names.Length, resolver.Servers[0].Udp.PeakInFlight);

        async Task AskAsync()
        {
            while (Interlocked.Increment(ref next) is var at && at < names.Length)
            {
                var answer = await resolver.ResolveAsync(names[at], DnsType.A, cancellationToken).ConfigureAwait(false);
                if (!answer.IsConclusive) Interlocked.Increment(ref lost);
            }
        }
    }

    /// <summary>Half of them are listed in rbldnsd's zone, half are not.</summary>
    private static DnsName[] Names(DnsName zone) =>
        [.. Enumerable.Range(0, Queries).Select(n => DnsName.ForAddress(new IPAddress([(byte)(10 + (n % 2)), 1, (byte)(n >> 8), (byte)n]), zone))];

    private sealed record Result(double Rate, int Lost, double BytesPerQuery, double CpuPerQuery, int Peak);
}
