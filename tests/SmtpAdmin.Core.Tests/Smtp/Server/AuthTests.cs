using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Core.Tests.Smtp.Server;

public sealed class AuthTests
{
    private const string Good = "235 2.7.0 Authentication successful";
    private const string Bad = "535 5.7.8 Authentication credentials invalid";

    [Theory]
    [InlineData("\0tim\0tanstaaftanstaaf", Good)]
    [InlineData("tim\0tim\0tanstaaftanstaaf", Good)]
    [InlineData("\0zoë\0pass wörd", Good)]
    [InlineData("\0zoë\0pass wo\u0308rd", Good)] // the same letter, written as two: SASLprep
    [InlineData("\0tim\0wrong", Bad)]
    [InlineData("\0nobody\0tanstaaftanstaaf", Bad)]
    [InlineData("root\0tim\0tanstaaftanstaaf", Bad)] // acting for somebody else
    [InlineData("\0tim\0", Bad)]
    [InlineData("\0\0", Bad)]
    [InlineData("tim", Bad)]
    [InlineData("", Bad)]
    [InlineData("\0tim\0tanstaaftanstaaf\0x", Bad)]
    public async Task PLAIN_takes_the_right_password_only(string message, string reply)
    {
        await using var server = await AskedAsync();
        Assert.Equal(reply, await server.SayAsync("AUTH PLAIN " + (message.Length == 0 ? "=" : Base64(message))));
        Assert.Equal("250 2.0.0 OK", await server.SayAsync("NOOP"));
        Assert.Equal(reply == Good, server.Handler.LastSession!.AuthenticatedUser is not null);
    }

    [Fact]
    public async Task PLAIN_may_wait_for_the_challenge()
    {
        await using var server = await AskedAsync();
        Assert.Equal("334 ", await server.SayAsync("AUTH plain"));
        Assert.Equal(Good, await server.SayAsync(Base64("\0tim\0tanstaaftanstaaf")));
        Assert.StartsWith("503", await server.SayAsync("AUTH PLAIN"), StringComparison.Ordinal); // RFC 4954 section 4: once only
    }

    [Theory]
    [InlineData("tim", "tanstaaftanstaaf", Good)]
    [InlineData("tim", "wrong", Bad)]
    [InlineData("nobody", "tanstaaftanstaaf", Bad)]
    public async Task LOGIN_asks_for_each(string user, string password, string reply)
    {
        await using var server = await AskedAsync();
        Assert.Equal("334 VXNlcm5hbWU6", await server.SayAsync("AUTH LOGIN"));
        Assert.Equal("334 UGFzc3dvcmQ6", await server.SayAsync(Base64(user)));
        Assert.Equal(reply, await server.SayAsync(Base64(password)));
    }

    [Fact]
    public async Task LOGIN_takes_the_name_at_once_too()
    {
        await using var server = await AskedAsync();
        Assert.Equal("334 UGFzc3dvcmQ6", await server.SayAsync("AUTH LOGIN " + Base64("tim")));
        Assert.Equal(Good, await server.SayAsync(Base64("tanstaaftanstaaf")));
    }

    [Theory]
    [InlineData("tim", "tanstaaftanstaaf", Good)]
    [InlineData("tim", "wrong", Bad)]
    [InlineData("nobody", "tanstaaftanstaaf", Bad)]
    public async Task CRAM_MD5_wants_a_digest_of_its_challenge(string user, string password, string reply)
    {
        await using var server = await AskedAsync();
        var challenge = Challenge(await server.SayAsync("AUTH CRAM-MD5"));
        Assert.Matches("^<.+@mail.example.test>$", challenge);
#pragma warning disable CA5351 // the mechanism is what it is
        var digest = Convert.ToHexString(HMACMD5.HashData(Encoding.UTF8.GetBytes(password), Encoding.UTF8.GetBytes(challenge)));
#pragma warning restore CA5351
        Assert.Equal(reply, await server.SayAsync(Base64($"{user} {digest.ToLowerInvariant()}")));
    }

    [Theory]
    [InlineData("tim", "tanstaaftanstaaf", true)]
    [InlineData("zoë", "pass wörd", true)]
    [InlineData("tim", "wrong", false)]
    [InlineData("nobody", "tanstaaftanstaaf", false)]
    public async Task SCRAM_SHA_256_proves_both_sides(string user, string password, bool good)
    {
        await using var server = await AskedAsync();
        var first = $"n={user},r=clientnonce";
        var serverFirst = Challenge(await server.SayAsync("AUTH SCRAM-SHA-256 " + Base64("n,," + first)));
        var fields = serverFirst.Split(',').ToDictionary(field => field[0], field => field[2..]);
        Assert.StartsWith("clientnonce", fields['r'], StringComparison.Ordinal);
        Assert.True(fields['r'].Length > "clientnonce".Length + 16);

        var iterations = int.Parse(fields['i'], CultureInfo.InvariantCulture);
        Assert.True(iterations >= 4096); // RFC 7677 section 4
        var salted = Rfc2898DeriveBytes.Pbkdf2(password, Convert.FromBase64String(fields['s']), iterations, HashAlgorithmName.SHA256, 32);
        var clientKey = HMACSHA256.HashData(salted, "Client Key"u8);
        var withoutProof = $"c=biws,r={fields['r']}";
        var signed = Encoding.UTF8.GetBytes($"{first},{serverFirst},{withoutProof}");
        var proof = HMACSHA256.HashData(SHA256.HashData(clientKey), signed).Zip(clientKey, (left, right) => (byte)(left ^ right)).ToArray();
        var reply = await server.SayAsync(Base64($"{withoutProof},p={Convert.ToBase64String(proof)}"));
        if (!good)
        {
            Assert.Equal(Bad, reply);
            return;
        }
        Assert.Equal("v=" + Convert.ToBase64String(HMACSHA256.HashData(HMACSHA256.HashData(salted, "Server Key"u8), signed)), Challenge(reply));
        Assert.Equal(Good, await server.SayAsync(""));
    }

    [Theory]
    [InlineData("p=tls-unique,,n=tim,r=x")] // channel binding, which is not offered
    [InlineData("n,,r=x")]
    [InlineData("n,,n=,r=x")]
    [InlineData("n,,n=tim,r=")]
    [InlineData("n,,n=t=im,r=x")]
    [InlineData("n,a=root,n=tim,r=x")]
    [InlineData("")]
    public async Task SCRAM_refuses_a_malformed_beginning(string message)
    {
        await using var server = await AskedAsync();
        Assert.Equal(Bad, await server.SayAsync("AUTH SCRAM-SHA-256 " + (message.Length == 0 ? "=" : Base64(message))));
    }

    [Fact]
    public async Task SCRAM_shows_the_same_salt_for_the_same_unknown_user_and_another_for_another()
    {
        async Task<string> SaltAsync(string user)
        {
            await using var server = await AskedAsync();
            return Challenge(await server.SayAsync("AUTH SCRAM-SHA-256 " + Base64($"n,,n={user},r=x"))).Split(',')[1];
        }

        Assert.Equal(await SaltAsync("nobody"), await SaltAsync("nobody"));
        Assert.NotEqual(await SaltAsync("nobody"), await SaltAsync("somebody"));
        Assert.Equal((await SaltAsync("tim")).Length, (await SaltAsync("nobody")).Length);
    }

    [Theory]
    [InlineData("XOAUTH2", "user=tim\u0001auth=Bearer token.of.tim\u0001\u0001", true)]
    [InlineData("XOAUTH2", "user=tim\u0001auth=Bearer wrong\u0001\u0001", false)]
    [InlineData("XOAUTH2", "user=zoë\u0001auth=Bearer token.of.tim\u0001\u0001", false)]
    [InlineData("OAUTHBEARER", "n,a=tim,\u0001host=mail.example.test\u0001port=587\u0001auth=Bearer token.of.tim\u0001\u0001", true)]
    [InlineData("OAUTHBEARER", "n,a=tim,\u0001auth=Bearer wrong\u0001\u0001", false)]
    [InlineData("OAUTHBEARER", "n,,\u0001auth=Bearer token.of.tim\u0001\u0001", false)]
    public async Task A_token_is_checked_and_its_failure_explained_first(string mechanism, string message, bool good)
    {
        await using var server = await AskedAsync();
        var reply = await server.SayAsync($"AUTH {mechanism} {Base64(message)}");
        if (!good)
        {
            Assert.Contains("\"status\"", Challenge(reply), StringComparison.Ordinal); // RFC 7628 section 3.2.2
            reply = await server.SayAsync("");
        }
        Assert.Equal(good ? Good : Bad, reply);
    }

    [Theory]
    [InlineData("AUTH", "501")]
    [InlineData("AUTH PLAIN a b", "501")]
    [InlineData("AUTH NTLM", "504")]
    [InlineData("AUTH PLAIN !!!!", "501")]
    [InlineData("AUTH PLAIN AHRpbQ=", "501")]
    [InlineData("AUTH CRAM-MD5 AAAA", "501")]
    public async Task Wrong_use_of_the_command_is_told(string command, string code)
    {
        await using var server = await AskedAsync();
        Assert.StartsWith(code, await server.SayAsync(command), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*", "501 5.7.0")]
    [InlineData("!", "501 5.5.2")]
    [InlineData("QUIT", "535")] // base64 of nothing sensible, not a command
    public async Task An_exchange_can_be_broken_off(string line, string reply)
    {
        await using var server = await AskedAsync();
        await server.SayAsync("AUTH PLAIN");
        Assert.StartsWith(reply, await server.SayAsync(line), StringComparison.Ordinal);
        Assert.StartsWith("250", await server.SayAsync("NOOP"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_response_is_bounded()
    {
        await using var server = await AskedAsync();
        await server.SayAsync("AUTH PLAIN");
        Assert.StartsWith("535", await server.SayAsync(new string('A', 12288)), StringComparison.Ordinal); // RFC 4954 section 4
        await server.SayAsync("AUTH PLAIN");
        Assert.StartsWith("500", await server.SayAsync(new string('A', 12292)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_initial_response_may_be_longer_than_other_commands()
    {
        await using var server = await AskedAsync();
        Assert.StartsWith("535", await server.SayAsync("AUTH PLAIN " + new string('A', 8000)), StringComparison.Ordinal);
        Assert.StartsWith("500", await server.SayAsync("NOOP " + new string('A', 8000)), StringComparison.Ordinal);
        Assert.StartsWith("500", await server.SayAsync("AUTH PLAIN " + new string('A', 13000)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AUTH NTLM\r\nc2VjcmV0\r\nc2VjcmV0NDI=\r\n", "c2Vj")] // the client does not wait, and its secrets come as commands
    [InlineData("AUTH PLAIN c2VjcmV0\n", "c2Vj")]
    [InlineData("auth plain c2VjcmV0\0\r\n", "c2Vj")]
    public async Task No_secret_reaches_the_log_by_a_mistake_either(string input, string secret)
    {
        await using var server = await AskedAsync(options => options with { EnforceSynchronization = false });
        await server.SendAsync(input);
        await server.HangUpAsync();
        Assert.DoesNotContain(server.Observer.Lines, line => line.Contains(secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_third_failure_ends_the_session_and_each_is_delayed()
    {
        var delays = new List<int>();
        await using var server = await AskedAsync(options => options with
        {
            AuthFailureDelay = failures =>
            {
                delays.Add(failures);
                return TimeSpan.FromTicks(1);
            },
        });
        Assert.Equal(Bad, await server.SayAsync("AUTH PLAIN " + Base64("\0tim\0a")));
        Assert.Equal(Bad, await server.SayAsync("AUTH PLAIN " + Base64("\0tim\0b")));
        Assert.Equal(Bad, await server.SayAsync("AUTH PLAIN " + Base64("\0tim\0c")));
        Assert.StartsWith("421 4.7.0", await server.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal(SmtpSessionEnd.Dropped, await server.Run);
        Assert.Equal([1, 2, 3], delays);
    }

    [Fact]
    public async Task No_secret_reaches_the_log()
    {
        await using var server = await AskedAsync();
        await server.SayAsync("AUTH PLAIN " + Base64("\0tim\0wrongsecret"));
        await server.SayAsync("AUTH LOGIN");
        await server.SayAsync(Base64("tim"));
        await server.SayAsync(Base64("tanstaaftanstaaf"));
        await server.SayAsync(" AUTH PLAIN " + Base64("\0tim\0slippedsecret"));
        await server.SayAsync("EHLO AUTH PLAIN " + Base64("\0tim\0slippedsecret"));
        var log = string.Join('\n', server.Observer.Lines);
        foreach (var secret in new[] { Base64("\0tim\0wrongsecret"), Base64("\0tim\0slippedsecret"), Base64("tanstaaftanstaaf"), "tanstaaf", "wrongsecret" })
            Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
        Assert.Contains("C: AUTH PLAIN ***", server.Observer.Lines);
    }

    [Fact]
    public async Task A_broken_authenticator_is_a_temporary_failure()
    {
        await using var server = await AskedAsync(options => options with { Authenticator = new Broken() });
        Assert.StartsWith("454 4.7.0", await server.SayAsync("AUTH PLAIN " + Base64("\0tim\0x")), StringComparison.Ordinal);
        Assert.StartsWith("250", await server.SayAsync("NOOP"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AUTH_comes_before_mail_where_it_is_required()
    {
        await using var server = await AskedAsync(options => options with { RequireAuth = true });
        Assert.Equal("530 5.7.0 Authentication required", await server.SayAsync("MAIL FROM:<a@example.test>"));
        await server.SayAsync("AUTH PLAIN " + Base64("\0tim\0tanstaaftanstaaf"));
        await server.OpenTransactionAsync();
        Assert.StartsWith("503", await server.SayAsync("AUTH PLAIN"), StringComparison.Ordinal);
        await server.DataAsync("x\r\n.\r\n");
        Assert.Equal(("tim", "PLAIN"), (server.Handler.Messages[0].Session.AuthenticatedUser, server.Handler.Messages[0].Session.AuthMechanism));
        Assert.Equal("ESMTPA", server.Handler.Messages[0].Session.ProtocolName(smtpUtf8: false));
    }

    private sealed class Broken : IAuthenticator
    {
        public IReadOnlyList<string> Mechanisms => ["PLAIN"];

        public ValueTask<bool> VerifyPasswordAsync(string userName, string password, CancellationToken cancellationToken) =>
            throw new IOException("the directory is down");
    }

    private static Task<ServerUnderTest> AskedAsync(Func<SmtpServerOptions, SmtpServerOptions>? configure = null) =>
        ServerUnderTest.GreetedAsync(options =>
        {
            options = options with { Authenticator = TestUsers.List, AllowInsecureAuth = true };
            return configure?.Invoke(options) ?? options;
        });

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Challenge(string reply)
    {
        Assert.StartsWith("334 ", reply, StringComparison.Ordinal);
        return Encoding.UTF8.GetString(Convert.FromBase64String(reply[4..]));
    }
}
