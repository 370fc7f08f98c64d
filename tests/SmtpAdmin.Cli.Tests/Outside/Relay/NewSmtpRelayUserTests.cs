using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Cli.Tests.Outside.Relay;

public sealed class NewSmtpRelayUserTests
{
    [Theory]
    [InlineData]
    [InlineData("--json")]
    public async Task What_it_prints_goes_into_the_configuration_as_it_is(params string[] output)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var outcome = await Executable.RunAsync(["new-smtp-relay-user", "scanner", "--password-stdin", .. output], "correct horse\n", []);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.DoesNotContain("horse", outcome.Output, StringComparison.Ordinal);
        using var folder = new RelayFolder();
        var path = folder.Write($$"""
            {
              "spoolPath": "spool", "hostName": "relay.lab.test", "listen": ["127.0.0.1:0"], "certificate": { "path": "{{Path.GetFileName(folder.WriteCertificate())}}" },
              "smartHost": [{ "host": "127.0.0.1" }], "users": [ {{outcome.Output}} ]
            }
            """);
        using var configuration = await SmtpRelayConfiguration.ReadAsync(path, TimeProvider.System, cancellationToken);
        Assert.True(await configuration.Options.Users!.VerifyPasswordAsync("scanner", "correct horse", cancellationToken));
        Assert.False(await configuration.Options.Users!.VerifyPasswordAsync("scanner", "another horse", cancellationToken));
    }

    [Fact]
    public async Task The_password_comes_from_the_environment_too_and_iterations_are_counted()
    {
        var outcome = await Executable.RunAsync(["new-smtp-relay-user", "--user-name", "scanner", "--password-env", "PW", "--iterations", "4096", "--json"], "", new() { ["PW"] = "correct horse" });
        var user = Assert.Single(outcome.Objects);
        Assert.Equal("scanner", user.GetProperty("UserName").GetString());
        Assert.StartsWith("SCRAM-SHA-256$4096:", user.GetProperty("Credential").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("user name is missing", "--password-env", "PW")]
    [InlineData("--password-env", "scanner")]
    [InlineData("--password-env", "scanner", "--password", "correct horse")]
    [InlineData("4096", "scanner", "--password-env", "PW", "--iterations", "100")]
    [InlineData("user name is empty", "--user-name", "", "--password-env", "PW")]
    [InlineData("given twice", "scanner", "--user-name", "scanner", "--password-env", "PW")]
    public async Task What_cannot_be_used_is_refused_without_the_password(string told, params string[] arguments)
    {
        var outcome = await Executable.RunAsync(["new-smtp-relay-user", .. arguments], "", new() { ["PW"] = "correct horse" });
        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains(told, outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("correct", outcome.Error, StringComparison.Ordinal);
    }
}
