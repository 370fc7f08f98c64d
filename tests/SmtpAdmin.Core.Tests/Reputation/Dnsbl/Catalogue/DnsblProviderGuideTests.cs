using System.Text;
using System.Text.RegularExpressions;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Core.Tests.Reputation.Dnsbl;

/// <summary>What docs/guides/dnsbl-provider-file.md shows does what it says.</summary>
public sealed partial class DnsblProviderGuideTests
{
    private static readonly string Page = Encoding.UTF8.GetString(RepositoryFiles.Read("docs/guides", "dnsbl-provider-file.md"));

    private static readonly IReadOnlyList<string> Files = [.. Fence().Matches(Page).Select(match => match.Groups["text"].Value)];

    [Fact]
    public void Every_file_that_it_shows_is_taken()
    {
        Assert.True(Files.Count >= 4);
        Assert.All(Files, file => Read(file));
    }

    [Fact]
    public void The_first_file_adds_a_list_changes_one_and_gives_a_key()
    {
        var catalogue = Read(Files[0]);
        Assert.Equal(DnsblCatalogue.Default.Providers.Count + 1, catalogue.Providers.Count);
        Assert.Equal("blocked.dnsbl.example.org", catalogue.Find("companyblocked")!.Zone);
        Assert.NotEqual(DnsblCatalogue.Default.Find("SpamCop")!.Severity, catalogue.Find("SpamCop")!.Severity);
        var list = Assert.Single(DnsblSelection.Choose(catalogue, new() { Provider = ["AbusixCombined"] }).Lists);
        Assert.Equal(("{key}.combined.mail.abusix.zone", "0123456789abcdef.combined.mail.abusix.zone"), (list.Zone, list.ZoneName.ToString()));
    }

    [Fact]
    public void A_list_that_a_file_closes_is_not_asked() =>
        Assert.Equal(
            DnsblSelectionCode.RetiredProvider,
            DnsblSelection.Choose(Read(Files.Single(file => file.Contains("\"retired\"", StringComparison.Ordinal))), new() { Provider = ["UceProtect3"] }).Problems.Single().Code);

    [Fact]
    public void A_key_of_a_new_list_is_shown_nowhere()
    {
        var catalogue = Read(Files.Single(file => file.Contains("Private-List", StringComparison.Ordinal)));
        var list = DnsblSelection.Choose(catalogue, new() { Provider = ["Private-List"] }).Lists.Single();
        Assert.Equal("{key}.bl.example.org", list.Zone);
        Assert.DoesNotContain("0123456789abcdef", list.Provider!.ToString(), StringComparison.Ordinal);
    }

    private static DnsblCatalogue Read(string file) => DnsblCatalogue.Default.WithFile(Encoding.UTF8.GetBytes(file), "dnsbl-providers.json");

    [GeneratedRegex(@"^```json\n(?<text>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();
}
