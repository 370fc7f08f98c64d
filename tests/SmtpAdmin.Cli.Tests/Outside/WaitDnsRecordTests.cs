using SmtpAdmin.Dns;
using SmtpAdmin.Lab;

namespace SmtpAdmin.Cli.Tests.Outside;

public sealed class WaitDnsRecordTests : IAsyncLifetime
{
    private readonly UpdateLab _lab = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _lab.DisposeAsync();

    [Theory]
    [InlineData("--name-server")]
    [InlineData("--dns-server")]
    public async Task What_is_there_is_seen_at_once_by_the_servers_or_a_resolver(string option)
    {
        var outcome = await Executable.RunAsync("wait-dns-record", "old.publish.test. IN A 192.0.2.1", "--json", option, _lab.Address);
        var seen = Assert.Single(outcome.Objects);
        Assert.Equal((0, "Visible", true), (outcome.ExitCode, seen.GetProperty("Status").GetString(), seen.GetProperty("Passed").GetBoolean()));
        Assert.Equal(typeof(Provisioning.DnsWaitResult).GetProperties().Select(property => property.Name), seen.EnumerateObject().Select(property => property.Name));
    }

    [Theory]
    [InlineData(1, "Different", "old.publish.test", "192.0.2.9")]
    [InlineData(1, "Missing", "gone.publish.test", "192.0.2.9")]
    [InlineData(3, "Unknown", "elsewhere.example", "192.0.2.9")]
    public async Task At_the_end_of_its_time_the_exit_code_tells_what_is_not_so_from_what_is_not_known(int exitCode, string status, string name, string address)
    {
        var outcome = await RunAsync("--name", name, "--type", "A", "--value", address);
        Assert.Equal((exitCode, ""), (outcome.ExitCode, outcome.Error));
        Assert.StartsWith(status, outcome.Output, StringComparison.Ordinal);
        // One column, whatever a line begins with.
        var lines = outcome.Output.Split('\n');
        Assert.Equal((11, 11), (lines[0].IndexOf(name, StringComparison.Ordinal), lines[1].IndexOf(_lab.Address, StringComparison.Ordinal)));
        Assert.Equal(11, lines[2].IndexOf(name, StringComparison.Ordinal));
        Assert.Equal((exitCode, ""), Parts(await RunAsync("--name", name, "--type", "A", "--quiet", "--value", address)));
    }

    [Fact]
    public async Task A_set_without_a_value_is_waited_for_until_it_is_gone()
    {
        Assert.Equal(1, (await RunAsync("--name", "old.publish.test", "--type", "A")).ExitCode);
        Assert.Equal(0, (await Executable.RunAsync(["remove-dns-record", "--name", "old.publish.test", "--type", "A", .. _lab.There])).ExitCode);
        Assert.Equal(0, (await RunAsync("--name", "old.publish.test", "--type", "A")).ExitCode);
    }

    [Fact]
    public async Task A_server_that_fails_shows_neither_that_it_is_there_nor_that_it_is_gone()
    {
        _lab.Server.Order("gone.publish.test", new LabDnsFault(LabDnsFaultKind.ServFail));
        var outcome = await RunAsync("--name", "gone.publish.test", "--type", "A");
        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains("WAIT-UNKNOWN", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_not_there_before_is_kept_by_resolvers_for_the_negative_time_of_the_zone()
    {
        var published = await Executable.RunAsync(["publish-dns-record", "new.publish.test. 60 IN A 192.0.2.5", "--json", .. _lab.There]);
        var outcome = await Executable.RunAsync(["wait-dns-record", "-", "--name-server", _lab.Address, "--dns-server", _lab.Address, "--json"], published.Output, []);
        Assert.Equal((0, 60), (outcome.ExitCode, outcome.Objects[0].GetProperty("StaleSeconds").GetInt32()));
        Assert.Equal("RFC 2308 section 5", outcome.Objects[0].GetProperty("Findings")[0].GetProperty("Reference").GetString());
    }

    [Theory]
    [InlineData("no dot at its end", "relative IN A 192.0.2.1")]
    [InlineData("The records are missing")]
    [InlineData("nowhere", "a.publish.test. IN A 192.0.2.1", "--name-server", "nowhere")]
    [InlineData("--timeout", "a.publish.test. IN A 192.0.2.1", "--timeout", "0")]
    public async Task What_cannot_be_waited_for_is_wrong_usage(string said, params string[] arguments)
    {
        var outcome = await Executable.RunAsync(["wait-dns-record", .. arguments]);
        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains(said, outcome.Error, StringComparison.Ordinal);
    }

    private static (int ExitCode, string Output) Parts(Outcome outcome) => (outcome.ExitCode, outcome.Output);

    private Task<Outcome> RunAsync(params string[] arguments) => Executable.RunAsync(["wait-dns-record", .. arguments, "--name-server", _lab.Address, "--timeout", "2"]);
}
