using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dkim;

namespace SmtpAdmin.Core.Tests.Dkim.Verifying;

public sealed class DkimVerifierTests
{
    [Fact]
    public async Task Both_signatures_of_the_example_in_RFC_8463_hold()
    {
        var results = await VerifyAsync(Rfc8463Message.Signed);
        Assert.Equal(["ed25519-sha256", "rsa-sha256"], results.Select(result => result.Algorithm));
        Assert.All(results, result => Assert.Equal((DkimStatus.Pass, true, true), (result.Status, result.BodyHashMatches, result.HeaderHashMatches)));
    }

    [Fact]
    public async Task A_changed_body_fails_and_the_header_fields_hold()
    {
        var results = await VerifyAsync(Rfc8463Message.Signed.Replace("game", "match", StringComparison.Ordinal));
        Assert.All(results, result => Assert.Equal((DkimStatus.Fail, false, true), (result.Status, result.BodyHashMatches, result.HeaderHashMatches)));
    }

    [Fact]
    public async Task A_changed_subject_fails_and_the_body_holds()
    {
        var results = await VerifyAsync(Rfc8463Message.Signed.Replace("dinner", "lunch", StringComparison.Ordinal));
        Assert.All(results, result => Assert.Equal((DkimStatus.Fail, true, false), (result.Status, result.BodyHashMatches, result.HeaderHashMatches)));
    }

    private static async Task<IReadOnlyList<DkimSignatureResult>> VerifyAsync(string message)
    {
        var resolver = new StubResolver().Txt(Rfc8463Message.Ed25519Name, Rfc8463Message.Ed25519Record).Txt(Rfc8463Message.RsaName, Rfc8463Message.RsaRecord);
        using var stream = new MemoryStream(Rfc8463Message.Octets(message));
        return await new DkimVerifier(resolver, TimeProvider.System).VerifyAsync(stream, new DkimVerifyOptions(), TestContext.Current.CancellationToken);
    }
}
