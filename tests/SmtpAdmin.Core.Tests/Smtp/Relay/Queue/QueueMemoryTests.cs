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

    private readonly QueueUnderTest _test = new();

    [Fact]
    public Task A_queued_message_costs_little_memory_when_it_was_found_at_the_start() => CheckAsync(queue =>
    {
        queue.Restore(Enumerable.Range(1, Messages).Select(number => new StoredMessage(number, 4096, Envelope(_test, number), [Change(_test, number)])));
        return Task.CompletedTask;
    });

    [Fact]
    public Task A_queued_message_costs_little_memory_when_it_came_in_and_was_tried() => CheckAsync(async queue =>
    {
        for (var number = 1; number <= Messages; number++)
        {
            Assert.True(RelayRecordCodec.TryRead(Envelope(_test, number), new TextPool(), out var record, out _)); // with texts of its own
            queue.Add(number, record.Envelope);
            var job = queue.TryTake(_test.Routes.Find($"user{number}@customer{number % 100}.example"));
            Assert.NotNull(job);
            await queue.CompleteAsync(job, [new DeliveryResult(0, DeliveryOutcome.Deferred, "4.4.1", $"The connection to {number % 100} was refused.")]);
        }
    });

    /// <summary>The median of some measurements: what the tests before this one leave behind goes away when it likes.</summary>
    private async Task CheckAsync(Func<RelayQueue, Task> fill)
    {
        var costs = new List<long>();
        for (var measurement = 0; measurement < 5; measurement++)
        {
            using var queue = new RelayQueue(new SilentSpool(), _test.Routes, new SmtpRelayRetry(), NoLog.Instance, _test.Clock, new Random(1));
            var before = GC.GetTotalMemory(forceFullCollection: true);
            await fill(queue);
            costs.Add((GC.GetTotalMemory(forceFullCollection: true) - before) / Messages);
            Assert.Equal(Messages, queue.Count);
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{string.Join(", ", costs)} octets a message");
        Assert.InRange(costs.Order().ElementAt(2), 1, MostOctets);
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
}
