using System.Text;
using System.Text.Json;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Core.Tests.Reputation.Dnsbl;

public sealed class DnsblLogTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    private static readonly DateTimeOffset Time = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly DnsblRunEntry Run = new(Time)
    {
        Targets = 1,
        Lists = 8,
        Pairs = 21,
        Listed = 1,
        NotListed = 2,
        Allowed = 3,
        Refused = 4,
        Broken = 5,
        Unknown = 6,
        Changes = 7,
        Blind = ["Dead-One", "Dead-Two"],
        Problems = ["The target 'x y' is no domain."],
        DurationMs = 1234.567,
    };

    private static readonly DnsblChangeEntry Change = new(Time)
    {
        Change = DnsblChange.Added,
        Target = "192.0.2.1",
        Provider = "Example",
        Zone = "{key}.bl.example",
        Status = DnsblStatus.Listed,
        Codes = ["127.0.0.2"],
        Meanings = ["A spam's source"],
        Reason = "see https://bl.example/?a=1&b=2",
        Since = Time.AddHours(-1),
    };

    private const string RunLine =
        """{"time":"2026-03-01T12:00:00Z","event":"run","targets":1,"lists":8,"pairs":21,"listed":1,"notListed":2,"allowed":3,"refused":4,"broken":5,"unknown":6,"changes":7,"blind":["Dead-One","Dead-Two"],"problems":["The target 'x y' is no domain."],"durationMs":1234.567}""";

    private const string ChangeLine =
        """{"time":"2026-03-01T12:00:00Z","event":"change","change":"Added","target":"192.0.2.1","provider":"Example","zone":"{key}.bl.example","status":"Listed","codes":["127.0.0.2"],"meanings":["A spam's source"],"reason":"see https://bl.example/?a=1&b=2","since":"2026-03-01T11:00:00Z"}""";

    [Fact]
    public async Task Runs_and_changes_are_a_line_each_behind_those_that_are_there()
    {
        using var folder = new StateFolder();
        var path = folder.PathOf("log.jsonl");
        await AppendAsync(path, Change, Run);
        await AppendAsync(path, Run);
        Assert.Equal(Encoding.UTF8.GetBytes($"{ChangeLine}\n{RunLine}\n{RunLine}\n"), await File.ReadAllBytesAsync(path, Token));
        Assert.Equal(["log.jsonl", "log.jsonl.lock"], folder.Names);
    }

    [Fact]
    public async Task Nothing_to_say_touches_nothing()
    {
        using var folder = new StateFolder();
        await AppendAsync(folder.PathOf("log.jsonl"));
        Assert.Empty(folder.Names);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("{\"time\":\"20", "{\"time\":\"20\n")]
    [InlineData("one\n", "one\n")]
    [InlineData("one\r\n", "one\r\n")]
    [InlineData("\n", "\n")]
    public async Task A_line_that_a_crash_tore_gets_its_end_first(string before, string kept)
    {
        using var folder = new StateFolder();
        var path = folder.PathOf("log.jsonl");
        await File.WriteAllTextAsync(path, before, Token);
        await AppendAsync(path, Run);
        Assert.Equal($"{kept}{RunLine}\n", await File.ReadAllTextAsync(path, Token));
    }

    [Fact]
    public async Task Runs_at_once_neither_mix_nor_overwrite_their_lines()
    {
        using var folder = new StateFolder();
        var path = folder.PathOf("log.jsonl");
        await Task.WhenAll(Enumerable.Range(0, 10).Select(run => Task.Run(async () =>
        {
            for (var n = 0; n < 10; n++)
                await DnsblLog.AppendAsync(path, [.. Enumerable.Repeat(Change with { Target = $"{run}-{n}", Reason = new string('x', 5000) }, 30)], TimeProvider.System, Token);
        }, Token)));

        var targets = (await File.ReadAllLinesAsync(path, Token)).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("target").GetString()!).ToList();
        Assert.Equal(3000, targets.Count);
        Assert.All(targets.Chunk(30), chunk => Assert.Single(chunk.Distinct()));
        Assert.Equal(100, targets.Distinct().Count());
    }

    [Fact]
    public async Task Words_of_strangers_stay_on_their_line_and_drive_no_terminal()
    {
        using var folder = new StateFolder();
        var path = folder.PathOf("log.jsonl");
        const string Evil = "a\r\n{\"event\":\"run\"}\u001b[2J\u202Egpj.exe\0\"";
        await AppendAsync(path, Change with { Reason = Evil, Meanings = [Evil] });
        var line = Assert.Single(await File.ReadAllLinesAsync(path, Token));
        Assert.DoesNotContain(line, character => char.IsControl(character) || character == '\u202E');
        var read = JsonDocument.Parse(line).RootElement;
        Assert.Equal(Evil, read.GetProperty("reason").GetString());
        Assert.Equal(Evil, read.GetProperty("meanings")[0].GetString());
    }

    [Fact]
    public async Task Who_follows_the_log_does_not_keep_it_from_growing()
    {
        using var folder = new StateFolder();
        var path = folder.PathOf("log.jsonl");
        await AppendAsync(path, Run);
        await using var follower = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        await AppendAsync(path, Run);
        using var reader = new StreamReader(follower);
        Assert.Equal($"{RunLine}\n{RunLine}\n", await reader.ReadToEndAsync(Token));
    }

    [Fact]
    public async Task A_log_behind_a_link_is_written_where_it_is()
    {
        using var folder = new StateFolder();
        File.CreateSymbolicLink(folder.PathOf("log.jsonl"), "target.jsonl");
        await AppendAsync(folder.PathOf("log.jsonl"), Run);
        Assert.Equal(["log.jsonl", "target.jsonl", "target.jsonl.lock"], folder.Names);
        Assert.Equal("target.jsonl", new FileInfo(folder.PathOf("log.jsonl")).LinkTarget);
    }

    [Fact]
    public async Task A_log_that_cannot_be_written_is_an_error_with_a_remedy()
    {
        using var folder = new StateFolder();
        Directory.CreateDirectory(folder.PathOf("directory"));
        foreach (var path in new[] { folder.PathOf("missing/log.jsonl"), folder.PathOf("directory") })
        {
            var refused = await Assert.ThrowsAsync<DnsblLogException>(() => AppendAsync(path, Run));
            Assert.Contains($"'{path}'", refused.Message, StringComparison.Ordinal);
            Assert.Contains("Name a file", refused.Message, StringComparison.Ordinal);
        }
        await Assert.ThrowsAsync<ArgumentException>(() => AppendAsync("", Run));
    }

    [Fact]
    public async Task A_log_that_another_run_holds_is_waited_for_half_a_minute()
    {
        using var folder = new StateFolder();
        var path = folder.PathOf("log.jsonl");
        using (await LockFile.TakeAsync(path + ".lock", path, TimeSpan.Zero, TimeProvider.System, Token))
        {
            var refused = await Assert.ThrowsAsync<DnsblLogException>(() => DnsblLog.AppendAsync(path, [Run], folder.Time, Token));
            Assert.Contains("Another run", refused.Message, StringComparison.Ordinal);
        }
        Assert.InRange(folder.Time.Waited, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(31));
        Assert.Equal(["log.jsonl.lock"], folder.Names);
    }

    [Fact]
    public void The_line_for_a_change_says_what_the_result_says()
    {
        using var folder = new StateFolder();
        var result = folder.Result(DnsblStatus.Listed, "127.0.0.2") with { Zone = Change.Zone, Meanings = Change.Meanings, Reason = Change.Reason, Since = Change.Since, Change = DnsblChange.Added };
        Assert.Equal(Change with { Codes = result.Codes, Meanings = result.Meanings }, DnsblChangeEntry.From(result));
        Assert.Equal(Change.Meanings, result.Meanings);
        Assert.Throws<ArgumentException>(() => DnsblChangeEntry.From(result with { Change = null }));
    }

    private static Task AppendAsync(string path, params DnsblLogEntry[] entries) => DnsblLog.AppendAsync(path, entries, TimeProvider.System, Token);
}
