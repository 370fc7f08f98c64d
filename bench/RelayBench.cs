using System.Diagnostics;
using System.Globalization;

namespace SmtpAdmin.Bench;

/// <summary>The relay beside Postfix, turn by turn: the same smtp-source sends, the same smtp-sink takes. And both tools without anything between them.</summary>
internal static class RelayBench
{
    private const double WantedAccepted = 5;
    private const double WantedDelivered = 4;

    private static readonly SmtpSource[] Loads =
        [.. from size in (int[])[4096, 65536] from sessions in (int[])[20, 100] from reuse in (bool[])[false, true] select new SmtpSource(sessions, size, reuse)];

    public static async Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var rounds = arguments.Option("--rounds", 3);
        var small = arguments.Option("--messages", 10_000);
        Console.WriteLine($"{small} messages of 4 KiB or {small / 4} of 64 KiB a run, {Environment.ProcessorCount} cores, {rounds} rounds in turn; the numbers are messages a second");
        Console.WriteLine("accepted: until smtp-source has its last 250; delivered: until smtp-sink has all");
        await using var sink = await SmtpSink.StartAsync(cancellationToken);
        await using var ours = await OwnRelay.StartAsync(sink.EndPoint, cancellationToken);
        await using var postfix = await PostfixRelay.StartAsync(sink.EndPoint, cancellationToken);
        // What both do right after their start is told, and counts for nothing: a relay runs for months.
        foreach (var load in Loads.Where(load => load.Sessions == 20)) await RoundAsync("started", load, leadIn: true);

        var reached = true;
        foreach (var load in Loads)
        {
            var results = new List<(Rates Ours, Rates Postfix, double Ceiling)>();
            for (var round = 1; round <= rounds; round++) results.Add(await RoundAsync($"round {round}", load, leadIn: round == 1));
            var (own, peer) = (Median(results.Select(result => result.Ours)), Median(results.Select(result => result.Postfix)));
            Print("median", own, peer, Figures.Median(results.Select(result => result.Ceiling)));
            reached &= Tell("accepted", own.Accepted / peer.Accepted, WantedAccepted) & Tell("delivered", own.Delivered / peer.Delivered, WantedDelivered);
        }
        return reached ? 0 : 1;

        async Task<(Rates Ours, Rates Postfix, double Ceiling)> RoundAsync(string name, SmtpSource load, bool leadIn)
        {
            if (leadIn)
            {
                Console.WriteLine();
                Console.WriteLine($"{load}   accepted: ours Postfix ratio   delivered: ours Postfix ratio   straight into smtp-sink");
            }
            var messages = load.Size > 4096 ? small / 4 : small;
            // A peer that needs several times as long gets fewer messages, so that the rounds stay close together.
            var (own, peer) = (await MeasureAsync(ours, load, messages, sink, cancellationToken), await MeasureAsync(postfix, load, messages / 4, sink, cancellationToken));
            var ceiling = await CeilingAsync(load, messages, sink, cancellationToken);
            Print(name, own, peer, ceiling);
            return (own, peer, ceiling);
        }
    }

    private static bool Tell(string what, double ratio, double wanted)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(ratio >= wanted ? "reached" : "not reached")}: {what} {ratio:0.0} times as fast as Postfix, of {wanted:0.0}"));
        return ratio >= wanted;
    }

    private static void Print(string what, Rates ours, Rates postfix, double ceiling) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{what,-10} {ours.Accepted,18:0} {postfix.Accepted,7:0} {ours.Accepted / postfix.Accepted,5:0.0} {ours.Delivered,17:0} {postfix.Delivered,7:0} {ours.Delivered / postfix.Delivered,5:0.0} {ceiling,12:0}"));

    private static Rates Median(IEnumerable<Rates> rates)
    {
        var all = rates.ToList();
        return new Rates(Figures.Median(all.Select(rate => rate.Accepted)), Figures.Median(all.Select(rate => rate.Delivered)));
    }

    private static async Task<Rates> MeasureAsync(IRelayContestant relay, SmtpSource load, int messages, SmtpSink sink, CancellationToken cancellationToken)
    {
        var before = sink.Messages;
        var start = Stopwatch.GetTimestamp();
        var accepted = await load.SendAsync(relay.EndPoint, messages, cancellationToken);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        try
        {
            await sink.WaitForAsync(before + messages, patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new InvalidOperationException($"{relay.Name} delivered {sink.Messages - before} of {messages} messages in two minutes.");
        }
        var delivered = Stopwatch.GetElapsedTime(start);
        await Task.Delay(200, cancellationToken); // what a relay still has to clear up is not the next one's burden
        if (sink.Messages != before + messages) throw new InvalidOperationException($"{relay.Name} delivered {sink.Messages - before} messages for {messages}.");
        return new Rates(messages / accepted.TotalSeconds, messages / delivered.TotalSeconds);
    }

    private static async Task<double> CeilingAsync(SmtpSource load, int messages, SmtpSink sink, CancellationToken cancellationToken)
    {
        var before = sink.Messages;
        var elapsed = await load.SendAsync(sink.EndPoint, messages, cancellationToken);
        await sink.WaitForAsync(before + messages, cancellationToken);
        return messages / elapsed.TotalSeconds;
    }

    private sealed record Rates(double Accepted, double Delivered);
}
