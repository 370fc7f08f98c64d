
namespace SmtpAdmin.Cli.Tests.Outside.Relay;

public sealed class ExportSmtpQueueItemTests
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Messages_go_to_files_of_their_owners_alone(bool isRunning)
    {
        await using var lab = await QueueLab.StartAsync();
        string[] ids = [await lab.SubmitAsync("sender@lab.test", "one@a.example"), await lab.SubmitAsync("other@lab.test", "two@b.example")];
        if (!isRunning) await lab.StopRelayAsync();
        var outcome = await lab.RunAsync("export-smtp-queue-item", [.. ids, "--path", lab.Folder, "--json"]);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal(ids.Select(id => Path.Combine(lab.Folder, $"{id}.eml")), outcome.Objects.Select(file => file.GetProperty("FullName").GetString()));
        foreach (var id in ids)
        {
            var path = Path.Combine(lab.Folder, $"{id}.eml");
            var text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
            Assert.StartsWith("Received: from client.lab.test", text, StringComparison.Ordinal);
            Assert.EndsWith("\r\n\r\nThe body of the message.\r\n", text, StringComparison.Ordinal);
            if (!OperatingSystem.IsWindows()) Assert.Equal(Private, File.GetUnixFileMode(path));
        }

        var again = await lab.RunAsync("export-smtp-queue-item", ids[0], "--path", lab.Folder);
        Assert.Equal((3, ""), (again.ExitCode, again.Output));
        Assert.Contains("--force", again.Error, StringComparison.Ordinal);
        Assert.Equal($"{Path.Combine(lab.Folder, $"{ids[0]}.eml")}\n", (await lab.RunAsync("export-smtp-queue-item", ids[0], "--path", lab.Folder, "--force")).Output);

        var printed = await lab.RunAsync("export-smtp-queue-item", ids[0], "--path", "-");
        Assert.EndsWith("The body of the message.\r\n", printed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_written_is_told_and_leaves_nothing()
    {
        await using var lab = await QueueLab.StartAsync();
        await lab.SubmitAsync("sender@lab.test", "one@a.example");
        var id = await lab.SubmitAsync("sender@lab.test", "two@a.example");
        var one = Path.Combine(lab.Folder, "one.eml");
        (string[] Arguments, int Code, string Told)[] cases =
        [
            ([], 2, "Give queue ids"),
            (["*", "--path", one, "--json"], 2, "several messages"),
            ([id, "--path", Path.Combine(lab.Folder, "none", "x.eml")], 3, "none"),
            ([id, "--path", "-", "--json"], 2, "--path"),
            (["GONE1", "--path", lab.Folder], 3, "GONE1"),
            .. OperatingSystem.IsWindows() ? [] : new (string[], int, string)[] { ([id, "--path", "/dev/null", "--force"], 3, "device") },
        ];
        foreach (var (arguments, code, told) in cases)
        {
            var outcome = await lab.RunAsync("export-smtp-queue-item", arguments);
            Assert.True(code == outcome.ExitCode, $"{string.Join(' ', arguments)}: {outcome}");
            Assert.Contains(told, outcome.Error, StringComparison.Ordinal);
        }
        Assert.Equal([one], Directory.GetFiles(lab.Folder)); // the first of several was written before the second was known
        Assert.StartsWith("What if: ", (await lab.RunAsync("export-smtp-queue-item", id, "--path", lab.Folder, "--what-if")).Output, StringComparison.Ordinal);
        Assert.Equal([one], Directory.GetFiles(lab.Folder));
    }

    [Fact]
    public async Task A_damaged_message_is_told_and_no_part_of_it_is_left()
    {
        await using var lab = await QueueLab.StartAsync();
        var id = await lab.SubmitAsync("sender@lab.test", "one@a.example");
        await lab.StopRelayAsync();
        var damaged = 0;
        foreach (var file in Directory.GetFiles(lab.Spool, "*", SearchOption.AllDirectories))
        {
            var octets = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            var at = octets.AsSpan().IndexOf("The body"u8);
            if (at < 0) continue;
            octets[at] ^= 0x20;
            await File.WriteAllBytesAsync(file, octets, TestContext.Current.CancellationToken);
            damaged++;
        }
        Assert.Equal(1, damaged);
        foreach (var path in new[] { lab.Folder, "-" })
        {
            var outcome = await lab.RunAsync("export-smtp-queue-item", "*", "--path", path);
            Assert.Equal((3, ""), (outcome.ExitCode, outcome.Output));
            Assert.NotEqual("", outcome.Error);
        }
        Assert.Empty(Directory.GetFiles(lab.Folder, "*", new EnumerationOptions { AttributesToSkip = FileAttributes.None }));
        Assert.NotEmpty(id);
    }
}
