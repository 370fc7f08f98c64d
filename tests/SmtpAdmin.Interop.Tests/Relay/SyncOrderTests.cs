using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using SmtpAdmin.Interop.Tests.Peers;
using SmtpAdmin.Lab;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Interop.Tests.Relay;

/// <summary>The first promise, seen from below: what the executable asks of the system for one message, and in which order.</summary>
public partial class SyncOrderTests(PeerSet peers) : RelayInteropTests(peers)
{
    private static readonly string[] AnyPort = ["127.0.0.1:0"];

    [Fact]
    public async Task The_message_is_synced_between_its_write_and_the_250()
    {
        Peer.SkipUnlessAvailable("strace");
        if ((await PeerCommand.RunAsync(PeerProgram.Known["strace"].Path, ["-o", "/dev/null", "/bin/true"], Token)).ExitCode != 0) Assert.Skip("strace may not trace here");
        await using var sink = LabSmtpSink.Start();
        using var directory = new PeerDirectory("strace");
        var spool = directory["spool"];
        var configuration = directory.Write("relay.json", JsonSerializer.Serialize(new
        {
            spoolPath = spool,
            hostName = RunningRelay.HostName,
            listen = AnyPort,
            minimumFreeSpace = "16MiB",
            smartHost = new[] { sink.EndPoint.ToString() },
        }));
        var message = new SampleMessage(isEightBit: false);
        string queueId;
        await using (PeerProcess.Start("smtpadmin", "", directory,
            PeerProgram.Known["strace"].Path, "-f", "-y", "-v", "-s", "8192", "-o", directory["trace"],
            "-e", "trace=pwrite64,pwritev,pwritev2,write,writev,fsync,fdatasync,sendto,sendmsg",
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", Path.Combine(AppContext.BaseDirectory, "smtpadmin.dll"),
            "start-smtp-relay", "--config", configuration))
        {
            await using var relay = await FindAsync(spool);
            var endPoint = IPEndPoint.Parse((await relay.GetStatusAsync(Token)).Listeners[0].EndPoint);
            await using (var client = await PlainClient.ConnectAsync(endPoint, Token))
                queueId = await client.SendAsync(message.DataOctets, "alice@interop.test", ["bob@interop.test"], Token);
            await sink.WaitForMessagesAsync(1, Token);
            await relay.StopAsync(null, Token); // strace is deaf to signals while it traces
            await relay.WaitForEndAsync(TimeProvider.System, Token);
        }

        AssertSame(message, Assert.Single(sink.Messages));
        var calls = SystemCall.Read(await File.ReadAllLinesAsync(directory["trace"], Token));
        var answer = calls.Single(call => call.Name.StartsWith("send", StringComparison.Ordinal) && call.Text.Contains($"250 2.0.0 Ok: queued as {queueId}", StringComparison.Ordinal));
        var before = calls.Where(call => call.End < answer.Begin).ToList();
        // The write that brings the Message-ID into the spool; the audit log, which is not synced, has it too.
        var write = before.First(call => call.Name.Contains("write", StringComparison.Ordinal) && call.Path.StartsWith(spool, StringComparison.Ordinal)
            && call.Text.Contains("Subject: A sample", StringComparison.Ordinal));
        Assert.DoesNotContain("audit", write.Path, StringComparison.Ordinal);
        var envelope = before.Last(call => call.Name.Contains("write", StringComparison.Ordinal) && call.Path == write.Path && call.Text.Contains(queueId, StringComparison.Ordinal));
        var sync = Assert.Single(before, call => call.Name is "fsync" or "fdatasync" && call.Path == write.Path && call.Begin > envelope.End);
        Assert.True(sync.Succeeded && write.Succeeded && envelope.Succeeded);
        // And the file is found again by its name: the directory was synced when the file was made.
        Assert.Contains(before, call => call.Name == "fsync" && call.Path == Path.GetDirectoryName(write.Path) && call.Succeeded);
    }

    private static async Task<SmtpRelayClient> FindAsync(string spool)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromMinutes(2)); // it starts slowly under strace
        while (true)
        {
            if (Directory.Exists(spool) && await SmtpRelayClient.FindAsync(spool, patience.Token) is { } relay)
            {
                if ((await relay.GetStatusAsync(patience.Token)).Listeners.Count > 0) return relay;
                await relay.DisposeAsync();
            }
            await Task.Delay(50, patience.Token);
        }
    }

    /// <summary>A call to the system.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Path">The file of its first argument.</param>
    /// <param name="Text">Its arguments.</param>
    /// <param name="Begin">The line of the trace that it begins in.</param>
    /// <param name="End">The line that it ends in.</param>
    /// <param name="Succeeded">It returned no error.</param>
    private sealed partial record SystemCall(string Name, string Path, string Text, int Begin, int End, bool Succeeded)
    {
        /// <summary>Reads a trace: a call a line, or two where another thread's came in between.</summary>
        public static IReadOnlyList<SystemCall> Read(string[] lines)
        {
            var calls = new List<SystemCall>();
            var begun = new Dictionary<string, (SystemCall Call, int At)>();
            for (var at = 0; at < lines.Length; at++)
            {
                if (Resumed().Match(lines[at]) is { Success: true } end && begun.Remove(end.Groups["thread"].Value, out var first))
                    calls.Add(first.Call with { End = at, Succeeded = !end.Groups["result"].Value.StartsWith('-') });
                if (Call().Match(lines[at]) is not { Success: true } call) continue;
                var made = new SystemCall(call.Groups["name"].Value, call.Groups["path"].Value, call.Groups["rest"].Value, at, at, false);
                if (made.Text.EndsWith("<unfinished ...>", StringComparison.Ordinal)) begun[call.Groups["thread"].Value] = (made, at);
                else calls.Add(made with { Succeeded = Result().Match(lines[at]) is { Success: true } result && !result.Groups["result"].Value.StartsWith('-') });
            }
            return [.. calls.OrderBy(call => call.Begin)];
        }

        [GeneratedRegex(@"^(?<thread>\d+)\s+(?<name>\w+)\(\d+<(?<path>[^>]*)>(?<rest>.*)$")]
        private static partial Regex Call();

        [GeneratedRegex(@"^(?<thread>\d+)\s+<\.\.\. \w+ resumed>.*= (?<result>-?\d+)")]
        private static partial Regex Resumed();

        [GeneratedRegex(@"\)\s+= (?<result>-?\d+)[^=]*$")]
        private static partial Regex Result();
    }
}
