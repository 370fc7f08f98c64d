using System.Diagnostics;
using System.Net;
using SmtpAdmin.Dns;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Bench;

/// <summary>Checks of senders against SPF records, beside pyspf and Mail::SPF: a record of networks from the cache, and one with ten look-ups, each asked of named.</summary>
internal static class SpfBench
{
    private const double Seconds = 2;
    private const int InFlight = NamedServer.Records;
    private const int Senders = 1000;
    private static readonly IPAddress Address = IPAddress.Parse("192.0.2.10");

    public static async Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var rounds = arguments.Option("--rounds", 3);
        await using var server = await NamedServer.StartAsync(cancellationToken);
        var peers = new List<SpfPeer>();
        foreach (var peer in SpfPeer.All)
        {
            if (await peer.IsInstalledAsync(cancellationToken)) peers.Add(peer);
            else Console.WriteLine($"{peer.Name} is not installed and is left out");
        }
        Console.WriteLine($"named at {server.EndPoint}, {Environment.ProcessorCount} cores, {rounds} rounds in turn, {Seconds} s each; checks a second");
        Console.WriteLine("round                      ours" + string.Concat(peers.Select(peer => $"{peer.Name,11}  ratio")));
        var cached = await CompareAsync("12 networks, cached", peers, "me@ip4.spf.test", isCached: true, rounds, server, () => CachedAsync(server.EndPoint, cancellationToken), cancellationToken);
        var single = await CompareAsync("10 look-ups, in turn", peers, "me@ten0.spf.test", isCached: false, rounds, server, () => AskedAsync(server.EndPoint, 1, cancellationToken), cancellationToken);
        var many = await CompareAsync($"10 look-ups, {InFlight} at once", peers, "me@ten0.spf.test", isCached: false, rounds, server, () => AskedAsync(server.EndPoint, InFlight, cancellationToken), cancellationToken);
        var shared = await ShareAsync(server.EndPoint, cancellationToken);
        return Reached(cached, 100, "from the cache") & Reached(single, 4, "one after another") & Reached(many, 10, "many in flight") & shared ? 0 : 1;
    }

    /// <returns>Our median over that of pyspf; not a number without it.</returns>
    private static async Task<double> CompareAsync(
        string title, List<SpfPeer> peers, string sender, bool isCached, int rounds, NamedServer server, Func<Task<double>> measure, CancellationToken cancellationToken)
    {
        var ours = new List<double>();
        var theirs = peers.Select(_ => new List<double>()).ToList();
        await measure(); // to warm up
        for (var round = 1; round <= rounds; round++)
        {
            ours.Add(await measure());
            for (var n = 0; n < peers.Count; n++)
            {
                var (result, rate) = await peers[n].MeasureAsync(server.EndPoint.Port, Address.ToString(), sender, Seconds, isCached, cancellationToken);
                if (result != "pass") throw new InvalidOperationException($"{peers[n].Name} gives {result}.");
                theirs[n].Add(rate);
            }
            Console.WriteLine(Row($"{round}", ours[^1], theirs.Select(rates => rates[^1])));
        }
        var medians = theirs.Select(Figures.Median).ToList();
        Console.WriteLine(Row(title, Figures.Median(ours), medians));
        return peers.FindIndex(peer => peer.Name == "pyspf") is var pyspf and >= 0 ? Figures.Median(ours) / medians[pyspf] : double.NaN;
    }

    private static string Row(string title, double ours, IEnumerable<double> theirs) =>
        $"{title,-22} {ours,9:0}" + string.Concat(theirs.Select(rate => $"{rate,11:0} {ours / rate,6:0.0}"));

    private static bool Reached(double ratio, double wanted, string title)
    {
        if (double.IsNaN(ratio)) Console.WriteLine($"not known: {wanted} times pyspf {title}");
        else Console.WriteLine($"{(ratio >= wanted ? "reached" : "not reached")}: {wanted} times pyspf {title} ({ratio:0.0})");
        return double.IsNaN(ratio) || ratio >= wanted;
    }

    private static async Task<double> CachedAsync(IPEndPoint server, CancellationToken cancellationToken)
    {
        await using var resolver = new DnsResolver(new DnsResolverOptions { Servers = [server] }, TimeProvider.System);
        var checker = new SpfChecker(resolver, TimeProvider.System);
        return await MeasureAsync(() => checker, _ => "me@ip4.spf.test", 1, cancellationToken);
    }

    /// <summary>A checker for each check, and a record for each of those in flight: none gains from what another asks.</summary>
    private static async Task<double> AskedAsync(IPEndPoint server, int inFlight, CancellationToken cancellationToken)
    {
        await using var resolver = new DnsResolver(new DnsResolverOptions { Servers = [server], UseCache = false }, TimeProvider.System);
        return await MeasureAsync(() => new SpfChecker(resolver, TimeProvider.System), worker => $"me@ten{worker}.spf.test", inFlight, cancellationToken);
    }

    private static async Task<double> MeasureAsync(Func<SpfChecker> checker, Func<int, string> mailFrom, int inFlight, CancellationToken cancellationToken)
    {
        var options = new SpfCheckOptions();
        var (count, start) = (0L, Stopwatch.GetTimestamp());
        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(worker => Task.Run(async () =>
        {
            for (var n = 0L; n % 64 != 0 || Stopwatch.GetElapsedTime(start).TotalSeconds < Seconds; n++)
            {
                var sender = new SpfSender(inFlight == 1 ? Address : new IPAddress([192, 0, 2, (byte)worker]), mailFrom(worker), "mail.spf.test");
                var result = await checker().CheckAsync(sender, options, cancellationToken);
                if (!result.Passed) throw new InvalidOperationException($"{result.Result}: {result.Problem}");
                Interlocked.Increment(ref count);
            }
        }, cancellationToken)));
        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Many senders against one record: each question goes out once.</summary>
    private static async Task<bool> ShareAsync(IPEndPoint server, CancellationToken cancellationToken)
    {
        await using var resolver = new DnsResolver(new DnsResolverOptions { Servers = [server] }, TimeProvider.System);
        var counting = new CountingResolver(resolver);
        var checker = new SpfChecker(counting, TimeProvider.System);
        var start = Stopwatch.GetTimestamp();
        var passed = 0;
        await foreach (var result in checker.CheckAllAsync(SendersAsync(), new SpfCheckOptions(), cancellationToken)) passed += result.Passed ? 1 : 0;
        var elapsed = Stopwatch.GetElapsedTime(start);
        // Twelve questions are the record's own; the one with the sender's address in it is another for each address.
        var shared = counting.Questions - Senders;
        Console.WriteLine($"{Senders} senders, an address each, against the record with ten look-ups: {passed} passed in {elapsed.TotalMilliseconds:0} ms; {shared} questions that they share, and one of each one's own");
        return passed == Senders && shared == 12;
    }

    private static async IAsyncEnumerable<SpfSender> SendersAsync()
    {
        await Task.CompletedTask;
        for (var n = 0; n < Senders; n++) yield return new SpfSender(new IPAddress([192, 0, (byte)(n >> 8), (byte)n]), "me@ten0.spf.test", "mail.spf.test");
    }

    /// <summary>Counts what goes out: a question that is under way is joined.</summary>
    private sealed class CountingResolver(IDnsResolver resolver) : IDnsResolver
    {
        private readonly Dictionary<(DnsName, DnsType), int> _underWay = [];

        public long Questions { get; private set; }

        public async ValueTask<DnsAnswer> ResolveAsync(DnsName name, DnsType type, CancellationToken cancellationToken)
        {
            bool leads;
            lock (_underWay)
            {
                leads = (_underWay[(name, type)] = _underWay.GetValueOrDefault((name, type)) + 1) == 1;
                if (leads) Questions++;
            }
            try
            {
                var answer = await resolver.ResolveAsync(name, type, cancellationToken);
                if (leads && answer.FromCache) lock (_underWay) Questions--;
                return answer;
            }
            finally
            {
                lock (_underWay) _underWay[(name, type)]--;
            }
        }
    }
}
