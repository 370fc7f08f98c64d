using SmtpAdmin.Core.Tests.Smtp.Server;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Queue;

public sealed class IntakeFloodTests
{
    private readonly ManualClock _clock = new();
    private readonly IntakeFlood _flood;

    public IntakeFloodTests() => _flood = new IntakeFlood(_clock);

    [Fact]
    public void A_flood_begins_with_so_many_messages_within_a_window_and_not_before()
    {
        Come(IntakeFlood.Full - 1);
        Assert.False(_flood.IsOn);
        Come(1);
        Assert.True(_flood.IsOn);
    }

    [Fact]
    public void Messages_of_two_windows_make_no_flood_together()
    {
        for (var window = 0; window < 50; window++)
        {
            Come(IntakeFlood.Full - 1);
            _clock.Advance(IntakeFlood.Window);
            Assert.False(_flood.IsOn);
        }
    }

    [Fact]
    public void It_lasts_from_one_window_into_the_next_and_ends_with_a_calm_one()
    {
        Come(IntakeFlood.Full);
        _clock.Advance(IntakeFlood.Window);
        Assert.True(_flood.IsOn);
        _clock.Advance(IntakeFlood.Window);
        Assert.False(_flood.IsOn);
    }

    [Fact]
    public void A_burst_that_is_long_past_is_no_flood()
    {
        Come(IntakeFlood.Full);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.False(_flood.IsOn);
    }

    [Fact]
    public void Deliveries_stand_back_for_some_seconds_and_then_have_their_share_however_long_it_goes_on()
    {
        Assert.Equal(IntakeFlood.Longest, StandBack(TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void They_stand_back_again_only_for_as_long_as_there_was_calm()
    {
        StandBack(TimeSpan.FromMinutes(1));
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.InRange(StandBack(TimeSpan.FromMinutes(1)), TimeSpan.FromSeconds(1.9), TimeSpan.FromSeconds(2.1));
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.InRange(StandBack(TimeSpan.FromMinutes(1)), IntakeFlood.Longest - IntakeFlood.Window, IntakeFlood.Longest);
    }

    [Fact]
    public void In_a_flood_one_goes_out_for_so_many_that_come_in()
    {
        Come(IntakeFlood.Full);
        GoOut(IntakeFlood.Full / IntakeFlood.InForOneOut);
        for (var round = 0; round < 100; round++)
        {
            Assert.True(_flood.HoldsDeliveries);
            Come(IntakeFlood.InForOneOut - 1);
            Assert.True(_flood.HoldsDeliveries);
            Come(1);
            Assert.False(_flood.HoldsDeliveries);
            GoOut(1);
        }
    }

    [Fact]
    public void What_came_before_buys_some_deliveries_and_no_flood_of_them()
    {
        for (var window = 0; window < 1000; window++)
        {
            Come(IntakeFlood.Full - 1);
            _clock.Advance(IntakeFlood.Window);
        }
        Come(IntakeFlood.Full);
        GoOut(IntakeFlood.Full - 1);
        Assert.False(_flood.HoldsDeliveries);
        GoOut(1);
        Assert.True(_flood.HoldsDeliveries);
    }

    [Fact]
    public void Without_a_flood_deliveries_are_as_many_as_there_are()
    {
        Come(IntakeFlood.Full - 1);
        GoOut(1000);
        Assert.False(_flood.HoldsDeliveries);
        Come(1);
        GoOut(1);
        Assert.True(_flood.HoldsDeliveries);
        _clock.Advance(2 * IntakeFlood.Window);
        Assert.False(_flood.HoldsDeliveries);
    }

    private void GoOut(int messages)
    {
        for (; messages > 0; messages--) _flood.GoesOut();
    }

    private void Come(int messages)
    {
        for (; messages > 0; messages--) _flood.CameIn();
    }

    /// <summary>Floods it for a while.</summary>
    /// <returns>How much of that it was on.</returns>
    private TimeSpan StandBack(TimeSpan flood)
    {
        var on = TimeSpan.Zero;
        for (var passed = TimeSpan.Zero; passed < flood; passed += IntakeFlood.Window)
        {
            Come(IntakeFlood.Full);
            if (_flood.IsOn) on += IntakeFlood.Window;
            _clock.Advance(IntakeFlood.Window);
        }
        return on;
    }
}
