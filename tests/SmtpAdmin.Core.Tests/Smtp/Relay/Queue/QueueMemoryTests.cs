using SmtpAdmin.Core.Tests.Smtp.Relay.Support;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Queue;

/// <summary>Alone in its process: what others allocate would count too.</summary>
[CollectionDefinition(nameof(QueueMemoryTests), DisableParallelization = true)]
[Collection(nameof(QueueMemoryTests))]
public sealed class QueueMemoryTests
{
    private const int Messages = 20_000;
    private const int MostOctets = 1500;

    [Fact]
    public async Task A_queued_message_costs_little_memory_however_it_came_and_however_often_it_was_tried()
    {
        var test = new QueueUnderTest();
        using var queue = new RelayQueue(new SilentSpool(), test.Routes, new SmtpRelayRetry(), new SilentLog(), test.Clock, new Random(1));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        queue.Restore(Enumerable.Range(1, Messages).Select(number => new StoredMessage(number, 4096, Envelope(test, number), [Change(test, number)])));
        var cost = (GC.GetTotalMemory(forceFullCollection: true) - before) / Messages;
        TestContext.Current.TestOutputHelper?.WriteLine($"{cost} octets a message");
        Assert.InRange(cost, 1, MostOctets);

        // As they come in, with texts of their own, and tried once.
        using var second = new RelayQueue(new SilentSpool(), test.Routes, new SmtpRelayRetry(), new SilentLog(), test.Clock, new Random(1));
        before = GC.GetTotalMemory(forceFullCollection: true);
        for (var number = 1; number <= Messages; number++)
        {
            Assert.True(RelayRecordCodec.TryRead(Envelope(test, number), new TextPool(), out var record, out _));
            second.Add(number, record.Envelope);
            var job = second.TryTake(test.Routes.Find($"user{number}@customer{number % 100}.example"));
            Assert.NotNull(job);
            await second.CompleteAsync(job, [new DeliveryResult(0, DeliveryOutcome.Deferred, "4.4.1", $"The connection to {number % 100} was refused.")]);
        }
        cost = (GC.GetTotalMemory(forceFullCollection: true) - before) / Messages;
        TestContext.Current.TestOutputHelper?.WriteLine($"{cost} octets a message");
        Assert.InRange(cost, 1, MostOctets);
        Assert.Equal((Messages, Messages), (queue.Count, second.Count));
    }

    private static byte[] Envelope(QueueUnderTest test, int number) => RelayRecordCodec.WriteEnvelope(new RelayEnvelope
    {
        QueueId = $"4fQ7xkR9b{number}", ReceivedAt = test.Clock.GetUtcNow(), Sender = $"printer{number % 50}@office.example",
        Recipients = [new RelayRecipient($"user{number}@customer{number % 100}.example")], Size = 4096, MessageId = $"<20260301120000.{number}.4fQ7xkR9b@office.example>",
        Client = $"192.0.2.{number % 250}", HelloName = $"printer{number % 50}.office.example", Tls = "TLS 1.3 TLS_AES_256_GCM_SHA384", User = "printers",
    });

    private static byte[] Change(QueueUnderTest test, int number) => RelayRecordCodec.WriteChange(
        [new(0, RecipientState.Initial with
        {
            Status = SmtpRecipientStatus.Deferred, Attempts = 3, Pauses = 3, LastAttemptAt = test.Clock.GetUtcNow(), NextAttemptAt = test.Clock.GetUtcNow().AddMinutes(number % 60),
            LastReply = $"The connection to {number % 100} was refused.", LastStatus = "4.4.1", LastServer = "mx.customer.example",
        })], null);

    /// <summary>Keeps nothing, so that only the queue's own memory counts.</summary>
    private sealed class SilentSpool : ISpool
    {
        public string? Problem => null;

        public long FreeOctets => long.MaxValue;

        public long KeptOctets => 0;

        public ISpoolDraft Begin() => throw new NotSupportedException();

        public Task AppendChangeAsync(long number, ReadOnlyMemory<byte> change) => Task.CompletedTask;

        public Task RemoveAsync(long number) => Task.CompletedTask;

        public ISpoolContent OpenContent(long number) => throw new NotSupportedException();
    }

    private sealed class SilentLog : IRelayLog
    {
        public void Write(SmtpTraceEvent entry)
        {
        }
    }
}
