using SmtpAdmin.Dns;

namespace SmtpAdmin.Cli.Tests.Outside;

public sealed class RemoveDnsRecordTests : IAsyncLifetime
{
    private readonly UpdateLab _lab = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _lab.DisposeAsync();

    [Fact]
    public async Task One_record_of_several_or_all_of_a_name_and_type_are_removed()
    {
        var outcome = await RunAsync("", "publish.test. IN TXT \"v=spf1 -all\"", "--pass-thru");
        Assert.Equal((0, "", "Published          publish.test TXT\n    120 \"token=1\"\n  - 120 \"v=spf1 -all\"\n"), (outcome.ExitCode, outcome.Error, outcome.Output));
        outcome = await RunAsync("", "--name", "publish.test", "--type", "TXT", "--json");
        Assert.Equal("Removed", Assert.Single(outcome.Objects).GetProperty("Status").GetString());
        Assert.Empty(await _lab.LookAsync("publish.test", DnsType.TXT));
        outcome = await RunAsync("", "--name", "publish.test", "--type", "TXT");
        Assert.Equal((0, "Unchanged          publish.test TXT\n"), (outcome.ExitCode, outcome.Output));
    }

    [Fact]
    public async Task What_is_printed_as_json_is_removed_again_and_can_be_put_back()
    {
        var journal = Path.Combine(_lab.Folder, "journal");
        var outcome = await RunAsync("""{"RecordSets":[{"Name":"old.publish.test","Type":"A","Data":["192.0.2.1"]}]}""", "-", "--journal-path", journal);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Empty(await _lab.LookAsync("old.publish.test", DnsType.A));
        Assert.Equal(0, (await Executable.RunAsync("publish-dns-record", "--undo", journal, "--key-path", _lab.KeyPath)).ExitCode);
        Assert.Equal(["192.0.2.1"], await _lab.LookAsync("old.publish.test", DnsType.A));
    }

    [Theory]
    [InlineData(0, "What if: Remove old.publish.test A", "--name", "old.publish.test", "--type", "A", "--what-if")]
    [InlineData(2, "what the zone itself lives by", "--name", "publish.test", "--type", "NS")]
    [InlineData(2, "the address is missing", "old.publish.test. IN A")]
    [InlineData(2, "The records are missing")]
    public async Task Nothing_is_removed_where_that_is_not_to_be(int exitCode, string said, params string[] arguments)
    {
        var outcome = await RunAsync("", arguments);
        Assert.Equal(exitCode, outcome.ExitCode);
        Assert.Contains(said, outcome.Output + outcome.Error, StringComparison.Ordinal);
        Assert.Equal(["192.0.2.1"], await _lab.LookAsync("old.publish.test", DnsType.A));
        Assert.Equal(["ns.publish.test."], await _lab.LookAsync("publish.test", DnsType.NS));
    }

    private Task<Outcome> RunAsync(string input, params string[] arguments) => Executable.RunAsync(["remove-dns-record", .. arguments, .. _lab.There], input, []);
}
