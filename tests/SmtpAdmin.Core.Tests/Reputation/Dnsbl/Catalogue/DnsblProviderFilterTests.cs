using SmtpAdmin.Reputation;

namespace SmtpAdmin.Core.Tests.Reputation.Dnsbl;

public sealed class DnsblProviderFilterTests
{
    [Fact]
    public void All_lists_that_are_run_are_shown_and_those_that_were_on_request()
    {
        Assert.Equal("Big-ALL Big-AUTH Big-DOM Coop Keyed Vouched", All(new()));
        Assert.Equal("Big-ALL Big-AUTH Big-DOM Coop GONE Keyed Vouched", All(new() { IncludeRetired = true }));
        Assert.Equal("Big-ALL Coop Keyed", All(new() { Category = [DnsblCategory.Spam] }));
        Assert.Equal("Big-ALL Big-DOM Vouched", All(new() { Subject = [DnsblSubject.IPv6, DnsblSubject.Domain] }));
        Assert.Equal("Big-DOM", All(new() { Category = [DnsblCategory.Spam, DnsblCategory.Phishing], Subject = [DnsblSubject.Domain] }));

        static string All(DnsblProviderFilter filter) => string.Join(' ', filter.All(TestLists.Catalogue).Select(provider => provider.Name));
    }

    [Theory]
    [InlineData("coop", "Coop")]
    [InlineData(" bl.coop.test. ", "Coop")]
    [InlineData("s3cret.all.dq.spamhaus.net", "Big-ALL")]
    [InlineData("gone", "GONE")] // one that is named is shown whether it is run or not
    [InlineData("big*", "Big-ALL Big-AUTH Big-DOM")]
    [InlineData("*.bigwatch.test", "Big-ALL Big-AUTH Big-DOM")]
    [InlineData("go*", "")]
    [InlineData("zz*", "")]
    public void A_word_names_lists(string word, string names)
    {
        var found = new DnsblProviderFilter().Find(TestLists.Catalogue, word, out var problem, out _);
        Assert.Null(problem);
        Assert.Equal(names, string.Join(' ', found.Select(provider => provider.Name)));
    }

    [Fact]
    public void A_list_that_is_named_has_to_fit_the_other_conditions_too()
    {
        var filter = new DnsblProviderFilter { Category = [DnsblCategory.Spam], IncludeRetired = true };
        Assert.Empty(filter.Find(TestLists.Catalogue, "Vouched", out var problem, out _));
        Assert.Null(problem);
        Assert.Equal("GONE", filter.Find(TestLists.Catalogue, "GO*", out _, out _).Single().Name);
    }

    [Theory]
    [InlineData("go*", true)]
    [InlineData("*.gone.test", true)]
    [InlineData("*o*", false)] // Coop is shown
    [InlineData("gone", false)]
    [InlineData("zz*", false)]
    public void Wildcards_that_only_closed_lists_fit_are_noted(string word, bool noted)
    {
        new DnsblProviderFilter().Find(TestLists.Catalogue, word, out _, out var note);
        Assert.Equal(noted, note is not null);
        new DnsblProviderFilter { IncludeRetired = true }.Find(TestLists.Catalogue, word, out _, out var none);
        Assert.Null(none);
        new DnsblProviderFilter { Category = [DnsblCategory.Allow] }.Find(TestLists.Catalogue, word, out _, out var unfit);
        Assert.Null(unfit);
        if (note is null) return;
        Assert.Equal((DnsblSelectionCode.RetiredProvider, word), (note.Code, note.Subject));
        Assert.Contains("closed do: GONE. -IncludeRetired", note.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("coob", "Did you mean Coop?")]
    [InlineData("bl.coob.test", "Did you mean bl.coop.test?")]
    [InlineData("bl.example.org", "Get-DnsblProvider")]
    [InlineData("\u001b[2J", "'\uFFFD[2J' is no list")]
    [InlineData("", "'' is no list")]
    public void A_word_that_names_none_is_told(string word, string message)
    {
        Assert.Empty(new DnsblProviderFilter().Find(TestLists.Catalogue, word, out var problem, out _));
        Assert.Equal(DnsblSelectionCode.UnknownProvider, problem!.Code);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }
}
