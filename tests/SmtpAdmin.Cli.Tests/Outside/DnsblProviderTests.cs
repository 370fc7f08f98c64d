using System.Text.Json;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Cli.Tests.Outside;

/// <summary><c>smtpadmin get-dnsbl-provider</c>.</summary>
public sealed class DnsblProviderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dnsbl-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Without_names_every_list_that_is_run_is_a_line()
    {
        var outcome = await Executable.RunAsync("get-dnsbl-provider");
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.DoesNotContain('\u001b', outcome.Output);
        var lines = outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(DnsblCatalogue.Default.Providers.Count(provider => provider.State == DnsblLifecycle.Active), lines.Length);
        Assert.Contains(lines, line => line.StartsWith("SpamCop ", StringComparison.Ordinal) && line.Contains(" bl.spamcop.net ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_json_has_the_properties_of_the_powershell_object_and_codes_as_text()
    {
        var list = Assert.Single((await Executable.RunAsync("get-dnsbl-provider", "zen.spamhaus.org", "--json")).Objects);
        Assert.Equal(
            typeof(DnsblProvider).GetProperties().Select(property => property.Name).Order(StringComparer.Ordinal),
            list.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));
        Assert.Equal(JsonValueKind.String, list.GetProperty("Codes")[0].GetProperty("Code").ValueKind);
        Assert.StartsWith("127.0.0.", list.GetProperty("Codes")[0].GetProperty("Code").GetString(), StringComparison.Ordinal);
        Assert.Equal("Active", list.GetProperty("State").GetString());
        Assert.Matches(@"^\d{4}-\d\d-\d\d$", list.GetProperty("Sources")[0].GetProperty("Date").GetString());
    }

    [Fact]
    public async Task One_list_is_shown_with_all_that_is_known_of_it()
    {
        var outcome = await Executable.RunAsync("get-dnsbl-provider", "--name", "zen.spamhaus.org", "dnsbl.sorbs.net");
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Matches(@"127\.255\.255\.254 +\S.* \(Refused\)", outcome.Output);
        Assert.Matches(@"retired 20\d\d", outcome.Output);
        Assert.Matches(@"source +https?://", outcome.Output);
    }

    [Theory]
    [InlineData("spamcob", "Did you mean SpamCop?")]
    [InlineData("bl.spamcob.net", "Did you mean bl.spamcop.net?")]
    [InlineData("nothing-like-it", "smtpadmin get-dnsbl-provider shows")]
    public async Task An_unknown_name_is_wrong_usage_and_the_others_are_shown(string word, string remedy)
    {
        var outcome = await Executable.RunAsync("get-dnsbl-provider", word, "SpamCop", "--json");
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(remedy, outcome.Error, StringComparison.Ordinal);
        Assert.Equal("SpamCop", Assert.Single(outcome.Objects).GetProperty("Name").GetString());
    }

    [Fact]
    public async Task Lists_are_chosen_by_wildcard_category_and_subject()
    {
        var outcome = await Executable.RunAsync("get-dnsbl-provider", "*", "--category", "spam,Phishing", "NewDomain", "--subject", "domain", "--include-retired", "--json");
        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(
            new DnsblProviderFilter { Category = [DnsblCategory.Spam, DnsblCategory.Phishing, DnsblCategory.NewDomain], Subject = [DnsblSubject.Domain], IncludeRetired = true }
                .All(DnsblCatalogue.Default).Select(provider => provider.Name),
            outcome.Objects.Select(list => list.GetProperty("Name").GetString()));
    }

    [Fact]
    public async Task Names_come_one_a_line_on_standard_input()
    {
        var outcome = await Executable.RunAsync(["get-dnsbl-provider", "-", "--json"], "# mine\nSpamCop\n\nzen.spamhaus.org\n", []);
        Assert.Equal(["bl.spamcop.net", "zen.spamhaus.org"], outcome.Objects.Select(list => list.GetProperty("Zone").GetString()));
    }

    [Fact]
    public async Task A_file_adds_lists_and_hides_the_key_that_it_holds()
    {
        var file = await WriteAsync("""{ "providers": [ { "name": "Our-List", "zone": "s3cret.bl.example.org", "keyedZone": "{key}.bl.example.org", "subjects": ["IPv4"] } ] }""");
        var outcome = await Executable.RunAsync("get-dnsbl-provider", "our-list", "--provider-file", file, "--json");
        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal("{key}.bl.example.org", Assert.Single(outcome.Objects).GetProperty("Zone").GetString());
        Assert.DoesNotContain("s3cret", outcome.Output + (await Executable.RunAsync("get-dnsbl-provider", "our-list", "--provider-file", file)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_with_a_file_is_told_with_line_and_property()
    {
        var file = await WriteAsync("{ \"providers\": [\n  { \"name\": \"Our-List\", \"zonee\": \"bl.example.org\" },\n  { \"name\": \"SpamCop\", \"severity\": \"Huge\" } ] }");
        var outcome = await Executable.RunAsync("get-dnsbl-provider", "--provider-file", file);
        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains("line 2, column 25, providers[0].zonee: There is no such property here. Did you mean 'zone'?", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("line 3, column 36, providers[1].severity: 'Huge'", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await Executable.RunAsync("get-dnsbl-provider", "--provider-file", file + ".missing")).ExitCode);
    }

    [Theory]
    [InlineData("--category", "Spamm")]
    [InlineData("--category", "1")]
    [InlineData("--subject")]
    [InlineData("--provider-file", "")]
    public async Task Wrong_usage_is_told_on_the_error_stream(params string[] arguments)
    {
        var outcome = await Executable.RunAsync(["get-dnsbl-provider", .. arguments]);
        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Assert.StartsWith("smtpadmin: ", outcome.Error, StringComparison.Ordinal);
    }

    private async Task<string> WriteAsync(string content)
    {
        var path = Path.Combine(_folder.FullName, "mine.json");
        await File.WriteAllTextAsync(path, content, TestContext.Current.CancellationToken);
        return path;
    }
}
