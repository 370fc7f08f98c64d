using System.Text;
using SmtpAdmin.Core.Tests.Smtp.Server;
using SmtpAdmin.Smtp.Client;
using SmtpAdmin.Smtp.Relay;
using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Core.Tests.Smtp.Relay;

public sealed class RelayUsersTests
{
    private static readonly SmtpRelayUser Scanner = SmtpRelayUser.Create("scanner", "flatbed", 4096);
    private static readonly SmtpRelayUser Zoe = SmtpRelayUser.Create("zoë", "pass wörd", 5000);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("scanner", "flatbed", true)]
    [InlineData("scanner", "Flatbed", false)]
    [InlineData("Scanner", "flatbed", false)]
    [InlineData("zoë", "pass wörd", true)]
    [InlineData("zoe\u0308", "pass\u00a0wo\u0308rd", true)] // typed on another keyboard (RFC 4013 section 2)
    [InlineData("nobody", "flatbed", false)]
    [InlineData("nobody", "", false)]
    [InlineData("", "", false)]
    [InlineData("sca\u0007nner", "flat\u0007bed", false)]
    public async Task A_login_by_PLAIN_succeeds_with_the_password_alone(string name, string password, bool expected) =>
        Assert.Equal(expected, await new RelayUsers([Scanner, Zoe], new ManualClock()).VerifyPasswordAsync(name, password, Token));

    [Theory]
    [InlineData("scanner", "flatbed", true)]
    [InlineData("zoë", "pass wörd", true)]
    [InlineData("scanner", "wrong", false)]
    [InlineData("nobody", "flatbed", false)]
    public async Task A_login_by_SCRAM_succeeds_with_the_password_alone(string name, string password, bool expected)
    {
        var server = SaslServer.Create("SCRAM-SHA-256", new RelayUsers([Scanner, Zoe], new ManualClock()), "relay.test", new ManualClock())!;
        var client = new ScramSha256Mechanism(SaslCredentials.FromPassword(name, password));
        var first = await server.NextAsync(client.Respond([]), Token);
        Assert.NotNull(first.Challenge);
        var last = await server.NextAsync(client.Respond(first.Challenge), Token);
        Assert.Equal(expected, last.Challenge is not null);
        if (!expected) return;
        client.Respond(last.Challenge);
        Assert.Equal((true, name), (client.IsComplete, (await server.NextAsync([], Token)).User));
    }

    [Fact]
    public async Task Who_does_not_exist_looks_like_one_of_those_who_do()
    {
        var users = new RelayUsers([Scanner, Zoe], new ManualClock());
        var seen = new HashSet<int>();
        var salts = new HashSet<string>();
        for (var number = 0; number < 100; number++)
        {
            var decoy = (await users.FindCredentialAsync($"nobody{number}", Token))!;
            Assert.Equal(16, decoy.Salt.Length);
            Assert.True(salts.Add(Convert.ToHexString(decoy.Salt)));
            seen.Add(decoy.Iterations);
        }
        Assert.Equal([4096, 5000], seen.Order());
    }

    [Fact]
    public async Task Who_does_not_exist_looks_the_same_after_a_restart()
    {
        var before = (await new RelayUsers([Scanner, Zoe], new ManualClock()).FindCredentialAsync("nobody", Token))!;
        var after = (await new RelayUsers([Zoe, Scanner], new ManualClock()).FindCredentialAsync("nobody", Token))!;
        Assert.Equal(before.Salt, after.Salt);
        Assert.Equal(before.Iterations, after.Iterations);
        Assert.NotEqual(before.StoredKey, after.StoredKey);
    }

    [Fact]
    public async Task Salts_of_another_length_have_decoys_of_that_length()
    {
        var salt = Encoding.ASCII.GetBytes("a salt of forty octets, as others may do");
        var text = ScramCredentialText.Format(SaslCredential.FromStoredKeys(salt, 4096, new byte[32], new byte[32]));
        var users = new RelayUsers([new SmtpRelayUser { UserName = "a", Credential = text }], new ManualClock());
        Assert.Equal(salt.Length, (await users.FindCredentialAsync("b", Token))!.Salt.Length);
    }

    [Fact]
    public async Task A_list_of_nobody_lets_nobody_in()
    {
        var users = new RelayUsers([], new ManualClock());
        Assert.Equal(0, users.Count);
        Assert.False(await users.VerifyPasswordAsync("a", "", Token));
        Assert.Equal(SmtpRelayUser.DefaultIterations, (await users.FindCredentialAsync("a", Token))!.Iterations);
    }

    [Theory]
    [InlineData("scanner", "twice")]
    [InlineData("\u2168", "SASLprep")]
    [InlineData("", "empty")]
    public void A_user_nobody_could_log_in_as_is_refused(string name, string reason)
    {
        var refusal = Assert.Throws<ArgumentException>(() => new RelayUsers([Scanner, Scanner with { UserName = name }], new ManualClock()));
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_credential_that_is_none_is_refused_without_being_told_again()
    {
        var refusal = Assert.Throws<ArgumentException>(() => new RelayUsers([Scanner with { Credential = "hunter2" }], new ManualClock()));
        Assert.Contains("'scanner'", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_that_was_right_is_known_for_some_minutes_and_a_wrong_one_is_always_looked_at()
    {
        Assert.True(ScramCredentialText.TryParse(Scanner.Credential, out var credential, out _));
        var clock = new ManualClock();
        var verifier = new PasswordVerifier(clock);
        for (var time = 0; time < 3; time++) Assert.True(await verifier.VerifyAsync("scanner", "flatbed", credential, Token));
        Assert.Equal(1, verifier.Derivations);

        for (var time = 0; time < 3; time++) Assert.False(await verifier.VerifyAsync("scanner", "wrong", credential, Token));
        Assert.Equal(4, verifier.Derivations);
        Assert.False(await verifier.VerifyAsync("scannerflat", "bed", SaslCredential.FromPassword("x"), Token));
        Assert.Equal(5, verifier.Derivations);

        clock.Advance(TimeSpan.FromMinutes(4.9));
        Assert.True(await verifier.VerifyAsync("scanner", "flatbed", credential, Token));
        Assert.Equal(5, verifier.Derivations);
        clock.Advance(TimeSpan.FromMinutes(0.2));
        Assert.True(await verifier.VerifyAsync("scanner", "flatbed", credential, Token));
        Assert.Equal(6, verifier.Derivations);
    }

    [Fact]
    public async Task Many_at_once_are_all_answered()
    {
        var users = new RelayUsers([Scanner, Zoe], new ManualClock());
        var logins = Enumerable.Range(0, 60).Select(number => users.VerifyPasswordAsync(number % 3 == 0 ? "nobody" : "scanner", number % 3 == 1 ? "flatbed" : "wrong", Token).AsTask());
        var results = await Task.WhenAll(logins);
        Assert.Equal(Enumerable.Range(0, 60).Select(number => number % 3 == 1), results);
    }
}
