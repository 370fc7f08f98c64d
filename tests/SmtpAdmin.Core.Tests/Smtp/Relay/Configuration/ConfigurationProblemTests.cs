namespace SmtpAdmin.Core.Tests.Smtp.Relay;

/// <summary>What is wrong with a configuration, where, and what to do.</summary>
public sealed class ConfigurationProblemTests : IDisposable
{
    private readonly RelayConfigurationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("{ }", 1, 1, "", "no way out")]
    [InlineData("""{ "directMx": false }""", 1, 1, "", "no way out")]
    [InlineData("""{ "routes": [{ "domains": ["a.example"], "directMx": true }] }""", 1, 1, "", "no route names")]
    [InlineData("""{ "smartHost": ["a.example"], "directMx": true }""", 1, 43, "directMx", "both")]
    [InlineData("""{ "directMx": true, "routes": [{ "directMx": true }] }""", 1, 15, "directMx", "two ways out")]
    [InlineData("""{ "routes": [{ "directMx": true }, { "smartHost": ["a.example"] }] }""", 1, 36, "routes[1]", "two ways out")]
    [InlineData("""{ "directMx": true, "routes": [{ "domains": ["a.example"] }] }""", 1, 32, "routes[0]", "leads nowhere")]
    [InlineData("""{ "directMx": true, "routes": [{ "domains": ["a.example"], "directMx": true, "smartHost": ["b.example"] }] }""", 1, 32, "routes[0]", "both")]
    [InlineData("""{ "directMx": true, "routes": [{ "domains": ["a.example", "*.b.example"], "directMx": true }] }""", 1, 59, "routes[0].domains[1]", "no domain")]
    [InlineData("""{ "directMx": true, "routes": [{ "domains": ["a.example"], "directMx": true }, { "domains": ["A.example"], "directMx": true }] }""", 1, 94, "routes[1].domains[0]", "stands in routes[0].domains[0] too")]
    [InlineData("""{ "smartHost": ["a.example:0"] }""", 1, 17, "smartHost[0]", "port")]
    [InlineData("""{ "smartHost": [{ "host": "a.example:25" }] }""", 1, 27, "smartHost[0].host", "port does not stand here")]
    [InlineData("""{ "smartHost": [{ "host": "a.example", "port": 70000 }] }""", 1, 48, "smartHost[0].port", "more than 65535")]
    [InlineData("""{ "smartHost": [{ "host": "a.example", "userName": "me" }] }""", 1, 52, "smartHost[0].userName", "no password")]
    [InlineData("""{ "smartHost": ["127.0.0.1:25"] }""", 1, 17, "smartHost[0]", "in a circle")]
    [InlineData("""{ "smartHost": [{ "host": "LOCALHOST", "port": 2525 }], "listen": ["0.0.0.0:2525"], "allowNetwork": ["192.0.2.0/24"] }""", 1, 17, "smartHost[0]", "in a circle")]
    [InlineData("""{ "routes": [{ "smartHost": ["[::1]:25"] }] }""", 1, 30, "routes[0].smartHost[0]", "in a circle")]
    [InlineData("""{ "directMx": true, "listen": ["127.0.0.1"] }""", 1, 32, "listen[0]", "no address with a port")]
    [InlineData("""{ "directMx": true, "listen": ["localhost:25"] }""", 1, 32, "listen[0]", "no address with a port")]
    [InlineData("""{ "directMx": true, "listen": ["127.0.0.1:25", "0.0.0.0:25"] }""", 1, 48, "listen[1]", "taken by listen[0]")]
    [InlineData("""{ "directMx": true, "listen": ["127.0.0.1:465"] }""", 1, 31, "listen", "no certificate")]
    [InlineData("""{ "directMx": true, "listen": [{ "endPoint": "127.0.0.1:587", "requireAuth": true }] }""", 1, 31, "listen", "no users")]
    [InlineData("""{ "directMx": true, "allowNetwork": [] }""", 1, 37, "allowNetwork", "Nobody may send")]
    [InlineData("""{ "directMx": true, "allowNetwork": ["0.0.0.0/0"] }""", 1, 37, "allowNetwork", "strangers")]
    [InlineData("""{ "directMx": true, "allowNetwork": ["10.1.2.3/8"] }""", 1, 38, "allowNetwork[0]", "Write 10.0.0.0/8 for the network")]
    [InlineData("""{ "directMx": true, "retry": { "first": "5x" } }""", 1, 41, "retry.first", "not of the form")]
    [InlineData("""{ "directMx": true, "retry": { "first": "400d" } }""", 1, 41, "retry.first", "longer than a year")]
    [InlineData("""{ "directMx": true, "retry": { "first": "1h", "expireAfter": "5m" } }""", 1, 62, "retry.expireAfter", "given up before")]
    [InlineData("""{ "directMx": true, "retry": { "first": 0 } }""", 1, 41, "retry.first", "no time at all")]
    [InlineData("""{ "directMx": true, "timeouts": { "command": -5 } }""", 1, 46, "timeouts.command", "less than 0")]
    [InlineData("""{ "directMx": true, "limits": { "maxMessageSize": "25 megs" } }""", 1, 51, "limits.maxMessageSize", "not of the form")]
    [InlineData("""{ "directMx": true, "limits": { "maxMessageSize": "99999999TiB" } }""", 1, 51, "limits.maxMessageSize", "more than any disk")]
    [InlineData("""{ "directMx": true, "hostName": "re lay" }""", 1, 33, "hostName", "no host name")]
    [InlineData("""{ "directMx": true, "postmasterAddress": "postmaster" }""", 1, 42, "postmasterAddress", "no mail address")]
    [InlineData("""{ "directMx": true, "httpEndPoint": "0.0.0.0:9925" }""", 1, 37, "httpEndPoint", "not an address of this machine's own")]
    [InlineData("""{ "directMx": true, "httpEndPoint": "127.0.0.1:25" }""", 1, 37, "httpEndPoint", "taken by a listener")]
    [InlineData("""{ "directMx": true, "bounceHook": "http://hooks.example.org/" }""", 1, 35, "bounceHook", "in the clear")]
    [InlineData("""{ "directMx": true, "bounceHook": "hooks" }""", 1, 35, "bounceHook", "https://")]
    [InlineData("""{ "directMx": true, "certificate": { "path": "none.pem" } }""", 1, 36, "certificate", "cannot be read")]
    [InlineData("""{ "directMx": true, "users": [{ "userName": "a", "credential": "letmein" }] }""", 1, 64, "users[0].credential", "no credential")]
    [InlineData("""{ "directMx": true, "dkim": [{ "domain": "a.example", "selector": "s", "keyPath": "none.key" }] }""", 1, 83, "dkim[0].keyPath", "cannot be used")]
    [InlineData("""{ "directMx": true, "spoolPath": "a\u0000b" }""", 1, 34, "spoolPath", "NUL")]
    public async Task One_problem_is_told_with_its_place(string json, int line, int column, string path, string message)
    {
        var problem = Assert.Single(await _folder.ProblemsAsync(json));
        Assert.Equal((line, column, path), (problem.Line, problem.Column, problem.Path));
        Assert.Contains(message, problem.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("letmein", problem.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "smartHosts": ["a.example"] }""", "smartHosts", "'smartHost'")]
    [InlineData("""{ "directMx": true, "alowNetwork": [] }""", "alowNetwork", "Did you mean 'allowNetwork'?")]
    [InlineData("""{ "directMx": true, "DirectMX": true }""", "DirectMX", "There are:")]
    [InlineData("""{ "smartHost": [{ "host": "a.example", "userName": "me", "passwordPath": "secret", "password": "hunter2" }] }""", "smartHost[0].password", "'passwordPath'")]
    [InlineData("""{ "smartHost": [{ "host": "a.example", "userName": "me", "oauth": { "provider": "Gmail", "clientId": "id", "refreshTokenPath": "secret", "clientSecret": "hunter2" } }] }""", "smartHost[0].oauth.clientSecret", "'secretPath'")]
    public async Task An_unknown_property_is_told_with_what_may_be_meant_and_no_secret(string json, string path, string remedy)
    {
        _folder.Write("secret", "x");
        var problem = (await _folder.ProblemsAsync(json)).Single(problem => problem.Path == path);
        Assert.Contains(remedy, problem.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", problem.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "clientId": "id", "secretPath": "secret" }""", "oauth", "no token endpoint")]
    [InlineData("""{ "provider": "Office365", "clientId": "id", "secretPath": "secret" }""", "oauth", "needs the tenant")]
    [InlineData("""{ "provider": "Office365", "tenant": "a/b", "clientId": "id", "secretPath": "secret" }""", "oauth.tenant", "no tenant")]
    [InlineData("""{ "provider": "Gmail", "tenant": "a", "clientId": "id", "refreshTokenPath": "secret" }""", "oauth.tenant", "no tenants")]
    [InlineData("""{ "provider": "Gmail", "clientId": "id", "secretPath": "secret" }""", "oauth", "no client credentials")]
    [InlineData("""{ "provider": "Gmail", "clientId": "id" }""", "oauth", "neither")]
    [InlineData("""{ "provider": "Gmail", "tokenEndpoint": "https://a.example/", "clientId": "id", "refreshTokenPath": "secret" }""", "oauth.tokenEndpoint", "both")]
    [InlineData("""{ "tokenEndpoint": "http://a.example/", "clientId": "id", "secretPath": "secret" }""", "oauth", "in the clear")]
    [InlineData("""{ "tokenEndpoint": "nowhere", "clientId": "id", "secretPath": "secret" }""", "oauth.tokenEndpoint", "no address")]
    [InlineData("""{ "tokenEndpoint": "https://a.example/", "clientId": "id", "secretPath": "secret", "tenant": "t" }""", "oauth.tenant", "goes with a provider")]
    [InlineData("""{ "tokenEndpoint": "https://a.example/", "clientId": "id", "secretPath": "none" }""", "oauth.secretPath", "cannot be read")]
    [InlineData("""{ "tokenEndpoint": "https://a.example/", "clientId": "id", "secretPath": "secret", "secretVariable": "X" }""", "oauth.secretVariable", "both")]
    [InlineData("""{ "tokenEndpoint": "https://a.example/", "clientId": "id", "secretPath": "secret", "timeout": "1h" }""", "oauth", "within 10 minutes")]
    public async Task What_is_wrong_with_OAuth_is_told(string oauth, string path, string message)
    {
        _folder.Write("secret", "x");
        var problem = Assert.Single(await _folder.ProblemsAsync($$"""{ "smartHost": [{ "host": "a.example", "userName": "me", "oauth": {{oauth}} }] }"""));
        Assert.Equal($"smartHost[0].{path}", problem.Path);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_every_account_may_read_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix permissions.");
        const string json = """{ "smartHost": [{ "host": "a.example", "userName": "me", "passwordPath": "secret" }] }""";
        foreach (var open in new[] { UnixFileMode.OtherRead, UnixFileMode.OtherWrite })
        {
            _folder.Write("secret", "hunter2", UnixFileMode.UserRead | UnixFileMode.UserWrite | open);
            var problem = Assert.Single(await _folder.ProblemsAsync(json));
            Assert.Equal("smartHost[0].passwordPath", problem.Path);
            Assert.Contains("every account", problem.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("hunter2", problem.ToString(), StringComparison.Ordinal);
        }
        _folder.Write("secret", "hunter2", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        (await _folder.ReadAsync(json)).Dispose();
    }

    [Fact]
    public async Task All_that_is_wrong_is_told_at_once_in_the_order_of_the_file()
    {
        var problems = await _folder.ProblemsAsync("""
            {
              "smartHost": ["a.example:99999", { "host": "b.example", "userName": "me" }],
              "listen": ["here", "127.0.0.1:25", "127.0.0.1:25"],
              "limits": { "maxRecipient": 5, "maxErrors": "many" },
              "retry": { "first": "1h", "longest": "1m" },
              "allowNetwork": ["10.0.0.0/8", "ten"],
            }
            """);
        Assert.Equal(
            [(2, "smartHost[0]"), (2, "smartHost[1].userName"), (3, "listen[0]"), (4, "limits.maxRecipient"), (4, "limits.maxErrors"), (5, "retry.longest"), (6, "allowNetwork[1]")],
            problems.Where(problem => problem.Path != "listen[1]").Select(problem => (problem.Line, problem.Path)));
    }
}
