using System.Globalization;
using System.Net;

namespace SmtpAdmin.Bench;

/// <summary>What the relay holds without doing anything: many idle connections, and a long queue over a kill.</summary>
internal static class RelayHoldBench
{
    private const double WantedMegabytes = 300;
    private const double WantedSeconds = 3;
    private const double Megabyte = 1e6;

    public static async Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var connections = arguments.Option("--connections", 10_000);
        var messages = arguments.Option("--messages", 100_000);
        var isReached = await IdleAsync(connections, isSecured: false, cancellationToken);
        await IdleAsync(connections, isSecured: true, cancellationToken);
        return isReached & await StartAsync(messages, cancellationToken) ? 0 : 1;
    }

    /// <summary>Opens connections that say EHLO and then nothing, and looks at the memory of the relay's process.</summary>
    private static async Task<bool> IdleAsync(int connections, bool isSecured, CancellationToken cancellationToken)
    {
        await using var relay = await OwnRelay.StartAsync(new IPEndPoint(IPAddress.Loopback, 9), cancellationToken);
        var before = relay.ResidentOctets / Megabyte;
        await using var clients = await IdleClients.OpenAsync(relay.EndPoint, connections, isSecured, cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(2), cancellationToken);
        var with = relay.ResidentOctets / Megabyte;
        var what = string.Create(CultureInfo.InvariantCulture, $"{connections} idle connections{(isSecured ? " under TLS" : "")}: {with:0} MB, {before:0} MB without them");
        if (isSecured) Console.WriteLine(what);
        else Tell(what, with < WantedMegabytes, $"{WantedMegabytes:0} MB");
        return with < WantedMegabytes;
    }

    /// <summary>Fills a queue whose smart host is not there, kills the relay, and starts it again.</summary>
    private static async Task<bool> StartAsync(int messages, CancellationToken cancellationToken)
    {
        await using var relay = await OwnRelay.StartAsync(new IPEndPoint(IPAddress.Loopback, 9), cancellationToken);
        var empty = await relay.RestartAsync(cancellationToken);
        await new SmtpSource(100, 4096, Reuse: true).SendAsync(relay.EndPoint, messages, cancellationToken);
        var full = await relay.RestartAsync(cancellationToken);
        Tell(
            string.Create(CultureInfo.InvariantCulture, $"a start with {messages} messages of 4 KiB: {full.TotalSeconds:0.00} s from the process to the first connection, {empty.TotalSeconds:0.00} s with none; then {relay.ResidentOctets / Megabyte:0} MB"),
            full.TotalSeconds < WantedSeconds,
            $"{WantedSeconds:0} s");
        return full.TotalSeconds < WantedSeconds;
    }

    private static void Tell(string what, bool isReached, string wanted) => Console.WriteLine($"{(isReached ? "reached" : "not reached")}: {what}, of {wanted}");
}
