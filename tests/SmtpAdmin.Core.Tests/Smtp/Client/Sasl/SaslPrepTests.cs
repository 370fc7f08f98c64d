using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Core.Tests.Smtp.Client.Sasl;

public class SaslPrepTests
{
    [Theory]
    [InlineData("I\u00ADX", "IX")] // RFC 4013 section 3, the five examples that succeed or fail
    [InlineData("user", "user")]
    [InlineData("USER", "USER")]
    [InlineData("\u00AA", "a")]
    [InlineData("\u2168", "IX")]
    [InlineData("a\u00A0b\u3000c", "a b c")]
    [InlineData("pa\u0308ss", "p\u00E4ss")]
    [InlineData("\u05D0\u05D1", "\u05D0\u05D1")]
    [InlineData("", "")]
    public void A_string_is_prepared_as_RFC_4013_says(string text, string expected) => Assert.Equal(expected, SaslPrep.Prepare(text, "password"));

    [Theory]
    [InlineData("\u0007")]
    [InlineData("\u0627\u0031")] // begins right to left, and does not end so
    [InlineData("\u0627a\u0628")]
    [InlineData("\uE000")]
    [InlineData("a\uD800b")]
    [InlineData("\uFFFD")]
    [InlineData("\u202E")]
    public void What_RFC_4013_forbids_is_refused(string text) => Assert.Throws<SaslException>(() => SaslPrep.Prepare(text, "password"));

    [Fact]
    public void The_error_does_not_show_the_password() =>
        Assert.DoesNotContain("hunter2", Assert.Throws<SaslException>(() => SaslPrep.Prepare("hunter2\u0007", "password")).Message, StringComparison.Ordinal);

    [Fact]
    public void Preparing_twice_changes_nothing_more() =>
        Prop.ForAll<string>(text =>
        {
            try
            {
                var once = SaslPrep.Prepare(text ?? "", "password");
                return SaslPrep.Prepare(once, "password") == once;
            }
            catch (SaslException)
            {
                return true;
            }
        }).QuickCheckThrowOnFailure();
}
