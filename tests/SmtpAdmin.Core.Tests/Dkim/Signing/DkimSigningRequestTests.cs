using SmtpAdmin.Dkim;

namespace SmtpAdmin.Core.Tests.Dkim.Signing;

public sealed class DkimSigningRequestTests : IDisposable
{
    private static readonly DkimSigningRequest Good = new() { Domain = ["example.com"], Selector = ["one", "two"], PrivateKeyPath = ["a.key", "b.key"] };

    private readonly string _folder = Directory.CreateTempSubdirectory("smtpadmin-test-").FullName;

    public static TheoryData<string, DkimSigningProblemCode> Bad => new()
    {
        { "no key", DkimSigningProblemCode.KeyCount },
        { "one selector", DkimSigningProblemCode.KeyCount },
        { "three domains", DkimSigningProblemCode.KeyCount },
        { "domain", DkimSigningProblemCode.BadDomain },
        { "selector", DkimSigningProblemCode.BadSelector },
        { "identity", DkimSigningProblemCode.BadIdentity },
        { "other identity", DkimSigningProblemCode.BadIdentity },
        { "header", DkimSigningProblemCode.BadHeader },
        { "many headers", DkimSigningProblemCode.BadHeader },
        { "over", DkimSigningProblemCode.BadHeader },
        { "two ends", DkimSigningProblemCode.BadExpiration },
        { "no time", DkimSigningProblemCode.BadExpiration },
        { "too long", DkimSigningProblemCode.BadExpiration },
        { "past", DkimSigningProblemCode.BadExpiration },
        { "before 1970", DkimSigningProblemCode.BadExpiration },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void What_is_wrong_has_a_code(string what, DkimSigningProblemCode code)
    {
        var request = what switch
        {
            "no key" => Good with { PrivateKeyPath = [] },
            "one selector" => Good with { Selector = ["one"] },
            "three domains" => Good with { Domain = ["a.example", "b.example", "c.example"] },
            "domain" => Good with { Domain = ["joe@example.com"] },
            "selector" => Good with { Selector = ["one", "t wo"] },
            "identity" => Good with { Identity = "joe" },
            "other identity" => Good with { Identity = "joe@example.net" },
            "header" => Good with { Header = ["Subject:"] },
            "many headers" => Good with { Header = [.. Enumerable.Range(0, 101).Select(number => $"X-{number}")] },
            "over" => Good with { OverSignHeader = ["a b"] },
            "two ends" => Good with { ExpireAfter = TimeSpan.FromDays(1), Expiration = SignedMessages.Now.AddDays(1) },
            "no time" => Good with { ExpireAfter = TimeSpan.FromTicks(7) },
            "too long" => Good with { ExpireAfter = TimeSpan.MaxValue },
            "past" => Good with { Expiration = SignedMessages.Now.AddDays(-1) },
            _ => Good with { Timestamp = DateTimeOffset.UnixEpoch.AddSeconds(-1) },
        };
        var problem = Assert.Single(request.Check(SignedMessages.Now));
        Assert.Equal(code, problem.Code);
        Assert.EndsWith(".", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("joe\r\nX: y@example.com")]
    [InlineData("joe@example.com\r\n")]
    [InlineData("joe\0@example.com")]
    [InlineData("jo e@example.com")]
    [InlineData("joe\t@example.com")]
    [InlineData("joe @example.com")]
    [InlineData(".joe@example.com")]
    [InlineData("jo..e@example.com")]
    [InlineData("a@b@example.com")]
    [InlineData("\"joe@example.com")]
    [InlineData("\"jo\r\ne\"@example.com")]
    [InlineData("<joe@example.com>")]
    public void What_is_no_identity_is_refused(string identity) =>
        Assert.Equal(DkimSigningProblemCode.BadIdentity, Assert.Single((Good with { Identity = identity }).Check(SignedMessages.Now)).Code);

    [Theory]
    [InlineData("@example.com")]
    [InlineData("joe+tag@mail.example.com")]
    [InlineData("\"jo e@x\"@example.com")]
    [InlineData("\"a\\\"b\"@example.com")]
    [InlineData("jürgen@example.com")]
    public void What_is_an_identity_is_taken(string identity) => Assert.Empty((Good with { Identity = identity }).Check(SignedMessages.Now));

    [Fact]
    public async Task A_signed_message_does_not_replace_a_private_key_under_any_name()
    {
        var token = TestContext.Current.CancellationToken;
        var (key, copy, other) = (Path.Combine(_folder, "out.key"), Path.Combine(_folder, "copy.key"), Path.Combine(_folder, "other.eml"));
        await File.WriteAllTextAsync(key, "the key", token);
        File.Copy(key, copy);
        await File.WriteAllTextAsync(other, "a letter", token);
        var request = Good with { PrivateKeyPath = [other, key] };
        List<string> names = [key, Path.Combine(_folder, ".", "out.key"), copy, other];
        if (!OperatingSystem.IsWindows())
        {
            names.Add(File.CreateSymbolicLink(Path.Combine(_folder, "link"), "out.key").FullName);
            var hard = Path.Combine(_folder, "hard");
            using var link = System.Diagnostics.Process.Start("ln", [key, hard]);
            await link.WaitForExitAsync(token);
            names.Add(hard);
        }
        foreach (var name in names) Assert.Equal(DkimSigningProblemCode.BadOutFile, (await request.CheckOutFileAsync(name, token))?.Code);
        Assert.Null(await request.CheckOutFileAsync(Path.Combine(_folder, "new.eml"), token));
        Assert.Null(await (Good with { PrivateKeyPath = [key, Path.Combine(_folder, "missing")] }).CheckOutFileAsync(other, token));
    }

    [Fact]
    public void A_good_request_has_no_problem() => Assert.Empty((Good with { Identity = "joe@mail.example.com", Header = ["Subject"], OverSignHeader = [], ExpireAfter = TimeSpan.FromDays(7) }).Check(SignedMessages.Now));

    [Fact]
    public async Task Keys_are_read_and_From_is_always_signed()
    {
        var (rsa, ed25519) = (Write("a.key", SignedMessages.Rsa.ToPem("secret")), Write("b.key", SignedMessages.Ed25519.ToPem("")));
        var request = Good with { PrivateKeyPath = [rsa, ed25519], Header = ["Subject", "from"] };
        using var set = await request.ReadKeysAsync("secret".AsMemory(), TestContext.Current.CancellationToken);
        Assert.Equal([DkimKeyAlgorithm.Rsa, DkimKeyAlgorithm.Ed25519], set.Signatures.Select(signature => signature.Key.Algorithm));
        Assert.Equal(["one", "two"], set.Signatures.Select(signature => signature.Selector));
        Assert.Equal(["From", "Subject"], set.Signatures[0].Headers);
        Assert.Equal(["From", "Subject"], set.Signatures[0].OverSignedHeaders);
    }

    [Theory]
    [InlineData("", DkimKeyFault.PassphraseMissing)]
    [InlineData("wrong", DkimKeyFault.PassphraseWrong)]
    public async Task A_key_that_cannot_be_used_is_named_and_nothing_of_it_told(string passphrase, DkimKeyFault fault)
    {
        var pem = SignedMessages.Rsa.ToPem("secret");
        var request = Good with { PrivateKeyPath = [Write("good.key", SignedMessages.Ed25519.ToPem("")), Write("a.key", pem)] };
        var error = await Assert.ThrowsAsync<DkimKeyException>(() => request.ReadKeysAsync(passphrase.AsMemory(), TestContext.Current.CancellationToken));
        Assert.Equal(fault, error.Fault);
        Assert.Contains("a.key", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(pem[40..80], error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(string name, string pem)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, pem);
        return path;
    }
}
