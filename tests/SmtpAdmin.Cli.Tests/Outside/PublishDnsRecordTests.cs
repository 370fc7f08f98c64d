using System.Text.Json;
using SmtpAdmin.Dns;
using SmtpAdmin.Lab;

namespace SmtpAdmin.Cli.Tests.Outside;

public sealed class PublishDnsRecordTests : IAsyncLifetime
{
    private const string Line = "new.publish.test. 60 IN A 192.0.2.5";

    private readonly UpdateLab _lab = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _lab.DisposeAsync();

    [Theory]
    [InlineData("# a comment\n\nnew.publish.test. 60 IN A 192.0.2.5\n")]
    [InlineData("Name,Type,Value\nnew.publish.test,A,192.0.2.5\n")]
    [InlineData("""{"Name":"new.publish.test","Type":"A","Data":["192.0.2.5"]}""")]
    [InlineData("""{"Domain":"x","RecordSets":[{"Name":"new.publish.test","Type":1,"TtlSeconds":60,"Data":["192.0.2.5"]}]}""")]
    public async Task Records_come_from_standard_input_in_every_form(string input)
    {
        var outcome = await RunAsync(input, "-");
        Assert.Equal((0, "", "Published          new.publish.test A\n"), (outcome.ExitCode, outcome.Error, outcome.Output));
        Assert.Equal(["192.0.2.5"], await _lab.LookAsync("new.publish.test", DnsType.A));
    }

    [Fact]
    public async Task What_a_builder_prints_goes_straight_on_and_what_publishing_prints_can_be_waited_for()
    {
        var made = await Executable.RunAsync("new-spf-record", "publish.test", "--ip-address", "192.0.2.1", "--no-lookup", "--json");
        var published = await RunAsync(made.Output, "-", "--merge", "--json");
        var publication = Assert.Single(published.Objects);
        Assert.Equal(("Published", "publish.test", "TXT", true), (publication.GetProperty("Status").GetString(), publication.GetProperty("Zone").GetString(), publication.GetProperty("Type").GetString(), publication.GetProperty("Passed").GetBoolean()));
        Assert.Equal(["\"token=1\"", "\"v=spf1 ip4:192.0.2.1 -all\""], await _lab.LookAsync("publish.test", DnsType.TXT));
        var waited = await Executable.RunAsync(["wait-dns-record", "-", "--name-server", _lab.Address, "--json"], published.Output, []);
        Assert.Equal((0, ""), (waited.ExitCode, waited.Error));
        Assert.Equal(("Visible", 120), (waited.Objects[0].GetProperty("Status").GetString(), waited.Objects[0].GetProperty("StaleSeconds").GetInt32()));
    }

    [Fact]
    public async Task Without_merge_or_force_text_of_another_kind_is_not_replaced()
    {
        var outcome = await RunAsync("", "publish.test. IN TXT \"v=spf1 ~all\"");
        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains("--merge", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("", "publish.test. IN TXT \"v=spf1 ~all\"", "--force")).ExitCode);
        Assert.Equal(["\"v=spf1 ~all\""], await _lab.LookAsync("publish.test", DnsType.TXT));
    }

    [Fact]
    public async Task What_if_prints_the_difference_and_changes_nothing()
    {
        var journal = Path.Combine(_lab.Folder, "journal");
        var outcome = await RunAsync("", "old.publish.test. 60 IN A 192.0.2.2", "--what-if", "--journal-path", journal);
        Assert.Equal((0, "", $"What if: Replace old.publish.test A (zone publish.test at {_lab.Address})\n  - 900 192.0.2.1\n  + 60 192.0.2.2\n"), (outcome.ExitCode, outcome.Error, outcome.Output));
        Assert.Equal(["192.0.2.1"], await _lab.LookAsync("old.publish.test", DnsType.A));
        Assert.False(File.Exists(journal));
    }

    [Fact]
    public async Task What_if_as_JSON_is_an_object_for_each_set_with_what_would_become_of_it()
    {
        var outcome = await RunAsync("", "old.publish.test. 60 IN A 192.0.2.2", "new.publish.test. 60 IN A 192.0.2.5", "ns.publish.test. 300 IN A 127.0.0.1", "--what-if", "--json");
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal(
            [("old.publish.test", "WouldPublish", "192.0.2.1", "192.0.2.2"), ("new.publish.test", "WouldPublish", "", "192.0.2.5"), ("ns.publish.test", "Unchanged", "127.0.0.1", "127.0.0.1")],
            outcome.Objects.Select(one => (Text(one, "Name"), Text(one, "Status"), Data(one, "Before"), Data(one, "After"))));
        Assert.All(outcome.Objects, one => Assert.Equal(("publish.test", _lab.Address, Text(one, "Status") == "Unchanged"), (Text(one, "Zone"), Text(one, "Server"), one.GetProperty("Passed").GetBoolean())));
        var removal = Assert.Single((await Executable.RunAsync(["remove-dns-record", "--name", "old.publish.test", "--type", "A", .. _lab.There, "--what-if", "--json"])).Objects);
        Assert.Equal(("WouldRemove", "192.0.2.1", ""), (Text(removal, "Status"), Data(removal, "Before"), Data(removal, "After")));
        Assert.Equal(["192.0.2.1"], await _lab.LookAsync("old.publish.test", DnsType.A));

        static string? Text(JsonElement one, string name) => one.GetProperty(name).GetString();
        static string Data(JsonElement one, string name) => string.Join(' ', one.GetProperty(name).GetProperty("Data").EnumerateArray().Select(data => data.GetString()));
    }

    [Fact]
    public async Task A_journal_puts_back_what_was_there()
    {
        var journal = Path.Combine(_lab.Folder, "journal");
        Assert.Equal(0, (await RunAsync("", "old.publish.test. 60 IN A 192.0.2.2", Line, "--journal-path", journal)).ExitCode);
        var outcome = await Executable.RunAsync("publish-dns-record", "--undo", journal, "--key-path", _lab.KeyPath, "--pass-thru");
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal("Published          old.publish.test A\n  - 60 192.0.2.2\n  + 900 192.0.2.1\nRemoved            new.publish.test A\n  - 60 192.0.2.5\n", outcome.Output);
        Assert.Equal(["192.0.2.1"], await _lab.LookAsync("old.publish.test", DnsType.A));
        Assert.Equal(2, (await Executable.RunAsync("publish-dns-record", "--undo", _lab.KeyPath)).ExitCode);
    }

    [Theory]
    [InlineData("env")]
    [InlineData("file")]
    [InlineData("stdin")]
    public async Task The_secret_comes_by_every_way_but_the_command_line_and_is_never_shown(string way)
    {
        string[] by = way switch { "env" => ["--key-secret-env", "LAB_KEY"], "file" => ["--key-secret-file", _lab.Write("secret", UpdateLab.Secret + "\n")], _ => ["--key-secret-stdin"] };
        var outcome = await Executable.RunAsync(
            ["publish-dns-record", Line, "--server", _lab.Address, "--key-name", LabEnvironment.UpdateKeyName, .. by, "--json"], way == "stdin" ? UpdateLab.Secret + "\n" : "", new() { ["LAB_KEY"] = UpdateLab.Secret });
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.DoesNotContain(UpdateLab.Secret, outcome.Output, StringComparison.Ordinal);
        Assert.Equal(["192.0.2.5"], await _lab.LookAsync("new.publish.test", DnsType.A));
    }

    [Theory]
    [InlineData("600", 0)]
    [InlineData("640", 0)]
    [InlineData("644", 2)]
    [InlineData("660", 2)]
    public async Task A_file_with_the_secret_that_others_may_read_or_change_is_refused_as_a_key_file_is(string mode, int exitCode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no such permissions");
        var secret = _lab.Write("secret", UpdateLab.Secret + "\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(secret, (UnixFileMode)Convert.ToInt32(mode, 8));
        var outcome = await Executable.RunAsync("publish-dns-record", Line, "--server", _lab.Address, "--key-name", LabEnvironment.UpdateKeyName, "--key-secret-file", secret);
        Assert.Equal(exitCode, outcome.ExitCode);
        if (exitCode != 0) Assert.Contains($"whoever has the key may change the zone. Make a new key if the machine has other users, and close the file: chmod 600 '{secret}'.", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(exitCode == 0 ? ["192.0.2.5"] : [], await _lab.LookAsync("new.publish.test", DnsType.A));
    }

    [Theory]
    [InlineData("""
        "$@" --key-secret-file <(printf '%s\n' "$LAB_KEY")
        """)]
    [InlineData("""
        printf '%s\n' "$LAB_KEY" | "$@" --key-secret-file /dev/stdin
        """)]
    [InlineData("""
        umask 022; printf '%s\n' "$LAB_KEY" > "$LAB_FOLDER/open"; "$@" --key-secret-file /dev/stdin < "$LAB_FOLDER/open"
        """)]
    public async Task What_the_shell_opened_gives_the_secret(string script)
    {
        var outcome = await Executable.RunByBashAsync(
            script, ["publish-dns-record", Line, "--server", _lab.Address, "--key-name", LabEnvironment.UpdateKeyName], new() { ["LAB_KEY"] = UpdateLab.Secret, ["LAB_FOLDER"] = _lab.Folder });
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal(["192.0.2.5"], await _lab.LookAsync("new.publish.test", DnsType.A));
    }

    [Fact]
    public async Task What_the_server_refuses_could_not_be_carried_out()
    {
        const string other = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
        foreach (var (key, said) in new (string[], string)[] { ([], "REFUSED"), (["--key-path", _lab.WriteKey("other", other)], "BADSIG") })
        {
            var outcome = await Executable.RunAsync(["publish-dns-record", Line, "--server", _lab.Address, .. key]);
            Assert.Equal(3, outcome.ExitCode);
            Assert.Contains(said, outcome.Error, StringComparison.Ordinal);
            Assert.DoesNotContain(other, outcome.Error + outcome.Output, StringComparison.Ordinal);
        }
        Assert.Empty(await _lab.LookAsync("new.publish.test", DnsType.A));
    }

    [Fact]
    public async Task A_server_that_fails_is_told_and_an_answer_that_was_lost_is_looked_after()
    {
        _lab.Server.Order("publish.test", new LabDnsFault(LabDnsFaultKind.NotImplemented) { Type = DnsType.SOA, Times = 1 });
        var outcome = await RunAsync("", Line, "--zone", "publish.test");
        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains("takes no updates", outcome.Error, StringComparison.Ordinal);
        _lab.Server.Order("publish.test", new LabDnsFault(LabDnsFaultKind.AnswerLost) { Type = DnsType.SOA, Times = 1 });
        outcome = await RunAsync("", Line, "--zone", "publish.test", "--tcp");
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Contains("The answer was lost, but the server has it.", outcome.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("is not in the zone", "a.other.test. IN A 192.0.2.1", "--zone", "publish.test")]
    [InlineData("begin with 'v=spf1'", "a.publish.test. IN TXT \"v=spf1 -all\"", "a.publish.test. IN TXT \"v=spf1 ~all\"")]
    [InlineData("An alias stands alone", "a.publish.test. IN CNAME b.publish.test.", "a.publish.test. IN A 192.0.2.1")]
    [InlineData("no dot at its end", "relative IN A 192.0.2.1")]
    [InlineData("name the zone with --zone", "--name", "@", "--type", "A", "--value", "192.0.2.1")]
    [InlineData("holds no record", "--name", "a.publish.test", "--type", "A")]
    [InlineData("takes --name and --type", "--name", "a.publish.test", "--value", "192.0.2.1")]
    [InlineData("ANY is no type of records", "--name", "a.publish.test", "--type", "ANY", "--value", "1")]
    [InlineData("The records are missing")]
    [InlineData("standard input is empty", "-")]
    [InlineData("There is no record in what was given", "[]")]
    [InlineData("Give one of them", "new.publish.test. IN A 192.0.2.1", "--merge", "--force")]
    [InlineData("takes no records", "new.publish.test. IN A 192.0.2.1", "--undo", "journal")]
    [InlineData("Give either --key-path, or the secret", "new.publish.test. IN A 192.0.2.1", "--key-secret-env", "PATH")]
    [InlineData("cannot both come from standard input", "-", "--key-secret-stdin")]
    public async Task What_is_refused_is_wrong_usage_and_publishes_nothing(string said, params string[] arguments)
    {
        var outcome = await RunAsync("", ["better.publish.test. IN A 192.0.2.1", .. arguments], withGood: arguments.Length > 0 && arguments[0].Contains(". IN ", StringComparison.Ordinal));
        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Assert.StartsWith("smtpadmin: ", outcome.Error, StringComparison.Ordinal);
        Assert.Contains(said, outcome.Error, StringComparison.Ordinal);
        Assert.Empty(await _lab.LookAsync("better.publish.test", DnsType.A));
    }

    [Fact]
    public async Task The_help_says_how_records_and_keys_are_given()
    {
        var outcome = await Executable.RunAsync("publish-dns-record", "--help");
        Assert.Equal(0, outcome.ExitCode);
        foreach (var said in new[] { "JSON as --json prints it", "--key-path", "--key-secret-env", "--undo <path>", "--what-if" }) Assert.Contains(said, outcome.Output, StringComparison.Ordinal);
    }

    private Task<Outcome> RunAsync(string input, string[] arguments, bool withGood) => RunAsync(input, withGood ? arguments : arguments[1..]);

    private Task<Outcome> RunAsync(string input, params string[] arguments) => Executable.RunAsync(["publish-dns-record", .. arguments, .. _lab.There], input, []);
}
