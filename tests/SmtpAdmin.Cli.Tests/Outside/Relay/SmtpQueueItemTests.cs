namespace SmtpAdmin.Cli.Tests.Outside.Relay;

/// <summary>The levers, on a relay that runs and on the queue of one that is stopped.</summary>
public sealed class SmtpQueueItemTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Messages_are_held_released_and_removed(bool isRunning)
    {
        await using var lab = await QueueLab.StartAsync();
        var first = await lab.SubmitAsync("sender@lab.test", "one@a.example");
        var second = await lab.SubmitAsync("other@lab.test", "two@b.example");
        await lab.WaitUntilDeferredAsync(2);
        if (!isRunning) await lab.StopRelayAsync();

        var held = await lab.RunAsync("suspend-smtp-queue-item", "--domain", "a.example", "--pass-thru", "--json");
        Assert.Equal((0, ""), (held.ExitCode, held.Error));
        Assert.Equal((first, "Held"), StateOf(Assert.Single(held.Objects)));
        Assert.Equal([(first, "Held"), (second, "Deferred")], (await lab.QueueAsync()).Select(StateOf));

        // Holding what is held is no error, and shows it all the same.
        Assert.Equal((first, "Held"), StateOf(Assert.Single((await lab.RunAsync("suspend-smtp-queue-item", first, "--pass-thru", "--json")).Objects)));

        var released = await lab.RunAsync("resume-smtp-queue-item", "--status", "Held");
        Assert.Equal((0, "", ""), (released.ExitCode, released.Output, released.Error));
        Assert.Equal((first, "Deferred"), StateOf((await lab.QueueAsync(first))[0]));

        var what = await lab.RunAsync("remove-smtp-queue-item", first, "--what-if");
        Assert.Equal((0, $"What if: {first} from <sender@lab.test> to one@a.example: Remove from the queue, without a word to the sender\n"), (what.ExitCode, what.Output));
        Assert.Equal(2, (await lab.QueueAsync()).Count);

        var removed = await Executable.RunAsync(["remove-smtp-queue-item", "-", "--spool-path", lab.Spool], $"{first}\n{second}\nGONE1\n", []);
        Assert.Equal((3, ""), (removed.ExitCode, removed.Output));
        Assert.Contains("'GONE1'", removed.Error, StringComparison.Ordinal);
        Assert.Empty(await lab.QueueAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_recipient_is_removed_with_a_bounce_and_the_other_stays(bool isRunning)
    {
        await using var lab = await QueueLab.StartAsync();
        var id = await lab.SubmitAsync("sender@lab.test", "one@a.example", "two@b.example");
        await lab.WaitUntilDeferredAsync(2);
        if (!isRunning) await lab.StopRelayAsync();
        var outcome = await lab.RunAsync("remove-smtp-queue-item", "--recipient", "one@*", "--bounce");
        Assert.Equal((0, "", ""), (outcome.ExitCode, outcome.Output, outcome.Error));
        var queue = await lab.QueueAsync();
        Assert.Equal(2, queue.Count);
        Assert.Equal(["Removed", "Deferred"], queue.Single(item => item.GetProperty("QueueId").GetString() == id).GetProperty("Recipients").EnumerateArray().Select(recipient => recipient.GetProperty("Status").GetString()));
        var bounce = queue.Single(item => item.GetProperty("Kind").GetString() == "Bounce");
        Assert.Equal((id, ""), (bounce.GetProperty("ReportOf").GetString(), bounce.GetProperty("Sender").GetString()));
    }

    [Fact]
    public async Task Requeued_messages_are_tried_at_once_the_held_ones_too()
    {
        await using var lab = await QueueLab.StartAsync();
        await lab.SubmitAsync("sender@lab.test", "one@a.example");
        var held = await lab.SubmitAsync("sender@lab.test", "two@a.example");
        await lab.WaitUntilDeferredAsync(2);
        await lab.StopRelayAsync();
        Assert.Equal(0, (await lab.RunAsync("suspend-smtp-queue-item", held)).ExitCode);
        var outcome = await lab.RunAsync("resume-smtp-queue-item", "--all", "--requeue", "--pass-thru", "--json");
        Assert.Equal(["Queued", "Queued"], outcome.Objects.Select(item => item.GetProperty("Status").GetString()));
        await lab.StartRelayAsync();
        await lab.WaitUntilDeferredAsync(2);
        Assert.All(await lab.QueueAsync(), item => Assert.True(item.GetProperty("Attempts").GetInt32() >= 2));
    }

    [Fact]
    public async Task Of_a_message_the_held_recipients_alone_are_requeued_if_that_is_asked()
    {
        await using var lab = await QueueLab.StartAsync();
        await lab.SubmitAsync("sender@lab.test", "one@a.example", "two@b.example");
        await lab.WaitUntilDeferredAsync(2);
        await lab.StopRelayAsync();
        Assert.Equal(0, (await lab.RunAsync("suspend-smtp-queue-item", "--domain", "b.example")).ExitCode);
        var outcome = await lab.RunAsync("resume-smtp-queue-item", "--status", "Held", "--requeue", "--pass-thru", "--json");
        Assert.Equal(["Deferred", "Queued"], Assert.Single(outcome.Objects).GetProperty("Recipients").EnumerateArray().Select(recipient => recipient.GetProperty("Status").GetString()));
    }

    [Theory]
    [InlineData("suspend-smtp-queue-item")]
    [InlineData("resume-smtp-queue-item", "--requeue")]
    [InlineData("remove-smtp-queue-item")]
    [InlineData("remove-smtp-queue-item", "*")]
    [InlineData("remove-smtp-queue-item", "--queue-id", "ABC1", "*")]
    public async Task A_call_that_names_nothing_is_refused(params string[] arguments)
    {
        var outcome = await Executable.RunAsync([.. arguments, "--spool-path", "/none/of/these"]);
        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains("insist with --all", outcome.Error, StringComparison.Ordinal);
    }

    private static (string?, string?) StateOf(System.Text.Json.JsonElement item) => (item.GetProperty("QueueId").GetString(), item.GetProperty("Status").GetString());
}
