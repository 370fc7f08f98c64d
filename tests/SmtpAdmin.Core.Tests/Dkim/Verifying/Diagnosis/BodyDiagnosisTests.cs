using System.Security.Cryptography;
using System.Text;
using SmtpAdmin.Dkim;
using static SmtpAdmin.Dkim.DkimCanonicalization;

namespace SmtpAdmin.Core.Tests.Dkim.Verifying.Diagnosis;

/// <summary>Bodies are signed, changed as programs change them, and the change has to be found.</summary>
public sealed class BodyDiagnosisTests
{
    private const string Head = "From: a@football.example.com\r\nSubject: s\r\n";
    private const string Text = "Hi.\r\n\r\nWe lost the game.\r\n.dot\r\nFrom here on\r\n-- \r\nJoe\r\n";
    private const string Utf8 = "Gr\u00C3\u00BC\u00C3\u009Fe\r\n"; // octets

    /// <summary>What is signed, what arrives, how it was canonicalized, the code, some words.</summary>
    public static TheoryData<string, string, DkimCanonicalization, string, string> Changes => new()
    {
        { Text, Text + "___\r\nThe list\r\nhttps://list.example\r\n", Relaxed, "DKIM-BODY-FOOTER", "3 lines were added at the end: '___ The list https://list.example'" },
        { Text, Text + "\r\n\r\none\r\n", Simple, "DKIM-BODY-FOOTER", "3 lines were added at the end: 'one'" },
        { Text + "\r\n\r\n", Text + "\r\none", Simple, "DKIM-BODY-FOOTER", "2 lines were added" },
        { "", "A footer\r\n", Simple, "DKIM-BODY-FOOTER", "1 line was added at the end: 'A footer'" },
        { "", "A footer\r\n", Relaxed, "DKIM-BODY-FOOTER", "1 line was added" },
        { Text, Text.Replace("\r\n", "\n", StringComparison.Ordinal) + "one\n", Relaxed, "DKIM-BODY-FOOTER", "1 line was added" },
        { Text, "CAUTION: external\r\n\r\n" + Text, Relaxed, "DKIM-BODY-BANNER", "2 lines were added at the beginning: 'CAUTION: external'" },
        { Text, Text.Replace("Joe", "Buy this\r\nnow\r\nJoe", StringComparison.Ordinal), Relaxed, "DKIM-BODY-LINES-ADDED", "2 lines were added behind line 6: 'Buy this now'" },
        { Text, Text.Replace("\r\n", " \r\n", StringComparison.Ordinal), Simple, "DKIM-BODY-WHITESPACE", "at the ends of lines" },
        { Text, Text.Replace("-- ", "--", StringComparison.Ordinal), Simple, "DKIM-BODY-WHITESPACE", "'-- '" },
        { Text, Text + " \r\n \r\n", Simple, "DKIM-BODY-FOOTER", "2 lines were added at the end." },
        { "a\tb\r\n", "a        b\r\n", Simple, "DKIM-BODY-WHITESPACE", "Tabs were replaced" },
        { "a    b\r\n", "a\tb\r\n", Simple, "DKIM-BODY-WHITESPACE", "Spaces were replaced" },
        { "a\r\nb\r\n", " a\r\n b\r\n", Relaxed, "DKIM-BODY-WHITESPACE", "beginning of lines" },
        { "\r\n" + Text, Text, Relaxed, "DKIM-BODY-WHITESPACE", "taken from the beginning" },
        { Text, "\r\n" + Text, Simple, "DKIM-BODY-BANNER", "1 line was added at the beginning" },
        { Text, Text.Replace("\r\n.", "\r\n..", StringComparison.Ordinal), Relaxed, "DKIM-BODY-DOTS", "not taken away" },
        { Text.Replace("\r\n.", "\r\n..", StringComparison.Ordinal), Text, Relaxed, "DKIM-BODY-DOTS", "signed with the dots doubled" },
        { Text, Text.Replace("\r\nFrom ", "\r\n>From ", StringComparison.Ordinal), Relaxed, "DKIM-BODY-FROM", "put in front" },
        { Text.Replace("\r\nFrom ", "\r\n>>From ", StringComparison.Ordinal), Text.Replace("\r\nFrom ", "\r\n>>>From ", StringComparison.Ordinal), Relaxed, "DKIM-BODY-FROM", "put in front" },
        { Text.Replace("\r\nFrom ", "\r\n>From ", StringComparison.Ordinal), Text, Relaxed, "DKIM-BODY-FROM", "taken away" },
        { $"{new string('a', 1500)}\r\nb\r\n", $"{new string('a', 990)}!\r\n {new string('a', 510)}\r\nb\r\n", Relaxed, "DKIM-BODY-LONG-LINES", "broken" },
        { $"{new string('a', 1500)}\r\nb\r\n", $"{new string('a', 998)}\r\n {new string('a', 502)}\r\nb\r\n", Relaxed, "DKIM-BODY-LONG-LINES", "broken" },
        { $"{new string('a', 1500)}\r\nb\r\n", $"{new string('a', 998)}\r\n{new string('a', 502)}\r\nb\r\n", Relaxed, "DKIM-BODY-LONG-LINES", "broken" },
        { "a\r\nb\r\n", "a\r\n\r\nb\r\n\r\n", Relaxed, "DKIM-BODY-LINE-ENDS", "Every line end was doubled" },
        { "a\r\nb\r\n", "a\r\r\nb\r\r\n", Relaxed, "DKIM-BODY-LINE-ENDS", "A CR was put in front" },
        { Utf8, Encoding.Latin1.GetString(Encoding.Latin1.GetBytes("Gr\u00FC\u00DFe\r\n")), Relaxed, "DKIM-BODY-CHARSET", "from UTF-8 to ISO-8859-1" },
        { "Gr\u00FC\u00DFe\r\n", Utf8, Relaxed, "DKIM-BODY-CHARSET", "from ISO-8859-1 to UTF-8" },
        { "\u0080 10\r\n", "\u00E2\u0082\u00AC 10\r\n", Relaxed, "DKIM-BODY-CHARSET", "from Windows-1252 to UTF-8" },
        { "\u00E2\u0082\u00AC 10\r\n", "\u0080 10\r\n", Relaxed, "DKIM-BODY-CHARSET", "from UTF-8 to Windows-1252" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task The_change_is_found(string original, string arrived, DkimCanonicalization canonicalization, string code, string said) =>
        AssertFound(await ChangeAsync(Head, original, Head, arrived, canonicalization), code, said);

    [Theory]
    [InlineData("quoted-printable", "Gr=C3=BC=C3=9Fe\r\n", "from 8bit to quoted-printable")]
    [InlineData("quoted-printable", "Gr=C3=BC=\r\n=C3=9Fe\r\n", "from 8bit to quoted-printable")]
    [InlineData("base64", "R3LDvMOfZQ0K\r\n", "from 8bit to base64")]
    public async Task Another_transfer_encoding_is_found(string encoding, string arrived, string said) =>
        AssertFound(await ChangeAsync(Head, Utf8, $"{Head}Content-Transfer-Encoding: {encoding}\r\n", arrived, Relaxed), "DKIM-BODY-ENCODING", said);

    [Theory]
    [InlineData("Gr=C3=BC=C3=9Fe\r\n", "from quoted-printable to 8bit")]
    [InlineData("R3LDvMOfZQ0K\r\n", "from base64 to 8bit")]
    public async Task A_transfer_encoding_that_was_taken_off_is_found(string original, string said) =>
        AssertFound(await ChangeAsync(Head, original, $"{Head}Content-Transfer-Encoding: 8bit\r\n", Utf8, Relaxed), "DKIM-BODY-ENCODING", said);

    [Fact]
    public async Task Parts_that_were_encoded_are_found()
    {
        const string part = "--b\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: {0}\r\n\r\n{1}\r\n--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: {2}\r\n\r\n{3}\r\n--b--\r\n";
        var original = string.Format(null, part, "8bit", Utf8.TrimEnd(), "8bit", Utf8.TrimEnd());
        var arrived = string.Format(null, part, "quoted-printable\r\nX-MIME-Autoconverted: from 8bit", "Gr=C3=BC=C3=9Fe", "base64", "R3LDvMOfZQ==");
        var head = $"{Head}Content-Type: multipart/alternative; boundary=b\r\n";
        AssertFound(await ChangeAsync(head, original, head, arrived, Relaxed), "DKIM-BODY-ENCODING", "Parts of the body");
    }

    [Fact]
    public async Task A_body_that_a_list_made_a_part_is_found()
    {
        var arrived = $"--=x\r\nContent-Type: text/plain\r\n\r\n{Text}\r\n--=x\r\nContent-Type: text/plain\r\n\r\nfooter\r\n--=x--\r\n";
        AssertFound(await ChangeAsync(Head, Text, $"{Head}Content-Type: multipart/mixed; boundary=\"=x\"\r\n", arrived, Relaxed), "DKIM-BODY-WRAPPED", "first part");
    }

    [Theory]
    [InlineData("Content-Type: text/plain; charset=utf-8\r\n", "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\n")]
    [InlineData("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n", "Content-Type: text/plain; charset=utf-8\r\nMIME-Version: 1.0\r\nContent-Transfer-Encoding: 8bit\r\n")]
    [InlineData("", "Content-Type: text/plain\r\n")]
    public async Task The_fields_that_go_with_a_body_that_a_list_made_a_part_are_found_and_a_tag_with_them(string original, string part)
    {
        foreach (var key in new[] { SignedMessages.Rsa, SignedMessages.Ed25519 })
        {
            var version = original.Length > 0 ? "MIME-Version: 1.0\r\n" : "";
            var signed = await SignedMessages.SignAsync($"{Head}{version}{original}\r\n{Text}", SignedMessages.Options(key));
            var signature = signed[..(signed.IndexOf("\r\nFrom:", StringComparison.Ordinal) + 2)];
            var body = $"--=x\r\n{part}\r\n{Text}\r\n--=x\r\nContent-Type: text/plain\r\n\r\nfooter\r\n--=x--\r\n";
            const string type = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"=x\"\r\n";
            foreach (var head in new[] { Head, Head.Replace("Subject: ", "Subject: [list] ", StringComparison.Ordinal) })
            {
                var result = await SignedMessages.VerifyOneAsync($"{signature}{head}{type}\r\n{body}");
                AssertFound(result, "DKIM-BODY-WRAPPED", "first part");
                Assert.Contains("Content-Type and Content-Transfer-Encoding were changed with the body", Assert.Single(result.Findings, finding => finding.Code == "DKIM-HEADER-EDITED").Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Fields_that_belong_to_a_change_of_the_body_are_called_so()
    {
        var signed = await SignedMessages.SignAsync($"{Head}Content-Type: text/plain; charset=utf-8\r\n\r\n{Utf8}", SignedMessages.Options(SignedMessages.Rsa));
        var changed = signed.Replace("charset=utf-8", "charset=\"iso-8859-1\"", StringComparison.Ordinal).Replace(Utf8, "Gr\u00FC\u00DFe\r\n", StringComparison.Ordinal);
        var result = await SignedMessages.VerifyOneAsync(changed);
        AssertFound(result, "DKIM-BODY-CHARSET", "from UTF-8 to ISO-8859-1");
        var header = Assert.Single(result.Findings, finding => finding.Code == "DKIM-HEADER-CHANGED");
        Assert.EndsWith("Content-Type and Content-Transfer-Encoding tell how the body is read, and belong to its change, which is told above.", header.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_changes_at_once_are_found_where_one_is_a_footer() =>
        AssertFound(await ChangeAsync(Head, Utf8, $"{Head}Content-Transfer-Encoding: quoted-printable\r\n", "Gr=C3=BC=C3=9Fe\r\n-- =\r\n\r\nthe list\r\n", Relaxed), "DKIM-BODY-FOOTER", "from 8bit to quoted-printable. And besides: 2 lines were added");

    [Theory]
    [InlineData("relaxed as said", Relaxed)]
    [InlineData("simple as said", Simple)]
    public async Task A_signer_that_hashes_wrongly_is_told_from_a_changed_message(string why, DkimCanonicalization said)
    {
        const string body = "a  b \r\n\r\n\r\n";
        var other = said == Simple ? "a b\r\n" : "a  b \r\n";
        AssertFound(await WithHashAsync(body, said, other), said == Simple ? "DKIM-BODY-WHITESPACE" : "DKIM-BODY-SIGNER", why[..4] == "simp" ? "or the signer hashed the body as relaxed, and says simple" : "hashed the body as simple, and says relaxed");
        AssertFound(await WithHashAsync(body, said, body), "DKIM-BODY-SIGNER", "as it is");
        AssertFound(await WithHashAsync(body, said, "a  b "), "DKIM-BODY-SIGNER", "without the line end");
        AssertFound(await WithHashAsync(body, said, said == Simple ? "a  b \n" : "a b\n"), "DKIM-BODY-SIGNER", "LF in place of CRLF");
    }

    [Fact]
    public async Task White_space_that_was_added_is_no_proof_against_the_signer()
    {
        var result = await ChangeAsync(Head, "a b\r\nc\r\n", Head, "a  b\r\nc \r\n", Simple);
        AssertFound(result, "DKIM-BODY-WHITESPACE", "White space was added to the body");
        Assert.DoesNotContain(result.Findings, finding => finding.Remedy.Contains("was not changed", StringComparison.Ordinal));
    }

    /// <summary>A signer may hash an LF that stands alone as it is; here it counts as CRLF (RFC 6376 section 5.3).</summary>
    [Theory]
    [InlineData("a\nb\r\n", "a\nb\r\n", Simple)]
    [InlineData("a\nb\r\n\r\n", "a\nb\r\n", Simple)]
    [InlineData("a  \n\t b \r\n\r\n", "a \n b\r\n", Relaxed)]
    [InlineData("a\r\nb\n", "a\r\nb\n\r\n", Relaxed)]
    [InlineData("a\nb", "a\nb\r\n", Relaxed)]
    public async Task Bare_LFs_that_were_signed_as_they_are_are_told_from_a_changed_body(string body, string hashed, DkimCanonicalization canonicalization) =>
        AssertFound(await WithHashAsync(body, canonicalization, hashed), "DKIM-BODY-BARE-LF", "LF alone");

    [Fact]
    public async Task What_nothing_explains_is_said_so_with_likely_causes()
    {
        var result = await ChangeAsync(Head, Text, $"X-CodeTwoProcessed: true\r\nReceived: from x.pphosted.com\r\n{Head}", "something else\r\nhttps://urldefense.com/v3/x\r\n", Relaxed);
        Assert.Equal("DKIM-BODY-CHANGED", result.Findings[0].Code);
        var likely = result.Findings.Where(finding => finding.Code == "DKIM-LIKELY-CAUSE").ToList();
        Assert.Equal(2, likely.Count);
        Assert.All(likely, finding => Assert.StartsWith("Likely, not proven: ", finding.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Signatures_that_were_made_together_say_the_same()
    {
        var signed = await SignedMessages.SignAsync(Head + "\r\n" + Text, SignedMessages.Options(SignedMessages.Rsa), SignedMessages.Options(SignedMessages.Ed25519));
        var results = await SignedMessages.VerifyAsync(signed + "footer\r\n");
        Assert.All(results, result => AssertFound(result, "DKIM-BODY-FOOTER", "footer"));
    }

    [Fact]
    public async Task A_body_of_more_than_10_MB_is_not_searched()
    {
        var body = string.Concat(Enumerable.Repeat(new string('a', 998) + "\r\n", 10_600));
        AssertFound(await ChangeAsync(Head, body, Head, body + "footer\r\n", Relaxed), "DKIM-BODY-CHANGED", "was not looked for: it is too long to be searched, with more than 10,485,760 octets");
    }

    [Fact]
    public async Task A_footer_under_a_body_of_almost_10_MB_is_found_and_hopeless_work_ends()
    {
        var body = string.Concat(Enumerable.Repeat(new string('a', 998) + "\r\n", 10_000));
        AssertFound(await ChangeAsync(Head, body, Head, body + "footer\r\n", Relaxed), "DKIM-BODY-FOOTER", "footer");
        AssertFound(await ChangeAsync(Head, body, Head, "x" + body, Relaxed), "DKIM-BODY-CHANGED", "");
        var empty = string.Concat(Enumerable.Repeat("\r\n", 1_000_000));
        AssertFound(await ChangeAsync(Head, "b\r\n", Head, empty + "a\r\n", Simple), "DKIM-BODY-", "");
    }

    private static void AssertFound(DkimSignatureResult result, string code, string said)
    {
        Assert.Equal(DkimStatus.Fail, result.Status);
        Assert.False(result.BodyHashMatches);
        var finding = result.Findings[0];
        Assert.StartsWith(code, finding.Code, StringComparison.Ordinal);
        Assert.Equal(FindingSeverity.Error, finding.Severity);
        Assert.Contains(said, finding.Message, StringComparison.Ordinal);
    }

    private static async Task<DkimSignatureResult> ChangeAsync(string head, string original, string newHead, string arrived, DkimCanonicalization canonicalization)
    {
        var options = SignedMessages.Options(SignedMessages.Rsa, Relaxed, canonicalization) with { OverSignedHeaders = ["From"], Headers = ["From"] };
        var signed = await SignedMessages.SignAsync($"{head}\r\n{original}", options);
        return await SignedMessages.VerifyOneAsync($"{signed[..signed.IndexOf("From: a@", StringComparison.Ordinal)]}{newHead}\r\n{arrived}");
    }

    private static async Task<DkimSignatureResult> WithHashAsync(string body, DkimCanonicalization canonicalization, string hashed)
    {
        var signed = await SignedMessages.SignAsync($"{Head}\r\n", SignedMessages.Options(SignedMessages.Rsa, Relaxed, canonicalization)) + body;
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.Latin1.GetBytes(hashed)));
        var at = signed.IndexOf("bh=", StringComparison.Ordinal) + 3;
        return await SignedMessages.VerifyOneAsync(signed.Remove(at, hash.Length).Insert(at, hash));
    }
}
