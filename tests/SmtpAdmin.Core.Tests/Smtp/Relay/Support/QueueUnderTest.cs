using SmtpAdmin.Core.Tests.Smtp.Server;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Support;

/// <summary>A queue with a spool, a log, reports and a clock that tests can hold on to; it can be started anew from its spool.</summary>
internal sealed class QueueUnderTest
{
    private readonly SmtpRelayRetry _retry;
    private int _made;

    public QueueUnderTest(SmtpRelayRetry? retry = null, IReadOnlyList<SmtpRelayRoute>? routes = null)
    {
        _retry = retry ?? new SmtpRelayRetry();
        Routes = new RelayRoutes(routes ?? [new SmtpRelayRoute()], "relay.example");
        Queue = Start();
    }

    public ManualClock Clock { get; } = new();

    public MemorySpool Spool { get; } = new();

    public MemoryLog Log { get; private set; } = new();

    public NotedReports Reports { get; } = new();

    public RelayRoutes Routes { get; }

    public RelayQueue Queue { get; private set; }

    /// <summary>The destinations that work arrived for, in order.</summary>
    public List<RelayDestination> Arrived { get; } = [];

    /// <summary>The destinations that were to be tried at once, in order.</summary>
    public List<RelayDestination> Retried { get; } = [];

    /// <summary>The destinations that the delivery leaves alone, by name.</summary>
    public Dictionary<string, DestinationPause> Pauses { get; } = [];

    /// <summary>Begins anew with what the spool holds.</summary>
    public void Restart()
    {
        Queue.Dispose();
        Queue = Start();
        Queue.Restore(Spool.Stored());
    }

    /// <summary>An envelope.</summary>
    public RelayEnvelope Envelope(params string[] recipients) => new()
    {
        QueueId = $"Q{++_made}",
        ReceivedAt = Clock.GetUtcNow(),
        Sender = "sender@example.org",
        Recipients = [.. recipients.Select(address => new RelayRecipient(address))],
        Size = 1000,
        MessageId = $"<{_made}@example.org>",
    };

    /// <summary>Takes a message in.</summary>
    /// <returns>Its number.</returns>
    public long Add(params string[] recipients) => Add(Envelope(recipients));

    /// <inheritdoc cref="Add(string[])"/>
    public long Add(RelayEnvelope envelope)
    {
        var number = Spool.Keep(RelayRecordCodec.WriteEnvelope(envelope), "Subject: test\r\n\r\nHello.\r\n"u8);
        Queue.Add(number, envelope);
        return number;
    }

    /// <summary>The next job for an address' destination.</summary>
    public DeliveryJob? Take(string address) => Queue.TryTake(Routes.Find(address));

    /// <summary>The next job for an address' destination, which there must be.</summary>
    public DeliveryJob MustTake(string address)
    {
        var job = Take(address);
        Assert.NotNull(job);
        return job;
    }

    /// <summary>Completes a job, with the same for all its recipients.</summary>
    public Task CompleteAsync(DeliveryJob job, DeliveryOutcome outcome) => Queue.CompleteAsync(job, [.. job.Recipients.Select(recipient => Result(recipient, outcome))]);

    /// <summary>Lets time pass, and has done what is due then.</summary>
    public Task PassAsync(TimeSpan time)
    {
        Clock.Advance(time);
        return Queue.RunOnceAsync();
    }

    /// <summary>Has a destination left alone for a while, because nobody is there.</summary>
    /// <returns>Until when.</returns>
    public DateTimeOffset Pause(string destination, TimeSpan time)
    {
        var until = Clock.GetUtcNow() + time;
        Pauses[destination] = new DestinationPause(until, DeliveryProblem.Temporary("4.4.1", "No connection: nobody is there.") with { Server = "mx.example" });
        return until;
    }

    /// <summary>The only message in the queue.</summary>
    public SmtpQueueItem Item() => Assert.Single(Queue.List(SmtpQueueFilter.All));

    public static DeliveryResult Result(int recipient, DeliveryOutcome outcome) => outcome switch
    {
        DeliveryOutcome.Delivered => new(recipient, outcome, "2.1.5", "250 2.1.5 Ok") { IsReply = true, Server = "mx.example", EndPoint = "192.0.2.1:25", Tls = "TLS 1.3", Duration = TimeSpan.FromSeconds(1) },
        DeliveryOutcome.Failed => new(recipient, outcome, "5.1.1", "550 5.1.1 No such user") { IsReply = true, Server = "mx.example", EndPoint = "192.0.2.1:25", Duration = TimeSpan.FromSeconds(1) },
        _ => new(recipient, outcome, "4.4.1", "The connection was refused."),
    };

    private RelayQueue Start()
    {
        Log = new MemoryLog();
        return new RelayQueue(Spool, Routes, _retry, Log, Clock, new Random(1)) { Reports = Reports, WorkArrived = Arrived.Add, RetryWanted = Retried.Add, PauseOf = destination => Pauses.GetValueOrDefault(destination.Name) };
    }
}
