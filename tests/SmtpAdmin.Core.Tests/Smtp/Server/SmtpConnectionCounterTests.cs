using System.Net;
using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Core.Tests.Smtp.Server;

public sealed class SmtpConnectionCounterTests
{
    private static readonly IPAddress One = IPAddress.Parse("192.0.2.1"), Other = IPAddress.Parse("192.0.2.2"), Mapped = IPAddress.Parse("::ffff:192.0.2.1");

    [Fact]
    public void Places_are_counted_in_all_and_for_each_address()
    {
        var counter = new SmtpConnectionCounter(3, 2);
        Assert.True(counter.TryEnter(One));
        Assert.True(counter.TryEnter(Mapped));
        Assert.False(counter.TryEnter(One));
        Assert.True(counter.TryEnter(Other));
        Assert.False(counter.TryEnter(Other));
        Assert.Equal(3, counter.Count);
        counter.Leave(Mapped);
        Assert.True(counter.TryEnter(One));
    }

    [Theory]
    [InlineData(4, 20)]
    [InlineData(400, 500)]
    [InlineData(10_000, 10_256)]
    public void So_many_connections_are_there_beside_the_sessions_that_each_may_get_its_last_word(int max, int open)
    {
        var counter = new SmtpConnectionCounter(max, 0);
        for (var n = 0; n < open; n++) Assert.True(counter.TryOpen());
        Assert.False(counter.TryOpen());
        Assert.False(counter.TryOpen());
        counter.Close();
        Assert.True(counter.TryOpen());
        counter.Max = 0;
        Assert.True(counter.TryOpen());
    }

    [Fact]
    public void Zero_is_no_limit_and_limits_may_change()
    {
        var counter = new SmtpConnectionCounter(0, 0);
        for (var n = 0; n < 1000; n++) Assert.True(counter.TryEnter(One));
        (counter.Max, counter.MaxPerClient) = (500, 0);
        Assert.False(counter.TryEnter(Other));
        for (var n = 0; n < 1000; n++) counter.Leave(One);
        Assert.True(counter.TryEnter(One));
        Assert.Equal(1, counter.Count);
    }
}
