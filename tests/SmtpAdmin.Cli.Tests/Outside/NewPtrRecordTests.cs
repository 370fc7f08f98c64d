namespace SmtpAdmin.Cli.Tests.Outside;

public sealed class NewPtrRecordTests(LabFixture lab) : IClassFixture<LabFixture>
{
    [Fact]
    public async Task The_zone_line_stands_first_and_the_request_below()
    {
        var outcome = await RunAsync("192.0.2.26", "--host-name", "mail.lab.test");
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal("26.2.0.192.in-addr.arpa. IN PTR mail.lab.test.", outcome.Output.Split('\n')[0].TrimEnd());
        Assert.Contains("In the zone of mail.lab.test:\nmail.lab.test. IN A 127.0.0.1\nmail.lab.test. IN A 192.0.2.26\n", outcome.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("    Name now:      other.lab.test (to be removed)", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("(PTR-NEW-FORWARD-MISMATCH)", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("primary server is ns.lab.test; hostmaster@lab.test answers for it", outcome.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', outcome.Output);
    }

    [Fact]
    public async Task The_json_has_the_properties_of_the_powershell_object()
    {
        var outcome = await RunAsync("127.0.0.1", "--host-name", "mail.lab.test", "--json");
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        var written = Assert.Single(outcome.Objects);
        Assert.Equal(
            typeof(Reputation.PtrNewRecord).GetProperties().Select(property => property.Name).Order(StringComparer.Ordinal),
            written.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));
        Assert.Equal(("127.0.0.1", true, true), (written.GetProperty("IPAddress").GetString(), written.GetProperty("IsPublished").GetBoolean(), written.GetProperty("ForwardConfirmed").GetBoolean()));
    }

    [Fact]
    public async Task An_alias_in_reverse_is_followed_and_a_failure_is_unknown()
    {
        var outcome = await RunAsync("192.0.2.30", "192.0.2.28", "--host-name", "classless.lab.test", "--json");
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal("30.24-31.2.0.192.in-addr.arpa", outcome.Objects[0].GetProperty("Name").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, outcome.Objects[1].GetProperty("IsPublished").ValueKind);
    }

    [Fact]
    public async Task A_block_gives_the_record_and_the_provider_s_alias()
    {
        var outcome = await RunAsync("192.0.2.130", "--host-name", "mail.example.com", "--block", "192.0.2.128/26", "--block-style", "dash", "--no-lookup");
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        var lines = outcome.Output.Split('\n', StringSplitOptions.TrimEntries);
        Assert.Equal("130.128-26.2.0.192.in-addr.arpa. IN PTR mail.example.com.", lines[0]);
        Assert.Contains("130.2.0.192.in-addr.arpa. IN CNAME 130.128-26.2.0.192.in-addr.arpa.", lines);
    }

    [Theory]
    [InlineData("192.0.2.1", "2001:db8::abc", "mail.example.com")]
    [InlineData("192.0.2.1,2001:db8::abc", "mail.example.com")]
    [InlineData("mail.example.com", "--ip-address", "192.0.2.1", "2001:db8::abc")]
    public async Task The_name_may_stand_behind_the_addresses_as_in_the_cmdlet(params string[] words)
    {
        var outcome = await Executable.RunAsync(["new-ptr-record", .. words, "--no-lookup", "--json"]);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal([("192.0.2.1", "mail.example.com"), ("2001:db8::abc", "mail.example.com")], outcome.Objects.Select(written => (written.GetProperty("IPAddress").GetString(), written.GetProperty("HostName").GetString())));
    }

    [Fact]
    public async Task Addresses_come_from_standard_input_and_a_bad_one_loses_nothing()
    {
        var outcome = await Executable.RunAsync(["new-ptr-record", "-", "--host-name", "mail.example.com", "--no-lookup", "--json"], "192.0.2.1\n# a comment\n192.0.2.0/28\n2001:db8::1\n", []);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Equal(["192.0.2.1", "2001:db8::1"], outcome.Objects.Select(written => written.GetProperty("IPAddress").GetString()));
        Assert.Contains("is 16 addresses", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("goes to --block", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("An address is missing", "--host-name", "mail.example.com")]
    [InlineData("The name is missing: give it behind the addresses, or by --host-name", "192.0.2.1")]
    [InlineData("is not the full name", "192.0.2.1", "--host-name", "mail")]
    [InlineData("Did you mean 192.0.2.128/26?", "192.0.2.130", "--host-name", "mail.example.com", "--block", "192.0.2.130/26")]
    [InlineData("Give --block, or leave --block-style out", "192.0.2.130", "--host-name", "mail.example.com", "--block-style", "Dash")]
    public async Task What_is_refused_is_wrong_usage_and_nothing_is_printed(string said, params string[] arguments)
    {
        var outcome = await RunAsync(arguments);
        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains(said, outcome.Error, StringComparison.Ordinal);
    }

    private Task<Outcome> RunAsync(params string[] arguments) => Executable.RunAsync(["new-ptr-record", .. arguments, "--dns-server", lab.DnsServer]);
}
