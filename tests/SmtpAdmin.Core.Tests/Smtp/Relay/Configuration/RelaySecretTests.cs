using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay;

public sealed class RelaySecretTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("secret", "secret")]
    [InlineData("secret\n", "secret")]
    [InlineData("secret\r\n", "secret")]
    [InlineData("\ufeffsecret\n\n", "secret")]
    [InlineData(" two words ", " two words ")]
    [InlineData("gehéim", "gehéim")]
    public void A_file_is_a_line(string content, string expected) => Assert.Equal(expected, RelaySecret.FromFile(_folder.Write("secret", content)).Read());

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("\n", "is empty")]
    [InlineData("one\ntwo", "several lines")]
    [InlineData("a\0b", "several lines")]
    public void What_is_no_line_is_refused_without_being_told_again(string content, string reason)
    {
        var refusal = Assert.Throws<SmtpCredentialException>(() => RelaySecret.FromFile(_folder.Write("secret", content)).Read());
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("two", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_file_of_a_secret_is_refused()
    {
        Assert.Contains("folder", Assert.Throws<SmtpCredentialException>(() => RelaySecret.FromFile(_folder.Path).Read()).Message, StringComparison.Ordinal);
        Assert.Contains("cannot be read", Assert.Throws<SmtpCredentialException>(() => RelaySecret.FromFile(Path.Combine(_folder.Path, "none")).Read()).Message, StringComparison.Ordinal);
        Assert.Contains("longer", Assert.Throws<SmtpCredentialException>(() => RelaySecret.FromFile(_folder.Write("long", new string('x', 16 * 1024 + 1))).Read()).Message, StringComparison.Ordinal);
        File.WriteAllBytes(_folder.Write("latin", ""), [0x67, 0xE9]);
        Assert.Contains("not UTF-8", Assert.Throws<SmtpCredentialException>(() => RelaySecret.FromFile(Path.Combine(_folder.Path, "latin")).Read()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replaced_secret_keeps_its_file_private()
    {
        var path = _folder.Write("secret", "old\n");
        var secret = RelaySecret.FromFile(path);
        Assert.Null(await secret.ReplaceAsync("new", TimeProvider.System, Token));
        Assert.Equal("new", secret.Read());
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.NotNull(await RelaySecret.FromText("x").ReplaceAsync("y", TimeProvider.System, Token));
    }

    [Fact]
    public async Task A_password_is_read_once_and_again_when_the_server_refuses_it()
    {
        var source = new PasswordCredential("me", RelaySecret.FromFile(_folder.Write("password", "old")));
        Assert.Equal("old", (await source.GetAsync(Token)).Secret);
        _folder.Write("password", "new");
        Assert.Equal("old", (await source.GetAsync(Token)).Secret);
        source.Refused();
        Assert.Equal(("me", "new", false), (await source.GetAsync(Token) is var credentials ? credentials.UserName : "", credentials.Secret, credentials.IsAccessToken));
        Assert.DoesNotContain("new", source.ToString(), StringComparison.Ordinal);
    }
}
