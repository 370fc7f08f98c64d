using SmtpAdmin.Lab;

namespace SmtpAdmin.Cli.Tests.Outside;

public sealed class ReverseDnsTests(LabFixture lab) : IClassFixture<LabFixture>
{
    [Theory]
    [InlineData("127.0.0.1", "Pass", 0)]
    [InlineData("192.0.2.25", "NoPtr", 1)]
    [InlineData("192.0.2.26", "Mismatch", 1)]
    [InlineData("192.0.2.28", "Unknown", 1)]
    public async Task The_exit_code_and_the_object_say_the_same(string address, string status, int exitCode)
    {
        var outcome = await Executable.RunAsync("test-reverse-dns", address, "--dns-server", lab.DnsServer, "--json");
        Assert.Equal(exitCode, outcome.ExitCode);
        var result = Assert.Single(outcome.Objects);
        Assert.Equal(status, result.GetProperty("Status").GetString());
        Assert.Equal(address, result.GetProperty("IPAddress").GetString());
        Assert.True(result.GetProperty("DurationMs").GetDouble() > 0);
        Assert.Equal("", outcome.Error);
    }

    [Fact]
    public async Task The_json_has_the_properties_of_the_powershell_object()
    {
        var outcome = await Executable.RunAsync("test-reverse-dns", "127.0.0.1", "--helo-name", "mail.lab.test", "--dns-server", lab.DnsServer, "--json");
        var names = outcome.Objects[0].EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal);
        Assert.Equal(typeof(Reputation.ReverseDnsResult).GetProperties().Select(property => property.Name).Order(StringComparer.Ordinal), names);
    }

    [Fact]
    public async Task Standard_input_gives_one_a_line_and_a_bad_line_loses_nothing()
    {
        var outcome = await Executable.RunAsync(
            ["test-reverse-dns", "-", "--dns-server", lab.DnsServer, "--json"], "127.0.0.1\n\n# a comment\n10.0.0.0/8\n192.0.2.25\n", []);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Equal(["127.0.0.1", "192.0.2.25"], outcome.Objects.Select(result => result.GetProperty("Target").GetString()).Order(StringComparer.Ordinal));
        Assert.Contains("65,536", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quiet_prints_nothing_and_tells_by_its_exit_code()
    {
        var good = await Executable.RunAsync("test-reverse-dns", "--ip-address", "127.0.0.1", "--dns-server", lab.DnsServer, "--quiet");
        Assert.Equal((0, "", ""), (good.ExitCode, good.Output, good.Error));
        var bad = await Executable.RunAsync("test-reverse-dns", "192.0.2.25", "--dns-server", lab.DnsServer, "--quiet");
        Assert.Equal((1, "", ""), (bad.ExitCode, bad.Output, bad.Error));
    }

    [Theory]
    [InlineData("mail.lab.test", 0)]
    [InlineData("other.lab.test", 1)]
    [InlineData("nowhere.lab.test", 1)]
    public async Task A_helo_name_has_to_pass_too(string heloName, int exitCode)
    {
        var outcome = await Executable.RunAsync("test-reverse-dns", "127.0.0.1", "--helo-name", heloName, "--dns-server", lab.DnsServer, "--quiet");
        Assert.Equal(exitCode, outcome.ExitCode);
    }

    [Fact]
    public async Task Text_for_people_is_plain_in_a_pipe_and_says_what_to_do()
    {
        var outcome = await Executable.RunAsync("test-reverse-dns", "192.0.2.25", "--domain", "lab.test", "--dns-server", lab.DnsServer);
        Assert.DoesNotContain('\u001b', outcome.Output);
        Assert.Contains("25.2.0.192.in-addr.arpa. IN PTR mail.lab.test.", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_to_check_is_not_a_pass()
    {
        var outcome = await Executable.RunAsync(["test-reverse-dns", "-"], "\n# nothing\n", []);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("nothing to check", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_from_windows_begins_with_a_mark_that_is_no_part_of_it()
    {
        var outcome = await Executable.RunAsync(["test-reverse-dns", "-", "--dns-server", lab.DnsServer, "--json"], "\uFEFF127.0.0.1\r\n", []);
        Assert.Equal("127.0.0.1", Assert.Single(outcome.Objects).GetProperty("IPAddress").GetString());
    }

    [Fact]
    public async Task It_ends_when_nobody_reads_its_output()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Pipes close otherwise there.");
        var before = lab.Lab.Dns.QueryCount;
        using var process = Executable.Start(["test-reverse-dns", "10.0.0.0/16", "--dns-server", lab.DnsServer], []);
        try
        {
            Assert.NotNull(await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
            process.StandardOutput.Close();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
            Assert.Equal(141, process.ExitCode); // as of SIGPIPE
            Assert.InRange(lab.Lab.Dns.QueryCount - before, 1, 65_000);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    [Fact]
    public async Task Numbers_are_written_the_same_in_every_language()
    {
        var outcome = await Executable.RunAsync(
            ["test-reverse-dns", "127.0.0.1", "--dns-server", lab.DnsServer], "", new Dictionary<string, string> { ["LC_ALL"] = "de_DE.UTF-8" });
        Assert.Matches(@"\d\.\d ms", outcome.Output);
    }

    [Theory]
    [InlineData("0", "MÜNCHEN.de", "mail.xn--mnchen-3ya.de")]
    [InlineData("1", "MÜNCHEN.de", "mail.xn--mnchen-3ya.de")]
    [InlineData("0", "\ufb01.de", "mail.fi.de")]
    public async Task A_name_is_the_same_without_unicodes_tables(string invariant, string domain, string wanted)
    {
        var outcome = await Executable.RunAsync(
            ["test-reverse-dns", "192.0.2.25", "--domain", domain, "--dns-server", lab.DnsServer], "", Globalization(invariant));
        Assert.Contains($"25.2.0.192.in-addr.arpa. IN PTR {wanted}.", outcome.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\ufb01.de")] // a ligature, in need of NFKC
    [InlineData("mu\u0308nchen.de")] // a combining mark, in need of NFC
    [InlineData("mün\u00adchen.de")] // a soft hyphen, which UTS 46 drops
    public async Task A_name_that_needs_unicodes_tables_is_refused_where_there_are_none(string domain)
    {
        string[] arguments = ["test-reverse-dns", "192.0.2.25", "--domain", domain, "--dns-server", lab.DnsServer];
        var outcome = await Executable.RunAsync(arguments, "", Globalization("1"));
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("globalization-invariant", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(1, (await Executable.RunAsync(arguments, "", Globalization("0"))).ExitCode);
    }

    [Theory]
    [InlineData("test-reverse-dns")]
    [InlineData("test-reverse-dns", "127.0.0.1", "--dns-server", "ns.example.com")]
    [InlineData("test-reverse-dns", "127.0.0.1", "--timeout", "0")]
    [InlineData("test-reverse-dns", "127.0.0.1", "--timeout", "soon")]
    [InlineData("test-reverse-dns", "127.0.0.1", "--domain", "a..b")]
    [InlineData("test-reverse-dns", "127.0.0.1", "--no-such-option")]
    [InlineData("no-such-command")]
    public async Task Wrong_usage_is_told_on_the_error_stream(params string[] arguments)
    {
        var outcome = await Executable.RunAsync(arguments);
        Assert.Equal(2, outcome.ExitCode);
        Assert.StartsWith("smtpadmin: ", outcome.Error, StringComparison.Ordinal);
        Assert.Equal("", outcome.Output);
    }

    private static Dictionary<string, string> Globalization(string invariant) => new() { ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = invariant };
}

/// <summary>A lab that the executable's tests share.</summary>
public sealed class LabFixture : IAsyncLifetime
{
    private LabEnvironment? _lab;

    public LabEnvironment Lab => _lab ?? throw new InvalidOperationException("The lab has not started.");

    public string DnsServer => Lab.Dns.EndPoint.ToString();

    public async ValueTask InitializeAsync() => _lab = await LabEnvironment.StartAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _lab?.DisposeAsync() ?? ValueTask.CompletedTask;
}
