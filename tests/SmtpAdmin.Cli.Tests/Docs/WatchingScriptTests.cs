using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using SmtpAdmin.Lab;

namespace SmtpAdmin.Cli.Tests.Docs;

/// <summary>The script of docs/guides/watching-blacklists.md, run as it stands there, with the lab as its world.</summary>
public sealed partial class WatchingScriptTests : IAsyncLifetime
{
    /// <summary>Sends what the script asks of 127.0.0.1 to the lab, whose addresses are documentation's and whose list is its own.</summary>
    private const string Wrapper = """
        #!/bin/sh
        command=$1; shift
        n=$#
        while [ "$n" -gt 0 ]; do
          case $1 in 127.0.0.1) set -- "$@" "$LAB_DNS" ;; *) set -- "$@" "$1" ;; esac
          shift; n=$((n - 1))
        done
        if [ "$command" = get-dnsbl-status ]; then set -- "$@" --force --provider bl.lab.test; fi
        exec dotnet "$LAB_EXECUTABLE" "$command" "$@"

        """;

    private readonly TemporaryFolder _folder = new();
    private LabEnvironment _lab = null!;
    private string _script = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _lab = await LabEnvironment.StartAsync(new LabEnvironmentOptions { WithoutTls = true }, TimeProvider.System, Token);
        _folder.Write("bin/smtpadmin", Wrapper.ReplaceLineEndings("\n"), executable: true);
        _script = _folder.Write("bin/smtpadmin-watch", WatchingGuide.Script, executable: true);
        foreach (var name in new[] { "state", "log" }) Directory.CreateDirectory(_folder.PathOf(name));
    }

    public async ValueTask DisposeAsync()
    {
        await _lab.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_change_that_two_runs_saw_is_told_by_mail_and_webhook_and_then_there_is_silence()
    {
        SkipWithoutTools();
        var first = await WatchAsync(webhook: null);
        Assert.Equal((1, "", ""), first); // it is listed, and waits for confirmation

        using var hook = new TcpListener(IPAddress.Loopback, 0);
        hook.Start();
        var posted = TakePostAsync(hook, "200 OK");
        var second = await WatchAsync($"http://{hook.LocalEndpoint}/hook");
        Assert.Equal((1, ""), (second.ExitCode, second.Error));
        Assert.Contains("Added", second.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Greeting", second.Output, StringComparison.Ordinal); // that the mail went out needs no words
        Assert.DoesNotContain('\u001b', second.Output);
        Assert.Contains("192.0.2.25", JsonDocument.Parse(await posted).RootElement.GetProperty("text").GetString(), StringComparison.Ordinal);
        var message = Assert.Single(_lab.Sink.Messages);
        Assert.Contains("Subject: Blacklists: what has changed", message.Text, StringComparison.Ordinal);
        Assert.Contains("bl.lab.test", message.Text, StringComparison.Ordinal);

        Assert.Equal((1, "", ""), await WatchAsync(webhook: null));
        Assert.Single(_lab.Sink.Messages);
        Assert.Equal(["dnsbl.state", "dnsbl.state.lock"], Directory.GetFiles(_folder.PathOf("state")).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        var jq = WatchingGuide.Shell.Single(block => block.StartsWith("jq ", StringComparison.Ordinal)).Replace("/var/log/smtpadmin", _folder.PathOf("log"), StringComparison.Ordinal);
        var read = await Tools.RunAsync("sh", ["-c", jq], "", []);
        Assert.Matches(@"^\S+Z\tAdded\t192\.0\.2\.25\tbl\.lab\.test\n$", read.Output);
    }

    [Fact]
    public async Task What_could_not_be_sent_is_kept_and_sent_with_the_next_run()
    {
        SkipWithoutTools();
        await WatchAsync(webhook: null);
        using (var hook = new TcpListener(IPAddress.Loopback, 0))
        {
            hook.Start();
            var posted = TakePostAsync(hook, "500 Internal Server Error");
            _lab.Sink.Order(LabFault.ReplyWith(LabStage.Message, "451 4.3.0 Try again later", 1));
            var failed = await WatchAsync($"http://{hook.LocalEndpoint}/hook");
            Assert.Equal(3, failed.ExitCode);
            Assert.Contains("451 4.3.0", failed.Output, StringComparison.Ordinal);
            Assert.Contains("500", failed.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("odd page", failed.Output + failed.Error, StringComparison.Ordinal);
            await posted;
        }
        Assert.Empty(_lab.Sink.Messages);
        Assert.Contains("Added", await File.ReadAllTextAsync(_folder.PathOf("state/dnsbl.unsent"), Token), StringComparison.Ordinal);

        Assert.Equal(1, (await WatchAsync(webhook: null)).ExitCode);
        Assert.Single(_lab.Sink.Messages);
        Assert.False(File.Exists(_folder.PathOf("state/dnsbl.unsent")));
    }

    /// <summary>More than an argument can hold, more than one mail takes, and words that would call everybody in a channel.</summary>
    [Fact]
    public async Task News_of_any_length_is_sent_in_full_before_it_is_dropped()
    {
        SkipWithoutTools();
        var lines = Enumerable.Range(0, 12_345).Select(n => $"Added 192.0.2.25 news-{n:00000} <!channel> <https://a.test|b> & {new string('x', 60)}").ToList();
        _folder.Write("state/dnsbl.unsent", string.Join('\n', lines) + "\n");
        Assert.Equal(1, (await WatchAsync(webhook: null)).ExitCode);
        Assert.False(File.Exists(_folder.PathOf("state/dnsbl.unsent")));
        Assert.Equal(2, _lab.Sink.Messages.Count);
        Assert.Contains("10000 lines, all of which are in the attachment", _lab.Sink.Messages[0].Text, StringComparison.Ordinal);
        Assert.Contains("2345 lines, all", _lab.Sink.Messages[1].Text, StringComparison.Ordinal);
        var sent = string.Concat(_lab.Sink.Messages.Select(message => Attachment(message.Text)));
        Assert.Equal(lines, sent.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task A_post_holds_no_commands_of_a_list_and_says_where_it_was_cut()
    {
        SkipWithoutTools();
        _folder.Write("state/dnsbl.unsent", string.Concat(Enumerable.Repeat("Added <!channel> <https://a.test|b> &\n", 1000)));
        using var hook = new TcpListener(IPAddress.Loopback, 0);
        hook.Start();
        var posted = TakePostAsync(hook, "200 OK");
        Assert.Equal(1, (await WatchAsync($"http://{hook.LocalEndpoint}/hook")).ExitCode);
        var text = JsonDocument.Parse(await posted).RootElement.GetProperty("text").GetString()!;
        Assert.StartsWith("Added &lt;!channel&gt; &lt;https://a.test|b&gt; &amp;\n", text, StringComparison.Ordinal);
        Assert.DoesNotMatch("[<>]|&(?!amp;|lt;|gt;)", text);
        Assert.Matches(@"\n\.\.\. cut at 12,000 of \d+ characters: every change is in \S+/dnsbl\.log$", text);
        Assert.InRange(text.Length, 11_000, 12_400);
    }

    [Fact]
    public async Task A_listing_that_ended_is_told_with_since_when_it_was_there()
    {
        SkipWithoutTools();
        // One address alone: of two entries for one address in a state, either may be taken.
        for (var run = 0; run < 2; run++) await Tools.RunAsync(_script, [], "", Environment("192.0.2.25", webhook: null));
        var state = _folder.PathOf("state/dnsbl.state");
        await File.WriteAllTextAsync(state, (await File.ReadAllTextAsync(state, Token)).Replace("192.0.2.25", "192.0.2.24", StringComparison.Ordinal), Token);
        var environment = Environment("192.0.2.24", webhook: null);
        await Tools.RunAsync(_script, [], "", environment);
        var output = (await Tools.RunAsync(_script, [], "", environment)).Output;
        Assert.Matches(@"(?m)^NotListed +192\.0\.2\.24 +Removed bl\.lab\.test +was listed from \d{4}-\d\d-\d\d\s+\d\d:\d\dZ until now$", output);
        Assert.DoesNotMatch("(?m)[ \t]$", output);
    }

    [Fact]
    public async Task Lists_are_left_out_by_a_variable()
    {
        SkipWithoutTools();
        var environment = Environment("192.0.2.25", webhook: null);
        environment["EXCLUDE_PROVIDER"] = "SpamRats*,bl.lab.test";
        var run = await Tools.RunAsync(_script, [], "", environment);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--exclude-provider leaves out all that were named", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_went_wrong_is_told_too()
    {
        SkipWithoutTools();
        _folder.Write("state/dnsbl.state", "no state at all");
        var run = await WatchAsync(webhook: null);
        Assert.Contains("damaged", run.Output, StringComparison.Ordinal);
        Assert.Contains("damaged", Assert.Single(_lab.Sink.Messages).Text, StringComparison.Ordinal);
        Assert.NotEqual(0, (await Tools.RunAsync(_script, [], "", Environment(targets: "", webhook: null))).ExitCode);
    }

    [Fact]
    public async Task The_cron_line_prints_a_change_and_else_nothing()
    {
        Assert.SkipUnless(Tools.Has("sh"), "There is no sh.");
        var line = WatchingGuide.Cron.Single().Split('\n').Single(line => line.Contains("get-dnsbl-status", StringComparison.Ordinal));
        var command = string.Join(' ', line.Split(' ')[6..])
            .Replace("192.0.2.10 2001:db8::25 example.com", "192.0.2.24 192.0.2.25", StringComparison.Ordinal)
            .Replace("/var/lib/smtpadmin", _folder.PathOf("state"), StringComparison.Ordinal);
        var runs = new List<(int ExitCode, string Output, string Error)>();
        for (var run = 0; run < 3; run++) runs.Add(await Tools.RunAsync("sh", ["-c", command], "", Environment(targets: "", webhook: null)));
        Assert.Equal((1, "", ""), runs[0]);
        Assert.Contains("Added", runs[1].Output, StringComparison.Ordinal);
        Assert.Equal((1, "", ""), runs[2]);
        Assert.Equal(3, File.ReadLines(_folder.PathOf("state/dnsbl.log")).Count(entry => entry.Contains("\"event\":\"run\"", StringComparison.Ordinal)));
    }

    /// <summary>The text of the message's last part.</summary>
    private static string Attachment(string message)
    {
        var part = message.ReplaceLineEndings("\n").Split("\n--")[^2];
        var (head, body) = (part[..part.IndexOf("\n\n", StringComparison.Ordinal)], part[(part.IndexOf("\n\n", StringComparison.Ordinal) + 2)..]);
        Assert.Contains("blacklists.txt", head, StringComparison.Ordinal);
        return head.Contains("base64", StringComparison.OrdinalIgnoreCase) ? Encoding.UTF8.GetString(Convert.FromBase64String(body))
            : head.Contains("quoted-printable", StringComparison.OrdinalIgnoreCase)
                ? Regex.Replace(body.Replace("=\n", "", StringComparison.Ordinal), "=([0-9A-F]{2})", match => ((char)Convert.ToInt32(match.Groups[1].Value, 16)).ToString())
                : body;
    }

    private static void SkipWithoutTools()
    {
        foreach (var tool in new[] { "sh", "jq", "curl", "head" }) Assert.SkipUnless(Tools.Has(tool), $"There is no {tool}.");
    }

    private Task<(int ExitCode, string Output, string Error)> WatchAsync(string? webhook) =>
        Tools.RunAsync(_script, [], "", Environment("192.0.2.24 192.0.2.25", webhook));

    private Dictionary<string, string> Environment(string targets, string? webhook) => new()
    {
        ["PATH"] = _folder.PathOf("bin") + Path.PathSeparator + System.Environment.GetEnvironmentVariable("PATH"),
        ["LAB_DNS"] = _lab.Dns.EndPoint.ToString(),
        ["LAB_EXECUTABLE"] = Path.Combine(AppContext.BaseDirectory, "smtpadmin.dll"),
        ["STATE_DIRECTORY"] = _folder.PathOf("state"),
        ["LOGS_DIRECTORY"] = _folder.PathOf("log"),
        ["TARGETS"] = targets,
        ["MAIL_SERVER"] = _lab.Sink.EndPoint.ToString(),
        ["MAIL_FROM"] = "watch@lab.test",
        ["MAIL_TO"] = "postmaster@lab.test",
        ["WEBHOOK"] = webhook ?? "",
        ["no_proxy"] = "*",
    };

    /// <summary>Answers one POST, and gives what it held.</summary>
    private static async Task<string> TakePostAsync(TcpListener hook, string status)
    {
        using var client = await hook.AcceptTcpClientAsync(Token);
        var stream = client.GetStream();
        var received = new StringBuilder();
        var buffer = new byte[65536];
        while (true)
        {
            var count = await stream.ReadAsync(buffer, Token);
            if (count == 0) throw new IOException($"The request ended early: {received}");
            received.Append(Encoding.UTF8.GetString(buffer, 0, count));
            if (Request().Match(received.ToString()) is not { Success: true } request) continue;
            var body = request.Groups["body"].Value;
            if (Encoding.UTF8.GetByteCount(body) < int.Parse(request.Groups["length"].Value, System.Globalization.CultureInfo.InvariantCulture)) continue;
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: 8\r\nConnection: close\r\n\r\nodd page"), Token);
            return body;
        }
    }

    [GeneratedRegex(@"Content-Length: (?<length>\d+).*?\r\n\r\n(?<body>.*)$", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Request();
}
