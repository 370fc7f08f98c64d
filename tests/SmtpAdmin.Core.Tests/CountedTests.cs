namespace SmtpAdmin.Core.Tests;

public class CountedTests
{
    [Theory]
    [InlineData(0, "0 messages")]
    [InlineData(1, "1 message")]
    [InlineData(2, "2 messages")]
    [InlineData(1_000_000, "1000000 messages")]
    public void One_is_told_as_one(long count, string told) => Assert.Equal(told, Counted.Of(count, "message"));
}
