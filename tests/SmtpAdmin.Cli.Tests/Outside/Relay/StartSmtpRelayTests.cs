using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using SmtpAdmin.Lab;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Cli.Tests.Outside.Relay;

/// <summary>What <c>smtpadmin start-smtp-relay</c> takes, refuses and says.</summary>
public sealed class StartSmtpRelayTests : IDisposable
{
    private const string DeadServer = "127.0.0.1:9";

    private readonly RelayFolder _folder = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task All_that_is_wrong_with_a_configuration_is_told_at_once_with_its_place()
    {
        var configuration = _folder.Write("""
            {
              "spoolPath": "spool",
              "listen": ["nowhere"],
              "allowNetwork": ["0.0.0.0/0"],
              "smartHost": [{ "host": "127.0.0.1", "password": "secret" }]
            }
            """);
        var outcome = await RunAsync("--config", configuration);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Empty(outcome.Output);
        Assert.Contains($"smtpadmin: {configuration}: line 3, column 14, listen[0]: 'nowhere' is no address with a port", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("line 5, column", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("passwordPath", outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret\"", outcome.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.Spool), "Nothing is made for a relay that cannot start.");
    }

    [Fact]
    public async Task An_open_relay_in_a_configuration_is_refused_at_its_place()
    {
        var configuration = _folder.Write("""
            { "spoolPath": "spool", "hostName": "relay.lab.test", "listen": ["127.0.0.1:0"], "directMx": true,
              "allowNetwork": ["0.0.0.0/0"] }
            """);
        var outcome = await RunAsync("--config", configuration);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("line 2, column", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("strangers could send", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configuration_that_is_not_there_is_no_wrong_one()
    {
        var outcome = await RunAsync("--config", Path.Combine(_folder.Path, "none.json"));
        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains("none.json", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_that_is_wrong_with_options_is_told_at_once_with_their_names()
    {
        var outcome = await RunAsync("--spool-path", _folder.Spool, "--listen", "nowhere", "--allow-network", "10.0.0.1/8", "--smart-host", "host:99999", "--dkim-selector", "s1");
        Assert.Equal(2, outcome.ExitCode);
        Assert.All(["--listen: 'nowhere'", "--allow-network: '10.0.0.1/8'", "--smart-host: 'host:99999'", "--dkim-key-path:"], text => Assert.Contains(text, outcome.Error, StringComparison.Ordinal));

        var open = await RunAsync("--spool-path", _folder.Spool, "--listen", "127.0.0.1:0", "--allow-network", "0.0.0.0/0", "--direct-mx");
        Assert.Equal(2, open.ExitCode);
        Assert.Contains("--allow-network: 0.0.0.0/0 may send without logging in", open.Error, StringComparison.Ordinal);
        Assert.Contains("give --allow-open-relay", open.Error, StringComparison.Ordinal);
        Assert.Contains("--smart-host: There is no way out for mail.", (await RunAsync()).Error, StringComparison.Ordinal);
        Assert.Contains("With --config, --host-name stands in the file.", (await RunAsync("--config", "relay.json", "--host-name", "a.b")).Error, StringComparison.Ordinal);
        Assert.Contains("--user-name needs a password", (await RunAsync("--smart-host", DeadServer, "--user-name", "me")).Error, StringComparison.Ordinal);
        Assert.Contains("--expire-after takes a duration as 90s", (await RunAsync("--smart-host", DeadServer, "--expire-after", "5")).Error, StringComparison.Ordinal);
        Assert.Contains("--max-message-size takes a number of octets", (await RunAsync("--smart-host", DeadServer, "--max-message-size", "big")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_if_checks_and_does_nothing()
    {
        var outcome = await RunAsync("--spool-path", _folder.Spool, "--host-name", "relay", "--listen", "127.0.0.1:2525", "--smart-host", DeadServer, "--what-if");
        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal($"What if: {_folder.Spool}: Start a relay on 127.0.0.1:2525\n", outcome.Output);
        Assert.Contains("warning: 'relay' is not a full name", outcome.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.Spool));
    }

    [Fact]
    public async Task A_relay_by_options_takes_a_message_from_a_user_signs_it_and_passes_it_on()
    {
        await using var sink = LabSmtpSink.Start();
        var pem = _folder.WriteCertificate();
        var users = _folder.Write(JsonSerializer.Serialize(SmtpRelayUser.Create("scanner", "secret")), "users.json");
        var key = await Executable.RunAsync("new-dkim-key", "lab.test", "--selector", "s1", "--path", _folder.Path, "--json");
        await using var relay = await RelayProcess.StartAsync([
            "--spool-path", _folder.Spool, "--host-name", "relay.lab.test", "--listen", "127.0.0.1:0", "--allow-network", "192.0.2.1", "--user-path", users, "--certificate-path", pem,
            "--smart-host", sink.EndPoint.ToString(), "--dkim-key-path", key.Objects[0].GetProperty("PrivateKeyPath").GetString()!, "--dkim-selector", "s1", "--dkim-domain", "lab.test",
            "--max-message-size", "1MiB", "--audit-path", Path.Combine(_folder.Path, "log"), "--http-end-point", "127.0.0.1:0"]);

        string[] message = ["send-smtp-test", relay.EndPoints[0].ToString(), "--from", "scanner@lab.test", "--to", "office@lab.test", "--subject", "scan", "--skip-certificate-check", "--dns-server", "127.0.0.1:9"];
        var refused = await Executable.RunAsync(message);
        Assert.Equal(1, refused.ExitCode);
        var sent = await Executable.RunAsync([.. message, "--user-name", "scanner", "--password-env", "SCANNER"], "", new() { ["SCANNER"] = "secret" });
        Assert.True(sent.ExitCode == 0, sent.Output + sent.Error);
        await sink.WaitForMessagesAsync(1, Cancelled);
        Assert.StartsWith("DKIM-Signature: ", sink.Messages[0].Text[sink.Messages[0].Text.IndexOf("DKIM-", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.Contains("s=s1", sink.Messages[0].Text, StringComparison.Ordinal);
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(_folder.Path, "log")));
        Assert.DoesNotContain("PRIVATE", relay.Status.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_relay_on_the_same_queue_is_refused_by_name()
    {
        await using var relay = await RelayProcess.StartAsync(Configure(0));
        var second = await RunAsync("--config", Configure(0));
        Assert.Equal(3, second.ExitCode);
        Assert.Contains($"Another relay has the spool '{_folder.Spool}'", second.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_another_program_has_is_named()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var outcome = await RunAsync("--config", Configure(port));
        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains($"cannot listen on 127.0.0.1:{port}. Another program has it", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await Executable.RunAsync("start-smtp-relay", "--config", Configure(port), "--what-if")).ExitCode);
    }

    [Fact]
    public async Task Two_relays_do_not_share_a_port_and_the_next_one_has_it_at_once()
    {
        int port;
        await using (var relay = await RelayProcess.StartAsync(Configure(0)))
        {
            port = relay.EndPoints[0].Port;
            await using var talk = await SmtpTalk.ConnectAsync(relay.EndPoints[0], Cancelled);
            var second = await RunAsync("--spool-path", Path.Combine(_folder.Path, "second"), "--host-name", "relay.lab.test", "--listen", relay.EndPoints[0].ToString(), "--smart-host", DeadServer);
            Assert.Equal(3, second.ExitCode);
            Assert.Contains($"cannot listen on {relay.EndPoints[0]}. Another program has it", second.Error, StringComparison.Ordinal);
            Assert.Equal(0, (await Executable.RunAsync("stop-smtp-relay", "--spool-path", _folder.Spool)).ExitCode); // the relay closes first: its side waits (TIME_WAIT)
        }
        await using var next = await RelayProcess.StartAsync(Configure(port));
        Assert.Equal(port, next.EndPoints[0].Port);
    }

    [Fact]
    public async Task Users_in_a_file_that_holds_something_else_are_refused_without_telling_it()
    {
        var users = _folder.Write("{\"UserName\":\"a\",\"Credential\":\"x\"}\nsecret", "users.json");
        var outcome = await RunAsync("--smart-host", DeadServer, "--user-path", users);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("line 2", outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_users_that_is_not_there_is_named_with_its_option()
    {
        var outcome = await RunAsync("--smart-host", DeadServer, "--user-path", Path.Combine(_folder.Path, "nothere.json"));
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("nothere.json' named by --user-path is not there. Make it with new-smtp-relay-user --json.", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_spool_that_this_account_may_not_make_is_told_with_what_to_do()
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        var outcome = await Executable.RunAsAsync(["--reuid=65534", "--regid=65534", "--clear-groups"], "start-smtp-relay", "--spool-path", _folder.Spool, "--host-name", "relay.lab.test", "--listen", "127.0.0.1:0", "--smart-host", DeadServer, "--dns-server", "127.0.0.1:9");
        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains($"The spool '{_folder.Spool}' cannot be used: ", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("Name a folder with --spool-path that this account may make and write", outcome.Error, StringComparison.Ordinal);
    }

    private static Task<Outcome> RunAsync(params string[] options) => Executable.RunAsync(["start-smtp-relay", .. options, "--dns-server", "127.0.0.1:9"]);

    private string Configure(int port) => _folder.Write(string.Create(CultureInfo.InvariantCulture, $$"""
        { "spoolPath": "spool", "hostName": "relay.lab.test", "listen": ["127.0.0.1:{{port}}"], "smartHost": ["{{DeadServer}}"] }
        """));
}
