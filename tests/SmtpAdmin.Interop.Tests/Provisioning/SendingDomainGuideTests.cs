using System.Text.RegularExpressions;
using SmtpAdmin.Interop.Tests.Peers;
using SmtpAdmin.Lab;

namespace SmtpAdmin.Interop.Tests.Provisioning;

/// <summary>docs/guides/set-up-a-sending-domain.md, run as it is written, with the names of a zone that is there.</summary>
public sealed partial class SendingDomainGuideTests(PeerSet peers) : PublishTests(peers), IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("guide-").FullName;
    private SendingDomain _domain = null!;

    public async ValueTask InitializeAsync()
    {
        Peer.SkipUnlessAvailable("bind9-dnsutils");
        await Peers.BindPrimary.RequirePort53Async();
        _domain = await SendingDomain.CreateAsync(Peers.BindPrimary, $"{NewLabel()}.{BindPrimaryPeer.Zone}", Token);
        File.Copy(Peers.BindPrimary.KeyFile(), Path.Combine(_folder, "publisher.key"));
        using var authority = LabCertificateAuthority.Create(TimeProvider.System);
        await File.WriteAllTextAsync(Path.Combine(_folder, "fullchain.pem"), authority.Certificate.ExportCertificatePem(), Token);
    }

    public new ValueTask DisposeAsync()
    {
        _domain?.Dispose();
        Directory.Delete(_folder, recursive: true);
        return base.DisposeAsync();
    }

    [Fact]
    public async Task The_cmdlets_do_what_the_guide_says_and_leave_the_zone_as_it_was()
    {
        var module = Path.Combine(Root(), "out", "SmtpAdmin", "SmtpAdmin.psd1");
        var pwsh = Array.Find((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator), folder => File.Exists(Path.Combine(folder, "pwsh")));
        Assert.SkipWhen(pwsh is null, "pwsh is not installed");
        Assert.SkipUnless(File.Exists(module), "out/SmtpAdmin is not there: build all first");
        var before = await _domain.TransferAsync(Token);
        var script = Path.Combine(_folder, "guide.ps1");
        await File.WriteAllTextAsync(script, $$"""
            $ErrorActionPreference = 'Stop'
            Import-Module '{{module}}'
            Set-Location '{{_folder}}'
            $PSDefaultParameterValues['*:DnsServer'] = '{{Peers.BindPrimary.Primary}}'

            """ + string.Join('\n', Blocks("powershell")), Token);

        var run = await PeerCommand.RunAsync(Path.Combine(pwsh, "pwsh"), ["-NoProfile", "-NonInteractive", "-File", script], Token, new Dictionary<string, string> { ["NO_COLOR"] = "1" });

        Assert.True(run.ExitCode == 0, run.Error + run.Output);
        Assert.Equal("", run.Error);
        foreach (var status in (string[])["Published", "Visible", "Unchanged"]) Assert.Equal(5, Regex.Count(run.Output, $@"(?m)^ *{status} +\S"));
        var at = 0;
        foreach (var step in (string[])["What if: Add s", "What if: Replace ", @"Result +: Pass|Pass +192\.0\.2\.25 ", "Status +: Pass", "PublishedStatus +: Same", "What if: Remove ", "Please set the reverse DNS", @"What if: Add _25\._tcp\.mail\.", @"IN TXT ""v=spf1 mx ~all"""])
        {
            var match = new Regex(step).Match(run.Output, at);
            Assert.True(match.Success, $"There is no '{step}' in:\n{run.Output[at..]}");
            at = match.Index + match.Length;
        }
        Assert.True(File.Exists(Path.Combine(_folder, "mail.tf")));
        Assert.Equal(before, await _domain.TransferAsync(Token));
    }

    [Fact]
    public async Task The_shell_does_the_same()
    {
        var before = await _domain.TransferAsync(Token);
        var own = $$"""
            set -e
            cd '{{_folder}}'
            smtpadmin() { '{{Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet"}}' '{{Path.Combine(AppContext.BaseDirectory, "smtpadmin.dll")}}' "$@" --dns-server {{Peers.BindPrimary.Primary}}; }

            """;
        var guide = Blocks("sh").Where(block => block.Contains("smtpadmin", StringComparison.Ordinal)).Select(block => block.Replace($" --dns-server {Peers.BindPrimary.Primary}", "", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, guide.Count);

        var run = await PeerCommand.RunAsync("/bin/sh", ["-c", own + string.Join('\n', guide)], Token);

        Assert.True(run.ExitCode == 0, run.Error + run.Output);
        foreach (var status in (string[])["What if: ", "Visible ", "Unchanged "]) Assert.Equal(5, Regex.Count(run.Output, $"(?m)^{status}"));
        Assert.Equal(4, Regex.Count(run.Output, "(?m)^Removed "));
        Assert.Contains("\nPass      192.0.2.25", run.Output, StringComparison.Ordinal);
        Assert.Equal(before, await _domain.TransferAsync(Token));
    }

    private IEnumerable<string> Blocks(string language) =>
        Block().Matches(File.ReadAllText(Path.Combine(Root(), "docs", "guides", "set-up-a-sending-domain.md")).ReplaceLineEndings("\n"))
            .Where(match => match.Groups["language"].Value == language)
            .Select(match => match.Groups["text"].Value.Replace("example.com", _domain.Name, StringComparison.Ordinal).Replace("192.0.2.53", Peers.BindPrimary.Primary.ToString(), StringComparison.Ordinal));

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "SmtpAdmin.slnx"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("SmtpAdmin.slnx is not above the tests.");
    }

    [GeneratedRegex(@"(?ms)^```(?<language>\w+)\n(?<text>.*?)^```")]
    private static partial Regex Block();
}
