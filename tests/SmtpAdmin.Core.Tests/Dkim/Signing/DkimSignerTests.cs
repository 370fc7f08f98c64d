using SmtpAdmin.Dkim;

namespace SmtpAdmin.Core.Tests.Dkim.Signing;

public sealed class DkimSignerTests
{
    public static TheoryData<DkimCanonicalization, DkimCanonicalization> Pairs => new(
        from header in Enum.GetValues<DkimCanonicalization>() from body in Enum.GetValues<DkimCanonicalization>() select (header, body));

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task What_is_signed_by_both_kinds_of_key_is_verified(DkimCanonicalization header, DkimCanonicalization body)
    {
        var signed = await SignedMessages.SignAsync(Rfc8463Message.Unsigned, SignedMessages.Options(SignedMessages.Rsa, header, body), SignedMessages.Options(SignedMessages.Ed25519, header, body));
        var results = await SignedMessages.VerifyAsync(signed);
        Assert.Equal(["rsa-sha256", "ed25519-sha256"], results.Select(result => result.Algorithm));
        Assert.All(results, result => Assert.Equal(DkimStatus.Pass, result.Status));
        Assert.EndsWith(Rfc8463Message.Unsigned, signed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_with_Unix_line_ends_keeps_them_and_verifies_with_CRLF()
    {
        var signed = await SignedMessages.SignAsync(Rfc8463Message.Unsigned.ReplaceLineEndings("\n"), SignedMessages.Options(SignedMessages.Rsa));
        Assert.DoesNotContain('\r', signed);
        Assert.Equal(DkimStatus.Pass, Assert.Single(await SignedMessages.VerifyAsync(signed)).Status);
        Assert.Equal(DkimStatus.Pass, Assert.Single(await SignedMessages.VerifyAsync(signed.ReplaceLineEndings("\r\n"))).Status);
    }
}
