using SmtpAdmin.Dkim;
using SmtpAdmin.Lab;

namespace SmtpAdmin.Cli.Tests.Outside;

public sealed class DkimRecordTests(DkimRecordTests.Zone zone) : IClassFixture<DkimRecordTests.Zone>
{
    [Theory]
    [InlineData("good", "Pass", 0)]
    [InlineData("testing", "Warning", 0)]
    [InlineData("quoted", "Fail", 1)]
    [InlineData("revoked", "Revoked", 1)]
    [InlineData("nobody", "None", 1)]
    [InlineData("dangling", "None", 1)]
    [InlineData("servfail", "Unknown", 3)]
    public async Task The_exit_code_and_the_object_say_the_same(string selector, string status, int exitCode)
    {
        var outcome = await Executable.RunAsync("test-dkim-record", "dkim.test", "--selector", selector, "--dns-server", zone.Server, "--json");
        Assert.Equal((exitCode, ""), (outcome.ExitCode, outcome.Error));
        var report = Assert.Single(outcome.Objects);
        Assert.Equal(($"{selector}._domainkey.dkim.test", status), (report.GetProperty("RecordName").GetString(), report.GetProperty("Status").GetString()));
        Assert.Equal(exitCode == 0, report.GetProperty("Passed").GetBoolean());
        Assert.Equal(typeof(DkimRecordReport).GetProperties().Select(property => property.Name).Order(StringComparer.Ordinal), report.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task People_see_the_tags_and_what_to_publish()
    {
        var outcome = await Executable.RunAsync("test-dkim-record", "--domain", "dkim.test", "--selector", "quoted", "--dns-server", zone.Server);
        Assert.Equal(1, outcome.ExitCode);
        Assert.DoesNotContain('\u001b', outcome.Output);
        Assert.StartsWith("Fail    quoted._domainkey.dkim.test", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("(DKIM-QUOTES)", outcome.Output, StringComparison.Ordinal);
        Assert.Contains($"Publish it so: quoted._domainkey.dkim.test. IN TXT \"v=DKIM1; k=ed25519; p={Zone.Key}\"", outcome.Output, StringComparison.Ordinal);
        var good = await Executable.RunAsync("test-dkim-record", "dkim.test", "--selector", "good", "--dns-server", zone.Server);
        Assert.Contains($"  p={Zone.Key}  The key: Ed25519, 256 bits.", good.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_domains_and_selectors_are_checked_with_each_other()
    {
        var outcome = await Executable.RunAsync(["test-dkim-record", "-", "--selector", "good,revoked", "--dns-server", zone.Server, "--json"], "dkim.test\n@\nother.test\n", []);
        Assert.Equal((2, 4), (outcome.ExitCode, outcome.Objects.Count));
        var quiet = await Executable.RunAsync("test-dkim-record", "dkim.test", "--selector", "good", "testing", "--dns-server", zone.Server, "--quiet");
        Assert.Equal((0, "", ""), (quiet.ExitCode, quiet.Output, quiet.Error));
    }

    [Fact]
    public async Task Selectors_are_found_and_what_did_not_answer_is_told()
    {
        var found = await Executable.RunAsync("test-dkim-record", "dkim.test", "--find-selector", "--dns-server", zone.Server, "--json");
        Assert.Equal(0, found.ExitCode);
        Assert.Equal(["google", "k1", null], found.Objects.Select(report => report.GetProperty("Selector").GetString()).OrderBy(selector => selector is null).ThenBy(selector => selector, StringComparer.Ordinal));
        Assert.Contains("mail", found.Objects[^1].GetProperty("Findings")[0].GetProperty("Message").GetString(), StringComparison.Ordinal);
        var none = await Executable.RunAsync("test-dkim-record", "other.test", "--find-selector", "--dns-server", zone.Server);
        Assert.Equal(1, none.ExitCode);
        Assert.Contains("DKIM-FIND-NXDOMAIN", none.Output, StringComparison.Ordinal);
        Assert.Contains("smtpadmin new-dkim-key", none.Output, StringComparison.Ordinal);
        var silent = await Executable.RunAsync("test-dkim-record", "example.net", "--find-selector", "--dns-server", zone.Server, "--quiet");
        Assert.Equal((3, ""), (silent.ExitCode, silent.Output));
    }

    [Theory]
    [InlineData("", "domain is missing")]
    [InlineData("dkim.test", "--find-selector")]
    [InlineData("--selector good", "domain")]
    [InlineData("dkim.test --find-selector --selector good", "stands alone")]
    [InlineData("dkim.test --selector good._domainkey.dkim.test", "'good'")]
    [InlineData("good._domainkey.dkim.test --selector good", "'dkim.test'")]
    [InlineData("dkim.test --selector good --private-key-path /none", "/none")]
    public async Task Wrong_usage_is_told_with_what_would_do(string arguments, string named)
    {
        var outcome = await Executable.RunAsync(["test-dkim-record", .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--dns-server", zone.Server]);
        Assert.Equal((arguments.EndsWith("/none", StringComparison.Ordinal) ? 3 : 2, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains(named, outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_record_is_wrong_usage() =>
        Assert.Contains("empty", (await Executable.RunAsync("test-dkim-record", "--record", "")).Error, StringComparison.Ordinal);

    /// <summary>A zone with key records of every kind.</summary>
    public sealed class Zone : IAsyncDisposable
    {
        internal const string Key = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

        private const string Text = $"""
            @ 60 IN SOA ns.dkim.test. admin.dkim.test. 1 60 60 60 60
            good._domainkey 60 IN TXT "v=DKIM1; k=ed25519; p={Key}"
            google._domainkey 60 IN TXT "v=DKIM1; k=ed25519; p={Key}"
            k1._domainkey 60 IN TXT "v=DKIM1; p="
            testing._domainkey 60 IN TXT "v=DKIM1; k=ed25519; t=y; p={Key}"
            quoted._domainkey 60 IN TXT "\"v=DKIM1; k=ed25519; p={Key}\""
            revoked._domainkey 60 IN TXT "v=DKIM1; p="
            dangling._domainkey 60 IN CNAME gone.dkim.test.
            """;

        private readonly LabDnsServer _server = Start();

        public string Server => _server.EndPoint.ToString();

        public ValueTask DisposeAsync() => _server.DisposeAsync();

        private static LabDnsServer Start()
        {
            var server = LabDnsServer.Start([LabZone.Parse("dkim.test.", Text), LabZone.Parse("other.test.", "@ 60 IN SOA ns.other.test. admin.other.test. 1 60 60 60 60")]);
            server.Order("servfail._domainkey.dkim.test", new LabDnsFault(LabDnsFaultKind.ServFail));
            server.Order("mail._domainkey.dkim.test", new LabDnsFault(LabDnsFaultKind.ServFail));
            return server;
        }
    }
}
