using SmtpAdmin.Dkim;

namespace SmtpAdmin.Core.Tests.Dkim.Verifying;

public sealed class DkimFindingsTests
{
    private static readonly DkimSigningOptions FromOnly = SignedMessages.Options(SignedMessages.Rsa) with { Headers = ["From"], OverSignedHeaders = [] };

    [Fact]
    public async Task A_good_signature_as_it_is_made_by_default_leaves_nothing_open()
    {
        var result = await SignedMessages.VerifyOneAsync(await SignedMessages.SignAsync(Rfc8463Message.Unsigned, SignedMessages.Options(SignedMessages.Rsa)));
        Assert.Equal(DkimStatus.Pass, result.Status);
        Assert.Empty(result.Findings);
    }

    [Fact]
    public async Task A_key_of_1024_bits_is_weak()
    {
        using var key = DkimSigningKey.Create(DkimKeyAlgorithm.Rsa, 1024);
        var signed = await SignedMessages.SignAsync(Rfc8463Message.Unsigned, SignedMessages.Options(key));
        var result = await SignedMessages.VerifyOneAsync(signed, new Fakes.StubResolver().Txt(SignedMessages.RsaName, SignedMessages.Record(key)));
        Assert.Equal((DkimStatus.Pass, FindingSeverity.Warning, "DKIM-KEY-WEAK"), (result.Status, Assert.Single(result.Findings).Severity, result.Findings[0].Code));
    }

    [Fact]
    public async Task Fields_that_matter_and_are_not_signed_are_named()
    {
        var result = await SignedMessages.VerifyOneAsync(await SignedMessages.SignAsync(Rfc8463Message.Unsigned, FromOnly));
        Assert.Equal(DkimStatus.Pass, result.Status);
        var unsigned = Assert.Single(result.Findings, finding => finding.Code == "DKIM-HEADER-UNSIGNED");
        Assert.Equal(FindingSeverity.Warning, unsigned.Severity);
        Assert.Contains("Subject, To, Date, Message-ID", unsigned.Message, StringComparison.Ordinal);
        var open = Assert.Single(result.Findings, finding => finding.Code == "DKIM-HEADER-OPEN");
        Assert.Equal(FindingSeverity.Information, open.Severity);
        Assert.EndsWith(": From.", open.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fields_of_less_weight_are_a_note()
    {
        var options = SignedMessages.Options(SignedMessages.Rsa) with { Headers = ["From", "To", "Subject", "Date"], OverSignedHeaders = ["From", "To", "Subject", "Date"] };
        var result = await SignedMessages.VerifyOneAsync(await SignedMessages.SignAsync(Rfc8463Message.Unsigned, options));
        Assert.Equal((FindingSeverity.Information, "DKIM-HEADER-UNSIGNED"), (Assert.Single(result.Findings).Severity, result.Findings[0].Code));
    }

    [Theory]
    [InlineData("Subject: Buy now\r\n", "DKIM-HEADER-DUPLICATE")]
    [InlineData("Content-Type: text/html\r\nContent-Type: text/plain\r\n", "DKIM-HEADER-REPEATED")]
    [InlineData("From: Bank <bank@example.com>\r\n", "DKIM-FROM-SEVERAL")]
    [InlineData("Subject Buy now\r\n", "DKIM-HEADER-MALFORMED")]
    [InlineData(" leading fold\r\n", "DKIM-HEADER-MALFORMED")]
    [InlineData("X-A: nul \0\r\n", "DKIM-NUL")]
    [InlineData("X-A: bare \r return\r\n", "DKIM-LINE-ENDS")]
    [InlineData("X-A: bare feed\n", "DKIM-LINE-ENDS")]
    public async Task What_is_put_in_front_of_a_message_is_told_though_its_signature_holds(string added, string code)
    {
        var options = SignedMessages.Options(SignedMessages.Rsa) with { OverSignedHeaders = [] };
        var result = await SignedMessages.VerifyOneAsync(added + await SignedMessages.SignAsync(Rfc8463Message.Unsigned, options));
        Assert.Equal(DkimStatus.Pass, result.Status);
        Assert.Contains(code, result.Findings.Select(finding => finding.Code));
        Assert.Equal(result.Findings.OrderByDescending(finding => finding.Severity), result.Findings);
    }

    [Theory]
    [InlineData("\0", "DKIM-NUL")]
    [InlineData("a\rb", "DKIM-LINE-ENDS")]
    [InlineData("a\nb", "DKIM-LINE-ENDS")]
    public async Task What_is_wrong_in_the_body_is_told(string body, string code)
    {
        var result = await SignedMessages.VerifyOneAsync(await SignedMessages.SignAsync(Rfc8463Message.Unsigned, SignedMessages.Options(SignedMessages.Rsa)) + body);
        Assert.Contains(code, result.Findings.Select(finding => finding.Code));
    }

    [Fact]
    public async Task A_file_with_Unix_line_ends_alone_is_nothing_to_tell()
    {
        var signed = await SignedMessages.SignAsync(Rfc8463Message.Unsigned.ReplaceLineEndings("\n"), SignedMessages.Options(SignedMessages.Rsa));
        Assert.Empty((await SignedMessages.VerifyOneAsync(signed)).Findings);
    }

    [Fact]
    public async Task How_much_of_a_body_is_not_signed_is_told()
    {
        // The hash of an empty body is that of the first no octets of any body; the header hash breaks by l=, which was put in.
        var signed = await SignedMessages.SignAsync("From: a@football.example.com\r\n\r\n", FromOnly);
        var value = signed.Replace("; s=", "; l=0; s=", StringComparison.Ordinal);
        var result = await SignedMessages.VerifyOneAsync(value + "anything\r\n");
        Assert.Equal((true, true), (result.UsesBodyLength, result.BodyHashMatches));
        var finding = Assert.Single(result.Findings, found => found.Code == "DKIM-BODY-LENGTH");
        Assert.Contains("10 of the 10 octets of the body are not signed", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_finding_says_what_to_do_and_where_it_stands()
    {
        var options = SignedMessages.Options(SignedMessages.Rsa) with { Headers = ["From"], OverSignedHeaders = [], Lifetime = TimeSpan.FromHours(1) };
        var signed = await SignedMessages.SignAsync(Rfc8463Message.Unsigned, options);
        var result = await SignedMessages.VerifyOneAsync($"Subject: a\r\nSubject: b\r\nnonsense\r\n{signed}footer\r\n", now: SignedMessages.Now.AddDays(1));
        Assert.True(result.Findings.Count > 4);
        Assert.All(result.Findings, finding =>
        {
            Assert.StartsWith("DKIM-", finding.Code, StringComparison.Ordinal);
            Assert.NotEmpty(finding.Message);
            Assert.NotEmpty(finding.Remedy);
            Assert.StartsWith("RFC ", finding.Reference, StringComparison.Ordinal);
        });
    }
}
