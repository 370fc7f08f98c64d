using System.Text.Json;
using SmtpAdmin.Dns;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Core.Tests.Reputation.Dnsbl;

/// <summary>The catalogue that comes with the library.</summary>
public sealed class DnsblCatalogueTests
{
    private const string Folder = "src/SmtpAdmin.Core/Reputation/Dnsbl/Catalogue";

    private static readonly IReadOnlyList<DnsblProvider> Active = [.. DnsblCatalogue.Default.Providers.Where(provider => provider.State == DnsblLifecycle.Active)];

    private static readonly IReadOnlyList<DnsblProvider> Retired = [.. DnsblCatalogue.Default.Providers.Where(provider => provider.State == DnsblLifecycle.Retired)];

    [Fact]
    public void It_fits_the_schema_as_a_persons_file_has_to()
    {
        var content = RepositoryFiles.Read(Folder, "dnsbl-providers.json");
        var problems = Record.Exception(() => new DnsblCatalogue([]).WithFile(content, "dnsbl-providers.json"));
        Assert.True(problems is null, problems?.Message);
    }

    [Fact]
    public void It_is_plain_json_that_any_program_reads_and_names_its_schema()
    {
        using var document = JsonDocument.Parse(RepositoryFiles.Read(Folder, "dnsbl-providers.json"));
        Assert.Equal("dnsbl-providers.schema.json", document.RootElement.GetProperty("$schema").GetString());
    }

    [Fact]
    public void It_holds_forty_lists_that_are_run_and_twenty_that_were()
    {
        Assert.True(Active.Count >= 40, $"There are {Active.Count} active lists.");
        Assert.True(Retired.Count >= 20, $"There are {Retired.Count} retired lists.");
    }

    [Fact]
    public void It_names_the_lists_that_everybody_remembers_as_closed() =>
        Assert.All(["SORBS", "NJABL", "AHBL"], name => Assert.Equal(DnsblLifecycle.Retired, DnsblCatalogue.Default.Find(name)?.State));

    [Fact]
    public void A_list_that_is_run_has_all_that_a_listing_has_to_tell()
    {
        var missing = Active.SelectMany(provider => new (string What, bool Has)[]
        {
            ("description", provider.Description.Length > 0),
            ("operator", provider.Operator.Length > 0),
            ("subjects", provider.Subjects.Count > 0),
            ("categories", provider.Categories.Count > 0),
            ("codes", provider.Codes.Any(code => code.Result != DnsblCodeResult.Refused)),
            ("what to do about a listing", provider.DelistUrl.Length > 0 || provider.Policy is not null || provider.Prerequisites.Length > 0 || provider.Categories.Contains(DnsblCategory.Allow)),
            ("access note", provider.Access == DnsblAccess.Open || provider.AccessNote.Length > 0),
            ("keyed zone", provider.Access != DnsblAccess.Key || provider.KeyedZone is not null),
        }.Where(part => !part.Has).Select(part => $"{provider.Name}: {part.What}"));
        Assert.Empty(missing);
    }

    /// <summary>What it is called and who runs it are no claims about how it answers; all else that an entry says is.</summary>
    [Fact]
    public void Each_fact_about_a_list_has_a_source()
    {
        string[] names = ["name", "description", "operator", "sources"];
        using var document = JsonDocument.Parse(RepositoryFiles.Read(Folder, "dnsbl-providers.json"));
        var bare = document.RootElement.GetProperty("providers").EnumerateArray().SelectMany(provider =>
        {
            var sourced = provider.GetProperty("sources").EnumerateArray().SelectMany(source => source.GetProperty("facts").EnumerateArray()).Select(fact => fact.GetString()!).ToHashSet();
            return provider.EnumerateObject().Select(fact => fact.Name).Where(fact => !names.Contains(fact) && !sourced.Contains(fact)).Select(fact => $"{provider.GetProperty("name")}: {fact}");
        });
        Assert.Empty(bare);
    }

    /// <summary>RFC 5782 section 2.1 has one value for lists that document none; whoever has more of them has read of them.</summary>
    [Fact]
    public void A_list_that_documents_no_codes_has_the_conventional_one_alone() =>
        Assert.All(Active.Where(provider => provider.Sources.Where(source => source.Facts.Contains("codes")).All(source => source.Url.Contains("rfc5782", StringComparison.Ordinal))), provider =>
            Assert.Equal("127.0.0.2", Assert.Single(provider.Codes).Code.ToString()));

    [Fact]
    public void Lists_that_vouch_are_found_as_such() =>
        Assert.Empty(Active.Where(provider => provider.Codes.Any(code => code.Result == DnsblCodeResult.Allowed) && !provider.Categories.Contains(DnsblCategory.Allow)).Select(provider => provider.Name));

    [Fact]
    public void A_source_was_not_read_before_it_could_be() =>
        Assert.All(DnsblCatalogue.Default.Providers.SelectMany(provider => provider.Sources), source => Assert.InRange(source.Date, new(1997, 1, 1), DateOnly.FromDateTime(DateTime.UtcNow)));

    [Fact]
    public void A_list_that_was_closed_says_since_when_and_where_that_was_read()
    {
        Assert.Empty(Retired.Where(provider => !provider.Sources.Any(source => source.Facts.Contains("retired"))).Select(provider => provider.Name));
        Assert.Empty(Retired.Where(provider => provider.Retired!.Note.Length < 10).Select(provider => provider.Name));
    }

    [Fact]
    public void What_a_source_bears_out_is_there()
    {
        using var document = JsonDocument.Parse(RepositoryFiles.Read(Folder, "dnsbl-providers.json"));
        var missing = document.RootElement.GetProperty("providers").EnumerateArray().SelectMany(provider =>
            provider.GetProperty("sources").EnumerateArray().SelectMany(source => source.GetProperty("facts").EnumerateArray())
                .Select(fact => fact.GetString()!).Where(fact => !provider.TryGetProperty(fact, out _)).Select(fact => $"{provider.GetProperty("name")}: {fact}"));
        Assert.Empty(missing.Distinct());
    }

    [Fact]
    public void Allow_lists_vouch() =>
        Assert.Empty(Active.Where(provider => provider.Categories.Contains(DnsblCategory.Allow) && !provider.Codes.Any(code => code.Result == DnsblCodeResult.Allowed)).Select(provider => provider.Name));

    [Fact]
    public void Every_list_is_found_by_name_and_zone_and_can_be_told_from_the_others()
    {
        var catalogue = DnsblCatalogue.Default;
        Assert.All(catalogue.Providers, provider =>
        {
            Assert.Same(provider, catalogue.Find(provider.Name));
            Assert.Same(provider, catalogue.Find(provider.Name.ToUpperInvariant()));
            Assert.Same(provider, catalogue.Find(provider.Zone));
            Assert.Same(provider, catalogue.Find(provider.Zone.ToUpperInvariant() + "."));
            if (provider.KeyedZone is { } zone) Assert.Same(provider, catalogue.Find(zone.Replace("{key}", "k3y", StringComparison.Ordinal)));
        });
        Assert.Null(catalogue.Find("no-such-list"));
        Assert.Null(catalogue.Find("bl.example.org"));
        Assert.Null(catalogue.Find(""));
    }

    [Fact]
    public void A_run_without_names_asks_only_lists_that_are_run_each_at_a_zone_of_its_own()
    {
        var selection = DnsblSelection.Choose(DnsblCatalogue.Default, new());
        Assert.Empty(selection.Problems);
        Assert.All(selection.Lists, list => Assert.Equal(DnsblLifecycle.Active, list.Provider!.State));
        Assert.Equal(selection.Lists.Count, selection.Lists.Select(list => list.ZoneName).Distinct().Count());
        Assert.All(selection.Lists, list => Assert.True(list.ZoneName.Wire.Length <= DnsName.MaxLength - 64, $"{list.Zone} leaves no room for IPv6 nibbles."));
    }
}
