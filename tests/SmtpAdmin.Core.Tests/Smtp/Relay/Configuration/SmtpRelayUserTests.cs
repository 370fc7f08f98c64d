using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Smtp.Relay;
using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Core.Tests.Smtp.Relay;

public sealed class SmtpRelayUserTests
{
    // The example of RFC 7677 section 3: user "user", password "pencil". The keys are those of its messages.
    private const string Example = "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=";

    [Fact]
    public void A_credential_that_another_program_wrote_is_read()
    {
        Assert.True(ScramCredentialText.TryParse(Example, out var credential, out _));
        Assert.True(credential.Verify("pencil"));
        Assert.False(credential.Verify("Pencil"));
        Assert.Equal(Example, ScramCredentialText.Format(credential));
    }

    [Fact]
    public void A_new_user_has_a_credential_that_fits_the_password_and_a_salt_of_its_own()
    {
        var (one, other) = (SmtpRelayUser.Create("scanner", "correct horse", 4096), SmtpRelayUser.Create("scanner", "correct horse", 4096));
        Assert.True(ScramCredentialText.TryParse(one.Credential, out var credential, out _));
        Assert.True(credential.Verify("correct horse"));
        Assert.NotEqual(one.Credential, other.Credential);
        Assert.StartsWith("SCRAM-SHA-256$4096:", one.Credential, StringComparison.Ordinal);
    }

    [Fact]
    public void The_default_is_many_more_iterations_than_the_least() =>
        Assert.StartsWith($"SCRAM-SHA-256${SmtpRelayUser.DefaultIterations}:", SmtpRelayUser.Create("a", "b").Credential, StringComparison.Ordinal);

    [Fact]
    public void A_user_shows_the_name_alone() => Assert.Equal("scanner", SmtpRelayUser.Create("scanner", "secret", 4096).ToString());

    [Theory]
    [InlineData("I\u00adX", "IX")] // RFC 4013 section 3
    [InlineData("\u00aa", "a")]
    [InlineData("\u2168", "IX")]
    public void Names_are_prepared_by_SASLprep(string given, string kept) => Assert.Equal(kept, SmtpRelayUser.Create(given, "x", 4096).UserName);

    [Theory]
    [InlineData("", "x", "userName")]
    [InlineData("\u00ad", "x", "userName")]
    [InlineData("a\u0007", "x", "userName")]
    [InlineData("a\0b", "x", "userName")]
    [InlineData("\u06271", "x", "userName")]
    [InlineData("a", "", "password")]
    [InlineData("a", "\u200b", "password")]
    [InlineData("a", "x\u0000", "password")]
    [InlineData("a", "\ud800", "password")]
    public void What_nobody_could_log_in_with_is_refused(string name, string password, string parameter)
    {
        var refusal = Assert.Throws<ArgumentException>(() => SmtpRelayUser.Create(name, password, 4096));
        Assert.Equal(parameter, refusal.ParamName);
    }

    [Fact]
    public void What_is_too_long_is_refused_and_what_just_fits_is_not()
    {
        Assert.Equal("userName", Assert.Throws<ArgumentException>(() => SmtpRelayUser.Create(new string('ä', 128), "x", 4096)).ParamName);
        Assert.Equal("password", Assert.Throws<ArgumentException>(() => SmtpRelayUser.Create("a", new string('x', 1025), 4096)).ParamName);
        Assert.Equal(255, SmtpRelayUser.Create(new string('a', 255), new string('x', 1024), 4096).UserName.Length);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4095)]
    [InlineData(1_000_001)]
    public void Iterations_that_clients_would_refuse_are_refused(int iterations) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SmtpRelayUser.Create("a", "b", iterations));

    [Theory]
    [InlineData("")]
    [InlineData("secret-password")]
    [InlineData("{PLAIN}secret-password")]
    [InlineData("SCRAM-SHA-1$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=")]
    [InlineData("SCRAM-SHA-256$4095:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=")]
    [InlineData("SCRAM-SHA-256$99999999999:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=")]
    [InlineData("SCRAM-SHA-256$+4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=")]
    [InlineData("SCRAM-SHA-256$4096:AAAA$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=")]
    [InlineData("SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4g==:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=")]
    [InlineData("SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=$")]
    [InlineData("SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ= =$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=")]
    public void What_is_no_credential_is_refused_without_being_told_again(string text)
    {
        Assert.False(ScramCredentialText.TryParse(text, out _, out var problem));
        Assert.EndsWith(".", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_credential_comes_back_from_its_text_and_no_text_throws()
    {
        var keys = ArbMap.Default.ArbFor<byte[]>().Filter(octets => octets is { Length: >= 8 and <= 64 });
        Prop.ForAll(keys, salt =>
        {
            var credential = SaslCredential.FromStoredKeys(salt, 4096 + salt[0], new byte[32], [.. Enumerable.Repeat(salt[1], 32)]);
            return ScramCredentialText.TryParse(ScramCredentialText.Format(credential), out var again, out _)
                && again.Salt.AsSpan().SequenceEqual(salt) && again.Iterations == credential.Iterations && again.ServerKey.AsSpan().SequenceEqual(credential.ServerKey);
        }).QuickCheckThrowOnFailure();
        var noise = Gen.ArrayOf(Gen.Elements([.. "SCRAM-SHA256$:=0149AZ+/ \n\0é"])).Select(characters => new string(characters)).ToArbitrary();
        Prop.ForAll(noise, text => !ScramCredentialText.TryParse("SCRAM-SHA-256$" + text, out _, out var problem) && problem.Length > 0).QuickCheckThrowOnFailure();
    }
}
