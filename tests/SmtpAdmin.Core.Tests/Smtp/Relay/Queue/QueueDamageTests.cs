using SmtpAdmin.Core.Tests.Smtp.Relay.Support;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Queue;

public sealed class QueueDamageTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    private readonly QueueUnderTest _test = new();

    [Fact]
    public async Task A_message_that_cannot_be_read_is_shown_and_never_tried_again_and_returned_in_the_end()
    {
        var number = _test.Add("a@x.test", "b@y.test");
        var job = _test.MustTake("@x.test");
        _test.Queue.MarkDamaged(number, "Block 3 is not what was written.");
        _test.Queue.MarkDamaged(number, "Again.");
        await _test.CompleteAsync(job, DeliveryOutcome.NotTried);
        for (var restart = 0; restart < 2; restart++)
        {
            Assert.Null(_test.Take("@x.test"));
            Assert.Null(_test.Take("@y.test"));
            Assert.Equal((SmtpRecipientStatus.Damaged, "Block 3 is not what was written."), (_test.Item().Status, _test.Item().Damage));
            Assert.Equal(1, _test.Queue.Figures().Damaged);
            Assert.Single(_test.Log.Of(SmtpTraceKind.Damaged));
            await _test.Queue.RequeueAsync(SmtpQueueFilter.All, Token);
            _test.Restart();
        }
        await _test.PassAsync(TimeSpan.FromDays(5));
        Assert.Equal(["5.3.0", "5.3.0"], Assert.Single(_test.Reports.Sent).Recipients.Select(recipient => recipient.Status));
        Assert.Equal(0, _test.Spool.Count);
    }

    [Fact]
    public async Task A_damaged_message_can_be_removed_with_a_bounce()
    {
        _test.Queue.MarkDamaged(_test.Add("a@x.test"), "Block 3 is not what was written.");
        await _test.Queue.RemoveAsync(new SmtpQueueFilter { Status = SmtpRecipientStatus.Damaged }, bounce: true, Token);
        Assert.Single(_test.Reports.Sent);
        Assert.Equal(0, _test.Spool.Count);
    }

    [Fact]
    public async Task An_envelope_that_cannot_be_read_is_listed_by_its_number_and_kept_until_it_is_removed()
    {
        _test.Add("a@x.test");
        var number = _test.Spool.Keep("{}"u8, "content"u8);
        _test.Add("b@x.test");
        _test.Restart();
        Assert.Equal(3, _test.Queue.Count);
        var item = Assert.Single(_test.Queue.List(new SmtpQueueFilter { Status = SmtpRecipientStatus.Damaged }));
        Assert.Equal(($"UNREADABLE{number}", SmtpRecipientStatus.Damaged, 7L, null, null), (item.QueueId, item.Status, item.Size, item.ReceivedAt, item.ExpiresAt));
        Assert.StartsWith("The envelope cannot be read: ", item.Damage, StringComparison.Ordinal);
        Assert.Empty(_test.Queue.List(new SmtpQueueFilter { Sender = "*", Status = SmtpRecipientStatus.Damaged }));
        Assert.Single(_test.Log.Of(SmtpTraceKind.Damaged));
        Assert.Null(_test.Queue.Snapshot(number));

        await _test.PassAsync(TimeSpan.FromDays(4));
        Assert.NotNull(_test.Take("@x.test"));
        Assert.NotNull(_test.Take("@x.test"));
        _test.Restart();
        await _test.PassAsync(TimeSpan.FromDays(30));
        Assert.Equal(item.QueueId, _test.Item().QueueId);

        Assert.Equal(SmtpRecipientStatus.Removed, Assert.Single(await _test.Queue.RemoveAsync(new SmtpQueueFilter { QueueIds = [item.QueueId] }, bounce: true, Token)).Status);
        Assert.Equal((0, 0), (_test.Queue.Count, _test.Spool.Count));
        Assert.DoesNotContain(_test.Reports.Sent, report => report.Number == number);
    }

    [Fact]
    public async Task A_change_that_cannot_be_read_may_have_been_a_delivery_so_nothing_is_tried()
    {
        var number = _test.Add("a@x.test", "b@y.test");
        _test.Spool.Append(number, "{\"v\":1,\"states\":[{\"n\":0,\"s\":\"teleported\"}]}"u8.ToArray());
        _test.Spool.Append(number, RelayRecordCodec.WriteChange([new(1, RecipientState.Initial with { Status = SmtpRecipientStatus.Delivered })], null));
        _test.Restart();
        Assert.Equal([SmtpRecipientStatus.Damaged, SmtpRecipientStatus.Delivered], _test.Item().Recipients.Select(recipient => recipient.Status));
        Assert.Null(_test.Take("@x.test"));
        Assert.Null(_test.Queue.Snapshot(number));
        await _test.PassAsync(TimeSpan.FromDays(30));
        Assert.Empty(_test.Reports.Sent);
        await _test.Queue.RemoveAsync(SmtpQueueFilter.All, bounce: true, Token);
        Assert.Equal(0, Assert.Single(Assert.Single(_test.Reports.Sent).Recipients).Recipient);
        Assert.Equal(0, _test.Spool.Count);
    }

    [Fact]
    public async Task What_was_done_before_a_crash_is_forgotten_behind_it()
    {
        var number = _test.Add("a@x.test");
        _test.Spool.Append(number, RelayRecordCodec.WriteChange([new(0, RecipientState.Initial with { Status = SmtpRecipientStatus.Delivered })], null));
        _test.Restart();
        Assert.Null(_test.Take("@x.test"));
        await _test.PassAsync(TimeSpan.Zero);
        Assert.Equal((0, 0), (_test.Queue.Count, _test.Spool.Count));
        Assert.Single(_test.Log.Of(SmtpTraceKind.Done));
    }
}
