using System.Globalization;
using System.Text.RegularExpressions;

namespace SmtpAdmin.Cli.Tests.Docs;

/// <summary>The shell commands, the cron line and the units of docs/guides/watching-blacklists.md can be taken as they are.</summary>
public sealed class WatchingGuideTests
{
    private const string ScriptPath = "/usr/local/bin/smtpadmin-watch";

    [Fact]
    public async Task A_shell_can_read_every_command()
    {
        Assert.True(WatchingGuide.Shell.Count >= 6);
        Assert.SkipUnless(Tools.Has("sh"), "There is no sh.");
        foreach (var block in WatchingGuide.Shell)
        {
            var outcome = await Tools.RunAsync("sh", ["-n"], block, []);
            Assert.True(outcome.ExitCode == 0, $"{outcome.Error}{block}");
        }
    }

    [Fact]
    public void Every_call_of_smtpadmin_has_options_that_there_are()
    {
        Assert.True(WatchingGuide.Calls.Count >= 5);
        var root = CommandTree.Create();
        foreach (var words in WatchingGuide.Calls)
        {
            var parsed = root.Parse(words);
            Assert.Empty(parsed.Errors.Select(error => $"{string.Join(' ', words)}: {error.Message}"));
            // What is no option is taken for a target: it is refused only when it runs.
            Assert.Empty(words.Where(word => word.StartsWith("--", StringComparison.Ordinal)).Except(parsed.CommandResult.Command.Options.Concat(root.Options).Select(option => option.Name)));
        }
    }

    [Fact]
    public void The_cron_file_has_a_line_with_five_fields_an_account_and_a_command()
    {
        var lines = Assert.Single(WatchingGuide.Cron).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var variables = lines.TakeWhile(line => Regex.IsMatch(line, "^[A-Z]+=")).ToList();
        Assert.Contains(variables, line => line.StartsWith("MAILTO=", StringComparison.Ordinal));
        Assert.Contains(variables, line => line.StartsWith("PATH=", StringComparison.Ordinal) && line.Contains("/usr/local/bin", StringComparison.Ordinal));

        var words = Assert.Single(lines.Skip(variables.Count)).Split(' ');
        (int From, int To)[] ranges = [(0, 59), (0, 23), (1, 31), (1, 12), (0, 7)];
        foreach (var (field, range) in words.Take(5).Zip(ranges))
        {
            if (field != "*") Assert.InRange(int.Parse(field, NumberStyles.None, CultureInfo.InvariantCulture), range.From, range.To);
        }
        Assert.Contains(WatchingGuide.Shell, block => block.Contains("useradd", StringComparison.Ordinal) && block.Contains($" {words[5]}\n", StringComparison.Ordinal));
        Assert.Equal(["smtpadmin", "get-dnsbl-status"], words[6..8]);
        Assert.DoesNotContain('%', string.Join(' ', words)); // cron makes line ends of them
    }

    [Fact]
    public void The_service_runs_the_script_with_its_file_and_takes_a_listing_for_no_failure()
    {
        Assert.Contains($"`{ScriptPath}`", WatchingGuide.Page, StringComparison.Ordinal);
        Assert.Equal(ScriptPath, WatchingGuide.Value(WatchingGuide.Service, "ExecStart"));
        Assert.Contains($"`{WatchingGuide.Value(WatchingGuide.Service, "EnvironmentFile")}`", WatchingGuide.Page, StringComparison.Ordinal);
        Assert.Equal("oneshot", WatchingGuide.Value(WatchingGuide.Service, "Type"));
        Assert.Equal("1", WatchingGuide.Value(WatchingGuide.Service, "SuccessExitStatus"));
        Assert.Equal("timers.target", WatchingGuide.Value(WatchingGuide.Timer, "WantedBy"));
        Assert.DoesNotContain("MemoryDenyWriteExecute", WatchingGuide.Service, StringComparison.Ordinal); // .NET compiles as it runs

        var used = Regex.Matches(WatchingGuide.Script, @"\$\{?(?<name>(TARGETS|EXCLUDE_\w+|MAIL_\w+|WEBHOOK))").Select(match => match.Groups["name"].Value).Distinct();
        Assert.All(used, name => Assert.Matches($"(?m)^(# )?{name}=", WatchingGuide.Configuration));
    }

    [Fact]
    public async Task Systemd_takes_the_units()
    {
        Assert.SkipUnless(Tools.Has("systemd-analyze"), "There is no systemd-analyze.");
        var calendar = await Tools.RunAsync("systemd-analyze", ["calendar", WatchingGuide.Value(WatchingGuide.Timer, "OnCalendar")], "", []);
        Assert.True(calendar.ExitCode == 0, calendar.Error);

        using var folder = new TemporaryFolder();
        var script = folder.Write("smtpadmin-watch", WatchingGuide.Script, executable: true);
        var service = folder.Write("smtpadmin-watch.service", WatchingGuide.Service.Replace(ScriptPath, script, StringComparison.Ordinal));
        var timer = folder.Write("smtpadmin-watch.timer", WatchingGuide.Timer);
        var verified = await Tools.RunAsync("systemd-analyze", ["verify", service, timer], "", []);
        Assert.DoesNotContain("smtpadmin-watch", verified.Error + verified.Output, StringComparison.Ordinal); // it speaks of other units too

        var wrong = folder.Write("smtpadmin-watch.timer", WatchingGuide.Timer.Replace("OnCalendar=hourly", "OnCalendar=hurly", StringComparison.Ordinal));
        verified = await Tools.RunAsync("systemd-analyze", ["verify", wrong], "", []);
        Assert.Contains("smtpadmin-watch", verified.Error + verified.Output, StringComparison.Ordinal); // the check can fail
    }
}
