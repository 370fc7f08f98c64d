using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Cli.Tests.Outside.Relay;

public sealed class SmtpQueueTests
{
    [Fact]
    public async Task The_queue_of_a_relay_looks_alike_whether_it_runs_or_is_stopped()
    {
        await using var lab = await QueueLab.StartAsync();
        var first = await lab.SubmitAsync("sender@lab.test", "one@a.example", "two@b.example");
        var second = await lab.SubmitAsync("", "three@b.example");
        await lab.WaitUntilDeferredAsync(3);
        var running = await lab.QueueAsync();
        await lab.StopRelayAsync();
        var stopped = await lab.QueueAsync();

        Assert.All([running, stopped], queue =>
        {
            Assert.Equal([first, second], queue.Select(item => item.GetProperty("QueueId").GetString()));
            Assert.Equal(["sender@lab.test", ""], queue.Select(item => item.GetProperty("Sender").GetString()));
            Assert.Equal(
                typeof(SmtpQueueItem).GetProperties().Select(property => property.Name).Order(StringComparer.Ordinal),
                queue[0].EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));
            Assert.Equal(["one@a.example", "two@b.example"], queue[0].GetProperty("Recipients").EnumerateArray().Select(recipient => recipient.GetProperty("Address").GetString()));
            Assert.Equal("Deferred", queue[0].GetProperty("Status").GetString());
            Assert.Equal(lab.Destination, queue[0].GetProperty("Destination").GetString());
            Assert.Equal(QueueLab.ExpireAfter, queue[0].GetProperty("ExpiresAt").GetDateTimeOffset() - queue[0].GetProperty("ReceivedAt").GetDateTimeOffset());
            Assert.Equal("451 4.7.1 Try again later", queue[0].GetProperty("LastReply").GetString());
            Assert.True(queue[0].GetProperty("NextAttemptAt").GetDateTimeOffset() > DateTimeOffset.UtcNow);
            Assert.Equal(lab.Spool, queue[0].GetProperty("SpoolPath").GetString());
        });
    }

    [Fact]
    public async Task Filters_choose_messages_and_people_see_a_line_for_each()
    {
        await using var lab = await QueueLab.StartAsync();
        var first = await lab.SubmitAsync("sender@lab.test", "one@a.example", "two@b.example");
        var second = await lab.SubmitAsync("", "three@b.example");
        await lab.WaitUntilDeferredAsync(3);
        (string[] Arguments, string[] Found)[] cases =
        [
            (["--sender", "SENDER@*"], [first]),
            (["--sender", "<>"], [second]),
            (["--recipient", "three@b.example"], [second]),
            (["--domain", "b.example", "--status", "deferred"], [first, second]),
            (["--status", "Held"], []),
            (["--destination", lab.Destination], [first, second]),
            (["--older-than", "1d"], []),
            ([first, "--older-than", "0s"], [first]),
            ([$"{first[..5]}*", "--domain", "a.example"], [first]),
        ];
        foreach (var (arguments, found) in cases) Assert.Equal(found, (await lab.QueueAsync(arguments)).Select(item => item.GetProperty("QueueId").GetString()));

        var rows = await lab.RunAsync("get-smtp-queue");
        Assert.Equal(0, rows.ExitCode);
        Assert.Equal(2, rows.Output.Trim().Split('\n').Length);
        Assert.Contains("sender@lab.test -> one@a.example (+1)", rows.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', rows.Output);
        var whole = await lab.RunAsync("get-smtp-queue", first);
        Assert.Contains("two@b.example: Deferred", whole.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_is_told_and_the_rest_still_comes()
    {
        await using var lab = await QueueLab.StartAsync();
        var id = await lab.SubmitAsync("sender@lab.test", "one@a.example");
        var outcome = await Executable.RunAsync(["get-smtp-queue", "-", "--spool-path", lab.Spool, "--json"], $"{id}\n# no id\nGONE1\n", []);
        Assert.Equal(3, outcome.ExitCode);
        Assert.Equal(id, Assert.Single(outcome.Objects).GetProperty("QueueId").GetString());
        Assert.Contains("'GONE1'", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("smtpadmin get-smtp-trace", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, "There is no spool", "--spool-path", "/none/of/these")]
    [InlineData(2, "2h", "--older-than", "5")]
    [InlineData(2, "Deferred", "--status", "late")]
    [InlineData(2, "empty", "--sender", "")]
    [InlineData(2, "empty", "--queue-id", "")]
    public async Task What_cannot_be_used_is_refused(int exitCode, string told, params string[] arguments)
    {
        var outcome = await Executable.RunAsync(["get-smtp-queue", .. arguments]);
        Assert.Equal((exitCode, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains(told, outcome.Error, StringComparison.Ordinal);
    }
}
