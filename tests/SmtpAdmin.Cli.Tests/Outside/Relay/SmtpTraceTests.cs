using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Cli.Tests.Outside.Relay;

public sealed class SmtpTraceTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_story_of_a_message_is_found_whether_the_relay_runs_or_not(bool isRunning)
    {
        await using var lab = await QueueLab.StartAsync();
        var id = await lab.SubmitAsync("sender@lab.test", "one@a.example");
        var other = await lab.SubmitAsync("other@lab.test", "two@a.example");
        await lab.WaitUntilDeferredAsync(2);
        Assert.Equal(0, (await lab.RunAsync("remove-smtp-queue-item", id)).ExitCode);
        if (!isRunning) await lab.StopRelayAsync();

        var story = await TraceAsync(lab, id);
        while (!story.Any(entry => entry.GetProperty("Kind").GetString() == "Done")) story = await TraceAsync(lab, id); // the log is written right behind what happens
        var kinds = story.Select(entry => entry.GetProperty("Kind").GetString()).ToList();
        Assert.All(["Accepted", "Deferred", "Changed", "Done"], kind => Assert.Contains(kind, kinds));
        Assert.DoesNotContain(story, entry => entry.GetProperty("QueueId").GetString() == other);
        var done = story.Single(entry => entry.GetProperty("Kind").GetString() == "Done");
        Assert.True(done.GetProperty("DurationMs").GetDouble() >= 0);
        Assert.Equal(
            typeof(SmtpTraceEvent).GetProperties().Select(property => property.Name).Except([nameof(SmtpTraceEvent.Duration)]).Order(StringComparer.Ordinal),
            done.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));

        var accepted = story.Single(entry => entry.GetProperty("Kind").GetString() == "Accepted");
        Assert.Equal(story.Count, (await TraceAsync(lab, "--message-id", accepted.GetProperty("MessageId").GetString()!)).Count);
        Assert.Equal([id, other], (await TraceAsync(lab, "--kind", "Accepted", "--since", "1h", "--event-only")).Select(entry => entry.GetProperty("QueueId").GetString()));
        Assert.Empty(await TraceAsync(lab, "--until", "1h"));
        Assert.Single(await TraceAsync(lab, "--recipient", "two@*", "--kind", "Accepted", "--event-only"));

        var people = await Executable.RunAsync("get-smtp-trace", id, "--audit-path", Path.Combine(lab.Spool, "audit"));
        Assert.Contains("from <sender@lab.test>", people.Output, StringComparison.Ordinal);
        Assert.Equal((0, ""), (people.ExitCode, people.Error));
    }

    [Fact]
    public async Task What_cannot_be_read_is_told()
    {
        await using var lab = await QueueLab.StartAsync();
        await lab.SubmitAsync("sender@lab.test", "one@a.example");
        await lab.StopRelayAsync();
        var log = Directory.GetFiles(Path.Combine(lab.Spool, "audit")).Order(StringComparer.Ordinal).Last();
        await File.AppendAllTextAsync(log, "{\"Time\":\"torn\n", TestContext.Current.CancellationToken);
        var torn = await lab.RunAsync("get-smtp-trace", "--json");
        Assert.Equal(0, torn.ExitCode);
        Assert.NotEmpty(torn.Objects);
        Assert.Contains("warning: 1 line of the audit log", torn.Error, StringComparison.Ordinal);

        (string[] Arguments, int Code, string Told)[] cases =
        [
            (["GONE1"], 3, "'GONE1'"),
            (["A*"], 2, "wildcards"),
            (["--since", "yesterday"], 2, "2h"),
            (["--kind", "Eaten"], 2, "Accepted"),
            (["--audit-path", Path.Combine(lab.Folder, "none")], 3, "--audit-path"),
        ];
        foreach (var (arguments, code, told) in cases)
        {
            var outcome = await lab.RunAsync("get-smtp-trace", arguments);
            Assert.True((code, "") == (outcome.ExitCode, outcome.Output), $"{string.Join(' ', arguments)}: {outcome}");
            Assert.Contains(told, outcome.Error, StringComparison.Ordinal);
        }
        Assert.Equal(3, (await Executable.RunAsync("get-smtp-trace", "--spool-path", Path.Combine(lab.Folder, "none"))).ExitCode);
    }

    [Fact]
    public async Task The_longest_queue_ids_and_kinds_stay_in_their_columns()
    {
        using var folder = new RelayFolder();
        var longest = Enum.GetNames<SmtpTraceKind>().MaxBy(kind => kind.Length)!;
        folder.Write($$"""
            {"Time":"2026-11-21T10:00:00.000Z","Kind":"Accepted","QueueId":"2R3XK0P1","Text":"here"}
            {"Time":"2026-11-21T10:00:01.000Z","Kind":"{{longest}}","QueueId":"2R3XK0PWWWWWWC","Text":"here"}

            """, "audit-20261121T100000Z.jsonl");
        var rows = (await Executable.RunAsync("get-smtp-trace", "--audit-path", folder.Path)).Output.TrimEnd().Split('\n');
        Assert.Equal(2, rows.Length);
        Assert.Single(rows.Select(row => row.IndexOf("here", StringComparison.Ordinal)).Distinct());
    }

    private static async Task<IReadOnlyList<System.Text.Json.JsonElement>> TraceAsync(QueueLab lab, params string[] arguments)
    {
        var outcome = await lab.RunAsync("get-smtp-trace", [.. arguments, "--json"]);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        return outcome.Objects;
    }
}
