using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Grammar;

/// <summary>Records and qualifiers as they are handed over.</summary>
public sealed class SpfRecordTextTests
{
    [Theory]
    [InlineData("\uFEFFv=spf1 -all\r\n")]
    [InlineData("  v=spf1 -all ")]
    [InlineData("\n\uFEFF v=spf1 -all")]
    public void What_a_file_has_around_a_record_does_not_count(string text)
    {
        Assert.True(SpfRecordText.TryRead(text, out var record, out _));
        Assert.Equal("v=spf1 -all", record.Text);
    }

    [Fact]
    public void What_is_no_record_is_refused_with_a_reason()
    {
        Assert.False(SpfRecordText.TryRead("\uFEFFspf1 -all", out _, out var problem));
        Assert.StartsWith("'spf1 -all' is no SPF record", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-all", SpfQualifier.Fail)]
    [InlineData(" ~ALL ", SpfQualifier.SoftFail)]
    [InlineData("?", SpfQualifier.Neutral)]
    [InlineData("+all", SpfQualifier.Pass)]
    [InlineData("all", null)]
    [InlineData("-mx", null)]
    [InlineData("-al1", null)]
    [InlineData("", null)]
    public void A_qualifier_is_read_as_it_stands_before_all(string text, SpfQualifier? wanted) => Assert.Equal(wanted, SpfQualifierText.Find(text));
}
