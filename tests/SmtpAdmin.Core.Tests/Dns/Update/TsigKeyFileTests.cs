using SmtpAdmin.Dns;

namespace SmtpAdmin.Core.Tests.Dns.Update;

public sealed class TsigKeyFileTests
{
    private const string Secret = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    [Theory]
    [InlineData("""key "publisher" { algorithm hmac-sha256; secret "S"; };""")]
    [InlineData("key publisher{algorithm \"HMAC-SHA256\";secret \"S\";};")]
    [InlineData("# a comment with key \"x\" { \n// another\n/* and\nkey no { } */ key \"publisher\" {\n\talgorithm hmac-sha256; // here\n\tsecret \"S\";\n};\n")]
    [InlineData("key \"publisher.\" { secret \"S\"; algorithm hmac-sha256.; } ;")]
    public void The_forms_that_BIND_reads_are_read(string text)
    {
        var key = TsigKeyFile.Parse(text.Replace("\"S\"", $"\"{Secret}\"", StringComparison.Ordinal), name: null, "it");
        Assert.Equal(("publisher", TsigAlgorithm.HmacSha256), (key.Name.ToString(), key.Algorithm));
        Assert.Equal("0123456789abcdef0123456789abcdef"u8.ToArray(), key.Secret.ToArray());
    }

    [Theory]
    [InlineData("", TsigKeyFault.NoKey)]
    [InlineData("zone \"a\" { type primary; };", TsigKeyFault.NoKey)]
    [InlineData("Private-key-format: v1.3\nAlgorithm: 163 (HMAC_SHA256)\nKey: AAAA\n", TsigKeyFault.NoKey)]
    [InlineData("key a { secret \"S\"; };", TsigKeyFault.BadAlgorithm)]
    [InlineData("key a { algorithm hmac-md5; secret \"S\"; };", TsigKeyFault.BadAlgorithm)]
    [InlineData("key a { algorithm hmac-sha1; secret \"S\"; };", TsigKeyFault.BadAlgorithm)]
    [InlineData("key a { algorithm hmac-sha256; };", TsigKeyFault.BadSecret)]
    [InlineData("key a { algorithm hmac-sha256; secret \"no base64!\"; };", TsigKeyFault.BadSecret)]
    [InlineData("key a { algorithm hmac-sha256; secret \"AAAA\"; };", TsigKeyFault.BadSecret)]
    [InlineData("key a { algorithm hmac-sha256; secret \"S\"; }; key b { algorithm hmac-sha256; secret \"S\"; };", TsigKeyFault.WhichKey)]
    public void What_cannot_be_used_is_told_without_the_secret(string text, TsigKeyFault fault)
    {
        var exception = Assert.Throws<TsigKeyException>(() => TsigKeyFile.Parse(text.Replace("\"S\"", $"\"{Secret}\"", StringComparison.Ordinal), name: null, "it"));
        Assert.Equal(fault, exception.Fault);
        Assert.DoesNotContain(Secret[..8], exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("key a { algorithm \"S\"; secret \"hmac-sha256\"; };", TsigKeyFault.BadAlgorithm)]
    [InlineData("key \"S\" { algorithm hmac-md5; secret \"x\"; };", TsigKeyFault.BadAlgorithm)]
    [InlineData("key \"S\" { algorithm hmac-sha256; };", TsigKeyFault.BadSecret)]
    [InlineData("key \"S\" { algorithm hmac-sha256; secret \"a\"; };", TsigKeyFault.BadSecret)]
    [InlineData("key \"S\" { }; key b { };", TsigKeyFault.WhichKey)]
    public void A_secret_in_the_place_of_another_word_is_not_told_back(string text, TsigKeyFault fault)
    {
        foreach (var secret in new[] { Secret, Secret.TrimEnd('='), Convert.ToBase64String(new byte[64]), Convert.ToBase64String(new byte[16]) })
        {
            var exception = Assert.Throws<TsigKeyException>(() => TsigKeyFile.Parse(text.Replace("\"S\"", $"\"{secret}\"", StringComparison.Ordinal), name: null, "it"));
            Assert.Contains(exception.Fault, (TsigKeyFault[])[fault, TsigKeyFault.BadName]);
            Assert.DoesNotContain(secret[..8], exception.Message, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(secret[..8], Assert.Throws<TsigKeyException>(() => TsigKey.Create(secret, TsigAlgorithm.HmacSha256, "a")).Message, StringComparison.OrdinalIgnoreCase);
        }
        Assert.Contains("is for hmac-md5", Assert.Throws<TsigKeyException>(() => TsigKeyFile.Parse("key publisher { algorithm hmac-md5; secret \"x\"; };", name: null, "it")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_several_keys_the_named_one_is_taken()
    {
        var text = $"key a {{ algorithm hmac-sha256; secret \"{Secret}\"; }}; key b {{ algorithm hmac-sha512; secret \"{Secret}\"; }};";
        Assert.Equal(TsigAlgorithm.HmacSha512, TsigKeyFile.Parse(text, "B.", "it").Algorithm);
        Assert.Equal(TsigKeyFault.WhichKey, Assert.Throws<TsigKeyException>(() => TsigKeyFile.Parse(text, "c", "it")).Fault);
    }

    [Theory]
    [InlineData("600", null)]
    [InlineData("640", null)]
    [InlineData("400", null)]
    [InlineData("644", TsigKeyFault.TooOpen)]
    [InlineData("660", TsigKeyFault.TooOpen)]
    [InlineData("602", TsigKeyFault.TooOpen)]
    public void A_file_that_others_may_read_or_change_is_refused(string mode, TsigKeyFault? fault)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no such permissions");
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, $"key a {{ algorithm hmac-sha256; secret \"{Secret}\"; }};");
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32(mode, 8));
            if (fault is null) Assert.Equal("a", TsigKeyFile.Read(path).Name.ToString());
            else Assert.Equal(fault, Assert.Throws<TsigKeyException>(() => TsigKeyFile.Read(path)).Fault);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("/nowhere/at/all.key", "there is no such file.")]
    [InlineData("nothing.key", "there is no such file.")]
    [InlineData("/dev/zero", "it is no regular file but a device, a named pipe or a socket.")]
    [InlineData("/tmp", "it is a folder.")]
    public void What_is_no_file_is_not_read_and_named_once(string path, string why)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the paths are others");
        var exception = Assert.Throws<TsigKeyException>(() => TsigKeyFile.Read(path));
        Assert.Equal((TsigKeyFault.Unreadable, $"The key file '{path}' cannot be read: {why}"), (exception.Fault, exception.Message));
    }
}
