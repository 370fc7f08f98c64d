using SmtpAdmin.Core.Tests.Smtp.Relay.Support;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Queue;

public sealed class QueueViewTests
{
    private readonly QueueUnderTest _test = new();

    public static TheoryData<SmtpQueueFilter, string> Filters => new()
    {
        { SmtpQueueFilter.All, "Q1 Q2 Q3" },
        { new SmtpQueueFilter { QueueIds = ["q2"] }, "Q2" },
        { new SmtpQueueFilter { QueueIds = ["Q9", "Q3", "Q1"] }, "Q1 Q3" },
        { new SmtpQueueFilter { QueueIds = ["Q?"] }, "Q1 Q2 Q3" },
        { new SmtpQueueFilter { Sender = "ALERT*@monitor.test" }, "Q1" },
        { new SmtpQueueFilter { Sender = "" }, "Q3" },
        { new SmtpQueueFilter { Sender = "<>" }, "Q3" },
        { new SmtpQueueFilter { Sender = "*" }, "Q1 Q2 Q3" },
        { new SmtpQueueFilter { Sender = "alert" }, "" },
        { new SmtpQueueFilter { MessageId = "<2@example.org>" }, "Q2" },
        { new SmtpQueueFilter { MessageId = "2@*" }, "Q2" },
        { new SmtpQueueFilter { OlderThan = TimeSpan.FromMinutes(10) }, "Q1" },
        { new SmtpQueueFilter { Recipient = "a@x.test" }, "Q1" },
        { new SmtpQueueFilter { Domain = "X.test" }, "Q1 Q2" },
        { new SmtpQueueFilter { Domain = "bücher.test" }, "Q3" },
        { new SmtpQueueFilter { Domain = "xn--bcher-kva.test" }, "Q3" },
        { new SmtpQueueFilter { Domain = "*.Bücher.test" }, "Q2" },
        { new SmtpQueueFilter { Domain = ".bücher.test" }, "Q2" },
        { new SmtpQueueFilter { Domain = "*test" }, "Q1 Q2 Q3" },
        { new SmtpQueueFilter { Destination = "xn--*" }, "Q3" },
        { new SmtpQueueFilter { Status = SmtpRecipientStatus.Deferred }, "Q1" },
        { new SmtpQueueFilter { Status = SmtpRecipientStatus.Delivered }, "Q1" },
        { new SmtpQueueFilter { Status = SmtpRecipientStatus.Delivered, Domain = "x.test" }, "" },
        { new SmtpQueueFilter { Status = SmtpRecipientStatus.Delivered, Domain = "y.test" }, "Q1" },
        { new SmtpQueueFilter { Recipient = "a?x.test", Sender = "<>" }, "" },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task A_filter_finds_what_it_names(SmtpQueueFilter filter, string expected)
    {
        _test.Add(_test.Envelope("a@x.test", "b@y.test") with { Sender = "alerts@monitor.test" });
        _test.Clock.Advance(TimeSpan.FromMinutes(10));
        _test.Add(_test.Envelope("c@x.test", "d@www.BÜCHER.test"));
        _test.Add(_test.Envelope("e@BÜCHER.test") with { Sender = "" });
        await _test.CompleteAsync(_test.MustTake("@x.test"), DeliveryOutcome.Deferred);
        await _test.CompleteAsync(_test.MustTake("@y.test"), DeliveryOutcome.Delivered);
        Assert.Equal(expected, string.Join(' ', _test.Queue.List(filter).Select(item => item.QueueId)));
    }

    [Fact]
    public async Task Why_a_message_waits_is_shown_and_not_that_another_recipient_has_it()
    {
        _test.Add("a@x.test", "b@y.test");
        await _test.CompleteAsync(_test.MustTake("@x.test"), DeliveryOutcome.Deferred);
        _test.Clock.Advance(TimeSpan.FromSeconds(1));
        await _test.CompleteAsync(_test.MustTake("@y.test"), DeliveryOutcome.Delivered);
        Assert.Equal((SmtpRecipientStatus.Deferred, "The connection was refused."), (_test.Item().Status, _test.Item().LastReply));
    }

    [Fact]
    public async Task An_item_shows_where_each_recipient_stands()
    {
        _test.Add(_test.Envelope("a@x.test", "b@y.test", "c@z.test") with { Client = "192.0.2.1", User = "scan" });
        var start = _test.Clock.GetUtcNow();
        _test.Clock.Advance(TimeSpan.FromMinutes(1));
        _test.MustTake("@y.test");
        await _test.CompleteAsync(_test.MustTake("@x.test"), DeliveryOutcome.Deferred);
        var item = _test.Item();
        Assert.Equal([SmtpRecipientStatus.Deferred, SmtpRecipientStatus.Sending, SmtpRecipientStatus.Queued], item.Recipients.Select(recipient => recipient.Status));
        Assert.Equal((SmtpRecipientStatus.Sending, 1, "The connection was refused.", "x.test, y.test, z.test"), (item.Status, item.Attempts, item.LastReply, item.Destination));
        Assert.Equal((start, start + TimeSpan.FromDays(5), "192.0.2.1", "scan", 1000L), (item.ReceivedAt, item.ExpiresAt, item.Client, item.User, item.Size));
        var recipient = item.Recipients[0];
        Assert.Equal(("a@x.test", 1, start + TimeSpan.FromMinutes(1), "4.4.1"), (recipient.Address, recipient.Attempts, recipient.LastAttemptAt, recipient.LastStatus));
        Assert.Equal(item.NextAttemptAt, recipient.NextAttemptAt);
        _test.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(SmtpRecipientStatus.Queued, _test.Item().Recipients[0].Status); // due again
    }

    [Fact]
    public async Task What_waits_for_a_destination_that_is_left_alone_is_deferred_like_what_failed_itself()
    {
        _test.Add("a@x.test");
        _test.Add("b@x.test", "c@y.test");
        _test.Add("d@x.test");
        await _test.CompleteAsync(_test.MustTake("@x.test"), DeliveryOutcome.Deferred);
        await _test.Queue.HoldAsync(new SmtpQueueFilter { Recipient = "d@*" }, TestContext.Current.CancellationToken);
        var until = _test.Pause("x.test", TimeSpan.FromMinutes(10));
        var deferred = new SmtpQueueFilter { Status = SmtpRecipientStatus.Deferred };
        var items = _test.Queue.List(deferred).ToList();
        Assert.Equal(["Q1", "Q2"], items.Select(item => item.QueueId));
        Assert.Equal((1, until, "The connection was refused."), (items[0].Attempts, items[0].NextAttemptAt, items[0].LastReply)); // its own turn comes earlier, and what was said of it stays
        var waiting = items[1].Recipients[0];
        Assert.Equal((SmtpRecipientStatus.Deferred, 0, null, until), (waiting.Status, waiting.Attempts, waiting.LastAttemptAt, waiting.NextAttemptAt));
        Assert.Equal(("No connection: nobody is there.", "4.4.1", "mx.example"), (waiting.LastReply, waiting.LastStatus, waiting.LastServer));
        Assert.Equal((SmtpRecipientStatus.Queued, null, null), (items[1].Recipients[1].Status, items[1].Recipients[1].NextAttemptAt, items[1].Recipients[1].LastReply));
        var figures = _test.Queue.Figures();
        Assert.Equal((1, 2, 1), (figures.Queued, figures.Deferred, figures.Held));
        Assert.Equal((2, until, "No connection: nobody is there."), (figures.ByDestination[0].Deferred, figures.ByDestination[0].NextAttemptAt, figures.ByDestination[0].LastReply));

        _test.Clock.Advance(TimeSpan.FromMinutes(10)); // over
        Assert.Empty(_test.Queue.List(deferred));
        Assert.Equal((3, 0), (_test.Queue.Figures().Queued, _test.Queue.Figures().Deferred));
    }

    [Fact]
    public async Task What_is_requeued_does_not_wait_for_its_destination_but_for_others()
    {
        _test.Add("a@x.test", "b@y.test");
        _test.Pause("x.test", TimeSpan.FromMinutes(10));
        _test.Pause("y.test", TimeSpan.FromMinutes(10));
        var item = Assert.Single(await _test.Queue.RequeueAsync(new SmtpQueueFilter { Domain = "x.test", Status = SmtpRecipientStatus.Deferred }, TestContext.Current.CancellationToken));
        Assert.Equal([SmtpRecipientStatus.Queued, SmtpRecipientStatus.Deferred], item.Recipients.Select(recipient => recipient.Status));
        Assert.Equal("x.test", Assert.Single(_test.Retried).Name);
    }

    [Fact]
    public async Task Figures_count_by_age_and_by_destination()
    {
        Assert.Equivalent((0, 0L, null as DateTimeOffset?), (_test.Queue.Figures().Messages, _test.Queue.Figures().Octets, _test.Queue.Figures().Oldest));
        var start = _test.Clock.GetUtcNow();
        _test.Add("a@x.test", "b@x.test");
        _test.Add("a@x.test");
        await _test.CompleteAsync(_test.MustTake("@x.test"), DeliveryOutcome.Deferred);
        _test.MustTake("@x.test");
        _test.Clock.Advance(TimeSpan.FromMinutes(2));
        _test.Add("a@y.test");
        await _test.Queue.HoldAsync(new SmtpQueueFilter { Domain = "y.test" }, TestContext.Current.CancellationToken);
        _test.Clock.Advance(TimeSpan.FromMinutes(1.5));
        var figures = _test.Queue.Figures();
        Assert.Equal((3, 3000L, 0, 1, 2, 1, 0, start), (figures.Messages, figures.Octets, figures.Queued, figures.Sending, figures.Deferred, figures.Held, figures.Damaged, figures.Oldest));
        Assert.Equal(3, figures.ByAge[0].Messages);
        Assert.Equal(["x.test", "y.test"], figures.ByDestination.Select(destination => destination.Name));
        var busiest = figures.ByDestination[0];
        Assert.Equal((2, 3, 1, 2, 0, start), (busiest.Messages, busiest.Recipients, busiest.Sending, busiest.Deferred, busiest.Held, busiest.Oldest));
        Assert.Equal(("The connection was refused.", _test.Queue.List(SmtpQueueFilter.All).First().NextAttemptAt), (busiest.LastReply, busiest.NextAttemptAt));

        _test.Clock.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal([(TimeSpan.Zero, 1), (TimeSpan.FromMinutes(5), 2)], _test.Queue.Figures().ByAge.Take(2).Select(age => (age.From, age.Messages)));
        Assert.Equal(3, _test.Queue.Figures().ByAge.Sum(age => age.Messages));
        Assert.Null(_test.Queue.Figures().ByAge[^1].To);
    }

    [Fact]
    public async Task Listing_goes_on_while_messages_come_and_go()
    {
        for (var n = 0; n < 1000; n++) _test.Add("a@x.test");
        var seen = 0;
        foreach (var item in _test.Queue.List(SmtpQueueFilter.All))
        {
            seen++;
            _test.Add("b@y.test");
            for (var n = 0; n < 3 && _test.Take("@x.test") is { } job; n++) await _test.CompleteAsync(job, DeliveryOutcome.Delivered);
            Assert.NotEmpty(item.Recipients);
        }
        Assert.InRange(seen, 256, 999);
    }
}
