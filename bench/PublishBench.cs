using System.Diagnostics;
using System.Globalization;
using System.Text;
using SmtpAdmin.Dns;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Bench;

/// <summary>
/// 1,000 record sets into one zone of named, beside nsupdate with the same batch: the same records, on the same conditions, signed with the same
/// key. nsupdate is told what is there; ours asks for it first.
/// </summary>
internal static class PublishBench
{
    private const int Sets = 1000;
    private const int SetsPerMessage = 500; // of nsupdate, which sends what stands before each 'send' in one message of up to 64 KiB
    private const int WarmUps = 5; // of ours and of nsupdate, not counted: the first runs of a program are slow because its code is being compiled
    private const double Aim = 1.5;

    public static async Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var rounds = arguments.Option("--rounds", 15);
        await using var server = await UpdateServer.StartAsync(cancellationToken);
        await using var resolver = new DnsResolver(new DnsResolverOptions { Servers = [server.EndPoint] }, TimeProvider.System);
        var publisher = new DnsPublisher(resolver, TimeProvider.System);
        var options = new DnsPublishOptions { Zone = DnsName.Parse(UpdateServer.Zone), Server = server.EndPoint.ToString(), Key = server.Key };
        Console.WriteLine($"named at {server.EndPoint}, {Environment.ProcessorCount} cores, {rounds} rounds in turn; {Sets} TXT sets, in milliseconds");
        Console.WriteLine("round             ours   nsupdate  ratio");

        var isReached = true;
        foreach (var (title, before, after) in new[] { ("added", "", "v=DKIM1; first"), ("replaced", "v=DKIM1; first", "v=DKIM1; second") })
        {
            var (ours, theirs) = (new List<double>(), new List<double>());
            for (var round = 1 - WarmUps; round <= rounds; round++)
            {
                var (own, messages) = await OwnAsync(publisher, options, $"o{round}", after, cancellationToken);
                var peer = await PeerAsync(server, $"n{round}", before, after, cancellationToken);
                if (round <= 0) continue;
                ours.Add(own);
                theirs.Add(peer);
                Console.WriteLine($"{round,-3} {title,-10} {own,7:0.0} {peer,10:0.0} {own / peer,6:0.00}   {messages} messages");
            }
            var ratio = Figures.Median(ours) / Figures.Median(theirs);
            Console.WriteLine($"    {title,-10} {Figures.Median(ours),7:0.0} {Figures.Median(theirs),10:0.0} {ratio,6:0.00}   {(ratio <= Aim ? "reached" : "not reached")}: {Aim} times nsupdate");
            isReached &= ratio <= Aim;
        }
        return isReached ? 0 : 1;
    }

    private static async Task<(double Milliseconds, int Messages)> OwnAsync(DnsPublisher publisher, DnsPublishOptions options, string label, string text, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var batch = new DnsRecordBatch();
        for (var n = 0; n < Sets; n++) batch.Add(DnsRecordSet.OfText(DnsName.Parse($"h{n}.{label}.{UpdateServer.Zone}"), Text(text, n), TimeSpan.FromHours(1)));
        var plan = await publisher.PlanAsync(batch, options, cancellationToken);
        var result = await publisher.ApplyAsync(plan.Changes, options, null, cancellationToken);
        if (plan.Problems.Concat(result.Problems).FirstOrDefault() is { } problem) throw new InvalidOperationException(problem.Message);
        if (result.Publications.Count != Sets || result.Publications.Any(publication => publication.Status != DnsPublishStatus.Published)) throw new InvalidOperationException("Not all was published.");
        return (Stopwatch.GetElapsedTime(start).TotalMilliseconds, result.MessageCount);
    }

    private static async Task<double> PeerAsync(UpdateServer server, string label, string before, string after, CancellationToken cancellationToken)
    {
        var script = new StringBuilder($"server {server.EndPoint.Address} {server.EndPoint.Port}\nzone {UpdateServer.Zone}\n");
        for (var n = 0; n < Sets; n++)
        {
            var name = $"h{n}.{label}.{UpdateServer.Zone}.";
            if (before.Length > 0) script.Append(CultureInfo.InvariantCulture, $"prereq yxrrset {name} TXT \"{Text(before, n)}\"\nupdate delete {name} TXT\n");
            else script.Append(CultureInfo.InvariantCulture, $"prereq nxdomain {name}\n");
            script.Append(CultureInfo.InvariantCulture, $"update add {name} 3600 TXT \"{Text(after, n)}\"\n");
            if ((n + 1) % SetsPerMessage == 0) script.Append("send\n");
        }
        var path = Path.Combine(server.Directory, "batch.txt");
        await File.WriteAllTextAsync(path, script.ToString(), cancellationToken);
        var start = Stopwatch.GetTimestamp();
        var (exitCode, output) = await BenchCommand.RunAsync("nsupdate", ["-v", "-k", server.KeyFile, path], cancellationToken);
        var elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return exitCode == 0 ? elapsed : throw new InvalidOperationException($"nsupdate failed: {output}");
    }

    private static string Text(string text, int n) => $"{text}{n}";
}
