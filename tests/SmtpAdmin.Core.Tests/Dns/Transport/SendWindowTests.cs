using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Core.Tests.Dns.Transport;

public class SendWindowTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(200);

    [Fact]
    public void Losses_of_one_burst_halve_it_once()
    {
        var window = new SendWindow(100);

        for (var n = 0; n < 30; n++) window.OnLoss(sentAt: n, now: 50);
        Assert.Equal(50, window.Size);

        window.OnLoss(sentAt: 51, now: 90);
        Assert.Equal(25, window.Size);
    }

    [Fact]
    public void Answers_let_it_grow_back_by_one_for_each_windowful()
    {
        var window = new SendWindow(100);
        window.OnLoss(1, 2);

        for (var n = 0; n < 52; n++) window.OnAnswer(Soon);
        Assert.Equal(51, window.Size);
        for (var n = 0; n < 10_000; n++) window.OnAnswer(Soon);
        Assert.Equal(100, window.Size);
    }

    [Fact]
    public void A_server_whose_answers_all_take_long_gets_more_for_each_and_never_more_than_the_most()
    {
        var window = new SendWindow(100);

        for (var n = 0; n < 100; n++) window.OnAnswer(Late);
        Assert.Equal(200, window.Size);
        for (var n = 0; n < 10_000; n++) window.OnAnswer(Late);
        Assert.Equal(1600, window.Size);
    }

    [Fact]
    public void A_distant_server_gets_no_more_once_its_answers_come_later()
    {
        var window = new SendWindow(100);
        window.OnAnswer(Late);

        for (var n = 0; n < 100; n++) window.OnAnswer(Late * 2);
        Assert.Equal(101, window.Size);
    }

    [Fact]
    public void One_answer_that_came_soon_tells_a_near_server()
    {
        var window = new SendWindow(100);
        for (var n = 0; n < 500; n++) window.OnAnswer(Late);

        window.OnAnswer(Soon);
        Assert.Equal(100, window.Size);
        for (var n = 0; n < 500; n++) window.OnAnswer(Late);
        Assert.Equal(100, window.Size);
    }

    [Fact]
    public void It_stays_between_its_floor_and_its_ceiling_whatever_happens() =>
        Prop.ForAll<bool[], PositiveInt>((events, ceiling) =>
        {
            var window = new SendWindow(ceiling.Get);
            for (var now = 0; now < events.Length; now++)
            {
                if (events[now]) window.OnAnswer(Soon);
                else window.OnLoss(now, now);
                Assert.InRange(window.Size, Math.Min(ceiling.Get, 16), ceiling.Get);
            }
        }).QuickCheckThrowOnFailure();
}
