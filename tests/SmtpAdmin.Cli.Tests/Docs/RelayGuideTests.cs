using System.Text.RegularExpressions;
using SmtpAdmin.Dkim;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Cli.Tests.Docs;

/// <summary>What the guides about the relay show can be used as it stands.</summary>
public sealed partial class RelayGuideTests
{
    private static readonly string[] Pages = ["docs/guides/run-a-relay.md", "docs/guides/relay-as-a-service.md"];

    public static TheoryData<string> Configurations => [.. Pages.SelectMany(page => GuideBlocks.In(Read(page), "json"))];

    public static TheoryData<string> Calls => [.. Pages.SelectMany(page => GuideBlocks.Calls(GuideBlocks.In(Read(page), "sh"))).Select(words => string.Join('\n', words)).Distinct()];

    [Theory]
    [MemberData(nameof(Configurations))]
    public async Task A_configuration_can_be_used(string configuration)
    {
        using var folder = new Outside.Relay.RelayFolder();
        var pem = await File.ReadAllTextAsync(folder.WriteCertificate(), TestContext.Current.CancellationToken);
        foreach (var named in Named().Matches(configuration).Select(match => match.Groups["path"].Value))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder.Path, named))!);
            var path = folder.Write(named.EndsWith(".pem", StringComparison.Ordinal) ? pem : named.EndsWith(".key", StringComparison.Ordinal) ? await KeyAsync() : "secret", named);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        using var read = await SmtpRelayConfiguration.ReadAsync(folder.Write(configuration), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(read.Findings, finding => finding.Severity > FindingSeverity.Information);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void A_call_is_understood(string words) => GuideBlocks.AssertUnderstood(words.Split('\n'));

    [Fact]
    public void The_unit_starts_what_there_is()
    {
        var unit = Read("docs/guides/smtpadmin-relay.service");
        var start = Start().Match(unit).Groups["words"].Value.Split(' ');
        Assert.Empty(CommandTree.Create().Parse(start).Errors);
        Assert.Equal("start-smtp-relay", start[0]);
        Assert.All(["Type=notify\n", "ExecReload=/bin/kill -HUP $MAINPID\n", "RestartPreventExitStatus=2\n", "AmbientCapabilities=CAP_NET_BIND_SERVICE\n"], line => Assert.Contains(line, unit, StringComparison.Ordinal));
    }

    [Fact]
    public void There_is_something_to_check()
    {
        Assert.True(Configurations.Count >= 6);
        Assert.True(Calls.Count >= 10);
    }

    private static async Task<string> KeyAsync()
    {
        using var folder = new Outside.Relay.RelayFolder();
        var made = await Outside.Executable.RunAsync("new-dkim-key", "example.org", "--selector", "s1", "--path", folder.Path);
        Assert.Equal(0, made.ExitCode);
        return await File.ReadAllTextAsync(Path.Combine(folder.Path, DkimKeyFile.NameOf("example.org", "s1")), TestContext.Current.CancellationToken);
    }

    private static string Read(string page) => Repository.Read(page).ReplaceLineEndings("\n");

    [GeneratedRegex(@"""(?:path|keyPath|secretPath|passwordPath|refreshTokenPath)"": ""(?<path>[^""]+)""")]
    private static partial Regex Named();

    [GeneratedRegex(@"(?m)^ExecStart=\S+ (?<words>.*)$")]
    private static partial Regex Start();
}
