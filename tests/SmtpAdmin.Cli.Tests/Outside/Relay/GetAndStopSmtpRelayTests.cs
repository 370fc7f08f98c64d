namespace SmtpAdmin.Cli.Tests.Outside.Relay;

/// <summary>How a relay in another process is looked at and stopped.</summary>
public sealed class GetAndStopSmtpRelayTests : IDisposable
{
    private readonly RelayFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_exit_code_tells_whether_a_relay_takes_mail()
    {
        await using var relay = await StartAsync();
        var running = await Executable.RunAsync("get-smtp-relay", "--spool-path", _folder.Spool, "--json");
        Assert.Equal(0, running.ExitCode);
        Assert.Equal("Running", running.Objects[0].GetProperty("State").GetString());
        Assert.Equal(relay.EndPoints[0].ToString(), running.Objects[0].GetProperty("Listeners")[0].GetProperty("EndPoint").GetString());

        var stop = await Executable.RunAsync("stop-smtp-relay", "--spool-path", _folder.Spool);
        Assert.Equal((0, "", ""), (stop.ExitCode, stop.Output, stop.Error));
        Assert.Equal(0, await relay.WaitAsync());

        var stopped = await Executable.RunAsync("get-smtp-relay", "--spool-path", _folder.Spool);
        Assert.Equal(1, stopped.ExitCode);
        Assert.StartsWith("Stopped", stopped.Output, StringComparison.Ordinal);

        var none = await Executable.RunAsync("get-smtp-relay", "--spool-path", Path.Combine(_folder.Path, "none"));
        Assert.Equal(3, none.ExitCode);
        Assert.Contains("There is no spool", none.Error, StringComparison.Ordinal);

        var mistyped = await Executable.RunAsync("get-smtp-queue", "--spool-path", _folder.Path); // a folder, and no relay's
        Assert.Equal(3, mistyped.ExitCode);
        Assert.Contains("There is no spool", mistyped.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_relay_is_shown_with_its_listeners_its_queue_and_its_destinations()
    {
        await using var relay = await StartAsync();
        await using (var talk = await SmtpTalk.BeginMessageAsync(relay.EndPoints[0], "a@lab.test", ["b@lab.test"], TestContext.Current.CancellationToken))
            await talk.DoAsync("Subject: x\r\n\r\nx\r\n.", "250", TestContext.Current.CancellationToken);
        Outcome shown;
        do
        {
            shown = await Executable.RunAsync("get-smtp-relay", "--spool-path", _folder.Spool);
        }
        while (!shown.Output.Contains("1 deferred", StringComparison.Ordinal)); // until the first attempt has failed
        Assert.StartsWith("Running   relay.lab.test  process ", shown.Output, StringComparison.Ordinal);
        Assert.Matches(@"\n  spool    .*spool  \([0-9.]+ .iB free\)\n", shown.Output);
        Assert.Contains($"\n  listens  {relay.EndPoints[0]}  no TLS, 0 connections\n", shown.Output, StringComparison.Ordinal);
        Assert.Matches(@"\n  queue    1 message, [0-9]+ B; the oldest came ", shown.Output);
        Assert.Matches(@"\n  to       127\.0\.0\.1:9  1 message, 1 recipient, 1 deferred, next attempt ", shown.Output);
        Assert.Matches(@"\n  sends    127\.0\.0\.1:9  0 of (1 connection|[0-9]+ connections), recipients: 1 deferred\b", shown.Output);
        Assert.Matches(@"\n  has      taken 1 message \([0-9]+ B\) by 1 connection; recipients: 0 delivered, 0 failed; 1 attempt deferred, 0 reports made; 0 refused\n", shown.Output);
    }

    [Fact]
    public async Task A_reader_that_has_gone_looks_like_no_relay_that_cannot_be_reached()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signal.");
        await using var relay = await StartAsync();
        using var shown = Executable.Start(["get-smtp-relay", "--spool-path", _folder.Spool], []);
        shown.StandardOutput.Close();
        var said = await shown.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shown.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((141, ""), (shown.ExitCode, said));
    }

    [Fact]
    public async Task Stop_can_say_what_it_would_do_and_show_what_became_of_it()
    {
        await using var relay = await StartAsync();
        var whatIf = await Executable.RunAsync("stop-smtp-relay", "--spool-path", _folder.Spool, "--what-if");
        Assert.Equal($"What if: {_folder.Spool}: Stop the relay\n", whatIf.Output);
        var stop = await Executable.RunAsync("stop-smtp-relay", "--spool-path", _folder.Spool, "--grace", "5", "--pass-thru", "--json");
        Assert.Equal("Stopped", stop.Objects[0].GetProperty("State").GetString());
        Assert.Equal(0, await relay.WaitAsync());
    }

    [Fact]
    public async Task There_is_no_relay_to_stop()
    {
        var stop = await Executable.RunAsync("stop-smtp-relay", "--spool-path", _folder.Path);
        Assert.Equal(3, stop.ExitCode);
        Assert.Contains($"No relay runs with the spool '{_folder.Path}'", stop.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_relay_of_another_account_is_not_reached()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root can be somebody else.");
        await using var relay = await StartAsync();
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_101_101);
        var other = await Executable.RunAsAsync(["--reuid=65534", "--regid=65534", "--clear-groups"], "get-smtp-relay", "--spool-path", _folder.Spool);
        Assert.Equal(3, other.ExitCode);
        Assert.Contains("belongs to another account", other.Error, StringComparison.Ordinal);
    }

    private Task<RelayProcess> StartAsync() => RelayProcess.StartAsync(["--spool-path", _folder.Spool, "--host-name", "relay.lab.test", "--listen", "127.0.0.1:0", "--smart-host", "127.0.0.1:9"]);
}
