using System.Diagnostics;
using SmtpAdmin.Cli.Tests.Docs;
using SmtpAdmin.Dkim;
using SmtpAdmin.Lab;

namespace SmtpAdmin.Cli.Tests.Outside;

public sealed class NewDkimKeyTests : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_key_is_made_and_its_private_half_is_in_the_file_alone()
    {
        var outcome = await Executable.RunAsync("new-dkim-key", "example.com", "--path", _folder.Name, "--json");
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        var key = Assert.Single(outcome.Objects);
        Assert.Equal(
            typeof(DkimNewKey).GetProperties().Select(property => property.Name).Except([nameof(DkimNewKey.PrivateKey)]).Order(StringComparer.Ordinal),
            key.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));
        Assert.Matches("^s20[0-9]{4}a$", key.GetProperty("Selector").GetString());
        var path = key.GetProperty("PrivateKeyPath").GetString()!;
        Assert.Equal(_folder.PathOf($"example.com.{key.GetProperty("Selector").GetString()}.key"), path);
        var pem = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        Assert.StartsWith("-----BEGIN PRIVATE KEY-----", pem, StringComparison.Ordinal);
        Assert.All(pem.Split('\n')[2..^3], line => Assert.DoesNotContain(line, outcome.Output, StringComparison.Ordinal));
        if (!OperatingSystem.IsWindows()) Assert.Equal(Private, File.GetUnixFileMode(path));
    }

    [Fact]
    public async Task People_get_the_record_to_copy_and_the_lines_of_their_programs()
    {
        var outcome = await Executable.RunAsync("new-dkim-key", "--domain", "example.com", "--selector", "mail", "--algorithm", "ed25519", "--path", _folder.Name, "--flag", "TestMode,StrictIdentity", "--note", "ours", "--config", "OpenDkim,Rspamd");
        Assert.Equal(0, outcome.ExitCode);
        Assert.DoesNotContain('\u001b', outcome.Output);
        Assert.Contains("mail._domainkey.example.com. IN TXT \"v=DKIM1; k=ed25519; t=y:s; n=ours; p=", outcome.Output, StringComparison.Ordinal);
        Assert.Contains($"    mail._domainkey.example.com example.com:mail:{_folder.PathOf("example.com.mail.key")}\n", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("selector = \"mail\";", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("DKIM-KEY-ED25519", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_is_replaced_by_force_alone()
    {
        var path = _folder.Write("example.com.mail.key", "old");
        var refused = await Executable.RunAsync("new-dkim-key", "example.com", "--selector", "mail", "--algorithm", "Ed25519", "--path", _folder.Name);
        Assert.Equal((2, ""), (refused.ExitCode, refused.Output));
        Assert.Contains("insist with --force", refused.Error, StringComparison.Ordinal);
        Assert.Equal("old", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        Assert.Equal(0, (await Executable.RunAsync("new-dkim-key", "example.com", "--selector", "mail", "--algorithm", "Ed25519", "--path", _folder.Name, "--force")).ExitCode);
        Assert.NotEqual("old", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        if (!OperatingSystem.IsWindows()) Assert.Equal(Private, File.GetUnixFileMode(path));
    }

    [Theory]
    [InlineData("--key-size 1024", "--force")]
    [InlineData("--key-size 1000 --force", "--key-size")]
    [InlineData("--selector a_b", "selector")]
    [InlineData("--path /none/of/these", "/none/of/these")]
    [InlineData("--algorithm Ed25519 --config Haraka", "Haraka")]
    [InlineData("--algorithm ecdsa", "Rsa, Ed25519")]
    [InlineData("--passphrase-env SMTPADMIN_NOT_SET", "SMTPADMIN_NOT_SET")]
    public async Task What_cannot_be_done_is_refused_with_what_would_do(string options, string named)
    {
        var outcome = await Executable.RunAsync(["new-dkim-key", "example.com", .. options.Contains("--path", StringComparison.Ordinal) ? [] : new[] { "--path", _folder.Name }, .. options.Split(' ')]);
        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains(named, outcome.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Name));
    }

    [Fact]
    public async Task Domains_come_by_standard_input_and_one_that_is_refused_does_not_stop_the_others()
    {
        var outcome = await Executable.RunAsync(["new-dkim-key", "-", "--algorithm", "Ed25519", "--path", _folder.Name, "--json"], "a.example\n# no domain\n@\nBücher.example\n", []);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Equal(["a.example", "xn--bcher-kva.example"], outcome.Objects.Select(key => key.GetProperty("Domain").GetString()));
        Assert.Equal(2, Directory.GetFiles(_folder.Name).Length);
    }

    [Fact]
    public async Task What_if_makes_nothing()
    {
        var outcome = await Executable.RunAsync("new-dkim-key", "example.com", "--path", _folder.Name, "--what-if");
        Assert.Equal(0, outcome.ExitCode);
        Assert.StartsWith($"What if: {_folder.Name}", outcome.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Name));
    }

    [Fact]
    public async Task A_passphrase_encrypts_the_file_and_is_told_nowhere()
    {
        var outcome = await Executable.RunAsync(["new-dkim-key", "example.com", "--selector", "mail", "--path", _folder.Name, "--passphrase-stdin", "--json"], "correct horse\n", []);
        Assert.Equal(0, outcome.ExitCode);
        Assert.True(outcome.Objects[0].GetProperty("IsEncrypted").GetBoolean());
        Assert.DoesNotContain("horse", outcome.Output + outcome.Error, StringComparison.Ordinal);
        var path = _folder.PathOf("example.com.mail.key");
        Assert.StartsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), StringComparison.Ordinal);

        string[] test = ["test-dkim-record", "--record", outcome.Objects[0].GetProperty("RecordValue").GetString()!, "--private-key-path", path, "--json"];
        var pair = await Executable.RunAsync([.. test, "--passphrase-env", "PP"], "", new() { ["PP"] = "correct horse" });
        Assert.Equal((0, true), (pair.ExitCode, pair.Objects[0].GetProperty("PrivateKeyMatches").GetBoolean()));
        var wrong = await Executable.RunAsync([.. test, "--passphrase-env", "PP"], "", new() { ["PP"] = "another horse" });
        Assert.Equal((2, ""), (wrong.ExitCode, wrong.Output));
        Assert.DoesNotContain("another", wrong.Error, StringComparison.Ordinal);
        var none = await Executable.RunAsync(test);
        Assert.Contains("Give it with --passphrase-env.", none.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Openssl_finds_the_same_fingerprint()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/openssl"), "There is no openssl here.");
        foreach (var algorithm in new[] { "Rsa", "Ed25519" })
        {
            var outcome = await Executable.RunAsync("new-dkim-key", "example.com", "--selector", algorithm, "--algorithm", algorithm, "--path", _folder.Name, "--json");
            var shell = await ShellAsync($"openssl pkey -in '{_folder.PathOf($"example.com.{algorithm.ToLowerInvariant()}.key")}' -pubout -outform DER | openssl sha256");
            Assert.Equal(outcome.Objects[0].GetProperty("Fingerprint").GetString(), shell.Output.Trim().Split(' ')[^1]);
        }
    }

    [Fact]
    public async Task A_selector_that_the_DNS_has_is_passed_over_where_it_is_asked()
    {
        var now = DateTimeOffset.UtcNow;
        await using var server = LabDnsServer.Start([LabZone.Parse("example.com.", $"s{now:yyyyMM}a._domainkey 60 IN TXT \"v=DKIM1; p=\"\ns{now.AddDays(1):yyyyMM}a._domainkey 60 IN TXT \"v=DKIM1; p=\"")]);
        var outcome = await Executable.RunAsync("new-dkim-key", "example.com", "--algorithm", "Ed25519", "--path", _folder.Name, "--check-dns", "--dns-server", server.EndPoint.ToString(), "--json");
        Assert.EndsWith("b", outcome.Objects[0].GetProperty("Selector").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_disk_is_told_and_nothing_is_left()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The small disk is one of Linux.");
        var probe = await ShellAsync($"unshare -rm mount -t tmpfs -o size=4k tmpfs '{_folder.Name}'");
        Assert.SkipUnless(probe.ExitCode == 0, "No file system can be mounted here.");
        var program = $"dotnet '{Path.Combine(AppContext.BaseDirectory, "smtpadmin.dll")}'";
        var full = await ShellAsync($"unshare -rm sh -c \"mount -t tmpfs -o size=4k tmpfs '{_folder.Name}' && head -c 4096 /dev/zero > '{_folder.Name}/fill' && {program} new-dkim-key example.com --algorithm Ed25519 --path '{_folder.Name}'; echo rc=\\$?; ls -A '{_folder.Name}'\"");
        Assert.Equal("rc=3\nfill\n", full.Output);
        Assert.Contains(".key' could not be written: the disk is full.", full.Error, StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private static async Task<Outcome> ShellAsync(string script)
    {
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(script);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Outcome(process.ExitCode, output, await error);
    }
}
