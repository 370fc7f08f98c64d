using System.Diagnostics;
using SmtpAdmin.Dns;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Bench;

/// <summary>A /16 at one list, read as it comes: how much memory is held meanwhile.</summary>
internal static class DnsblStreamBench
{
    private const int SampleEvery = 1000;

    public static async Task RunAsync(RbldnsdServer server, CancellationToken cancellationToken)
    {
        await using var resolver = new DnsResolver(new DnsResolverOptions { Servers = [server.EndPoint] }.ForLists(), TimeProvider.System);
        var checker = new DnsblChecker(resolver, [DnsblList.Of(DnsName.Parse(RbldnsdServer.Zone))], new DnsblOptions { Force = true }, TimeProvider.System);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var (count, held) = (0, before);
        var start = Stopwatch.GetTimestamp();
        await foreach (var result in checker.CheckAllAsync(TargetAsync(), cancellationToken))
        {
            if (++count % SampleEvery == 0) held = Math.Max(held, GC.GetTotalMemory(forceFullCollection: true));
        }
        Console.WriteLine();
        Console.WriteLine($"a /16 at one list: {count} results in {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s; {(held - before) / 1024.0 / 1024:0.0} MiB held at most, of which the resolver's cache of 10,000 answers is the most");
    }

    private static async IAsyncEnumerable<ReputationTarget> TargetAsync()
    {
        await Task.CompletedTask;
        yield return Figures.Target("11.1.0.0/16");
    }
}
