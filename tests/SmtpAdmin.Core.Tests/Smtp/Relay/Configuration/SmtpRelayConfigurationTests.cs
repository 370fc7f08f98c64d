using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Dkim;
using SmtpAdmin.Smtp.Client;
using SmtpAdmin.Smtp.Relay;
using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Core.Tests.Smtp.Relay;

public sealed class SmtpRelayConfigurationTests : IDisposable
{
    private const string Everything = """
        {
          "$schema": "relay.schema.json",
          "spoolPath": "queue", // beside this file
          "hostName": "relay.example.org",
          "listen": ["127.0.0.1:2525", "[::1]:465", { "endPoint": "127.0.0.1:2587", "security": "StartTlsRequired", "requireAuth": true }],
          "allowNetwork": ["192.0.2.0/24", "2001:db8::7"], "allowOpenRelay": true,
          "users": [{ "userName": "scanner", "credential": "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=" }],
          "certificate": { "path": "cert.pem", "keyPath": "key.pem", "passwordPath": "key.password" },
          "smartHost": [
            "backup.example.org:2525",
            { "host": "smtp.example.org", "port": 465, "tls": "Required", "implicitTls": true, "userName": "me", "passwordPath": "smart.password", "allowInsecureAuth": true },
            { "host": "smtp.office365.com", "port": 587, "userName": "me@example.org", "oauth": { "provider": "Office365", "tenant": "example.org", "clientId": "id", "secretPath": "client.secret", "timeout": "10s" } },
            { "host": "other.example.org", "userName": "me", "oauth": { "tokenEndpoint": "https://login.example.org/token", "clientId": "id", "clientAuthentication": "Basic", "secretPath": "client.secret", "refreshTokenPath": "refresh.token", "scope": "mail" } }
          ],
          "routes": [{ "domains": ["a.example", ".b.example"], "directMx": true }, { "domains": ["c.example"], "smartHost": ["192.0.2.9"] }],
          "limits": {
            "maxMessageSize": "10MB", "maxRecipients": 200, "maxCommandLength": 1024, "maxTextLineLength": 0, "maxErrors": 5, "maxIdleCommands": 6, "maxAuthFailures": 2,
            "maxHops": 101, "maxQueuedMessages": 1000, "maxQueuedSize": "1GiB"
          },
          "rates": { "maxConnections": 1, "maxConnectionsPerAddress": 2, "connectionsPerMinute": 3, "messagesPerMinute": 4, "messagesPerMinutePerUser": 5, "authFailuresPerHour": 6 },
          "timeouts": { "command": "1m", "dataBlock": "2m", "data": "3m", "acceptance": "4m", "tlsHandshake": 5, "session": "6h", "greetingDelay": "250ms", "farewell": "1s" },
          "retry": { "first": "1m", "longest": "1h", "expireAfter": "2d", "delayNotice": "4h" },
          "delivery": {
            "maxConnections": 11, "maxConnectionsPerDestination": 12, "maxMessagesPerConnection": 13, "messagesPerMinute": 14, "tls": "Encrypt", "addressFamily": "IPv4Only", "trustedRootPath": "roots.pem",
            "mxPort": 2526, "connectTimeout": "1s", "commandTimeout": "2s", "blockTimeout": "3s", "dataTerminationTimeout": "4s", "idleTimeout": "6s"
          },
          "audit": { "path": "log", "maxFileSize": 65536, "maxFileAge": "12h", "keepFor": "7d" },
          "dkim": [{ "domain": "example.org", "selector": "s1", "keyPath": "dkim.key" }],
          "minimumFreeSpace": "1GB", "postmasterAddress": "postmaster@example.org", "httpEndPoint": "127.0.0.1:9925", "controlGroup": "1234", "bounceHook": "https://hooks.example.org/b",
        }
        """;

    private readonly RelayConfigurationFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_least_that_does_is_a_smart_host()
    {
        using var configuration = await _folder.ReadAsync("""{ "smartHost": ["smtp.example.org:587"] }""");
        var options = configuration.Options;
        Assert.Equal((SmtpRelayPaths.DefaultSpool, OwnHelloName.Default(null)), (options.SpoolPath, options.HostName));
        Assert.All(options.Listeners, listener => Assert.Equal((true, 25, RelayListenerSecurity.StartTls, false), (IPAddress.IsLoopback(listener.EndPoint.Address), listener.EndPoint.Port, listener.Security, listener.RequireAuth)));
        Assert.Contains(options.Listeners, listener => listener.EndPoint.Address.Equals(IPAddress.Loopback));
        Assert.Equal("smtp.example.org:587", Assert.Single(Assert.Single(options.Routes).SmartHosts).ToString());
        Assert.Equal(["127.0.0.0/8", "::1/128"], options.AllowNetworks.Select(network => network.ToString()));
        Assert.Null(options.Users);
        Assert.Null(options.Certificate);
        Assert.Equal((new SmtpServerLimits(), new SmtpServerTimeouts(), new SmtpRelayRates(), new SmtpRelayRetry(), new SmtpRelayDelivery(), new SmtpRelayAudit()), (options.Limits, options.Timeouts, options.Rates, options.Retry, options.Delivery, options.Audit));
        Assert.Equal(Path.Combine(_folder.Path, "relay.json"), configuration.Path);
    }

    [Fact]
    public async Task Every_property_arrives()
    {
        WriteFiles();
        using var configuration = await _folder.ReadAsync(Everything);
        var options = configuration.Options;
        Assert.Equal(
            (Path.Combine(_folder.Path, "queue"), "relay.example.org", true, 1_000_000_000L, "postmaster@example.org", "127.0.0.1:9925", "1234", "https://hooks.example.org/b"),
            (options.SpoolPath, options.HostName, options.AllowOpenRelay, options.MinimumFreeSpace, options.PostmasterAddress, options.HttpEndPoint!.ToString(), options.ControlGroup, options.BounceHook!.ToString()));
        Assert.Equal(
            [("127.0.0.1:2525", RelayListenerSecurity.StartTls, false), ("[::1]:465", RelayListenerSecurity.Implicit, false), ("127.0.0.1:2587", RelayListenerSecurity.StartTlsRequired, true)],
            options.Listeners.Select(listener => (listener.EndPoint.ToString(), listener.Security, listener.RequireAuth)));
        Assert.Equal(["192.0.2.0/24", "2001:db8::7/128"], options.AllowNetworks.Select(network => network.ToString()));
        Assert.True(await options.Users!.VerifyPasswordAsync("scanner", "pencil", Token));
        Assert.Equal(configuration.Certificate!.Current(), options.Certificate!());
        Assert.Equal(
            new SmtpServerLimits { MaxMessageSize = 10_000_000, MaxRecipients = 200, MaxCommandLength = 1024, MaxTextLineLength = 0, MaxErrors = 5, MaxIdleCommands = 6, MaxAuthFailures = 2 }, options.Limits);
        Assert.Equal((101, 1000, 1L << 30), (options.MaxHops, options.MaxQueuedMessages, options.MaxQueuedOctets));
        Assert.Equal(
            new SmtpRelayRates { MaxConnections = 1, MaxConnectionsPerAddress = 2, ConnectionsPerMinute = 3, MessagesPerMinute = 4, MessagesPerMinutePerUser = 5, AuthFailuresPerHour = 6 }, options.Rates);
        Assert.Equal(
            new SmtpServerTimeouts
            {
                Command = Minutes(1), DataBlock = Minutes(2), Data = Minutes(3), Acceptance = Minutes(4), TlsHandshake = Seconds(5), Session = Minutes(360), GreetingDelay = Seconds(0.25), Farewell = Seconds(1),
            },
            options.Timeouts);
        Assert.Equal(new SmtpRelayRetry { First = Minutes(1), Longest = Minutes(60), ExpireAfter = TimeSpan.FromDays(2), DelayNotice = Minutes(240) }, options.Retry);
        Assert.Equal(CertificateFiles.RootPem.Trim(), Assert.Single(options.Delivery.AdditionalTrustRoots!).ExportCertificatePem());
        Assert.Equal(
            new SmtpRelayDelivery
            {
                MaxConnections = 11, MaxConnectionsPerDestination = 12, MaxMessagesPerConnection = 13, MessagesPerMinute = 14, Tls = RelayTlsPolicy.Encrypt, AddressFamily = SmtpAddressFamily.IPv4Only, MxPort = 2526,
                ConnectTimeout = Seconds(1), CommandTimeout = Seconds(2), BlockTimeout = Seconds(3), DataTerminationTimeout = Seconds(4), IdleTimeout = Seconds(6), AdditionalTrustRoots = options.Delivery.AdditionalTrustRoots,
            },
            options.Delivery);
        Assert.Equal(new SmtpRelayAudit { Path = Path.Combine(_folder.Path, "log"), MaxFileSize = 65536, MaxFileAge = Minutes(720), KeepFor = TimeSpan.FromDays(7) }, options.Audit);
        Assert.Equal(("example.org", "s1"), (Assert.Single(options.DkimSignatures).Domain, options.DkimSignatures[0].Selector));
    }

    [Fact]
    public async Task Every_way_out_arrives()
    {
        WriteFiles();
        using var configuration = await _folder.ReadAsync(Everything);
        var routes = configuration.Options.Routes;
        Assert.Equal(["a.example,.b.example", "c.example", ""], routes.Select(route => string.Join(',', route.Domains)));
        Assert.Equal([true, false, false], routes.Select(route => route.IsDirect));
        Assert.Equal("192.0.2.9:25", Assert.Single(routes[1].SmartHosts).ToString());
        var servers = routes[2].SmartHosts;
        Assert.Equal(["backup.example.org:2525", "smtp.example.org:465", "smtp.office365.com:587", "other.example.org:25"], servers.Select(server => server.ToString()));
        Assert.Equal((RelayTlsPolicy.Required, true, true), (servers[1].Tls, servers[1].ImplicitTls, servers[1].AllowInsecureAuth));
        Assert.Equal((RelayTlsPolicy.Opportunistic, false, false), (servers[2].Tls, servers[2].ImplicitTls, servers[2].AllowInsecureAuth));
        Assert.Null(servers[0].Credentials);
        var password = await servers[1].Credentials!.GetAsync(Token);
        Assert.Equal(("me", "smart", false), (password.UserName, password.Secret, password.IsAccessToken));
        Assert.Equal("me@example.org (access token of login.microsoftonline.com)", Assert.IsType<OAuthClientCredentials>(servers[2].Credentials).ToString());
        Assert.Equal("me (access token of login.example.org)", Assert.IsType<OAuthRefreshToken>(servers[3].Credentials).ToString());
    }

    /// <summary>So that the test above holds what it says.</summary>
    [Fact]
    public void Every_property_of_the_schema_stands_in_the_text_of_these_tests()
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        Collect(LocatedJsonReader.Read(Encoding.UTF8.GetBytes(Everything), out _)!);
        var known = new HashSet<string>(StringComparer.Ordinal);
        CollectSchema(RelayConfigurationFile.Schema);
        // Told in tests of their own.
        Assert.Equal(["passphrasePath", "passphraseVariable", "passwordVariable", "refreshTokenVariable", "secretVariable"], known.Except(used).Order(StringComparer.Ordinal));

        void Collect(LocatedJson value)
        {
            foreach (var member in value.Members)
            {
                used.Add(member.Name);
                Collect(member.Value);
            }
            foreach (var item in value.Items) Collect(item);
        }

        void CollectSchema(JsonSchema schema)
        {
            foreach (var property in schema.Properties)
            {
                known.Add(property.Key);
                CollectSchema(property.Value);
            }
            if (schema.Items is not null) CollectSchema(schema.Items);
        }
    }

    [Fact]
    public async Task Secrets_may_come_from_the_environment()
    {
        const string name = "SMTPADMIN_TEST_RELAY_SECRET";
        Environment.SetEnvironmentVariable(name, "from outside");
        try
        {
            using var configuration = await _folder.ReadAsync($$"""
                {
                  "smartHost": [
                    { "host": "a.example", "userName": "me", "passwordVariable": "{{name}}" },
                    { "host": "a.example", "userName": "me", "oauth": { "provider": "Gmail", "clientId": "id", "secretVariable": "{{name}}", "refreshTokenVariable": "{{name}}" } }
                  ]
                }
                """);
            var servers = configuration.Options.Routes[0].SmartHosts;
            Assert.Equal("from outside", (await servers[0].Credentials!.GetAsync(Token)).Secret);
            Assert.IsType<OAuthRefreshToken>(servers[1].Credentials);
        }
        finally
        {
            Environment.SetEnvironmentVariable(name, null);
        }
        var problem = Assert.Single(await _folder.ProblemsAsync($$"""{ "smartHost": [{ "host": "a.example", "userName": "me", "passwordVariable": "{{name}}" }] }"""));
        Assert.Equal("smartHost[0].passwordVariable", problem.Path);
        Assert.Contains(name, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_encrypted_key_of_DKIM_is_read_with_its_passphrase()
    {
        using var key = DkimSigningKey.Create(DkimKeyAlgorithm.Ed25519, 0);
        _folder.Write("dkim.key", key.ToPem("open sesame"));
        _folder.Write("dkim.passphrase", "open sesame\n");
        using var configuration = await _folder.ReadAsync("""{ "directMx": true, "dkim": [{ "domain": "example.org", "selector": "s", "keyPath": "dkim.key", "passphrasePath": "dkim.passphrase" }] }""");
        Assert.Equal(key.PublicKeyData(), configuration.Options.DkimSignatures[0].Key.PublicKeyData());
        var problem = Assert.Single(await _folder.ProblemsAsync("""{ "directMx": true, "dkim": [{ "domain": "example.org", "selector": "s", "keyPath": "dkim.key" }] }"""));
        Assert.Equal("dkim[0].keyPath", problem.Path);
        Assert.DoesNotContain("sesame", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_schema_is_published_as_it_is_embedded()
    {
        using var embedded = SmtpRelayConfiguration.OpenSchema();
        using var copy = new MemoryStream();
        embedded.CopyTo(copy);
        Assert.Equal(Encoding.UTF8.GetString(copy.ToArray()), Encoding.UTF8.GetString(RepositoryFiles.Read("docs", "relay.schema.json")));
    }

    [Fact]
    public void The_schemas_choices_are_those_of_the_code()
    {
        var root = RelayConfigurationFile.Schema;
        Assert.Equal(Enum.GetNames<RelayListenerSecurity>(), Choices("listen[]", "security"));
        Assert.Equal(Enum.GetNames<RelayTlsPolicy>(), Choices("smartHost[]", "tls"));
        Assert.Equal(Enum.GetNames<RelayTlsPolicy>(), Choices("delivery", "tls"));
        Assert.Equal(Enum.GetNames<SmtpAddressFamily>(), Choices("delivery", "addressFamily"));
        Assert.Equal(Enum.GetNames<OAuthClientAuthentication>(), Choices("smartHost[]", "oauth", "clientAuthentication"));
        Assert.Equal(OAuthProviders.All.Select(provider => provider.Name), Choices("smartHost[]", "oauth", "provider"));

        IReadOnlyList<string>? Choices(params string[] path)
        {
            var schema = root;
            foreach (var part in path)
            {
                schema = schema.Properties.Single(property => property.Key == part.TrimEnd('[', ']')).Value;
                if (part.EndsWith(']')) schema = schema.Items!;
            }
            return schema.Values;
        }
    }

    /// <summary>What the schema's own text says of defaults cannot be checked by a machine; what it gives as examples can.</summary>
    [Fact]
    public void The_schemas_examples_fit_it()
    {
        Check(RelayConfigurationFile.Schema);

        static void Check(JsonSchema schema)
        {
            foreach (var example in schema.Examples)
            {
                var value = LocatedJsonReader.Read(JsonSerializer.SerializeToUtf8Bytes(example), out var problems)!;
                new JsonSchemaChecker(problems).Check(value, schema, "");
                Assert.Empty(problems.All());
            }
            foreach (var property in schema.Properties) Check(property.Value);
            if (schema.Items is not null) Check(schema.Items);
        }
    }

    [Fact]
    public async Task The_example_of_the_guide_is_a_configuration()
    {
        var files = new CertificateFiles("relay.example.org");
        _folder.Write("tls/fullchain.pem", files.Pem + CertificateFiles.RootPem);
        _folder.Write("tls/privkey.pem", files.KeyPem);
        _folder.Write("secrets/office365", "a secret\n");
        var example = Encoding.UTF8.GetString(RepositoryFiles.Read(Path.Combine("docs", "guides"), "relay.example.json"));
        example = example.Replace("\"controlGroup\": \"smtpadmin\"", "\"controlGroup\": \"1234\"", StringComparison.Ordinal); // this machine has none of that name
        using var configuration = await _folder.ReadAsync(example);
        Assert.Empty(configuration.Findings);
        Assert.Equal(3, configuration.Options.Routes.Count);
        Assert.True(await configuration.Options.Users!.VerifyPasswordAsync("scanner", "example", Token));
        Assert.Equal(TimeSpan.FromHours(4), configuration.Options.Retry.DelayNotice);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_told()
    {
        var none = Path.Combine(_folder.Path, "none.json");
        Assert.Contains("cannot be read", await RefusalAsync(none), StringComparison.Ordinal);
        Assert.Contains("It is a folder.", await RefusalAsync(_folder.Path), StringComparison.Ordinal);
        Assert.Contains("It is empty", await RefusalAsync(_folder.Write("empty.json", "")), StringComparison.Ordinal);
        Assert.Contains("This is no JSON", await RefusalAsync(_folder.Write("broken.json", "{ \"smartHost\": [")), StringComparison.Ordinal);
        Assert.Contains("an object", await RefusalAsync(_folder.Write("list.json", "[]")), StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SmtpRelayConfiguration.ReadAsync(_folder.Write("ok.json", "{ \"directMx\": true }"), TimeProvider.System, new CancellationToken(canceled: true)));

        static async Task<string> RefusalAsync(string path) =>
            (await Assert.ThrowsAsync<SmtpRelayConfigurationException>(() => SmtpRelayConfiguration.ReadAsync(path, TimeProvider.System, Token))).Message;
    }

    /// <summary>A configuration that does, with pieces cut out, doubled or changed: nothing but the one exception comes out.</summary>
    [Fact]
    public void Any_file_is_taken_or_told()
    {
        WriteFiles();
        var mutation = from at in Gen.Choose(0, Everything.Length - 1)
                       from length in Gen.Choose(0, 40)
                       from noise in Gen.Elements("", "\"", "}", "]", "null", "-1", "1e9", "\"x\"", ", {}", "true", "\\u0000", "[]", "\"\\u0000\"", "99999999999999999999")
                       select Everything[..at] + noise + Everything[Math.Min(Everything.Length, at + length)..];
        Prop.ForAll(mutation.ToArbitrary(), async text =>
        {
            try
            {
                using var configuration = await _folder.ReadAsync(text);
                return configuration.Options.Routes.Count > 0;
            }
            catch (SmtpRelayConfigurationException exception)
            {
                return exception.Problems.Count > 0;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    [Fact]
    public async Task A_hostile_file_is_refused_without_ado()
    {
        var text = new StringBuilder("{ \"directMx\": true, \"allowNetwork\": [");
        for (var number = 0; number < 10_000; number++) text.Append(CultureInfo.InvariantCulture, $"\"{number}\",");
        Assert.Equal(JsonProblems.Most + 1, (await _folder.ProblemsAsync(text.Append("] }").ToString())).Count);
    }

    internal static TimeSpan Minutes(double minutes) => TimeSpan.FromMinutes(minutes);

    internal static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private void WriteFiles()
    {
        var files = new CertificateFiles("relay.example.org");
        _folder.Write("cert.pem", files.Pem + CertificateFiles.RootPem);
        _folder.Write("key.pem", files.EncryptedKeyPem("key"));
        _folder.Write("key.password", "key");
        _folder.Write("roots.pem", CertificateFiles.RootPem);
        _folder.Write("smart.password", "smart\n");
        _folder.Write("client.secret", "client\n");
        _folder.Write("refresh.token", "refresh\n");
        using var key = DkimSigningKey.Create(DkimKeyAlgorithm.Ed25519, 0);
        _folder.Write("dkim.key", key.ToPem(""));
    }
}
