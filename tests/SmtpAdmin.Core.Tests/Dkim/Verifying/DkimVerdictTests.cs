using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dkim;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Core.Tests.Dkim.Verifying;

/// <summary>RFC 6376 section 6.1, RFC 8301 and RFC 8601 section 2.7.1, branch by branch.</summary>
public sealed class DkimVerdictTests
{
    private const string Value = "v=1; a=rsa-sha256; c=relaxed/relaxed; d=football.example.com; s=rsa; h=From; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=AAAA";

    /// <summary>The value of the signature, what is said of it.</summary>
    public static TheoryData<string, string> BadSyntax => new()
    {
        { "", "v=: the tag is missing" },
        { Value.Replace("v=1", "v=2", StringComparison.Ordinal), "only 1 is defined" },
        { Value.Replace("v=1; ", "", StringComparison.Ordinal), "v=: the tag is missing" },
        { Value.Replace("a=rsa-sha256; ", "", StringComparison.Ordinal), "a=: the tag is missing" },
        { Value.Replace("a=rsa-sha256", "a=", StringComparison.Ordinal), "a=: the tag is empty" },
        { Value.Replace("d=football.example.com; ", "", StringComparison.Ordinal), "d=: the tag is missing" },
        { Value.Replace("d=football.example.com", "d=foot ball", StringComparison.Ordinal), "is no domain" },
        { Value.Replace("s=rsa; ", "", StringComparison.Ordinal), "s=: the tag is missing" },
        { Value.Replace("s=rsa", "s=r!a", StringComparison.Ordinal), "is no selector" },
        { Value.Replace("h=From; ", "", StringComparison.Ordinal), "h=: the tag is missing" },
        { Value.Replace("h=From", "h=From::To", StringComparison.Ordinal), "is no name of a header field" },
        { Value.Replace("bh=47DEQpj8", "bh=4", StringComparison.Ordinal), "bh=: the value is no base64" },
        { Value.Replace("b=AAAA", "b=garbage!", StringComparison.Ordinal), "b=: the value is no base64" },
        { Value.Replace("b=AAAA", "b=", StringComparison.Ordinal), "b=: the tag is empty" },
        { Value.Replace("c=relaxed/relaxed", "c=nofws", StringComparison.Ordinal), "is no canonicalization" },
        { Value.Replace("c=relaxed/relaxed", "c=simple/relaxed/simple", StringComparison.Ordinal), "is no canonicalization" },
        { Value.Replace("a=rsa-sha256", "a=rsa- sha256", StringComparison.Ordinal), "a=: white space stands within" },
        { Value.Replace("c=relaxed/relaxed", "c=relaxed / relaxed", StringComparison.Ordinal), "is no canonicalization" },
        { Value.Replace("c=relaxed/relaxed", "c=rel axed", StringComparison.Ordinal), "is no canonicalization" },
        { Value + "; q=dns/ txt", "q=: white space stands within" },
        { Value + "; t=10 00", "is no number" },
        { Value + "; i=@other.example", "neither" },
        { Value + "; i=@notfootball.example.com", "neither" },
        { Value + "; i=football.example.com", "is no identity" },
        { Value + "; i=", "is no identity" },
        { Value + "; i=a=40football.example.com", "is no identity" },
        { Value + "; i=a@football=2Eexample.com", "is no identity" },
        { Value + "; i=a@football.example.com.", "is no identity" },
        { Value + "; i=@other.example@football.example.com", "is no identity" },
        { Value + "; i=a=40other.example@football.example.com", "is no identity" },
        { Value.Replace("d=football.example.com", "d=football.example.com.", StringComparison.Ordinal), "is no domain" },
        { Value.Replace("s=rsa", "s=rsa.", StringComparison.Ordinal), "is no selector" },
        { Value.Replace("bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", "bh=2jmj7l5rSw0yVb/vlWAYkK/YBwk=", StringComparison.Ordinal), "bh=: the body hash has 20 octets, SHA-256 has 32" },
        { Value + "; l=-1", "is no number" },
        { Value + "; l=" + new string('1', 77), "is no number" },
        { Value + "; t=soon", "is no number" },
        { Value + "; t=1000; x=1000", "ends before it begins" },
        { Value + "; q=http", "only dns/txt" },
        { Value + "; v=1", "twice" },
        { Value + "; nonsense", "no equals sign" },
        { Value + "; 1x=y", "no name of a tag" },
        { Value + "; ;", "a semicolon" },
        { Value + "; n=\u0001", "control character" },
    };

    [Theory]
    [MemberData(nameof(BadSyntax))]
    public async Task A_signature_with_an_error_in_its_syntax_is_neutral_and_nobody_is_asked_for_a_key(string value, string said)
    {
        var resolver = SignedMessages.Resolver();
        var result = await SignedMessages.VerifyOneAsync($"DKIM-Signature: {value}\r\nFrom: a@football.example.com\r\n\r\n", resolver);
        Assert.Equal((DkimStatus.Neutral, null, null), (result.Status, result.BodyHashMatches, result.HeaderHashMatches));
        Assert.Contains(said, result.Reason, StringComparison.Ordinal);
        Assert.Contains("DKIM-SIGNATURE-SYNTAX", result.Findings.Select(finding => finding.Code));
        Assert.Equal(0, resolver.Questions);
    }

    /// <summary>What is well formed although it looks odd (RFC 6376 sections 3.2 and 3.5).</summary>
    [Theory]
    [InlineData("v = 1 ; a=RSA-SHA256; c=Relaxed; d=FootBall.example.COM; s=rsa; h= From : To ; bh=47DEQpj8HBSa+/TIm\r\n W+5JCeuQeRkm5NMpJWZG3hSuFU=; b=AA\r\n\t AA;")]
    [InlineData(Value + "; q=dns/other :\r\n dns/txt ; z=From:a; unknown=tag; i=Joe=20Q@sub.football.example.com; l=0; t=1; x=999999999999")]
    public async Task A_signature_in_any_allowed_shape_is_read(string value)
    {
        var result = await SignedMessages.VerifyOneAsync($"DKIM-Signature: {value}\r\nFrom: a@football.example.com\r\n\r\n");
        Assert.Equal((DkimStatus.Fail, "football.example.com", "rsa", "rsa-sha256"), (result.Status, result.Domain, result.Selector, result.Algorithm));
        Assert.Equal("From", result.SignedHeaders[0]);
    }

    /// <summary>RFC 8616 section 5: international labels may stand there as they are, in UTF-8, and the key is asked for by their A-labels.</summary>
    [Fact]
    public async Task International_names_are_read_and_asked_for_in_ASCII()
    {
        const string value = "v=1; a=rsa-sha256; d=b\u00C3\u00BCcher.example; s=m\u00C3\u00A4rz; i=j\u00C3\u00B6e@mail.xn--bcher-kva.example; h=From; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=AAAA; c=relaxed/relaxed";
        var resolver = SignedMessages.Resolver();
        var result = await SignedMessages.VerifyOneAsync($"DKIM-Signature: {value}\r\nFrom: a@b\u00C3\u00BCcher.example\r\n\r\n", resolver);
        Assert.Equal((DkimStatus.PermError, "xn--bcher-kva.example", "xn--mrz-qla", "j\u00F6e@mail.xn--bcher-kva.example"), (result.Status, result.Domain, result.Selector, result.Identity));
        Assert.Equal(["xn--mrz-qla._domainkey.xn--bcher-kva.example"], resolver.Asked);
        var options = SignedMessages.Options(SignedMessages.Rsa) with { Domain = "b\u00FCcher.example", Identity = "j\u00F6e@mail.b\u00FCcher.example" };
        var signed = await SignedMessages.SignAsync(Rfc8463Message.Unsigned, options);
        var passed = await SignedMessages.VerifyOneAsync(signed, new StubResolver().Txt("rsa._domainkey.xn--bcher-kva.example", SignedMessages.Record(SignedMessages.Rsa)));
        Assert.Equal((DkimStatus.Pass, "j\u00F6e@mail.xn--bcher-kva.example"), (passed.Status, passed.Identity));
    }

    [Theory]
    [InlineData("a=rsa-sha1", DkimStatus.Policy, "RFC 8301")]
    [InlineData("a=ed448-sha256", DkimStatus.Neutral, "no algorithm")]
    [InlineData("a=ed25519-sha256", DkimStatus.PermError, "the key at rsa._domainkey.football.example.com is for rsa")]
    public async Task An_algorithm_that_cannot_count_does_not(string algorithm, DkimStatus status, string said)
    {
        var result = await SignedMessages.VerifyOneAsync($"DKIM-Signature: {Value.Replace("a=rsa-sha256", algorithm, StringComparison.Ordinal)}\r\nFrom: a@football.example.com\r\n\r\n");
        Assert.Equal(status, result.Status);
        Assert.Contains(said, result.Reason, StringComparison.Ordinal);
    }

    /// <summary>What its body hash says is not looked at: bh= is of SHA-1 there, or of nobody knows what.</summary>
    [Theory]
    [InlineData("rsa-sha1", "2jmj7l5rSw0yVb/vlWAYkK/YBwk=")]
    [InlineData("rsa-sha1", "AAAA")]
    [InlineData("ed448-sha256", "AAAA")]
    public async Task Of_an_algorithm_that_is_not_supported_nothing_is_said_of_the_body(string algorithm, string hash)
    {
        var value = Value.Replace("a=rsa-sha256", $"a={algorithm}", StringComparison.Ordinal).Replace("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", hash, StringComparison.Ordinal);
        var result = await SignedMessages.VerifyOneAsync($"DKIM-Signature: {value}\r\nFrom: a@football.example.com\r\n\r\n");
        Assert.Equal((null, null), (result.BodyHashMatches, result.HeaderHashMatches));
        Assert.DoesNotContain(result.Findings, finding => finding.Code.StartsWith("DKIM-BODY", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("rsa", 128, "it has 128 octets, and a signature by RSA of 2048 bits has 256")]
    [InlineData("rsa", 257, "it has 257 octets, and a signature by RSA of 2048 bits has 256")]
    [InlineData("ed25519", 63, "it has 63 octets, and a signature by Ed25519 has 64")]
    public async Task A_signature_of_a_length_that_the_key_cannot_make_is_told(string kind, int length, string said)
    {
        var signed = await SignedMessages.SignAsync(Rfc8463Message.Unsigned, SignedMessages.Options(kind == "rsa" ? SignedMessages.Rsa : SignedMessages.Ed25519));
        var (start, end) = (signed.IndexOf("\tb=", StringComparison.Ordinal) + 3, signed.IndexOf("\r\nFrom:", StringComparison.Ordinal));
        var result = await SignedMessages.VerifyOneAsync(signed[..start] + Convert.ToBase64String(new byte[length]) + signed[end..]);
        Assert.Equal(DkimStatus.Fail, result.Status);
        Assert.Contains(said, result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_length_that_no_body_has_is_told_as_it_is_written()
    {
        var result = await SignedMessages.VerifyOneAsync($"DKIM-Signature: {Value}; l=99999999999999999999999\r\nFrom: a@football.example.com\r\n\r\n");
        Assert.Equal((DkimStatus.Fail, false), (result.Status, result.BodyHashMatches));
        Assert.Contains(result.Findings, finding => finding.Code == "DKIM-BODY-CUT" && finding.Message.Contains(" 99999999999999999999999 octets", StringComparison.Ordinal));
        Assert.DoesNotContain("9223372036854775807", string.Join(' ', result.Findings.Select(finding => finding.Message).Append(result.Reason)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task From_has_to_be_signed()
    {
        var result = await SignedMessages.VerifyOneAsync($"DKIM-Signature: {Value.Replace("h=From", "h=To", StringComparison.Ordinal)}\r\nFrom: a@football.example.com\r\n\r\n");
        Assert.Equal(DkimStatus.PermError, result.Status);
        Assert.Contains("DKIM-FROM-UNSIGNED", result.Findings.Select(finding => finding.Code));
    }

    /// <summary>The record, the status, what is said, the finding.</summary>
    public static TheoryData<string, DkimStatus, string, string> Records => new()
    {
        { "v=DKIM1; k=rsa; p={key}", DkimStatus.Pass, "", "" },
        { "p={key}", DkimStatus.Pass, "", "" },
        { "v=DKIM1; k=rsa; t=y; p={key}", DkimStatus.Pass, "", "DKIM-TEST-MODE" },
        { "v=DKIM1; k=rsa; t=s; p={key}", DkimStatus.Pass, "", "" },
        { "v=DKIM1; k=rsa; h=sha1:sha256; s=email; n=note; p={key}", DkimStatus.Pass, "", "" },
        { "v=DKIM1; k=rsa; h=sha1; p={key}", DkimStatus.PermError, "must not be used with SHA-256", "" },
        { "v=DKIM1; k=rs a; p={key}", DkimStatus.PermError, "white space stands within 'rs a'", "DKIM-KEY-SYNTAX" },
        { "v=DKIM1; h=sha 256; p={key}", DkimStatus.PermError, "white space stands within 'sha 256'", "DKIM-KEY-SYNTAX" },
        { "v=DKIM1; s=em ail:*; p={key}", DkimStatus.PermError, "white space stands within 'em ail'", "DKIM-KEY-SYNTAX" },
        { "v=DKIM1; t=y s; p={key}", DkimStatus.PermError, "white space stands within 'y s'", "DKIM-KEY-SYNTAX" },
        { "v=DKIM1; k= rsa ; h= sha1 : sha256 ; s= * : email; p={key}", DkimStatus.Pass, "", "" },
        { "v=DKIM1; k=rsa; s=tlsrpt; p={key}", DkimStatus.PermError, "is not for mail", "" },
        { "v=DKIM1; k=rsa; p=", DkimStatus.PermError, "was revoked", "DKIM-KEY-REVOKED" },
        { "v=DKIM1; k=rsa", DkimStatus.PermError, "cannot be read", "DKIM-KEY-SYNTAX" },
        { "v=DKIM1; k=; p={key}", DkimStatus.PermError, "k=: the tag is empty", "DKIM-KEY-SYNTAX" },
        { "v=DKIM1; h=; p={key}", DkimStatus.PermError, "h=: the tag is empty", "DKIM-KEY-SYNTAX" },
        { "v=DKIM1; h=:; p={key}", DkimStatus.PermError, "h=: the tag is empty", "DKIM-KEY-SYNTAX" },
        { "v=DKIM1; s= ; p={key}", DkimStatus.PermError, "s=: the tag is empty", "DKIM-KEY-SYNTAX" },
        { "v=DKIM1; t=; p={key}", DkimStatus.PermError, "t=: the tag is empty", "DKIM-KEY-SYNTAX" },
        { "v=DKIM1; n=; p={key}", DkimStatus.Pass, "", "" },
        { "v=DKIM1; k=rsa; p=garbage!", DkimStatus.PermError, "cannot be read", "DKIM-KEY-SYNTAX" },
        { "v=DKIM1; k=rsa; p=AAAA", DkimStatus.PermError, "cannot be used: the key data is no RSA key", "DKIM-KEY-UNUSABLE" },
        { "v=DKIM1; k=dsa; p=AAAA", DkimStatus.PermError, "no kind of key 'dsa'", "DKIM-KEY-UNUSABLE" },
        { "v=DKIM1; k=ed25519; p=" + Convert.ToBase64String(SignedMessages.Ed25519.PublicKeyData()), DkimStatus.PermError, "is for ed25519", "DKIM-KEY-UNUSABLE" },
        { "v=spf1 -all", DkimStatus.PermError, "is no key", "DKIM-KEY-MISSING" },
        { "v=DKIM2; p=AAAA", DkimStatus.PermError, "only DKIM1 is defined", "DKIM-KEY-SYNTAX" },
        { "v=DKIM1; p=" + new string('A', 64 * 1024), DkimStatus.PermError, "larger than 8192 bits", "DKIM-KEY-UNUSABLE" },
        { new string(';', 64 * 1024), DkimStatus.PermError, "is no key", "DKIM-KEY-MISSING" },
    };

    [Theory]
    [MemberData(nameof(Records))]
    public async Task The_key_record_decides_whether_a_good_signature_counts(string record, DkimStatus status, string said, string finding)
    {
        var signed = await SignedMessages.SignAsync(Rfc8463Message.Unsigned, SignedMessages.Options(SignedMessages.Rsa));
        var result = await SignedMessages.VerifyOneAsync(signed, new StubResolver().Txt(SignedMessages.RsaName, record.Replace("{key}", Convert.ToBase64String(SignedMessages.Rsa.PublicKeyData()), StringComparison.Ordinal)));
        Assert.Equal(status, result.Status);
        Assert.Contains(said, result.Reason, StringComparison.Ordinal);
        Assert.True(result.Reason.Length < 500);
        if (finding.Length > 0) Assert.Contains(finding, result.Findings.Select(found => found.Code));
        else Assert.DoesNotContain(result.Findings, found => found.Severity != FindingSeverity.Information && found.Code != "DKIM-KEY-UNUSABLE");
    }

    [Fact]
    public async Task A_strict_key_is_not_for_identities_below_the_domain()
    {
        var signed = await SignedMessages.SignAsync(Rfc8463Message.Unsigned, SignedMessages.Options(SignedMessages.Rsa) with { Identity = "joe@mail.football.example.com" });
        var result = await SignedMessages.VerifyOneAsync(signed, new StubResolver().Txt(SignedMessages.RsaName, SignedMessages.Record(SignedMessages.Rsa, " t=s;")));
        Assert.Equal((DkimStatus.PermError, "joe@mail.football.example.com"), (result.Status, result.Identity));
        Assert.Contains("DKIM-IDENTITY", result.Findings.Select(finding => finding.Code));
        Assert.Equal(DkimStatus.Pass, (await SignedMessages.VerifyOneAsync(signed)).Status);
    }

    [Theory]
    [InlineData(DnsOutcome.ServFail)]
    [InlineData(DnsOutcome.Timeout)]
    [InlineData(DnsOutcome.Refused)]
    [InlineData(DnsOutcome.Unreachable)]
    [InlineData(DnsOutcome.Malformed)]
    public async Task A_key_that_cannot_be_asked_for_is_unknown_and_not_missing(DnsOutcome outcome)
    {
        var signed = await SignedMessages.SignAsync(Rfc8463Message.Unsigned, SignedMessages.Options(SignedMessages.Rsa));
        var result = await SignedMessages.VerifyOneAsync(signed, new StubResolver().Fails(SignedMessages.RsaName, DnsType.TXT, outcome, "no \u001b[31mluck."));
        Assert.Equal((DkimStatus.TempError, true, null), (result.Status, result.BodyHashMatches, result.HeaderHashMatches));
        Assert.Equal(["DKIM-KEY-UNKNOWN"], result.Findings.Where(finding => finding.Severity != FindingSeverity.Information).Select(finding => finding.Code));
        Assert.DoesNotContain('\u001b', result.Reason + result.AuthenticationResults);
    }

    [Fact]
    public async Task Without_a_key_there_is_a_permanent_error()
    {
        var signed = await SignedMessages.SignAsync(Rfc8463Message.Unsigned, SignedMessages.Options(SignedMessages.Rsa));
        var missing = await SignedMessages.VerifyOneAsync(signed, new StubResolver());
        Assert.Equal((DkimStatus.PermError, "DKIM-KEY-MISSING"), (missing.Status, missing.Findings[0].Code));
        var several = await SignedMessages.VerifyOneAsync(signed, new StubResolver().Txt(SignedMessages.RsaName, SignedMessages.Record(SignedMessages.Rsa), "v=DKIM1; p="));
        Assert.Equal((DkimStatus.PermError, "DKIM-KEY-SEVERAL"), (several.Status, several.Findings[0].Code));
        var beside = await SignedMessages.VerifyOneAsync(signed, new StubResolver().Txt(SignedMessages.RsaName, "some note", SignedMessages.Record(SignedMessages.Rsa)));
        Assert.Equal(DkimStatus.Pass, beside.Status);
    }

    [Fact]
    public async Task A_name_that_is_too_long_for_the_DNS_has_no_key()
    {
        var label = new string('a', 60);
        var domain = $"{label}.{label}.{label}.example.com";
        var result = await SignedMessages.VerifyOneAsync(
            $"DKIM-Signature: {Value.Replace("d=football.example.com; s=rsa", $"d={domain}; s={label}", StringComparison.Ordinal)}\r\nFrom: a@football.example.com\r\n\r\n");
        Assert.Equal(DkimStatus.PermError, result.Status);
        Assert.Contains("too long", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_of_less_than_1024_bits_must_not_be_accepted()
    {
        using var rsa = System.Security.Cryptography.RSA.Create(768);
        using var key = new DkimSigningKey(rsa);
        var signed = await SignedMessages.SignAsync(Rfc8463Message.Unsigned, SignedMessages.Options(key));
        var result = await SignedMessages.VerifyOneAsync(signed, new StubResolver().Txt(SignedMessages.RsaName, SignedMessages.Record(key)));
        Assert.Equal((DkimStatus.Policy, 768, true, true), (result.Status, result.KeySize, result.BodyHashMatches, result.HeaderHashMatches));
        Assert.Equal((FindingSeverity.Error, "DKIM-KEY-WEAK"), (result.Findings[0].Severity, result.Findings[0].Code));
    }

    [Theory]
    [InlineData("k=ed25519; ", "DKIM-KEY-UNUSABLE")]
    [InlineData("k=rsa; ", "DKIM-KEY-TYPE")]
    [InlineData("", "DKIM-KEY-TYPE")]
    public async Task The_256_bits_of_an_ed25519_key_are_no_weak_RSA_key_whatever_the_signature_says(string kind, string code)
    {
        var signed = await SignedMessages.SignAsync(Rfc8463Message.Unsigned, SignedMessages.Options(SignedMessages.Rsa));
        var result = await SignedMessages.VerifyOneAsync(signed, new StubResolver().Txt(SignedMessages.RsaName, $"v=DKIM1; {kind}p={SmtpAdmin.Core.Tests.Dkim.Records.DkimKeySamples.EdKey}"));
        var codes = result.Findings.Select(finding => finding.Code).ToList();
        Assert.Equal(DkimStatus.PermError, result.Status);
        Assert.Contains(code, codes);
        Assert.DoesNotContain("DKIM-KEY-WEAK", codes);
    }

    [Fact]
    public async Task An_end_that_is_past_fails_and_one_that_is_to_come_does_not()
    {
        var signed = await SignedMessages.SignAsync(Rfc8463Message.Unsigned, SignedMessages.Options(SignedMessages.Rsa) with { Lifetime = TimeSpan.FromHours(1) });
        var past = await SignedMessages.VerifyOneAsync(signed, now: SignedMessages.Now.AddHours(2));
        Assert.Equal((DkimStatus.Fail, true, "DKIM-EXPIRED"), (past.Status, past.Expired, past.Findings[0].Code));
        Assert.Contains("2026-11-21 09:00:00 UTC", past.Reason, StringComparison.Ordinal);
        var good = await SignedMessages.VerifyOneAsync(signed, now: SignedMessages.Now.AddMinutes(59));
        Assert.Equal((DkimStatus.Pass, false), (good.Status, good.Expired));
        var early = await SignedMessages.VerifyOneAsync(signed, now: SignedMessages.Now.AddHours(-1));
        Assert.Equal(DkimStatus.Pass, early.Status);
        Assert.Contains("DKIM-TIME-FUTURE", early.Findings.Select(finding => finding.Code));
    }

    [Fact]
    public async Task A_body_that_is_shorter_than_what_is_signed_fails()
    {
        // bh= is that of the empty body, and l= says more.
        var result = await SignedMessages.VerifyOneAsync($"DKIM-Signature: {Value}; l=5\r\nFrom: a@football.example.com\r\n\r\n");
        Assert.Equal((DkimStatus.Fail, false, true), (result.Status, result.BodyHashMatches, result.UsesBodyLength));
        Assert.Contains("DKIM-BODY-CUT", result.Findings.Select(finding => finding.Code));
    }

    [Fact]
    public async Task An_unsigned_message_gives_one_result()
    {
        var result = await SignedMessages.VerifyOneAsync(Rfc8463Message.Unsigned);
        Assert.Equal((DkimStatus.None, false), (result.Status, result.Passed));
        Assert.Equal("Authentication-Results: mx.example.net; dkim=none", result.AuthenticationResults);
        Assert.Equal(DkimStatus.None, (await SignedMessages.VerifyOneAsync("")).Status);
    }

    [Fact]
    public async Task Only_the_first_ten_signatures_are_looked_at()
    {
        var resolver = SignedMessages.Resolver();
        var signed = await SignedMessages.SignAsync(Rfc8463Message.Unsigned, [.. Enumerable.Repeat(SignedMessages.Options(SignedMessages.Rsa), 12)]);
        var results = await SignedMessages.VerifyAsync(signed, resolver);
        Assert.Equal(11, results.Count);
        Assert.All(results.Take(10), result => Assert.Equal(DkimStatus.Pass, result.Status));
        Assert.Equal((DkimStatus.Neutral, "DKIM-TOO-MANY"), (results[10].Status, results[10].Findings[0].Code));
        Assert.Equal(1, resolver.Questions);
    }
}
