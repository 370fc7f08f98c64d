using SmtpAdmin.Dkim;
using SmtpAdmin.Lab;

namespace SmtpAdmin.Cli.Tests.Outside;

public sealed class DkimSignatureTests(DkimLab lab) : IClassFixture<DkimLab>
{
    private const string Message = "From: Joe <joe@example.com>\r\nTo: a@example.net\r\nSubject: Lunch?\r\nDate: Fri, 11 Jul 2003 21:00:37 -0700\r\nMessage-ID: <1@example.com>\r\n\r\nHi.\r\n";

    private string[] Key => ["--domain", "example.com", "--selector", "one", "--private-key-path", lab.RsaPath];

    [Fact]
    public async Task A_file_is_signed_where_it_is_and_verified()
    {
        var path = lab.Write(Message);
        var signed = await Executable.RunAsync(["add-dkim-signature", path, .. Key, "--json"]);
        Assert.Equal((0, ""), (signed.ExitCode, signed.Error));
        var signature = Assert.Single(signed.Objects);
        Assert.Equal((path, "rsa-sha256", 0), (signature.GetProperty("Path").GetString(), signature.GetProperty("Algorithm").GetString(), signature.GetProperty("Findings").GetArrayLength()));
        Assert.EndsWith(Message, File.ReadAllText(path), StringComparison.Ordinal);

        var tested = await Executable.RunAsync("test-dkim-signature", path, "--dns-server", lab.DnsServer, "--authserv-id", "mx.example.net", "--json");
        Assert.Equal((0, ""), (tested.ExitCode, tested.Error));
        var result = Assert.Single(tested.Objects);
        Assert.Equal(("Pass", path, true, 2048), (result.GetProperty("Status").GetString(), result.GetProperty("Path").GetString(), result.GetProperty("BodyHashMatches").GetBoolean(), result.GetProperty("KeySize").GetInt32()));
        Assert.StartsWith("Authentication-Results: mx.example.net; dkim=pass header.d=example.com", result.GetProperty("AuthenticationResults").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_json_has_the_properties_of_the_powershell_objects()
    {
        var path = lab.Write(Message);
        var signed = await Executable.RunAsync(["add-dkim-signature", path, .. Key, "--json"]);
        var tested = await Executable.RunAsync("test-dkim-signature", path, "--dns-server", lab.DnsServer, "--json");
        foreach (var (type, written) in new[] { (typeof(DkimNewSignature), signed), (typeof(DkimSignatureResult), tested) })
            Assert.Equal(type.GetProperties().Select(property => property.Name).Order(StringComparer.Ordinal), written.Objects[0].EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Standard_input_is_signed_to_standard_output_with_two_keys_and_a_passphrase()
    {
        string[] keys = ["--domain", "example.com", "--selector", "one,two", "--private-key-path", lab.EncryptedPath, lab.Ed25519Path, "--passphrase-env", "SMTPADMIN_TEST_PASSPHRASE"];
        var signed = await Executable.RunAsync(["add-dkim-signature", "-", .. keys], Message, new() { ["SMTPADMIN_TEST_PASSPHRASE"] = DkimLab.Passphrase });
        Assert.Equal((0, ""), (signed.ExitCode, signed.Error));
        Assert.EndsWith(Message, signed.Output, StringComparison.Ordinal);
        var tested = await Executable.RunAsync(["test-dkim-signature", "-", "--dns-server", lab.DnsServer, "--json"], signed.Output, []);
        Assert.Equal((0, ""), (tested.ExitCode, tested.Error));
        Assert.Equal(["rsa-sha256 Pass", "ed25519-sha256 Pass"], tested.Objects.Select(result => $"{result.GetProperty("Algorithm")} {result.GetProperty("Status")}"));
    }

    [Fact]
    public async Task What_broke_a_signature_is_told_also_of_standard_input()
    {
        var signed = await Executable.RunAsync(["add-dkim-signature", "-", .. Key], Message, []);
        var tested = await Executable.RunAsync(["test-dkim-signature", "-", "--dns-server", lab.DnsServer], signed.Output + "-- \r\nThe list\r\n", []);
        Assert.Equal((1, ""), (tested.ExitCode, tested.Error));
        Assert.StartsWith("Fail      example.com (one)  rsa-sha256 2048 bits", tested.Output, StringComparison.Ordinal);
        Assert.Contains("2 lines were added at the end: '-- The list'", tested.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', tested.Output);
    }

    [Theory]
    [InlineData(Message, 1, "None")]
    [InlineData("DKIM-Signature: v=1\r\n" + Message, 1, "Neutral")]
    [InlineData("DKIM-Signature: v=1; a=rsa-sha256; d=refused.example; s=a; h=From; bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=; b=AAAA\r\n" + Message, 3, "TempError")]
    [InlineData("DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=none; h=From; bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=; b=AAAA\r\n" + Message, 1, "PermError")]
    public async Task The_exit_code_and_the_object_say_the_same(string message, int exitCode, string status)
    {
        var path = lab.Write(message);
        var tested = await Executable.RunAsync("test-dkim-signature", path, "--dns-server", lab.DnsServer, "--json");
        Assert.Equal((exitCode, ""), (tested.ExitCode, tested.Error));
        Assert.Equal(status, Assert.Single(tested.Objects).GetProperty("Status").GetString());
        var quiet = await Executable.RunAsync("test-dkim-signature", path, "--dns-server", lab.DnsServer, "--quiet");
        Assert.Equal((exitCode, ""), (quiet.ExitCode, quiet.Output));
    }

    [Fact]
    public async Task A_file_that_is_not_there_loses_no_other_and_patterns_are_followed()
    {
        var path = lab.Write(Message);
        var tested = await Executable.RunAsync("test-dkim-signature", Path.Combine(Path.GetDirectoryName(path)!, Path.GetFileNameWithoutExtension(path) + "*"), path + "x", "--dns-server", lab.DnsServer, "--json");
        Assert.Equal(1, tested.ExitCode);
        Assert.Contains("Could not find file", tested.Error, StringComparison.Ordinal);
        Assert.Equal(path, Assert.Single(tested.Objects).GetProperty("Path").GetString());
        Assert.Equal(3, (await Executable.RunAsync("test-dkim-signature", path + "x", "--dns-server", lab.DnsServer)).ExitCode);
    }

    [Fact]
    public async Task What_cannot_be_signed_is_as_before_and_the_others_are_signed()
    {
        var (bad, good) = (lab.Write("Subject: no From\r\n\r\n"), lab.Write(Message));
        var signed = await Executable.RunAsync(["add-dkim-signature", bad, good, .. Key]);
        Assert.Equal(3, signed.ExitCode);
        Assert.Contains("no From header field", signed.Error, StringComparison.Ordinal);
        Assert.Equal("Subject: no From\r\n\r\n", File.ReadAllText(bad));
        Assert.StartsWith("DKIM-Signature:", File.ReadAllText(good), StringComparison.Ordinal);
        Assert.StartsWith("Signed    example.com (one)", signed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_if_says_what_would_be_done()
    {
        var path = lab.Write(Message);
        var outcome = await Executable.RunAsync(["add-dkim-signature", path, .. Key, "--what-if"]);
        Assert.Equal((0, $"What if: {path}: Sign with DKIM", Message), (outcome.ExitCode, outcome.Output.TrimEnd(), File.ReadAllText(path)));
    }

    [Fact]
    public async Task Every_option_of_the_signature_is_taken()
    {
        var (path, target) = (lab.Write(Message), lab.Write(""));
        var outcome = await Executable.RunAsync(
        [
            "add-dkim-signature", "--path", path, .. Key, "--identity", "joe@mail.example.com", "--header-canonicalization", "simple", "--body-canonicalization", "Simple", "--header", "subject,To",
            "--over-sign-header", "", "--timestamp", "2026-11-21T08:00:00Z", "--expire-after", "7.00:00:00", "--out-file", target, "--json",
        ]);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        var written = File.ReadAllText(target);
        foreach (var part in new[] { "c=simple/simple", "i=joe@mail.example.com", "t=1795248000", "x=1795852800", "h=From:subject:To;" }) Assert.Contains(part, written, StringComparison.Ordinal);
        Assert.Equal(Message, File.ReadAllText(path));
    }

    [Theory]
    [InlineData("add-dkim-signature", "a.eml")]
    [InlineData("add-dkim-signature", "--domain", "example.com", "--selector", "a", "--private-key-path", "a.key")]
    [InlineData("add-dkim-signature", "a.eml", "--domain", "exa mple", "--selector", "a", "--private-key-path", "a.key")]
    [InlineData("add-dkim-signature", "a.eml", "--domain", "example.com", "--selector", "a", "b", "--private-key-path", "a.key")]
    [InlineData("add-dkim-signature", "a.eml", "--domain", "example.com", "--selector", "a", "--private-key-path", "")]
    [InlineData("add-dkim-signature", "a.eml", "b.eml", "--domain", "example.com", "--selector", "a", "--private-key-path", "a.key", "--out-file", "c.eml")]
    [InlineData("add-dkim-signature", "-", "--domain", "example.com", "--selector", "a", "--private-key-path", "a.key", "--json")]
    [InlineData("add-dkim-signature", "-", "--domain", "example.com", "--selector", "a", "--private-key-path", "a.key", "--passphrase-stdin")]
    [InlineData("add-dkim-signature", "a.eml", "--domain", "example.com", "--selector", "a", "--private-key-path", "a.key", "--expire-after", "soon")]
    [InlineData("add-dkim-signature", "a.eml", "--domain", "example.com", "--selector", "a", "--private-key-path", "a.key", "--timestamp", "yesterday")]
    [InlineData("add-dkim-signature", "a.eml", "--domain", "example.com", "--selector", "a", "--private-key-path", "a.key", "--header-canonicalization", "nofws")]
    [InlineData("add-dkim-signature", "a.eml", "--domain", "example.com", "--selector", "a", "--private-key-path", "a.key", "--passphrase", "secret")]
    [InlineData("test-dkim-signature")]
    [InlineData("test-dkim-signature", "")]
    [InlineData("test-dkim-signature", "-", "-")]
    [InlineData("test-dkim-signature", "a.eml", "--authserv-id", "")]
    [InlineData("test-dkim-signature", "a.eml", "--timeout", "0")]
    [InlineData("test-dkim-signature", "a.eml", "--authserv-id", "mx\r\nX: y")]
    [InlineData("add-dkim-signature", "a.eml", "--domain", "example.com", "--selector", "a", "--private-key-path", "a.key", "--identity", "jo\r\ne@example.com")]
    [InlineData("add-dkim-signature", "a.eml", "--domain", "example.com", "--selector", "a", "--private-key-path", "a.key", "--out-file", "./a.key")]
    [InlineData("add-dkim-signature", "a.eml", "--domain", "example.com", "--selector", "a", "--private-key-path", "a.key", "--passphrase-file", "/")]
    public async Task Wrong_usage_is_told_on_the_error_stream(params string[] arguments)
    {
        var outcome = await Executable.RunAsync(arguments);
        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Assert.StartsWith("smtpadmin: ", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_cannot_be_used_is_wrong_usage_and_stays_secret()
    {
        var path = lab.Write(Message);
        var outcome = await Executable.RunAsync("add-dkim-signature", path, "--domain", "example.com", "--selector", "one", "--private-key-path", lab.EncryptedPath);
        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains("encrypted", outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(File.ReadAllLines(lab.EncryptedPath)[2], outcome.Error, StringComparison.Ordinal);
        Assert.Equal(3, (await Executable.RunAsync("add-dkim-signature", path, "--domain", "example.com", "--selector", "one", "--private-key-path", path + "x")).ExitCode);
    }
}

/// <summary>A DNS server with two keys, and their private halves, which the executable's tests share.</summary>
public sealed class DkimLab : IAsyncLifetime
{
    public const string Passphrase = "a passphrase";

    private readonly string _folder = Directory.CreateTempSubdirectory("smtpadmin-test-").FullName;
    private LabDnsServer? _server;
    private int _written;

    public string DnsServer => (_server ?? throw new InvalidOperationException("The server has not started.")).EndPoint.ToString();

    public string RsaPath => Path.Combine(_folder, "rsa.key");

    public string EncryptedPath => Path.Combine(_folder, "encrypted.key");

    public string Ed25519Path => Path.Combine(_folder, "ed25519.key");

    public ValueTask InitializeAsync()
    {
        using var rsa = DkimSigningKey.Create(DkimKeyAlgorithm.Rsa, 2048);
        using var ed25519 = DkimSigningKey.Create(DkimKeyAlgorithm.Ed25519, 256);
        File.WriteAllText(RsaPath, rsa.ToPem(""));
        File.WriteAllText(EncryptedPath, rsa.ToPem(Passphrase));
        File.WriteAllText(Ed25519Path, ed25519.ToPem(""));
        var record = $"v=DKIM1; k=rsa; p={Convert.ToBase64String(rsa.PublicKeyData())}";
        _server = LabDnsServer.Start(
        [
            LabZone.Parse("example.com", $"one._domainkey TXT \"{record[..200]}\" \"{record[200..]}\"\ntwo._domainkey TXT \"v=DKIM1; k=ed25519; p={Convert.ToBase64String(ed25519.PublicKeyData())}\"\n"),
        ]);
        return ValueTask.CompletedTask;
    }

    /// <summary>Writes a message into a file of its own.</summary>
    public string Write(string message)
    {
        var path = Path.Combine(_folder, $"{Interlocked.Increment(ref _written)}.eml");
        File.WriteAllText(path, message);
        return path;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
