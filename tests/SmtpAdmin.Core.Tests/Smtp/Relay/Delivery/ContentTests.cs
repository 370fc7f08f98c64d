using System.Text;
using SmtpAdmin.Core.Tests.Smtp.Client.Support;
using SmtpAdmin.Core.Tests.Smtp.Relay.Delivery.Support;
using SmtpAdmin.Lab;
using SmtpAdmin.Smtp.Client;
using SmtpAdmin.Smtp.Relay;
using static SmtpAdmin.Core.Tests.Smtp.Relay.Delivery.Support.DeliveryScript;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Delivery;

public sealed class ContentTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(1000)]
    [InlineData(64 * 1024)]
    [InlineData(200_000)]
    public async Task A_message_goes_out_block_by_block_as_it_was_taken(int blockSize)
    {
        var body = "Subject: long\r\n\r\n" + string.Concat(Enumerable.Range(0, blockSize < 10 ? 100 : 10_000).Select(n => FormattableString.Invariant($".{n} a line of text\r\n")));
        await using var sink = LabSmtpSink.Start();
        await using var bench = new DeliveryBench
        {
            Connector = TcpSmtpConnector.Instance,
            Destination = DeliveryBench.ToSmartHosts(new SmtpSmartHost { Host = "127.0.0.1", Port = sink.EndPoint.Port }),
            Spool = new BlockSpool { BlockSize = blockSize },
        };
        var result = Assert.Single(await bench.DeliverAsync(DeliveryBench.Envelope("b@example.net"), body));
        await bench.StopAsync();

        Assert.Equal(DeliveryOutcome.Delivered, result.Outcome);
        Assert.Equal(body, Encoding.ASCII.GetString(Assert.Single(sink.Messages).Content.Span));
    }

    [Fact]
    public async Task A_message_that_is_damaged_at_its_beginning_is_not_begun_to_be_sent()
    {
        var script = Hello + Message + Taken + Quit;
        await using var bench = Bench(script);
        bench.Spool.OnRead = (number, _) => Break(number == 1, new SpoolDamageException("Block 0 is not what was written."));
        var damaged = bench.Add(DeliveryBench.Envelope("b@example.net"));
        var whole = Assert.Single(await bench.DeliverAsync(DeliveryBench.Envelope("b@example.net")));
        var result = Assert.Single(await bench.Queue.ResultsAsync(damaged, TestContext.Current.CancellationToken));
        await bench.StopAsync();

        Assert.Equal(DeliveryOutcome.NotTried, result.Outcome);
        Assert.Equal((1, "Block 0 is not what was written."), Assert.Single(bench.Damaged));
        Assert.Equal(DeliveryOutcome.Delivered, whole.Outcome);
        Assert.Single(bench.Network.Tried);
        Assert.Equal(0, bench.Spool.Open);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100_000)]
    public async Task A_message_that_is_damaged_in_its_middle_never_gets_its_final_dot(int blockSize)
    {
        var script = Hello + Message;
        var server = new ScriptedStream(SmtpScript.Parse(script));
        await using var bench = Bench(server, blockSize);
        bench.Spool.OnRead = (_, at) => Break(at > 0, new SpoolDamageException("Broken."));
        var result = Assert.Single(await bench.DeliverAsync(DeliveryBench.Envelope("b@example.net"), new string('x', 200_000)));
        await bench.StopAsync();

        Assert.Equal(DeliveryOutcome.NotTried, result.Outcome);
        Assert.Equal((1, "Broken."), Assert.Single(bench.Damaged));
        Assert.True(server.Disposed);
        Assert.False(server.Finished);
        Assert.DoesNotContain(".", server.Message, StringComparison.Ordinal);
        Assert.Equal(0, bench.Spool.Open);
        Assert.Null(Assert.Single(bench.Engine.Figures).LastError); // nothing is wrong with the server
    }

    [Fact]
    public async Task A_message_that_is_not_there_is_reported_as_damaged()
    {
        await using var bench = Bench(Hello + UpToMessage);
        _ = bench.Engine;
        bench.Queue.Add(new DeliveryJob(77, DeliveryBench.Envelope("b@example.net"), bench.Destination, [0]));
        var result = Assert.Single(await bench.Queue.ResultsAsync(77, TestContext.Current.CancellationToken));

        Assert.Equal(DeliveryOutcome.NotTried, result.Outcome);
        Assert.Equal(77, Assert.Single(bench.Damaged).Number);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100_000)]
    public async Task A_message_that_cannot_be_read_now_waits(int from)
    {
        var server = new ScriptedStream(SmtpScript.Parse(Hello + Message));
        await using var bench = Bench(server, 100_000);
        bench.Spool.OnRead = (_, at) => Break(at >= from, new IOException("Too many open files"));
        var result = Assert.Single(await bench.DeliverAsync(DeliveryBench.Envelope("b@example.net"), new string('x', 200_000)));

        Assert.Equal((DeliveryOutcome.Deferred, "4.3.0"), (result.Outcome, result.Status));
        Assert.Contains("Too many open files", result.Text, StringComparison.Ordinal);
        Assert.Empty(bench.Damaged);
        Assert.Equal(0, bench.Spool.Open);
    }

    [Fact]
    public async Task A_mistake_of_ours_with_one_message_does_not_end_the_others()
    {
        await using var bench = Bench(new ScriptedStream(SmtpScript.Parse(Hello + UpToMessage)), 100, new ScriptedStream(SmtpScript.Parse(Hello + Message + Taken + Quit)));
        bench.Spool.OnRead = (number, _) => Break(number == 1, new InvalidOperationException("What?"));
        var first = bench.Add(DeliveryBench.Envelope("b@example.net"));
        var second = Assert.Single(await bench.DeliverAsync(DeliveryBench.Envelope("b@example.net")));
        var result = Assert.Single(await bench.Queue.ResultsAsync(first, TestContext.Current.CancellationToken));
        await bench.StopAsync();

        Assert.Equal((DeliveryOutcome.Deferred, "4.3.0"), (result.Outcome, result.Status));
        Assert.Equal(DeliveryOutcome.Delivered, second.Outcome);
        Assert.Contains("What?", Assert.Single(bench.Log.Events).Text, StringComparison.Ordinal);
    }

    private static DeliveryBench Bench(string script) => Bench(new ScriptedStream(SmtpScript.Parse(script)), 100);

    private static DeliveryBench Bench(ScriptedStream server, int blockSize, params ScriptedStream[] more) => new()
    {
        Network = new TestNetwork().On(DeliveryBench.SmartHost, [server, .. more]),
        Spool = new BlockSpool { BlockSize = blockSize },
        Queue = new TestQueue { KeepsUntried = true },
    };

    private static void Break(bool now, Exception error)
    {
        if (now) throw error;
    }
}
