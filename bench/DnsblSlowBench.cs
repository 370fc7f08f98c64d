using System.Diagnostics;
using SmtpAdmin.Dns;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Bench;

/// <summary>100 addresses at 40 lists that answer after 200 ms, five of them never: how many timeouts that takes.</summary>
internal static class DnsblSlowBench
{
    private const int Lists = 40;
    private const int Dead = 5;
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    /// <summary>Whether it took less than three timeouts, and what was lost was the dead lists alone.</summary>
    public static async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        await using var server = new SlowLists(Delay, Dead);
        await using var resolver = new DnsResolver(new DnsResolverOptions { Servers = [server.EndPoint], Timeout = Timeout }.ForLists(), TimeProvider.System);
        var lists = Enumerable.Range(0, Lists).Select(n => DnsblList.Of(DnsName.Parse(SlowLists.Zone(n)))).ToList();
        var checker = new DnsblChecker(resolver, lists, new DnsblOptions(), TimeProvider.System);
        var (answered, unknown) = (0, 0);
        var start = Stopwatch.GetTimestamp();
        await foreach (var result in checker.CheckAllAsync(TargetsAsync(), cancellationToken))
        {
            if (result.Status == DnsblStatus.NotListed) answered++;
            else unknown++;
        }
        var elapsed = Stopwatch.GetElapsedTime(start);
        Console.WriteLine();
        Console.WriteLine($"100 addresses x {Lists} lists that take {Delay.TotalMilliseconds:0} ms, {Dead} of them dead: {elapsed.TotalSeconds:0.0} s, {elapsed / Timeout:0.0} timeouts of {Timeout.TotalSeconds:0} s; {answered} answers, {unknown} unknown (one after the other: {(answered * Delay + unknown * Timeout).TotalSeconds:0} s)");
        return elapsed < Timeout * 3 && unknown == 100 * Dead;
    }

    private static async IAsyncEnumerable<ReputationTarget> TargetsAsync()
    {
        await Task.CompletedTask;
        for (var n = 0; n < 100; n++) yield return Figures.Target($"11.1.2.{n}");
    }
}
