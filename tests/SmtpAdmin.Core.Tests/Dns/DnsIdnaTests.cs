using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Core.Tests.Dns;

/// <summary>The mapping without Unicode's tables, held against the one with them. The executable's tests show both from outside.</summary>
public class DnsIdnaTests
{
    private static readonly IdnMapping Full = new() { UseStd3AsciiRules = false, AllowUnassigned = true };

    [Fact]
    public void What_is_mapped_without_tables_is_mapped_alike_with_them()
    {
        Assert.True(DnsIdna.HasTables);
        var taken = 0;
        for (var character = '\0'; character < char.MaxValue; character++)
        {
            foreach (var label in (string[])[$"ü{character}", $"{character}ü", $"a{character}b"])
            {
                if (TryWithoutTables(label) is not { } ascii) continue;
                taken++;
                Assert.Equal(Full.GetAscii(label), ascii, ignoreCase: true); // with tables, an ASCII label keeps its case
            }
        }
        Assert.True(taken > 30_000, $"only {taken} labels were taken");
    }

    [Fact]
    public void Labels_of_several_letters_are_mapped_alike_too() =>
        Prop.ForAll(
            Gen.Elements("aZ09-_ßÄÖüÿøŁıİſĳŉŀσςΣΆώЖёчабあヲー日本가힣ǆªº·ﬁ\u0308\u00ad\u200d\u202eא".ToCharArray()).ArrayOf().Select(letters => new string(letters)).ToArbitrary(),
            label =>
            {
                if (label.Length > 0 && TryWithoutTables(label) is { } ascii) Assert.Equal(Full.GetAscii(label), ascii, ignoreCase: true);
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    [Theory]
    [InlineData("MÜNCHEN", "xn--mnchen-3ya")]
    [InlineData("Straße", "xn--strae-oqa")]
    [InlineData("ΑΣ", "xn--mxa0b")]
    [InlineData("日本", "xn--wgv71a")]
    [InlineData("\ufb01", null)]
    [InlineData("u\u0308", null)]
    [InlineData("\u0130x", null)]
    [InlineData("\uff21", null)]
    [InlineData("a\u00adü", null)]
    [InlineData("ü\u202e", null)]
    [InlineData("-ü", null)]
    [InlineData("אב", null)]
    [InlineData("\U00010400", null)]
    public void Only_what_needs_no_tables_is_mapped_without_them(string label, string? ascii) => Assert.Equal(ascii, TryWithoutTables(label));

    private static string? TryWithoutTables(string label)
    {
        try
        {
            return DnsIdna.ToAsciiWithoutTables(label);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
