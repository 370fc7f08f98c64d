using System.Security.Cryptography;
using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dkim;
using static SmtpAdmin.Dkim.DkimCanonicalization;

namespace SmtpAdmin.Core.Tests.Dkim.Verifying.Diagnosis;

/// <summary>Header sections are signed, changed as programs change them, and the change has to be found, by either kind of key.</summary>
public sealed class HeaderDiagnosisTests
{
    private const string Head =
        "From: Joe <joe@football.example.com>\r\nTo: Suzie <suzie@shopping.example.net>,\r\n Ann <ann@shopping.example.net>\r\nSubject: Re: Is dinner ready?\r\n"
        + "Date: Fri, 11 Jul 2003 21:00:37 -0700\r\nMessage-ID: <1@football.example.com>\r\nMIME-Version: 1.0\r\nContent-Transfer-Encoding: 8bit\r\n";

    /// <summary>Replaced, by what, the canonicalization, some words.</summary>
    public static TheoryData<string, string, DkimCanonicalization, string> Changes => new()
    {
        { "Subject: Re:", "Subject: [list] Re:", Relaxed, "'[list]' was put into the subject" },
        { "Subject: Re: Is", "Subject: Re: [list] Is", Relaxed, "'[list]' was put into the subject" },
        { "Subject: Re:", "Subject: ***SPAM*** Re:", Simple, "'***SPAM***' was put into the subject" },
        { "Subject: Re:", "Subject: [EXTERNAL] [list-name]\r\n Re:", Relaxed, "'[EXTERNAL] [list-name]' was put into the subject" },
        { "From:", "Reply-To: <list@example.net>\r\nFrom:", Relaxed, "A Reply-To header field was added: '<list@example.net>'" },
        { "From:", "Subject: Buy\r\nFrom:", Relaxed, "A second Subject header field was added on top: 'Buy'. Without that, the signature holds" },
        { "Content-Transfer-Encoding: 8bit", "Content-Transfer-Encoding: quoted-printable", Relaxed, "from 8bit to quoted-printable" },
        { "From: Joe <joe@football.example.com>", "From: Joe via list <list@example.net>\r\nX-Original-From: Joe <joe@football.example.com>", Relaxed, "From was replaced; X-Original-From has who wrote" },
        { ",\r\n Ann", ", Ann", Simple, "" },
        { ",\r\n Ann", ",\r\n\tAnn", Simple, "To was folded anew" },
        { "Message-ID:", "Message-Id:", Simple, "written anew as Message-Id" },
        { "MIME-Version: 1.0", "MIME-Version:1.0", Simple, "behind the colon of MIME-Version" },
        { "Is dinner ready?", "Is dinner\r\n ready?", Simple, "Subject was folded" },
        { "<1@football.example.com>", "<1@football.\r\n example.com>", Relaxed, "White space was put in where Message-ID is folded" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task The_change_is_found(string old, string changed, DkimCanonicalization canonicalization, string said)
    {
        foreach (var key in new[] { SignedMessages.Rsa, SignedMessages.Ed25519 })
        {
            var options = SignedMessages.Options(key, canonicalization) with { OverSignedHeaders = [.. DkimHeaderNames.OverSigned, "Reply-To"] };
            var signed = await SignedMessages.SignAsync($"{Head}\r\nbody\r\n", options);
            Assert.Contains(old, signed, StringComparison.Ordinal);
            var result = await SignedMessages.VerifyOneAsync(Replace(signed, old, changed));
            Assert.Equal((DkimStatus.Fail, true, false), (result.Status, result.BodyHashMatches, result.HeaderHashMatches));
            if (said.Length == 0) continue; // the place of a fold that is gone cannot be known; that it fails is all
            Assert.Contains(result.Findings, finding => finding.Code == "DKIM-HEADER-EDITED" && finding.Message.Contains(said, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_pair_of_changes_is_found()
    {
        var signed = await SignedMessages.SignAsync($"{Head}\r\nbody\r\n", SignedMessages.Options(SignedMessages.Rsa));
        var changed = Replace(Replace(signed, "Subject: Re:", "Subject: [list] Re:"), "From: Joe <joe@football.example.com>", "From: Joe via list <list@example.net>\r\nX-Original-From: Joe <joe@football.example.com>");
        var result = await SignedMessages.VerifyOneAsync(changed);
        var finding = Assert.Single(result.Findings, found => found.Code == "DKIM-HEADER-EDITED");
        Assert.Contains("'[list]' was put into the subject. From was replaced", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copied_fields_tell_what_was_changed()
    {
        var signed = await SignWithCopyAsync("Subject:=20What=20it=20was=20|To:x");
        var result = await SignedMessages.VerifyOneAsync(signed.Replace("What it was", "Something else", StringComparison.Ordinal));
        var finding = Assert.Single(result.Findings, found => found.Code == "DKIM-HEADER-EDITED");
        Assert.Contains("Subject was 'What it was', and was changed", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_key_is_told_from_other_fields()
    {
        using var other = DkimSigningKey.Create(DkimKeyAlgorithm.Rsa, 2048);
        var signed = await SignedMessages.SignAsync($"{Head}\r\nbody\r\n", SignedMessages.Options(SignedMessages.Rsa));
        var result = await SignedMessages.VerifyOneAsync(signed, new StubResolver().Txt(SignedMessages.RsaName, SignedMessages.Record(other)));
        Assert.Equal((DkimStatus.Fail, "DKIM-KEY-OTHER", true, null), (result.Status, result.Findings[0].Code, result.BodyHashMatches, result.HeaderHashMatches));
        Assert.Equal($"The signature was not made with the key at {SignedMessages.RsaName}, or b= was damaged; the body is as it was signed.", result.Reason);
        var changed = await SignedMessages.VerifyOneAsync(signed.Replace("dinner", "lunch", StringComparison.Ordinal));
        Assert.Equal("DKIM-HEADER-CHANGED", changed.Findings[0].Code);
        Assert.Contains("but over other header fields than the message has now.", changed.Findings[0].Message, StringComparison.Ordinal);
        using var smaller = DkimSigningKey.Create(DkimKeyAlgorithm.Rsa, 1024);
        var unlike = await SignedMessages.VerifyOneAsync(signed, new StubResolver().Txt(SignedMessages.RsaName, SignedMessages.Record(smaller)));
        Assert.Contains("DKIM-KEY-OTHER", unlike.Findings.Select(finding => finding.Code));
    }

    [Fact]
    public async Task A_damaged_signature_says_nothing_of_the_header_fields()
    {
        foreach (var key in new[] { SignedMessages.Rsa, SignedMessages.Ed25519 })
        {
            var signed = await SignedMessages.SignAsync($"{Head}\r\nbody\r\n", SignedMessages.Options(key));
            var start = signed.IndexOf("\tb=", StringComparison.Ordinal) + 3;
            var damaged = await SignedMessages.VerifyOneAsync($"{signed[..start]}AAAA{signed[start..]}x");
            Assert.Equal((DkimStatus.Fail, false, null), (damaged.Status, damaged.BodyHashMatches, damaged.HeaderHashMatches));
            Assert.EndsWith("or b= was damaged; and the body is not the one that was signed.", damaged.Reason, StringComparison.Ordinal);
            Assert.Contains("DKIM-KEY-OTHER", damaged.Findings.Select(finding => finding.Code));
        }
    }

    [Fact]
    public async Task Of_Ed25519_it_cannot_be_told_which_it_is()
    {
        var signed = await SignedMessages.SignAsync($"{Head}\r\nbody\r\n", SignedMessages.Options(SignedMessages.Ed25519));
        var result = await SignedMessages.VerifyOneAsync(signed.Replace("dinner", "lunch", StringComparison.Ordinal));
        Assert.Equal("DKIM-HEADER-CHANGED", result.Findings[0].Code);
        Assert.Contains("they were changed, or the key", result.Findings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signer_that_takes_fields_from_the_top_is_one_of_two_explanations()
    {
        const string twice = "From: a@football.example.com\r\nX-A: one\r\nX-A: two\r\n";
        var options = SignedMessages.Options(SignedMessages.Rsa) with { Headers = ["From", "X-A"], OverSignedHeaders = [] };
        var swapped = (await SignedMessages.SignAsync($"{twice}\r\nbody\r\n", options)).Replace("X-A: one\r\nX-A: two", "X-A: two\r\nX-A: one", StringComparison.Ordinal);
        var result = await SignedMessages.VerifyOneAsync(swapped);
        Assert.Contains(result.Findings, finding => finding.Code == "DKIM-HEADER-BELOW" && finding.Message.Contains("or the signer took the uppermost", StringComparison.Ordinal));
        var all = (await SignedMessages.SignAsync($"{twice}\r\nbody\r\n", options with { Headers = ["From", "X-A", "X-A"] })).Replace("X-A: one\r\nX-A: two", "X-A: two\r\nX-A: one", StringComparison.Ordinal);
        var reordered = await SignedMessages.VerifyOneAsync(all);
        Assert.Contains(reordered.Findings, finding => finding.Code == "DKIM-HEADER-BELOW" && finding.Message.Contains("their order was changed (X-A); or the signer", StringComparison.Ordinal));
    }

    /// <summary>RFC 6376 sections 5.4.2 and 8.15: the hash is that of a signer that counts from the top, and no proof that it is one.</summary>
    [Theory]
    [InlineData("Subject: Buy now")]
    [InlineData("From: Bank <bank@example.com>")]
    [InlineData("To: all@example.net")]
    public async Task A_field_that_a_third_party_put_below_the_signed_one_is_no_proof_against_the_signer(string added)
    {
        var options = SignedMessages.Options(SignedMessages.Rsa) with { Headers = ["From", "To", "Subject"], OverSignedHeaders = [] };
        var signed = await SignedMessages.SignAsync($"{Head}\r\nbody\r\n", options);
        var result = await SignedMessages.VerifyOneAsync(signed.Replace("\r\n\r\nbody", $"\r\n{added}\r\n\r\nbody", StringComparison.Ordinal));
        Assert.Equal((DkimStatus.Fail, true, false), (result.Status, result.BodyHashMatches, result.HeaderHashMatches));
        var finding = Assert.Single(result.Findings, found => found.Code == "DKIM-HEADER-BELOW");
        Assert.Contains($"added below the one that was signed, perhaps to deceive who reads it ({added[..added.IndexOf(':', StringComparison.Ordinal)]}); or the signer", finding.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(result.Findings, found => found.Code == "DKIM-HEADER-SIGNER" || (found.Message + found.Remedy).Contains("was not changed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_hash_of_SHA_1_in_a_signature_is_named()
    {
        using var rsa = RSA.Create(2048);
        using var key = new DkimSigningKey(rsa);
        var signed = await SignedMessages.SignAsync($"{Head}\r\nbody\r\n", SignedMessages.Options(key));
        var old = Convert.ToBase64String(rsa.SignHash(new byte[20], HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1));
        var start = signed.IndexOf("\tb=", StringComparison.Ordinal) + 3;
        var result = await SignedMessages.VerifyOneAsync(signed[..start] + old + signed[signed.IndexOf("\r\nFrom:", StringComparison.Ordinal)..], new StubResolver().Txt(SignedMessages.RsaName, SignedMessages.Record(key)));
        Assert.Contains(result.Findings, finding => finding.Code == "DKIM-HEADER-SIGNER" && finding.Message.Contains("SHA-1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Signed_fields_that_are_gone_are_named()
    {
        var signed = await SignedMessages.SignAsync($"{Head}\r\nbody\r\n", SignedMessages.Options(SignedMessages.Rsa) with { OverSignedHeaders = ["From"] });
        var result = await SignedMessages.VerifyOneAsync(signed.Replace("Message-ID: <1@football.example.com>\r\n", "", StringComparison.Ordinal));
        Assert.Contains("perhaps taken away: Message-ID", result.Findings[0].Message, StringComparison.Ordinal);
    }

    private static string Replace(string signed, string old, string changed)
    {
        var body = signed.IndexOf("\r\nFrom:", StringComparison.Ordinal); // not in the signature itself
        return signed[..body] + signed[body..].Replace(old, changed, StringComparison.Ordinal);
    }

    /// <summary>Signs by hand, with a copy of fields in z=.</summary>
    private static async Task<string> SignWithCopyAsync(string copies)
    {
        const string message = "From: a@football.example.com\r\nSubject: What it was \r\n\r\nbody\r\n";
        var signed = await SignedMessages.SignAsync(message, SignedMessages.Options(SignedMessages.Rsa) with { Headers = ["From", "Subject"], OverSignedHeaders = [] });
        var field = signed[..signed.IndexOf("\tb=", StringComparison.Ordinal)].Replace("v=1;", $"v=1; z={copies};", StringComparison.Ordinal) + "\tb=";
        var text = "from:a@football.example.com\r\nsubject:What it was\r\n" + Canonical(field);
        var octets = System.Text.Encoding.Latin1.GetBytes(text);
        return $"{field}{Convert.ToBase64String(SignedMessages.Rsa.Sign(SHA256.HashData(octets)))}\r\n{message}";
    }

    private static string Canonical(string field) =>
        "dkim-signature:" + System.Text.RegularExpressions.Regex.Replace(field["DKIM-Signature:".Length..].Replace("\r\n", "", StringComparison.Ordinal), "[ \t]+", " ").Trim();
}
