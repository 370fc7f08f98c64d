using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Core.Tests.Reputation.Dnsbl;

/// <summary>Files of people's own.</summary>
public sealed class DnsblProviderFileTests
{
    [Fact]
    public void An_entry_with_a_known_name_changes_the_properties_that_it_gives_and_no_others()
    {
        var before = TestLists.Catalogue.Find("Big-ALL")!;
        var after = TestLists.With("""{ "name": "bigall", "severity": "High", "keyedZone": null, "policy": { "text": "Ask them.", "autoExpiry": true } }""").Find("Big-ALL")!;
        Assert.Equal(before with { Severity = DnsblSeverity.High, KeyedZone = null, Policy = new DnsblPolicy("Ask them.", AutoExpiry: true), Sources = after.Sources }, after);
        Assert.Equal("Big-ALL", after.Name);
    }

    [Fact]
    public void Every_property_of_an_entry_arrives()
    {
        var list = TestLists.With("""
            {
              "name": "Own-1", "description": "What we saw.", "operator": "We", "zone": "bl.own.test.", "keyedZone": "{key}.bl.own.test", "subjects": ["IPv4", "IPv6", "Domain"],
              "categories": ["Exploit", "Network"], "severity": "Informational", "access": "Registration", "accessNote": "Ask us.", "anyCodeLists": true,
              "codes": [{ "code": "127.0.0.2-9", "meaning": "seen" }, { "code": "127.0.1.&4", "meaning": "no", "result": "Refused" }],
              "testPoints": [{ "subject": "IPv6", "listed": "::ffff:127.0.0.2" }, { "subject": "Domain", "listed": "test.own.test", "notListed": null }, { "subject": "IPv4", "notListed": "127.0.0.1" }],
              "prerequisites": "Stop it.", "delistUrl": "https://own.test/?q={target}", "policy": { "text": "Ends.", "autoExpiry": false, "paidRemoval": true },
              "sources": [{ "facts": ["zone", "codes"], "url": "https://own.test/", "date": "2026-02-28" }]
            }
            """).Find("own1")!;
        Assert.Equal(("Own-1", "What we saw.", "We", "bl.own.test", "{key}.bl.own.test"), (list.Name, list.Description, list.Operator, list.Zone, list.KeyedZone));
        Assert.Equal([DnsblSubject.IPv4, DnsblSubject.IPv6, DnsblSubject.Domain], list.Subjects);
        Assert.Equal([DnsblCategory.Exploit, DnsblCategory.Network], list.Categories);
        Assert.Equal((DnsblSeverity.Informational, DnsblAccess.Registration, "Ask us.", true), (list.Severity, list.Access, list.AccessNote, list.AnyCodeLists));
        Assert.Equal(["127.0.0.2-9 seen Listed", "127.0.1.&4 no Refused"], list.Codes.Select(code => $"{code.Code} {code.Meaning} {code.Result}"));
        Assert.Equal(
            [new(DnsblSubject.IPv6, "::ffff:127.0.0.2", null), new(DnsblSubject.Domain, "test.own.test", null), new(DnsblSubject.IPv4, null, "127.0.0.1")],
            list.TestPoints);
        Assert.Equal(("Stop it.", "https://own.test/?q={target}"), (list.Prerequisites, list.DelistUrl));
        Assert.Equal(new DnsblPolicy("Ends.", AutoExpiry: false, PaidRemoval: true), list.Policy);
        var source = Assert.Single(list.Sources);
        Assert.Equal(("zone codes", "https://own.test/", new DateOnly(2026, 2, 28)), (string.Join(' ', source.Facts), source.Url, source.Date));
        Assert.Equal(DnsblLifecycle.Active, list.State);
    }

    [Fact]
    public void A_new_list_without_codes_lists_with_any_code()
    {
        var catalogue = TestLists.With("""{ "name": "Own", "zone": "bl.own.test", "subjects": ["IPv4"] }""");
        Assert.True(catalogue.Find("bl.own.test")!.AnyCodeLists);
        Assert.False(TestLists.With("""{ "name": "Own", "zone": "bl.own.test", "subjects": ["IPv4"], "codes": [{ "code": "127.0.0.2", "meaning": "yes" }] }""").Find("Own")!.AnyCodeLists);
        Assert.Equal(TestLists.Catalogue.Providers.Count + 1, catalogue.Providers.Count);
        Assert.Equal(catalogue.Providers.Select(provider => provider.Name).Order(StringComparer.OrdinalIgnoreCase), catalogue.Providers.Select(provider => provider.Name));
    }

    [Fact]
    public void A_closed_list_can_be_closed_and_opened_by_an_entry()
    {
        Assert.Null(TestLists.With("""{ "name": "GONE", "retired": null, "anyCodeLists": true }""").Find("GONE")!.Retired);
        Assert.Equal(DnsblLifecycle.Retired, TestLists.With("""{ "name": "Coop", "retired": { "since": "2026-03", "note": "Closed." } }""").Find("Coop")!.State);
    }

    [Fact]
    public void What_a_person_changed_no_longer_rests_on_the_catalogues_sources()
    {
        Assert.Equal(["retired"], TestLists.With("""{ "name": "GONE", "zone": "bl.own.test" }""").Find("GONE")!.Sources.Single().Facts);
        Assert.Empty(TestLists.With("""{ "name": "GONE", "zone": "bl.own.test", "retired": null, "anyCodeLists": true }""").Find("GONE")!.Sources);
    }

    [Fact]
    public void A_key_of_a_new_list_is_kept_apart()
    {
        var list = TestLists.With("""{ "name": "Own", "zone": "s3cret.bl.own.test", "keyedZone": "{key}.bl.own.test", "subjects": ["IPv4"] }""").Find("Own")!;
        Assert.Equal(("s3cret", "{key}.bl.own.test"), (list.Key, list.Zone));
        Assert.DoesNotContain("s3cret", list.ToString(), StringComparison.Ordinal);
        Assert.Equal("s3cret.bl.own.test", DnsblList.Of(list).ZoneName.ToString());
    }

    [Theory]
    [InlineData("""{ "name": "Own", "subjects": ["IPv4"] }""", "providers[0]", "'zone' is missing")]
    [InlineData("""{ "name": "Own", "zone": "bl.own.test" }""", "providers[0]", "'subjects' is missing")]
    [InlineData("""{ "name": "Ow n", "zone": "bl.own.test", "subjects": ["IPv4"] }""", "providers[0].name", "form that is wanted")]
    [InlineData("""{ "name": "1st", "zone": "bl.own.test", "subjects": ["IPv4"] }""", "providers[0].name", "form that is wanted")]
    [InlineData("""{ "name": "Coop", "zone": "own" }""", "providers[0].zone", "form that is wanted")]
    [InlineData("""{ "name": "Coop", "zone": "bl..test" }""", "providers[0].zone", "form that is wanted")]
    [InlineData("""{ "name": "Coop", "zone": "{key}.own.test" }""", "providers[0].zone", "form that is wanted")]
    [InlineData("""{ "name": "Coop", "zone": "192.0.2.1" }""", "providers[0].zone", "does not end in a number")]
    [InlineData("""{ "name": "Coop", "zone": "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg.test" }""", "providers[0].zone", "This is no domain name: a label is longer than 63 octets")]
    [InlineData("""{ "name": "Coop", "keyedZone": "key.own.test" }""", "providers[0].keyedZone", "form that is wanted")]
    [InlineData("""{ "name": "Coop", "keyedZone": "bl.{key}.own.test" }""", "providers[0].keyedZone", "form that is wanted")]
    [InlineData("""{ "name": "Coop", "zone": "all.bigwatch.test" }""", "providers[0].zone", "the zone of Big-ALL")]
    [InlineData("""{ "name": "Coop", "keyedZone": "{key}.all.dq.spamhaus.net" }""", "providers[0].keyedZone", "the zone of Big-ALL")]
    [InlineData("""{ "name": "coop" }, { "name": "CO-OP" }""", "providers[1].name", "has an entry above")]
    [InlineData("""{ "name": "Coop", "codes": [{ "code": "127.0.0.300", "meaning": "x" }] }""", "providers[0].codes[0].code", "'300' is no octet")]
    [InlineData("""{ "name": "Coop", "codes": [{ "code": "127.0.0.9-2", "meaning": "x" }] }""", "providers[0].codes[0].code", "'9-2' is no octet")]
    [InlineData("""{ "name": "Coop", "codes": [{ "code": "127.0.2", "meaning": "x" }] }""", "providers[0].codes[0].code", "form that is wanted")]
    [InlineData("""{ "name": "Coop", "codes": [{ "code": "128.0.0.2", "meaning": "x" }] }""", "providers[0].codes[0].code", "'128.0.0.2' can never match")]
    [InlineData("""{ "name": "Coop", "codes": [{ "code": "&128.0.0.2", "meaning": "x" }] }""", "providers[0].codes[0].code", "can never match")]
    [InlineData("""{ "name": "Coop", "codes": [{ "code": "128-255.*.*.*", "meaning": "x" }] }""", "providers[0].codes[0].code", "can never match")]
    [InlineData("""{ "name": "Coop", "codes": [{ "code": "*.0.0.2", "meaning": "x" }, { "code": "126-127.0.0.3", "meaning": "x" }] }""", "", "")]
    [InlineData("""{ "name": "Coop", "codes": [{ "code": "127.0.0.2" }] }""", "providers[0].codes[0]", "'meaning' is missing")]
    [InlineData("""{ "name": "Coop", "codes": [{ "code": "127.0.0.2", "meaning": "x" }, { "code": "127.0.0.2", "meaning": "y" }] }""", "providers[0].codes[1].code", "'127.0.0.2' stands above already")]
    [InlineData("""{ "name": "Coop", "codes": [{ "code": "127.0.0.2", "meaning": "x" }, { "code": "127.0.0.2-9", "meaning": "y" }] }""", "", "")]
    [InlineData("""{ "name": "Coop", "delistUrl": "https://x.test/{ip}" }""", "providers[0].delistUrl", "something else in braces than {target}")]
    [InlineData("""{ "name": "Coop", "delistUrl": "https://x.test/{target}?{" }""", "providers[0].delistUrl", "something else in braces than {target}")]
    [InlineData("""{ "name": "Coop", "codes": [], "anyCodeLists": false }""", "providers[0]", "nothing could ever be listed")]
    [InlineData("""{ "name": "Coop", "testPoints": [{ "subject": "Domain" }] }""", "providers[0].testPoints[0].subject", "nothing of the kind Domain")]
    [InlineData("""{ "name": "Coop", "testPoints": [{ "subject": "IPv4" }, { "subject": "IPv4" }] }""", "providers[0].testPoints[1].subject", "above")]
    [InlineData("""{ "name": "Coop", "testPoints": [{ "subject": "IPv4", "listed": "127.2" }] }""", "providers[0].testPoints[0].listed", "not an IPv4 address")]
    [InlineData("""{ "name": "Big-ALL", "testPoints": [{ "subject": "IPv6", "notListed": "127.0.0.1" }] }""", "providers[0].testPoints[0].notListed", "not an IPv6 address")]
    [InlineData("""{ "name": "Big-DOM", "testPoints": [{ "subject": "Domain", "listed": "127.0.0.2" }] }""", "providers[0].testPoints[0].listed", "not a domain name")]
    [InlineData("""{ "name": "Coop", "delistUrl": "www.own.test" }""", "providers[0].delistUrl", "form that is wanted")]
    [InlineData("""{ "name": "Coop", "delistUrl": "https://{target}" }""", "", "")]
    [InlineData("""{ "name": "Coop", "delistUrl": "https://" }""", "providers[0].delistUrl", "form that is wanted")]
    [InlineData("""{ "name": "Coop", "delistUrl": "http://[" }""", "providers[0].delistUrl", "no address of a page")]
    [InlineData("""{ "name": "Coop", "retired": { "since": "2026-13", "note": "x" } }""", "providers[0].retired.since", "no such date")]
    [InlineData("""{ "name": "Coop", "sources": [{ "facts": ["zone"], "url": "https://own.test/", "date": "2026-02-30" }] }""", "providers[0].sources[0].date", "no such date")]
    [InlineData("""{ "name": "Coop", "sources": [{ "facts": ["zones"], "url": "https://own.test/", "date": "2026-02-28" }] }""", "providers[0].sources[0].facts[0]", "none of the values")]
    [InlineData("""{ "name": "Coop", "state": "Active" }""", "providers[0].state", "no such property")]
    public void What_does_not_do_is_told_with_its_property(string entries, string path, string message)
    {
        if (message.Length == 0)
        {
            TestLists.With(entries);
            return;
        }
        var problem = Assert.Single(Assert.Throws<DnsblProviderFileException>(() => TestLists.With(entries)).Problems);
        Assert.Equal(path, problem.Path);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
        Assert.True(problem is { Line: 1, Column: > 15 });
    }

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once_with_the_file()
    {
        var error = Assert.Throws<DnsblProviderFileException>(() => TestLists.Catalogue.WithFile(
            """
            {
              "providers": [
                { "name": "Own", "zone": "bl.own.test", "subjects": ["IPv5"] },
                { "nam": "Coop" },
              ],
            }
            """u8.ToArray(),
            "mine.json"));
        Assert.Equal("mine.json", error.File);
        Assert.Equal([(3, 58), (4, 5), (4, 7)], error.Problems.Select(problem => (problem.Line, problem.Column)));
        Assert.Contains("'mine.json'", error.Message, StringComparison.Ordinal);
        Assert.All(error.Problems, problem => Assert.Contains(problem.ToString(), error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void What_only_the_meaning_shows_is_told_together_with_what_the_schema_does()
    {
        var error = Assert.Throws<DnsblProviderFileException>(() => TestLists.With(
            """
            { "name": "Own", "zone": "bl.own.test", "subjects": ["IPv5"] },
            { "name": "Coop", "codes": [{ "code": "127.0.0.300", "meaning": "x" }] },
            { "name": "own", "zone": "bl.own.test", "subjects": ["IPv4"] },
            { "name": "Other" },
            { "name": "Big-DOM", "zone": "all.bigwatch.test" },
            { "name": "Vouched", "zonee": "x.test" },
            { "name": "Taker", "zone": "list.vouched.test", "subjects": ["IPv4"] }
            """));
        Assert.Equal(
            ["providers[0].subjects[0]", "providers[1].codes[0].code", "providers[2].name", "providers[3]", "providers[4].zone", "providers[5].zonee"],
            error.Problems.Select(problem => problem.Path)); // where Vouched would be is not known, so nobody takes its zone
    }

    [Theory]
    [InlineData("{ \"name\": \"Coopp\", \"severity\": \"High\" }", "'zone' and 'subjects' are missing", "Did you mean 'Coop'? There is no list 'Coopp'")]
    [InlineData("{ \"name\": \"Big-AL\", \"zone\": \"bl.own.test\" }", "'subjects' is missing", "Did you mean 'Big-ALL'?")]
    [InlineData("{ \"name\": \"Quite-Different\", \"zone\": \"bl.own.test\" }", "'subjects' is missing", "There is no list 'Quite-Different'")]
    public void A_misspelt_name_of_a_list_to_be_changed_is_told_with_the_nearest(string entry, string message, string remedy)
    {
        var problem = Assert.Single(Assert.Throws<DnsblProviderFileException>(() => TestLists.With(entry)).Problems);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
        Assert.StartsWith(remedy, problem.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_does_not_come_back_in_an_error()
    {
        var error = Assert.Throws<DnsblProviderFileException>(() => TestLists.With(
            """{ "name": "Keyed", "zone": "s3cret..mail.locksmith.test" }, { "name": "Big-ALL", "zone": "s3cret-s3cret-s3cret-s3cret-s3cret-s3cret-s3cret-s3cret-s3cret-s3cret.dq.spamhaus.net" }, { "name": "New", "zone": "s3cret.own.test" }"""));
        Assert.DoesNotContain("s3cret", error.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Each takes minutes where the work grows with the square of the file.</summary>
    [Theory]
    [InlineData("{ \"providers\": [ { \"name\": \"a\", ", "\"p{0}\":1", " } ] }")]
    [InlineData("{ \"providers\": [ ", "0", " ] }")]
    [InlineData("{ \"providers\": [ { \"name\": \"Coop\", \"codes\": [ ", "{{ \"code\": \"127.0.0.{0}\", \"meaning\": \"x\" }}", " ] } ] }")]
    [InlineData("{ \"providers\": [ ", "{{ \"name\": \"n{0}\" }}", " ] }")]
    public void A_hostile_file_is_refused_without_ado(string head, string item, string tail)
    {
        var text = new StringBuilder(head);
        for (var count = 0; text.Length < DnsblProviderFile.MaxLength - 100; count++) text.Append(count > 0 ? "," : "").AppendFormat(CultureInfo.InvariantCulture, item, count);
        var content = Encoding.UTF8.GetBytes(text.Append(tail).ToString());
        Assert.InRange(Assert.Throws<DnsblProviderFileException>(() => TestLists.Catalogue.WithFile(content, "mine.json")).Problems.Count, 1, JsonProblems.Most + 1);
    }

    [Fact]
    public async Task A_file_is_read_from_disk_and_what_keeps_it_from_that_is_told()
    {
        var token = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("dnsbl-");
        try
        {
            var path = Path.Combine(folder.FullName, "mine.json");
            await File.WriteAllTextAsync(path, """{ "providers": [ { "name": "Own", "zone": "bl.own.test", "subjects": ["IPv4"] } ] }""", Encoding.UTF8, token);
            Assert.NotNull((await DnsblCatalogue.Default.WithFileAsync(path, token)).Find("Own"));

            await File.WriteAllBytesAsync(path, new byte[DnsblProviderFile.MaxLength + 1], token);
            await AssertRefusedAsync(path, "longer than");
            await AssertRefusedAsync(Path.Combine(folder.FullName, "none.json"), "cannot be read");
            await AssertRefusedAsync(folder.FullName, "It is a folder.");
            await File.WriteAllTextAsync(path, "", token);
            await AssertRefusedAsync(path, "It is empty, or no regular file.");
            await AssertRefusedAsync("a\0b", "cannot be read");
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        async Task AssertRefusedAsync(string path, string reason)
        {
            var error = await Assert.ThrowsAsync<DnsblProviderFileException>(() => DnsblCatalogue.Default.WithFileAsync(path, token));
            Assert.Contains(reason, Assert.Single(error.Problems).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(
        """{ "name": "A1", "zone": "b1.test", "subjects": ["IPv4"], "severity": "Hi", "codes": [{ "code": "127.0.0.300", "meaning": "x" }], "testPoints": [{ "subject": "IPv4", "listed": "nope" }] }""",
        "severity", "codes[0].code", "testPoints[0].listed")]
    [InlineData("""{ "name": "A1", "codes": [{ "code": "127.0.0.300", "meaningg": "x" }, { "code": "127.0.0.999", "meaning": "x" }], "delistUrl": "https://" }""", "", "codes[0]", "codes[0].code", "codes[0].meaningg", "codes[1].code", "delistUrl")]
    [InlineData("""{ "name": "A1", "zone": "all.bigwatch.test", "subjects": ["IPv4"], "access": "No", "retired": { "since": "2024-13", "note": "x" } }""", "zone", "access", "retired.since")]
    [InlineData("""{ "name": "A1", "zone": "b1.test", "subjects": ["IPv4"], "unheard-of": 1, "anyCodeLists": false, "sources": [{ "facts": ["nope"], "url": "x", "date": "2026-02-30" }] }""", "unheard-of", "anyCodeLists", "sources[0].facts[0]", "sources[0].url", "sources[0].date")]
    [InlineData("""{ "name": "A 1", "codes": [{ "code": "127.0.0.300", "meaning": "x" }] }""", "name", "codes[0].code")]
    [InlineData("""{ "name": "A1", "zone": "b1.test", "subjects": ["IPv4", "Nope"], "testPoints": [{ "subject": "Domain", "listed": "127.0.0.2" }, 7] }""", "subjects[1]", "testPoints[0].listed", "testPoints[1]")]
    public void All_that_is_wrong_with_an_entry_is_told_at_once(string entry, params string[] paths)
    {
        var told = Assert.Throws<DnsblProviderFileException>(() => TestLists.With(entry)).Problems.Select(problem => problem.Path).ToHashSet();
        Assert.Equal(paths.Select(path => path.Length == 0 ? "providers[0]" : $"providers[0].{path}").Where(path => path != "providers[0].anyCodeLists").Order(StringComparer.Ordinal), told.Where(path => path != "providers[0]" || paths.Contains("")).Order(StringComparer.Ordinal));
        Assert.Equal(paths.Contains("") || paths.Contains("anyCodeLists"), told.Contains("providers[0]")); // what is missing, and that nothing could be listed, is told of the whole
    }

    [Fact]
    public async Task Reading_ends_at_once_when_it_is_cancelled() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DnsblCatalogue.Default.WithFileAsync(TestData.PathOf("dnsbl/lists.json"), new CancellationToken(canceled: true)));

    /// <summary>A file that does, with pieces cut out, doubled or changed: nothing but the one exception comes out.</summary>
    [Fact]
    public void Any_file_is_taken_or_told() =>
        Prop.ForAll(Mutations().ToArbitrary(), content =>
        {
            try
            {
                Assert.NotEmpty(DnsblSelection.Choose(TestLists.Catalogue.WithFile(content, "mine.json"), new()).Lists);
            }
            catch (DnsblProviderFileException exception)
            {
                Assert.NotEmpty(exception.Problems);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    private static Gen<byte[]> Mutations()
    {
        var sample = TestData.Text("dnsbl/lists.json");
        string[] pieces =
        [
            "null", "0", "\"\"", "[]", "{}", ",", ":", "\"zone\"", "\"keyedZone\"", "\"{key}.a.test\"", "\"127.0.0.999\"", "\"Key\"", "\"subject\"", "\"retired\"", "\\u0000", "\uFEFF", ".", "-",
            "\"codes\": [{ \"code\": \"127.0.0.2\", \"meaning\": \"x\" }],", "\"testPoints\": [{ \"subject\": \"IPv4\", \"listed\": \"x\" }],", "\"policy\": null,", "\"policy\": { \"text\": \"x\" },",
        ];
        var change = from at in Gen.Choose(0, sample.Length)
                     from length in Gen.Frequency((3, Gen.Constant(0)), (2, Gen.Choose(0, 12)), (1, Gen.Choose(0, 200)))
                     from piece in Gen.Frequency((3, Gen.Elements(pieces)), (1, Gen.Constant("")))
                     select (at, length, piece);
        return from changes in change.ListOf()
               select Encoding.UTF8.GetBytes(changes.Take(3).Aggregate(sample, (text, edit) =>
               {
                   var start = Math.Min(edit.at, text.Length);
                   return text[..start] + edit.piece + text[Math.Min(start + edit.length, text.Length)..];
               }));
    }
}
