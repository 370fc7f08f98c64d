using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Control;

public sealed class SmtpQueueTextTests
{
    [Theory]
    [InlineData("2R3XK0P15", "2R3XK0P15.eml")]
    [InlineData("../../etc/passwd", "______etc_passwd.eml")]
    [InlineData("A\u0000\u001bB", "A__B.eml")]
    public void A_file_s_name_leads_out_of_no_folder(string queueId, string expected) => Assert.Equal(expected, SmtpQueueExport.FileNameOf(queueId));

    [Fact]
    public void A_message_is_named_by_those_whom_it_still_has_to_reach()
    {
        var item = new SmtpQueueItem
        {
            QueueId = "A1",
            Sender = "",
            Recipients = [new("a@x.example", SmtpRecipientStatus.Delivered), new("b\u202e@x.example", SmtpRecipientStatus.Deferred), new("c@x.example", SmtpRecipientStatus.Held), new("d@x.example", SmtpRecipientStatus.Held)],
        };
        Assert.Equal("A1 from <> to b\uFFFD@x.example and 2 more", SmtpQueueText.Name(item));
        Assert.Equal("A1 from <> to nobody", SmtpQueueText.Name(item with { Recipients = [] }));
    }

    [Fact]
    public void A_recipient_is_told_on_a_line()
    {
        var recipient = new SmtpQueueRecipient("a@x.example", SmtpRecipientStatus.Deferred)
        {
            Attempts = 3, NextAttemptAt = new DateTimeOffset(2026, 11, 21, 8, 0, 0, TimeSpan.FromHours(1)), LastReply = "451 4.7.1 Later", LastServer = "mx.x.example",
        };
        Assert.Equal("a@x.example: Deferred, tried 3 times, next at 2026-11-21 07:00:00Z: 451 4.7.1 Later (mx.x.example)", recipient.ToString());
        Assert.Equal("a@x.example: Queued", new SmtpQueueRecipient("a@x.example", SmtpRecipientStatus.Queued).ToString());
    }

    [Theory]
    [InlineData(null, "Hold")]
    [InlineData("a@x.example", "Hold (the recipients that fit alone)")]
    public void What_is_done_says_whether_it_is_done_to_recipients(string? recipient, string expected) =>
        Assert.Equal(expected, SmtpQueueText.Do(SmtpQueueAction.Hold, new SmtpQueueFilter { Recipient = recipient }));

    [Fact]
    public void A_filter_that_asks_for_nothing_is_none()
    {
        Assert.False(new SmtpQueueFilter { QueueIds = new List<string>() }.HasCriteria);
        SmtpQueueFilter[] filters =
        [
            new() { QueueIds = ["A1"] }, new() { Sender = "" }, new() { MessageId = "x" }, new() { OlderThan = TimeSpan.Zero },
            new() { Recipient = "x" }, new() { Domain = "x" }, new() { Status = SmtpRecipientStatus.Queued }, new() { Destination = "x" },
        ];
        Assert.All(filters, filter => Assert.True(filter.HasCriteria));
    }
}
