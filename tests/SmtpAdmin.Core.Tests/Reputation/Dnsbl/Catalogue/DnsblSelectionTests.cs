using System.Net;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Dns;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Core.Tests.Reputation.Dnsbl;

public sealed class DnsblSelectionTests
{
    private const string Key = "abcdefghijklmnopqrstuvwxyz";

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void An_empty_name_is_refused_and_never_stands_for_all(string word)
    {
        var selection = Choose([word]);
        Assert.Empty(selection.Lists);
        Assert.Equal("The name of a list is empty.", Assert.Single(selection.Problems).Message);
        Assert.Equal("Coop", Assert.Single(Choose([word, "Coop"]).Lists).Name);
        Assert.Single(DnsblSelection.Choose(TestLists.Catalogue, new() { ExcludeProvider = [word] }).Problems);
    }

    [Fact]
    public void Without_names_every_list_is_asked_that_is_run_and_needs_no_key()
    {
        var selection = Choose();
        Assert.Equal(["Big-ALL", "Big-DOM", "Coop", "Vouched"], Names(selection));
        Assert.Empty(selection.Problems);
        Assert.Empty(selection.Notes);
    }

    [Fact]
    public void With_the_key_lists_that_take_it_are_asked_at_their_keyed_zones_and_nowhere_else()
    {
        var selection = Choose(key: Key);
        Assert.Equal(["Big-ALL", "Big-AUTH", "Big-DOM", "Coop", "Vouched"], Names(selection));
        Assert.Equal(
            ["{key}.all.dq.spamhaus.net", "{key}.auth.dq.spamhaus.net", "{key}.dom.dq.spamhaus.net", "bl.coop.test", "list.vouched.test"],
            selection.Lists.Select(list => list.Zone));
        Assert.Equal(DnsName.Parse($"{Key}.all.dq.spamhaus.net"), selection.Lists[0].ZoneName);
    }

    [Fact]
    public void A_key_is_shown_nowhere()
    {
        var list = Choose(["Big-ALL"], key: Key).Lists.Single();
        var shown = string.Join(' ', typeof(DnsblList).GetProperties().Select(property => property.GetValue(list)).Append(list));
        Assert.DoesNotContain(Key, shown, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Key, new DnsblSelectionRequest { Key = Key }.ToString()!, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, Choose(["Big-ALL"], key: Key).ToString(), StringComparison.Ordinal);
        var queried = DnsName.ForAddress(IPAddress.Parse("192.0.2.1"), list.ZoneName);
        Assert.Equal("1.2.0.192.{key}.all.dq.spamhaus.net", list.Show(queried));
        Assert.Equal("see {key}.all and {key}", list.WithoutKey($"see {Key}.all and {Key.ToUpperInvariant()}"));
    }

    [Theory]
    [InlineData("Big-ALL")]
    [InlineData("bigall")]
    [InlineData(" BIG-all ")]
    [InlineData("all.bigwatch.test")]
    [InlineData("ALL.bigwatch.test.")]
    public void A_list_is_known_by_its_name_and_by_its_zone(string word)
    {
        var list = Assert.Single(Choose([word]).Lists);
        Assert.Equal("Big-ALL", list.Name);
        Assert.Equal("all.bigwatch.test", list.Zone);
        Assert.Same(TestLists.Catalogue.Find("Big-ALL"), list.Provider);
        Assert.True(list.Takes(DnsblSubject.IPv6));
        Assert.False(list.Takes(DnsblSubject.Domain));
    }

    [Theory]
    [InlineData($"{Key}.all.dq.spamhaus.net", "Big-ALL")]
    [InlineData($"{Key}.mail.locksmith.test.", "Keyed")]
    [InlineData($"{Key}.AUTH.dq.spamhaus.net", "Big-AUTH")]
    public void A_zone_with_its_key_is_asked_as_given_and_shown_without_it(string zone, string name)
    {
        var list = Assert.Single(Choose([zone]).Lists);
        Assert.Equal(name, list.Name);
        Assert.Equal(DnsName.Parse(zone), list.ZoneName);
        Assert.StartsWith("{key}.", list.Zone, StringComparison.Ordinal);
    }

    [Fact]
    public void A_zone_that_the_catalogue_lacks_is_asked_about_anything()
    {
        var selection = Choose(["bl.example.org."]);
        var list = Assert.Single(selection.Lists);
        Assert.Equal(("bl.example.org", "bl.example.org"), (list.Name, list.Zone));
        Assert.Null(list.Provider);
        Assert.All(Enum.GetValues<DnsblSubject>(), subject => Assert.True(list.Takes(subject)));
        Assert.Empty(selection.Notes);
    }

    [Theory]
    [InlineData("al.bigwatch.test", "all.bigwatch.test (Big-ALL)")]
    [InlineData("all.bigwacth.test", "all.bigwatch.test (Big-ALL)")]
    [InlineData("bl.coop.tst", "bl.coop.test (Coop)")]
    public void A_zone_that_looks_misspelt_is_asked_and_noted(string zone, string meant)
    {
        var selection = Choose([zone]);
        Assert.Equal(zone, Assert.Single(selection.Lists).Zone);
        var note = Assert.Single(selection.Notes);
        Assert.Equal((DnsblSelectionCode.SimilarZone, zone), (note.Code, note.Subject));
        Assert.Contains(meant, note.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_misspelt_zone_with_a_key_does_not_show_the_key()
    {
        var selection = Choose([$"{Key}.all.dq.spamhaus.nett"]);
        Assert.Equal("{key}.all.dq.spamhaus.nett", Assert.Single(selection.Lists).Zone);
        Assert.DoesNotContain(Key, Assert.Single(selection.Notes).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Coob", "Did you mean Coop?")]
    [InlineData("Bigwatch", "Did you mean Big-AUTH, Big-ALL or Big-DOM?")]
    [InlineData("Bigwacth", "Did you mean Big-ALL, Big-AUTH or Big-DOM?")]
    [InlineData("big", "Did you mean Big-ALL, Big-DOM or Big-AUTH?")]
    [InlineData("GOEN", "Did you mean GONE?")]
    [InlineData("nothing-like-it", "Get-DnsblProvider")]
    [InlineData("z*z", "Get-DnsblProvider")]
    [InlineData("bog*", "No list that is still run")]
    [InlineData("GON?", "No list that is still run has a name that fits 'GON?'. Lists that were closed do: GONE.")]
    public void An_unknown_name_is_told_with_the_nearest(string word, string remedy)
    {
        var selection = Choose([word, "Coop"]);
        var problem = Assert.Single(selection.Problems);
        Assert.Equal((DnsblSelectionCode.UnknownProvider, word), (problem.Code, problem.Subject));
        Assert.Contains(remedy, problem.Message, StringComparison.Ordinal);
        Assert.Equal(["Coop"], Names(selection));
    }

    [Theory]
    [InlineData("spamhozen", "Did you mean SpamhausZen?")] // SpamDown, as near, was closed
    [InlineData("SpamhausZenn", "Did you mean SpamhausZen, SpamhausZrd or ")]
    [InlineData("spamhaus", "Did you mean SpamhausDbl, SpamhausPbl or SpamhausSbl?")]
    public void The_nearest_of_the_catalogue_come_first_and_are_three_at_most(string word, string told)
    {
        var message = Assert.Single(DnsblSelection.Choose(DnsblCatalogue.Default, new() { Provider = [word] }).Problems).Message;
        Assert.Contains(told.TrimEnd('?'), message, StringComparison.Ordinal);
        var names = message[(message.IndexOf("mean ", StringComparison.Ordinal) + 5)..message.IndexOf('?', StringComparison.Ordinal)].Split([", ", " or "], StringSplitOptions.None);
        Assert.InRange(names.Length, 1, 3);
        var closed = names.Select(name => DnsblCatalogue.Default.Find(name)!.Retired is not null).ToList();
        Assert.Equal(closed.Order(), closed);
    }

    [Theory]
    [InlineData("http://all.bigwatch.test", "Did you mean all.bigwatch.test?")]
    [InlineData("https://bl.example.org/lookup", "Did you mean bl.example.org?")]
    [InlineData("bl.example.org:53", "Did you mean bl.example.org?")]
    [InlineData("a.bl.test,b.bl.test", "Give each list by itself.")]
    [InlineData("Coop, a.bl.test", "Give each list by itself.")]
    [InlineData("Coop,Vouched", "Give each list by itself.")]
    public void What_was_meant_by_a_URL_or_several_lists_is_told(string word, string hint)
    {
        foreach (var selection in new[] { Choose([word]), Choose(exclude: [word]) })
            Assert.Contains(hint, Assert.Single(selection.Problems).Message, StringComparison.Ordinal);
        new DnsblProviderFilter().Find(TestLists.Catalogue, word, out var problem, out _);
        Assert.Contains(hint, problem!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gone")]
    [InlineData("dnsbl.gone.test")]
    [InlineData("spam.dnsbl.gone.test")]
    public void A_closed_list_is_told_with_its_end_and_never_asked(string word)
    {
        var selection = Choose([word]);
        Assert.Empty(selection.Lists);
        var problem = Assert.Single(selection.Problems);
        Assert.Equal((DnsblSelectionCode.RetiredProvider, word), (problem.Code, problem.Subject));
        Assert.Contains("2013", problem.Message, StringComparison.Ordinal);
        Assert.Contains("It lists everything now.", problem.Message, StringComparison.Ordinal);
        Assert.Contains("https://gone.test/farewell", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Big-AUTH", "https://bigwatch.test/ Give|-DqsKey")]
    [InlineData("Keyed", "The key is free. |-ProviderFile|\"zone\": \"<key>.mail.locksmith.test\"")]
    [InlineData("mail.locksmith.test", "-ProviderFile")]
    [InlineData("auth.dq.spamhaus.net", "-DqsKey")]
    [InlineData("{key}.auth.dq.spamhaus.net", "-DqsKey")]
    [InlineData("Big-A?TH", "-DqsKey")]
    public void A_list_that_needs_a_key_says_where_to_get_it_and_how_to_give_it(string word, string remedies)
    {
        var selection = Choose([word]);
        Assert.Empty(selection.Lists);
        var problem = Assert.Single(selection.Problems);
        Assert.Equal(DnsblSelectionCode.ProviderNeedsKey, problem.Code);
        Assert.All(remedies.Split('|'), remedy => Assert.Contains(remedy.Replace("/ Give", "/", StringComparison.Ordinal), problem.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("a..b")]
    [InlineData("two words.test")]
    [InlineData("https://bl.example.org/")]
    [InlineData("192.0.2.1")]
    [InlineData("bl.example.org:53")]
    [InlineData("-bl.example.org")]
    public void What_is_no_zone_is_refused(string word)
    {
        var selection = Choose([word]);
        Assert.Empty(selection.Lists);
        Assert.Equal(DnsblSelectionCode.BadZone, Assert.Single(selection.Problems).Code);
    }

    [Theory]
    [InlineData("192.0.2.1")]
    [InlineData("192.0.2.0/24")]
    [InlineData("2001:db8::1")]
    public void An_address_among_the_lists_is_told_to_be_a_target(string word) =>
        Assert.Contains("is an address and no list: give it as a target", Choose([word, "Coop"]).Problems.Single().Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("a.b")]
    [InlineData("a-b")]
    [InlineData("schlüssel")]
    [InlineData("aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg")]
    public void What_is_no_key_is_refused_and_not_told_again(string key)
    {
        var selection = Choose(key: key);
        Assert.Empty(selection.Lists);
        var problem = Assert.Single(selection.Problems);
        Assert.Equal(DnsblSelectionCode.BadKey, problem.Code);
        if (key.Trim().Length > 0) Assert.DoesNotContain(key, problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_no_list_takes_is_noted() =>
        Assert.Equal(DnsblSelectionCode.UnusedKey, Assert.Single(Choose(["Coop"], key: Key).Notes).Code);

    [Fact]
    public void Categories_choose_among_all_lists_and_among_those_that_wildcards_match()
    {
        Assert.Equal(["Big-ALL", "Coop"], Names(Choose(category: [DnsblCategory.Spam])));
        Assert.Equal(["Big-DOM"], Names(Choose(["Big*"], category: [DnsblCategory.Phishing])));
        Assert.Equal(["Coop", "Big-DOM"], Names(Choose(["Coop", "Big*"], category: [DnsblCategory.Phishing])));
    }

    [Theory]
    [InlineData("*", "Big-ALL Big-DOM Coop Vouched")]
    [InlineData("big-*", "Big-ALL Big-DOM")]
    [InlineData("big-??l", "Big-ALL")]
    [InlineData("*.bigwatch.test", "Big-ALL Big-DOM")]
    public void Wildcards_match_names_and_zones_of_lists_that_can_be_asked(string pattern, string names) =>
        Assert.Equal(names.Split(' '), Names(Choose([pattern])));

    [Fact]
    public void A_list_is_asked_once_however_often_it_is_named()
    {
        Assert.Equal(["Big-ALL", "Big-DOM"], Names(Choose(["Big-ALL", "all.bigwatch.test", "BIGALL", "Big-*"])));
        Assert.Equal(["bl.example.org"], Names(Choose(["bl.example.org", "BL.example.org."])));
    }

    [Theory]
    [InlineData("Coop", "Big-ALL Big-DOM Vouched")]
    [InlineData("bl.coop.test", "Big-ALL Big-DOM Vouched")]
    [InlineData("Big-*", "Coop Vouched")]
    [InlineData("GONE", "Big-ALL Big-DOM Coop Vouched")]
    public void What_is_excluded_is_not_asked(string word, string names)
    {
        var selection = Choose(exclude: [word]);
        Assert.Equal(names.Split(' '), Names(selection));
        Assert.Empty(selection.Problems);
    }

    [Fact]
    public void A_slip_in_what_is_excluded_is_told()
    {
        Assert.Contains("Did you mean Coop?", Assert.Single(Choose(exclude: ["Coob"]).Problems).Message, StringComparison.Ordinal);
        Assert.Equal(DnsblSelectionCode.UnknownProvider, Assert.Single(Choose(exclude: ["bl.coob.test"]).Notes).Code);
        Assert.Equal(DnsblSelectionCode.BadZone, Assert.Single(Choose(exclude: ["a..b"]).Problems).Code);
        Assert.Empty(Choose(["bl.example.org", "Coop"], exclude: ["bl.example.org"]).Notes);
    }

    [Fact]
    public void Nothing_left_to_ask_is_a_problem_and_says_why()
    {
        var problem = Assert.Single(Choose(exclude: ["*"], category: [DnsblCategory.Spam]).Problems);
        Assert.Equal(DnsblSelectionCode.NothingSelected, problem.Code);
        Assert.Equal("No list is left to be asked: -Category Spam and -ExcludeProvider leave out all that there are.", problem.Message);
        Assert.Equal("No list is left to be asked: -ExcludeProvider leaves out all that were named.", Assert.Single(Choose(["Coop", "a.bl.test"], ["*"]).Problems).Message);
        Assert.Equal(DnsblSelectionCode.NothingSelected, Assert.Single(Choose(category: [DnsblCategory.NewDomain]).Problems).Code);
    }

    [Fact]
    public void A_key_in_a_persons_file_opens_the_list_and_is_shown_nowhere()
    {
        var catalogue = TestLists.With($$"""{ "name": "keyed", "zone": "{{Key}}.mail.locksmith.test." }""");
        var list = Assert.Single(DnsblSelection.Choose(catalogue, new() { Provider = ["Keyed"] }).Lists);
        Assert.Equal(DnsName.Parse($"{Key}.mail.locksmith.test"), list.ZoneName);
        Assert.Equal("{key}.mail.locksmith.test", list.Zone);
        Assert.Equal("mail.locksmith.test", list.Provider!.Zone);
        Assert.DoesNotContain(Key, list.Provider.ToString(), StringComparison.Ordinal);
        Assert.Contains("Keyed", DnsblSelection.Choose(catalogue, new()).Lists.Select(entry => entry.Name));
    }

    [Fact]
    public void A_key_in_a_persons_file_goes_before_the_one_given() =>
        Assert.Equal(
            DnsName.Parse("mine.all.dq.spamhaus.net"),
            DnsblSelection.Choose(TestLists.With("""{ "name": "Big-ALL", "zone": "mine.all.dq.spamhaus.net" }"""), new() { Provider = ["Big-ALL"], Key = Key }).Lists.Single().ZoneName);

    [Fact]
    public void Any_words_are_lists_or_problems_and_never_show_the_key()
    {
        string[] pieces = ["Coop", "Big-", "all.", "dq.spamhaus.net", "gone", ".", "*", "?", "-", "{key}", "ä", "\\", "\u0000", "xn--", " ", "a", "test", Key, "mail.locksmith.test"];
        var words = Gen.Elements(pieces).ArrayOf().Select(parts => string.Concat(parts.Take(4))).ArrayOf().Select(all => all.Take(3).ToArray()).ToArbitrary();
        Prop.ForAll(words, words, (names, exclude) => Check(names, exclude)).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
        Prop.ForAll<string[], string[]>((names, exclude) => Check([.. names.Select(name => name ?? "")], [.. exclude.Select(name => name ?? "")])).QuickCheckThrowOnFailure();

        static void Check(string[] names, string[] exclude)
        {
            var selection = Choose(names, exclude, key: Key);
            Assert.True(selection.Lists.Count > 0 || selection.Problems.Count > 0);
            Assert.Equal(selection.Lists.Count, selection.Lists.Select(list => list.ZoneName).Distinct().Count());
            Assert.All(selection.Lists, list => Assert.Null(list.Provider?.Retired));
            if (names.Concat(exclude).Any(word => word.Contains(Key, StringComparison.Ordinal))) return; // what was typed as a word may be told again
            var shown = string.Join(' ', selection.Lists.Select(list => $"{list} {list.Zone} {list.Provider}").Concat(selection.Problems.Concat(selection.Notes).Select(problem => $"{problem.Subject} {problem}")));
            Assert.DoesNotContain(Key, shown, StringComparison.OrdinalIgnoreCase);
        }
    }

    private static DnsblSelection Choose(string[]? names = null, string[]? exclude = null, DnsblCategory[]? category = null, string? key = null) =>
        DnsblSelection.Choose(TestLists.Catalogue, new() { Provider = names ?? [], ExcludeProvider = exclude ?? [], Category = category ?? [], Key = key });

    private static IEnumerable<string> Names(DnsblSelection selection) => selection.Lists.Select(list => list.Name);
}
