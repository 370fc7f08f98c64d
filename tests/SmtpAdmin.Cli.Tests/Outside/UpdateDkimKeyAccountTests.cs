using System.Diagnostics;
using System.Text.Json;
using SmtpAdmin.Cli.Tests.Docs;
using SmtpAdmin.Lab;

namespace SmtpAdmin.Cli.Tests.Outside;

/// <summary>A rotation that root and the signer's account call by turns. They run where root can become somebody else.</summary>
public sealed class UpdateDkimKeyAccountTests : IAsyncLifetime
{
    private const string Root = "0";
    private const string Signer = "65534"; // the account of the signer, which is in no other group
    private const string RootWithoutChown = "root that may not give files away"; // as in a container or a service unit with few rights
    private const string Old = "old._domainkey.dkim.test. IN TXT \"v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\"";
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    private readonly TemporaryFolder _folder = new();
    private LabDnsServer? _server;

    private string Table => _folder.PathOf("key.table");

    private string OldKey => _folder.PathOf("old.key");

    private string StatePath => _folder.PathOf("dkim.test.rotation.json");

    public async ValueTask InitializeAsync()
    {
        await PublishAsync(Old);
        _folder.Write("old.key", "the key in use");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(OldKey, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _folder.Write("key.table", $"mail dkim.test:old:{OldKey}\n");
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(Root)]
    [InlineData(Signer)]
    public async Task Root_and_the_account_of_the_signer_take_turns_to_the_end(string first)
    {
        RequireRoot();
        await GiveAsync(Signer, _folder.Name, Table, OldKey);
        string second = first == Root ? Signer : Root;
        var step = await StepAsync(first, "--update-config");
        var selector = step.GetProperty("Selector").GetString();
        var key = step.GetProperty("PrivateKeyPath").GetString()!;
        Assert.Equal($"{Signer}:{Signer} 600", await OwnerAsync(key));
        await PublishAsync(Old, step.GetProperty("Record").GetProperty("ZoneLine").GetString()!);
        Assert.Equal("Published", Stage(await StepAsync(second, "--update-config")));
        var signing = await StepAsync(first, "--update-config");
        Assert.Equal(("Signing", 0), (Stage(signing), signing.GetProperty("Findings").GetArrayLength() - 1)); // that the servers were named
        Assert.Equal($"mail dkim.test:{selector}:{key}\n", await File.ReadAllTextAsync(Table, Token));
        Assert.Equal("Retiring", Stage(await StepAsync(second, "--update-config")));
        Assert.Equal("Retiring", Stage(await StepAsync(first, "--update-config")));
        foreach (var path in new[] { StatePath, Table }) Assert.Equal($"{Signer}:{Signer} 644", await OwnerAsync(path));
    }

    [Theory]
    [InlineData(Root, $"{Signer}:{Signer} 600")]
    [InlineData(RootWithoutChown, "0:0 644")] // else the account of the folder would be shut out
    public async Task The_account_that_has_the_folder_can_hold_the_locks_that_root_made(string first, string expected)
    {
        RequireRoot();
        await GiveAsync(Signer, _folder.Name, Table, OldKey);
        await StepAsync(first);
        foreach (var path in new[] { StatePath + ".lock", _folder.PathOf(".dkim.test.rotations.lock") }) Assert.Equal(expected, await OwnerAsync(path));
        // What it says of a key that it may not read is another matter.
        var step = Assert.Single((await RunAsync(Signer, "--json")).Objects);
        Assert.Equal("Prepared", Stage(step));
    }

    [Theory]
    [InlineData("600", 3)]
    [InlineData("640", 3)]
    [InlineData("644", 0)]
    public async Task A_state_file_that_its_owner_could_not_read_any_more_is_left_alone(string mode, int code)
    {
        RequireRoot();
        await StepAsync(Root);
        await RunToolAsync("chmod", mode, StatePath);
        await GiveAsync(Signer, StatePath);
        var before = await File.ReadAllTextAsync(StatePath, Token);
        var outcome = await RunAsync(RootWithoutChown, "--json");
        Assert.Equal(code, outcome.ExitCode);
        if (code == 0) return;
        var name = await NameAsync(Signer);
        Assert.Contains($"is not saved, so no step is taken: it belongs to '{name}', who could not read it any more when another account has replaced it. Run this as '{name}', or as root", outcome.Error, StringComparison.Ordinal);
        Assert.Equal((before, $"{Signer}:{Signer} {mode}"), (await File.ReadAllTextAsync(StatePath, Token), await OwnerAsync(StatePath)));
    }

    [Theory]
    [InlineData(Signer, "0:0", "The file belongs to 'root', and only root or that account can keep it so, not 'nobody'.", "chown nobody:")]
    [InlineData(Signer, "0:65534", "The file belongs to 'root', and only root or that account can keep it so, not 'nobody'.", "chown nobody ")]
    [InlineData(Signer, "65534:0", "The group of the file is 'root', which 'nobody' is not in, so that only root can keep it so.", "chown nobody:")]
    [InlineData(Root, "0:0", "may not write the folder '", "The file belongs to 'root', and only root or that account can keep it so, not 'nobody'.")]
    [InlineData(Root, "65534:0", "may not write the folder '", "The group of the file is 'root', which 'nobody' is not in")]
    public async Task Why_a_configuration_is_not_changed_is_told_with_all_that_stands_in_the_way(string folderOwner, string fileOwner, string reason, string remedy)
    {
        RequireRoot();
        var etc = Directory.CreateDirectory(_folder.PathOf("etc")).FullName;
        File.Move(Table, Path.Combine(etc, "key.table"));
        await RunToolAsync("chmod", "0755", etc);
        await GiveAsync(Signer, _folder.Name, OldKey);
        await GiveAsync(folderOwner, etc);
        await GiveAsync(fileOwner, Path.Combine(etc, "key.table"));
        string[] config = ["--update-config", "--config-path", Path.Combine(etc, "key.table")];
        var step = await StepAsync(Signer, config);
        await PublishAsync(Old, step.GetProperty("Record").GetProperty("ZoneLine").GetString()!);
        Assert.Equal("Published", Stage(await StepAsync(Signer, config)));
        step = await StepAsync(Signer, config);
        Assert.Equal("Published", Stage(step));
        var finding = step.GetProperty("Findings").EnumerateArray().Single(finding => finding.GetProperty("Code").GetString() == "DKIM-CONFIG-UNCHANGED").GetProperty("Message").GetString()!;
        foreach (var text in new[] { reason, remedy }) Assert.Contains(text.Replace("nobody", await NameAsync(Signer), StringComparison.Ordinal), finding, StringComparison.Ordinal);
        Assert.EndsWith($"(chown {await NameAsync(Signer)}{(fileOwner == "0:65534" ? "" : $":{await GroupNameAsync(Signer)}")} {Path.Combine(etc, "key.table")}).", finding, StringComparison.Ordinal);
        Assert.Contains("dkim.test:old:", await File.ReadAllTextAsync(Path.Combine(etc, "key.table"), Token), StringComparison.Ordinal);
    }

    private static void RequireRoot() => Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root can give files away.");

    private static string? Stage(JsonElement step) => step.GetProperty("Stage").GetString();

    private static Task<string> GiveAsync(string owner, params string[] paths) => RunToolAsync("chown", [owner.Contains(':', StringComparison.Ordinal) ? owner : $"{owner}:{owner}", .. paths]);

    private static Task<string> OwnerAsync(string path) => RunToolAsync("stat", "-c", "%u:%g %a", path);

    private static async Task<string> NameAsync(string account) => await RunToolAsync("id", "-un", account);

    private static async Task<string> GroupNameAsync(string group) => (await RunToolAsync("getent", "group", group)).Split(':')[0];

    private static async Task<string> RunToolAsync(string tool, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(tool, arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        Assert.Equal(0, process.ExitCode);
        return output.Trim();
    }

    private async Task<JsonElement> StepAsync(string account, params string[] options)
    {
        var outcome = await RunAsync(account, [.. options, "--json"]);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        return Assert.Single(outcome.Objects);
    }

    private Task<Outcome> RunAsync(string account, params string[] options)
    {
        var server = _server!.EndPoint.ToString();
        string[] config = options.Contains("--config-path") ? [] : ["--config-path", Table];
        string[] arguments = ["update-dkim-key", "dkim.test", "--path", _folder.Name, "--algorithm", "Ed25519", "--config", "OpenDkim", "--dns-server", server, "--name-server", server, .. config, .. options];
        return account switch
        {
            Root => Executable.RunAsync(arguments),
            RootWithoutChown => Executable.RunAsAsync(["--bounding-set=-chown"], arguments),
            _ => Executable.RunAsAsync(["--reuid", account, "--regid", account, "--clear-groups"], arguments),
        };
    }

    private async Task PublishAsync(params string[] lines)
    {
        if (_server is not null) await _server.DisposeAsync();
        _server = LabDnsServer.Start([LabZone.Parse("dkim.test.", $"$TTL 0\n@ IN SOA ns admin 1 60 60 60 0\n{string.Join('\n', lines)}\n")]);
    }
}
