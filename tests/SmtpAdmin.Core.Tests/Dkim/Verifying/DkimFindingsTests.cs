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

    /// <summary>RFC 5322 section 3.6: h= may name From without one being there, and the signature holds.</summary>
    [Fact]
    public async Task A_message_without_From_is_told_though_its_signature_holds()
    {
        const string text = "Subject: s\r\n\r\nbody\r\n";
        var signed = await SignedMessages.SignAsync("From: a@football.example.com\r\n" + text, SignedMessages.Options(SignedMessages.Rsa));
        Assert.DoesNotContain("DKIM-FROM-MISSING", (await SignedMessages.VerifyOneAsync(signed)).Findings.Select(finding => finding.Code));
        var field = signed[..(signed.IndexOf("\tb=", StringComparison.Ordinal) + 3)];
        var canonical = "subject:s\r\ndkim-signature:" + System.Text.RegularExpressions.Regex.Replace(field["DKIM-Signature:".Length..].Replace("\r\n", "", StringComparison.Ordinal), "[ \t]+", " ").Trim();
        var signature = SignedMessages.Rsa.Sign(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.Latin1.GetBytes(canonical)));
        var result = await SignedMessages.VerifyOneAsync($"{field}{Convert.ToBase64String(signature)}\r\n{text}");
        Assert.Equal((DkimStatus.Pass, FindingSeverity.Error), (result.Status, Assert.Single(result.Findings, finding => finding.Code == "DKIM-FROM-MISSING").Severity));
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

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task What_is_put_above_a_field_that_was_over_signed_is_the_cause_and_nothing_is_called_open(int times)
    {
        var signed = await SignedMessages.SignAsync(Rfc8463Message.Unsigned, SignedMessages.Options(SignedMessages.Rsa));
        var result = await SignedMessages.VerifyOneAsync(string.Concat(Enumerable.Repeat("Subject: Buy now\r\n", times)) + signed);
        Assert.Equal(DkimStatus.Fail, result.Status);
        Assert.DoesNotContain(result.Findings, finding => finding.Code is "DKIM-HEADER-OPEN" or "DKIM-HEADER-DUPLICATE");
        Assert.Equal("DKIM-HEADER-EDITED", result.Findings[0].Code);
        Assert.Contains("Subject header field was added on top: 'Buy now'.", result.Findings[0].Message, StringComparison.Ordinal);
        Assert.Contains("DKIM-HEADER-REPEATED", result.Findings.Select(finding => finding.Code));
    }

    [Fact]
    public async Task A_signature_that_failed_leaves_nothing_open()
    {
        var signed = await SignedMessages.SignAsync(Rfc8463Message.Unsigned, FromOnly);
        var result = await SignedMessages.VerifyOneAsync($"{signed}footer\r\n");
        Assert.Equal((DkimStatus.Fail, true), (result.Status, result.HeaderHashMatches));
        Assert.DoesNotContain("DKIM-HEADER-OPEN", result.Findings.Select(finding => finding.Code));
    }

    [Fact]
    public async Task What_an_editor_made_of_a_message_is_told()
    {
        var signed = await SignedMessages.SignAsync(Rfc8463Message.Unsigned, SignedMessages.Options(SignedMessages.Rsa));
        foreach (var length in new[] { 0, 70_000 })
        {
            foreach (var encoding in new System.Text.Encoding[] { System.Text.Encoding.Unicode, System.Text.Encoding.BigEndianUnicode })
            {
                var octets = encoding.GetBytes(signed + new string('x', length));
                foreach (var message in new byte[][] { octets, [.. encoding.GetPreamble(), .. octets] })
                {
                    var result = await SignedMessages.VerifyOneAsync(System.Text.Encoding.Latin1.GetString(message));
                    Assert.Equal((DkimStatus.PermError, "DKIM-MESSAGE-ENCODING"), (result.Status, Assert.Single(result.Findings).Code));
                    Assert.Contains("UTF-16", result.Reason, StringComparison.Ordinal);
                }
            }
        }
        var marked = await SignedMessages.VerifyOneAsync("\u00EF\u00BB\u00BF" + signed);
        Assert.Equal((DkimStatus.None, "DKIM-MESSAGE-ENCODING"), (marked.Status, Assert.Single(marked.Findings).Code));
        Assert.Contains(", and the signature in it is not seen: '", marked.Findings[0].Message, StringComparison.Ordinal);
        Assert.Contains("'DKIM-Signature: v=1;", marked.Findings[0].Message, StringComparison.Ordinal);
        var late = await SignedMessages.VerifyOneAsync("\u00EF\u00BB\u00BFX-A: b\r\n" + signed);
        Assert.Equal((DkimStatus.Pass, "DKIM-MESSAGE-ENCODING"), (late.Status, Assert.Single(late.Findings).Code));
        var empty = await SignedMessages.VerifyOneAsync("\r\n" + signed);
        Assert.Equal((DkimStatus.None, "DKIM-HEADER-MALFORMED"), (empty.Status, Assert.Single(empty.Findings).Code));
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
