using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Core.Tests.Dns.Transport;

public class SendWindowTests
{
    [Fact]
    public void Losses_of_one_burst_halve_it_once()
    {
        var window = new SendWindow(100);

        for (var n = 0; n < 30; n++) window.OnTimeout(sentAt: n, now: 50);
        Assert.Equal(50, window.Size);

        window.OnTimeout(sentAt: 51, now: 90);
        Assert.Equal(25, window.Size);
    }

    [Fact]
    public void Answers_let_it_grow_back_by_one_for_each_windowful()
    {
        var window = new SendWindow(100);
        window.OnTimeout(1, 2);

        for (var n = 0; n < 52; n++) window.OnAnswer();
        Assert.Equal(51, window.Size);
        for (var n = 0; n < 10_000; n++) window.OnAnswer();
        Assert.Equal(100, window.Size);
    }

    [Fact]
    public void It_stays_between_its_floor_and_its_ceiling_whatever_happens() =>
        Prop.ForAll<bool[], PositiveInt>((events, ceiling) =>
        {
            var window = new SendWindow(ceiling.Get);
            for (var now = 0; now < events.Length; now++)
            {
                if (events[now]) window.OnAnswer();
                else window.OnTimeout(now, now);
                Assert.InRange(window.Size, Math.Min(ceiling.Get, 16), ceiling.Get);
            }
        }).QuickCheckThrowOnFailure();
}
