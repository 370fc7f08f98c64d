using System.Text.Json;

namespace SmtpAdmin.Cli.Tests.Outside;

/// <summary>How targets and lists are given to <c>smtpadmin get-dnsbl-status</c> and its like, and what is told of slips.</summary>
public sealed class DnsblWordsTests(ListsFixture lists) : IClassFixture<ListsFixture>
{
    [Theory]
    [InlineData("1.2.3.5", "--provider", "Lab-One,Lab-Two")]
    [InlineData("1.2.3.5", "--provider", "Lab-One,", "Lab-Two")]
    [InlineData("1.2.3.5", "--provider", "Lab-One, Lab-Two")]
    [InlineData("1.2.3.5", "--provider", "Lab-*", "--exclude-provider", "Lab-Refuse,Lab-Domains")]
    [InlineData("--provider", "Lab-One,Lab-Two", "--", "1.2.3.5")]
    [InlineData("--provider", "Lab-One,Lab-Two", "--target", "1.2.3.5")]
    public async Task Commas_join_lists_as_they_do_in_PowerShell(params string[] arguments)
    {
        var outcome = await RunAsync(["--json", .. arguments]);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal(["1.2.3.5 Lab-One", "1.2.3.5 Lab-Two"], outcome.Objects.Select(Short).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Commas_join_targets_too_and_the_words_of_the_other_commands()
    {
        Assert.Equal(["1.2.3.5 Lab-One", "1.2.3.6 Lab-One"], (await RunAsync("1.2.3.5,1.2.3.6", "--provider", "Lab-One", "--json")).Objects.Select(Short).Order(StringComparer.Ordinal));
        Assert.Equal(["bl.spamcop.net", "zen.spamhaus.org"], (await Executable.RunAsync("get-dnsbl-provider", "SpamCop,SpamhausZen", "--json")).Objects.Select(list => list.GetProperty("Zone").GetString()));
        var tested = await Executable.RunAsync("test-dnsbl-provider", "Lab-One,Lab-Two", "--provider-file", lists.ProviderFile, "--dns-server", $"{lists.DnsServer},{lists.DnsServer}", "--json");
        Assert.Equal((0, 2), (tested.ExitCode, tested.Objects.Count));
    }

    [Theory]
    [InlineData("get-dnsbl-status", "1.2.3.5", "--provider", ",")]
    [InlineData("get-dnsbl-status", "1.2.3.5", "--provider", "")]
    [InlineData("get-dnsbl-status", "1.2.3.5", "--provider", "Lab-One", " ")]
    [InlineData("get-dnsbl-status", "1.2.3.5", "--exclude-provider", ",")]
    [InlineData("get-dnsbl-status", "1.2.3.5", "--exclude-provider", "")]
    [InlineData("get-dnsbl-status", "1.2.3.5", "--category", ",")]
    [InlineData("get-dnsbl-status", "1.2.3.5", "--dns-server", ",")]
    [InlineData("get-dnsbl-status", "1.2.3.5", "--dns-server", "")]
    [InlineData("get-dnsbl-status", ",")]
    [InlineData("get-dnsbl-status", "--target", " , ")]
    [InlineData("test-dnsbl-provider", ",")]
    [InlineData("test-dnsbl-provider", "")]
    [InlineData("test-dnsbl-provider", "--exclude-provider", ",,")]
    [InlineData("get-dnsbl-provider", ",")]
    [InlineData("get-dnsbl-provider", "--name", ", ,")]
    public async Task An_empty_word_is_wrong_usage_and_stands_for_nothing(params string[] arguments)
    {
        var outcome = await Executable.RunAsync(arguments);
        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains(" is empty", outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("standard input", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("behind --provider is taken for it: give the targets first, or put '--' in front of them", "--provider", "Lab-One", "1.2.3.5")]
    [InlineData("behind --exclude-provider is taken for it", "--provider", "Lab-One", "--exclude-provider", "Lab-Two", "1.2.3.5")]
    [InlineData("is missing ('-' reads them from standard input).", "--provider", "Lab-One")]
    public async Task Targets_behind_the_lists_are_told_to_be_in_the_wrong_place(string told, params string[] arguments)
    {
        var outcome = await Executable.RunAsync(["get-dnsbl-status", .. arguments]);
        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains(told, outcome.Error, StringComparison.Ordinal);
        Assert.Equal(told.StartsWith("behind", StringComparison.Ordinal), outcome.Error.Contains("is taken for it", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("'Get-DnsblStatus' is written get-dnsbl-status here.", "Get-DnsblStatus", "1.2.3.4")]
    [InlineData("'GET-DNSBL-STATUS' is written get-dnsbl-status here.", "GET-DNSBL-STATUS")]
    [InlineData("'get-dnsbl-statu' is no command. Did you mean get-dnsbl-status?", "get-dnsbl-statu")]
    [InlineData("'--providers' is no option of this command. Did you mean --provider?", "get-dnsbl-status", "1.2.3.4", "--providers", "x")]
    [InlineData("'--Provider' is no option of this command. Did you mean --provider?", "get-dnsbl-status", "1.2.3.4", "--Provider", "x")]
    [InlineData("'-ExcludeProvider' is no option of this command. Did you mean --exclude-provider?", "get-dnsbl-status", "1.2.3.4", "-ExcludeProvider", "x")]
    [InlineData("'--quiet' is no option of this command.", "get-dnsbl-status", "1.2.3.4", "--dns-server", "127.0.0.1:1", "--quiet")]
    [InlineData("'--summery' is no option of this command. Did you mean --summary?", "get-dnsbl-status", "1.2.3.4", "--provider", "--summery")]
    [InlineData("'--summery' is no option of this command. Did you mean --summary?", "get-dnsbl-status", "1.2.3.4", "--state-path", "--summery=1")]
    [InlineData("'--nonesuch' is no option of this command.", "get-dnsbl-status", "--target", "--nonesuch")]
    public async Task A_word_that_nobody_knows_is_told_as_it_was_typed_with_the_nearest(string told, params string[] arguments)
    {
        var outcome = await Executable.RunAsync(arguments);
        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Assert.StartsWith($"smtpadmin: {told}\n", outcome.Error.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--provider", "Lab-One", "--", "--quiet")]
    [InlineData("--target=--quiet", "--provider", "Lab-One")]
    public async Task Behind_two_hyphens_or_an_equals_sign_a_word_is_taken_as_it_is(params string[] arguments)
    {
        var outcome = await RunAsync(arguments);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("'--quiet' is no IP address", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://mail.example.com/", "Did you mean mail.example.com?")]
    [InlineData("mailhost", "add --force")]
    [InlineData("25.2.0.192.in-addr.arpa", "Did you mean 192.0.2.25?")]
    public async Task A_slip_in_a_target_is_told_with_what_was_meant(string target, string told)
    {
        var outcome = await RunAsync(target, "1.2.3.5", "--provider", "Lab-One", "--json");
        Assert.Equal((2, "1.2.3.5 Lab-One"), (outcome.ExitCode, Short(Assert.Single(outcome.Objects))));
        Assert.Contains(told, outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_single_label_is_asked_about_with_force()
    {
        var outcome = await RunAsync("test", "--provider", "Lab-Domains", "--force", "--json");
        Assert.Equal((1, "test Lab-Domains"), (outcome.ExitCode, Short(Assert.Single(outcome.Objects))));
    }

    [Fact]
    public async Task An_address_among_the_lists_is_told_to_be_a_target()
    {
        var outcome = await RunAsync("1.2.3.5", "--provider", "Lab-One", "1.2.3.6", "--json");
        Assert.Equal((2, "1.2.3.5 Lab-One"), (outcome.ExitCode, Short(Assert.Single(outcome.Objects))));
        Assert.Contains("'1.2.3.6' is an address and no list", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_zone_that_the_catalogue_lacks_is_of_domains_by_its_test_entry_and_unknown_about_addresses()
    {
        var outcome = await Executable.RunAsync("get-dnsbl-status", "1.2.3.4", "bad.example", "--provider", "dom.lists.test", "--dns-server", lists.DnsServer, "--json");
        Assert.Equal((1, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal(["Unknown DNSBL-OTHER-KIND", "Listed DNSBL-LISTED"], outcome.Objects.OrderBy(Short, StringComparer.Ordinal)
            .Select(result => $"{result.GetProperty("Status").GetString()} {result.GetProperty("Findings")[0].GetProperty("Code").GetString()}"));
    }

    [Theory]
    [InlineData("*sorbs*", "Lists that were closed do: Sorbs, ", "--include-retired")]
    [InlineData("*.sorbs.net", "Lists that were closed do: Sorbs, ", "--include-retired")]
    public async Task Wildcards_that_only_closed_lists_fit_are_told(string pattern, params string[] told)
    {
        var outcome = await Executable.RunAsync("get-dnsbl-provider", pattern);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Output));
        Assert.StartsWith("smtpadmin: warning: ", outcome.Error, StringComparison.Ordinal);
        Assert.All(told, part => Assert.Contains(part, outcome.Error, StringComparison.Ordinal));
        var shown = await Executable.RunAsync("get-dnsbl-provider", pattern, "--include-retired");
        Assert.Equal("", shown.Error);
        Assert.Matches("(?m)^Sorbs .*retired 20", shown.Output);
    }

    [Fact]
    public async Task Of_a_closed_list_nothing_is_said_to_be_a_listing() =>
        Assert.DoesNotContain("any other answer lists too", (await Executable.RunAsync("get-dnsbl-provider", "Sorbs")).Output, StringComparison.Ordinal);

    private Task<Outcome> RunAsync(params string[] arguments) =>
        Executable.RunAsync(["get-dnsbl-status", "--dns-server", lists.DnsServer, "--provider-file", lists.ProviderFile, .. arguments]);

    private static string Short(JsonElement result) => $"{result.GetProperty("Target").GetString()} {result.GetProperty("Provider").GetString()}";
}
