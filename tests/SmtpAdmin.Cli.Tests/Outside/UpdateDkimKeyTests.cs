using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using SmtpAdmin.Cli.Tests.Docs;
using SmtpAdmin.Dkim;
using SmtpAdmin.Lab;

namespace SmtpAdmin.Cli.Tests.Outside;

public sealed class UpdateDkimKeyTests : IAsyncLifetime
{
    private const string Old = "old._domainkey.dkim.test. IN TXT \"v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\"";
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    private readonly TemporaryFolder _folder = new();
    private LabDnsServer? _server;

    private string Table => _folder.PathOf("key.table");

    private string StatePath => _folder.PathOf("dkim.test.rotation.json");

    public async ValueTask InitializeAsync()
    {
        await PublishAsync(Old);
        var old = _folder.Write("old.key", "the key in use");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(old, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _folder.Write("key.table", $"# keys\nmail dkim.test:old:{old}\nother other.test:old:/keys/other.key");
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_rotation_is_walked_from_its_beginning_to_its_end()
    {
        var (code, step) = await StepAsync("--update-config");
        Assert.Equal((0, "None", "Prepared", "ActionNeeded"), (code, Text(step, "PreviousStage"), Text(step, "Stage"), Text(step, "Status")));
        Assert.Equal(typeof(DkimRotationStep).GetProperties().Select(property => property.Name).Order(StringComparer.Ordinal), step.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));
        var line = step.GetProperty("Record").GetProperty("ZoneLine").GetString()!;
        var selector = Text(step, "Selector");
        Assert.StartsWith($"{selector}._domainkey.dkim.test. IN TXT \"v=DKIM1; k=ed25519; p=", line, StringComparison.Ordinal);
        var secret = (await File.ReadAllLinesAsync(Text(step, "PrivateKeyPath")!, Token))[1];
        Assert.DoesNotContain(secret, step.GetRawText() + await File.ReadAllTextAsync(StatePath, Token), StringComparison.Ordinal);

        Assert.Equal("Prepared", Text((await StepAsync("--update-config")).Step, "Stage"));
        await PublishAsync(Old, line);
        Assert.Equal("Published", Text((await StepAsync("--update-config")).Step, "Stage"));
        Assert.Contains("dkim.test:old:", await File.ReadAllTextAsync(Table, Token), StringComparison.Ordinal);
        (code, step) = await StepAsync("--update-config");
        Assert.Equal((0, "Signing"), (code, Text(step, "Stage")));
        Assert.Equal($"# keys\nmail dkim.test:{selector}:{Text(step, "PrivateKeyPath")}\nother other.test:old:/keys/other.key", await File.ReadAllTextAsync(Table, Token));
        Assert.Equal("Retiring", Text((await StepAsync("--update-config")).Step, "Stage"));
        Assert.Equal("Retiring", Text((await StepAsync("--update-config")).Step, "Stage"));

        await AgeAsync(TimeSpan.FromDays(8));
        (code, step) = await StepAsync("--update-config");
        Assert.Equal((0, "Retired", "old._domainkey.dkim.test. IN TXT \"v=DKIM1; p=\""), (code, Text(step, "Stage"), step.GetProperty("Record").GetProperty("ZoneLine").GetString()));
        await PublishAsync(line, "old._domainkey.dkim.test. IN TXT \"v=DKIM1; p=\"");
        (code, step) = await StepAsync("--update-config");
        Assert.Equal((0, "Done", true), (code, Text(step, "Status"), step.GetProperty("Changed").GetBoolean()));
        (code, step) = await StepAsync("--update-config", "--max-age", "5");
        Assert.Equal((0, "Prepared", selector), (code, Text(step, "Stage"), Text(step, "OldSelector")));
    }

    [Fact]
    public async Task People_see_the_stage_what_to_do_and_the_record_to_copy()
    {
        var outcome = await RunAsync();
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.DoesNotContain('\u001b', outcome.Output);
        Assert.StartsWith("Prepared  dkim.test  ActionNeeded, new\n", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("\n  do        Publish the record s", outcome.Output, StringComparison.Ordinal);
        Assert.Matches("\ns[0-9]{6}a._domainkey.dkim.test. IN TXT \"v=DKIM1; k=ed25519; p=[^\"]*\"\n", outcome.Output);
    }

    [Fact]
    public async Task What_is_wrong_ends_with_one_and_what_is_not_known_with_three()
    {
        var (_, step) = await StepAsync();
        var key = await File.ReadAllTextAsync(Text(step, "PrivateKeyPath")!, Token);
        File.Delete(Text(step, "PrivateKeyPath")!);
        var lost = await RunAsync();
        Assert.Equal(1, lost.ExitCode);
        Assert.Contains("(DKIM-KEY-MISSING)", lost.Output, StringComparison.Ordinal);
        Assert.Contains("--force makes another key", lost.Output, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Text(step, "PrivateKeyPath")!, key, Token);

        _server!.Order($"{Text(step, "Selector")}._domainkey.dkim.test", new LabDnsFault(LabDnsFaultKind.ServFail));
        (var code, step) = await StepAsync();
        Assert.Equal((3, "Unknown", "Prepared", false), (code, Text(step, "Status"), Text(step, "Stage"), step.GetProperty("Passed").GetBoolean()));
        await File.WriteAllTextAsync(StatePath, "{", Token);
        var damaged = await RunAsync();
        Assert.Equal((3, ""), (damaged.ExitCode, damaged.Output));
        Assert.Contains("move it away and begin again: with --selector and --force", damaged.Error, StringComparison.Ordinal);
    }

    /// <summary>Whoever mixes up the fields of a table, or the files of Haraka, has a private key where a selector belongs.</summary>
    [Theory]
    [InlineData("OpenDkim", "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKjMzEfYyjiWA4R4")]
    [InlineData("OpenDkim", "nWGxnev87fU6nfsKgZ5mVxgyVTpFOksK2ScBWYi0qHE")]
    [InlineData("Haraka", "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKjMzEfYyjiWA4R4")]
    public async Task A_private_key_that_stands_for_a_selector_is_never_shown(string config, string secret)
    {
        string[] signer = ["--algorithm", "Rsa", "--config", config, "--config-path", config == "OpenDkim" ? Table : _folder.PathOf("dkim")];
        string[] forms = config == "OpenDkim" ? ["", "--json", "--what-if", "--update-config"] : ["", "--json", "--what-if"];
        await SlipAsync();
        foreach (var form in forms) ShowsNothing(await RunAsync([.. signer, .. form.Split(' ', StringSplitOptions.RemoveEmptyEntries)]));

        await PutAsync("old");
        Assert.Equal(0, (await RunAsync(signer)).ExitCode);
        await SlipAsync();
        foreach (var form in forms)
        {
            var outcome = await RunAsync([.. signer, .. form.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
            ShowsNothing(outcome);
            Assert.Contains("DKIM-SIGNER-OTHER", outcome.Output, StringComparison.Ordinal);
            Assert.Contains("(no selector)", outcome.Output, StringComparison.Ordinal);
        }
        Assert.DoesNotContain(secret[..20], await File.ReadAllTextAsync(StatePath, Token), StringComparison.OrdinalIgnoreCase);

        Task SlipAsync() => PutAsync(config == "OpenDkim" ? secret : $"-----BEGIN PRIVATE KEY-----\n{secret}\n");
        async Task PutAsync(string selector)
        {
            if (config == "OpenDkim") await File.WriteAllTextAsync(Table, $"mail dkim.test:{selector}:{_folder.PathOf("old.key")}\n", Token);
            else _folder.Write("dkim/dkim.test/selector", selector);
        }
        void ShowsNothing(Outcome outcome) => Assert.DoesNotContain(secret[..20], outcome.Output + outcome.Error, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task To_say_what_would_be_done_changes_nothing()
    {
        var names = Directory.GetFiles(_folder.Name);
        var (code, step) = await StepAsync("--what-if");
        Assert.Equal((0, "None", "Prepared", false), (code, Text(step, "Stage"), Text(step, "WouldBecome"), step.GetProperty("Changed").GetBoolean()));
        Assert.Equal(names, Directory.GetFiles(_folder.Name));
    }

    [Theory]
    [InlineData("--update-config", "--config-path")]
    [InlineData("--retain-days 0", "--retain-days takes a number from 1 to 3650, not '0'.")]
    [InlineData("--retain-days abc", "--retain-days takes a number from 1 to 3650, not 'abc'.")]
    [InlineData("--max-age -1", "--max-age takes a number from 1 to 3650, not '-1'.")]
    [InlineData("--key-size 2k", "--key-size takes a whole number, not '2k'.")]
    [InlineData("--config OpenDkim", "--config-path")]
    [InlineData("", "--current-selector")]
    [InlineData("--current-selector nobody", "--first-key")]
    [InlineData("--signing-selector a_b/c", "selector")]
    [InlineData("--name-server ns1.example.org", "ns1.example.org")]
    [InlineData("--current-selector old --path /none/of/these", "/none/of/these")]
    [InlineData("--current-selector old --key-size 1024 --algorithm Rsa", "--force")]
    public async Task What_cannot_be_done_is_refused_with_what_would_do(string options, string named)
    {
        string[] server = options.Contains("--name-server", StringComparison.Ordinal) ? [] : ["--name-server", _server!.EndPoint.ToString()];
        string[] path = options.Contains("--path", StringComparison.Ordinal) ? [] : ["--path", _folder.Name];
        var outcome = await Executable.RunAsync(["update-dkim-key", "dkim.test", "--dns-server", _server!.EndPoint.ToString(), .. server, .. path, .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains(named, outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.GetFiles(_folder.Name), name => name.EndsWith(".rotation.json", StringComparison.Ordinal) || Path.GetFileName(name).StartsWith("dkim.test.s", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_domain_behind_an_option_of_several_values_is_told_to_be_in_the_wrong_place()
    {
        var outcome = await Executable.RunAsync("update-dkim-key", "--dns-server", _server!.EndPoint.ToString(), "dkim.test");
        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains("A domain is missing ('-' reads them from standard input). What stands behind --dns-server is taken for it: give the domains first, or put '--' in front of them.", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_servers_say_of_the_old_record_stands_beside_what_they_say_of_the_new_one()
    {
        await RunAsync();
        var outcome = await RunAsync();
        Assert.Contains($"  new at    {_server!.EndPoint}: Missing, the name does not exist\n  old at    {_server.EndPoint}: Published\n", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_calls_at_once_make_one_key()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => RunAsync("--json")));
        Assert.All(outcomes, outcome => Assert.Equal(0, outcome.ExitCode));
        Assert.Single(outcomes.SelectMany(outcome => outcome.Objects), step => step.GetProperty("Changed").GetBoolean());
        Assert.Single(Directory.GetFiles(_folder.Name, "dkim.test.*.key"));
    }

    [Fact]
    public async Task The_line_for_cron_in_the_help_prints_only_what_somebody_has_to_see()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/jq"), "Needs jq.");
        var filter = FilterIn("docs/en-US/Update-DkimKey.md");
        Assert.Equal(filter, FilterIn("docs/guides/dkim.md"));
        var first = await RunAsync("--json");
        var told = await PrintedAsync(filter, first.Output);
        Assert.StartsWith("dkim.test: ActionNeeded\nPublish the record ", told, StringComparison.Ordinal);
        Assert.Contains($"\n{first.Objects[0].GetProperty("Record").GetProperty("ZoneLine").GetString()}\n", told, StringComparison.Ordinal);
        Assert.Contains("\nInformation: Many receivers do not verify Ed25519 yet. Sign with an RSA key too", told, StringComparison.Ordinal);
        var key = Text(first.Objects[0], "PrivateKeyPath")!;
        File.Move(key, key + ".away");
        Assert.Matches("^dkim.test: Broken\n.*--force makes another key.*\nError: The new private key '.*' is not there. Restore it from a backup.", (await PrintedAsync(filter, (await RunAsync("--json")).Output)).Replace("\n" + first.Objects[0].GetProperty("Record").GetProperty("ZoneLine").GetString(), "", StringComparison.Ordinal));
        File.Move(key + ".away", key);
        await PublishAsync(Old, first.Objects[0].GetProperty("Record").GetProperty("ZoneLine").GetString()!, minimum: 60);
        Assert.Equal("", await PrintedAsync(filter, (await RunAsync("--json")).Output));
    }

    private static string FilterIn(string file)
    {
        const string begins = "| jq -r '";
        var page = Repository.Read(file);
        var filter = page[(page.IndexOf(begins, StringComparison.Ordinal) + begins.Length)..];
        return filter[..filter.IndexOf('\'', StringComparison.Ordinal)];
    }

    private static async Task<string> PrintedAsync(string filter, string json)
    {
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/jq", ["-r", filter]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        await process.StandardInput.WriteAsync(json);
        process.StandardInput.Close();
        return await process.StandardOutput.ReadToEndAsync(Token);
    }

    private static string? Text(JsonElement step, string name) => step.GetProperty(name).GetString();

    private Task<Outcome> RunAsync(params string[] options)
    {
        var server = _server!.EndPoint.ToString();
        string[] signer = options.Contains("--config") ? [] : ["--algorithm", "Ed25519", "--config", "OpenDkim", "--config-path", Table];
        return Executable.RunAsync(["update-dkim-key", "dkim.test", "--path", _folder.Name, .. signer, "--dns-server", server, "--name-server", server, .. options]);
    }

    private async Task<(int ExitCode, JsonElement Step)> StepAsync(params string[] options)
    {
        var outcome = await RunAsync([.. options, "--json"]);
        Assert.Equal("", outcome.Error);
        return (outcome.ExitCode, Assert.Single(outcome.Objects));
    }

    /// <summary>A zone has its records for good, so that each change is a server of its own. Nothing of it is kept by anybody.</summary>
    private Task PublishAsync(params string[] lines) => PublishAsync(lines, 0);

    private Task PublishAsync(string first, string second, int minimum) => PublishAsync([first, second], minimum);

    private async Task PublishAsync(string[] lines, int minimum)
    {
        if (_server is not null) await _server.DisposeAsync();
        _server = LabDnsServer.Start([LabZone.Parse("dkim.test.", $"$TTL {minimum}\n@ IN SOA ns admin 1 60 60 60 {minimum}\n{string.Join('\n', lines)}\n")]);
    }

    /// <summary>Moves what is remembered into the past: as if time had passed.</summary>
    private async Task AgeAsync(TimeSpan age)
    {
        var state = JsonNode.Parse(await File.ReadAllTextAsync(StatePath, Token))!.AsObject();
        foreach (var (name, value) in state.ToList().Where(member => member.Key.EndsWith("At", StringComparison.Ordinal))) state[name] = value!.GetValue<DateTimeOffset>() - age;
        await File.WriteAllTextAsync(StatePath, state.ToJsonString(), Token);
    }
}
