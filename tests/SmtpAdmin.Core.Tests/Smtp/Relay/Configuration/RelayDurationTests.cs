using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Configuration;

public sealed class RelayDurationTests
{
    [Theory]
    [InlineData("90s", "00:01:30")]
    [InlineData("250ms", "00:00:00.25")]
    [InlineData("30m", "00:30:00")]
    [InlineData(" 2h ", "02:00:00")]
    [InlineData("3d", "3.00:00:00")]
    [InlineData("1.12:00:00", "1.12:00:00")]
    [InlineData("0s", "00:00:00")]
    public void A_duration_has_a_unit(string text, string expected)
    {
        Assert.True(RelayDuration.TryParse(text, out var duration, out var problem), problem);
        Assert.Equal(TimeSpan.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), duration);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("-2h")]
    [InlineData("-01:00:00")]
    [InlineData("2 hours")]
    [InlineData("9999d")]
    [InlineData("999.00:00:00")]
    [InlineData("\u001b[31m2h")]
    public void Anything_else_is_told_in_words(string? text)
    {
        Assert.False(RelayDuration.TryParse(text, out _, out var problem));
        Assert.Contains("2h", problem, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', problem);
    }
}
