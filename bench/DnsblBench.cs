using System.Diagnostics;
using System.Globalization;
using System.Net;
using SmtpAdmin.Dns;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Bench;

/// <summary>1,000 addresses at 20 lists through <see cref="DnsblChecker"/>, results and all.</summary>
internal static class DnsblBench
{
    public static async Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        await using var own = await RbldnsdServer.StartAsync(cancellationToken);
        var lists = RbldnsdServer.MoreZoneNames.Select(zone => DnsblList.Of(DnsName.Parse(zone))).ToList();
        var targets = Enumerable.Range(0, 1000).Select(n =>
        {
            _ = ReputationTarget.TryParse($"{(n % 2 == 0 && arguments.Contains("--half") || arguments.Contains("--all") ? 10 : 11)}.1.{n >> 8}.{n & 255}", out var target, out _);
            return target!;
        }).ToList();
        foreach (var concurrency in (int[])[300, 1000, 300, 1000, 300, 1000,300,1000,300,1000])
        {
            await using var resolver = new DnsResolver(new DnsResolverOptions { Servers = [own.EndPoint] }, TimeProvider.System);
            var checker = new DnsblChecker(resolver, lists, new DnsblOptions { Concurrency = concurrency, Force = true }, TimeProvider.System);
            var count = 0;
            var listed = 0;
            var before = GC.GetTotalAllocatedBytes(true);
            var cpu = Environment.CpuUsage.TotalTime;
            var start = Stopwatch.GetTimestamp();
            await foreach (var result in checker.CheckAllAsync(Stream(), cancellationToken))
            {
                count++;
                if (result.Status == DnsblStatus.Listed) listed++;
                else if (result.Status != DnsblStatus.NotListed) Console.WriteLine(result.Findings[0]);
            }
            var time = Stopwatch.GetElapsedTime(start);
            Console.WriteLine($"{concurrency} {count / time.TotalSeconds:0} pairs/s, {count} {listed} {(GC.GetTotalAllocatedBytes(true) - before) / count} bytes, {(Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / count:0.0} us cpu");
        }
        return 0;

        async IAsyncEnumerable<ReputationTarget> Stream()
        {
            foreach (var target in targets) yield return target;
            await Task.CompletedTask;
        }
    }
}
