using System.Text;
using SmtpAdmin.Dkim;

namespace SmtpAdmin.Core.Tests.Dkim.Signing;

/// <summary>What cannot be signed, and what is told of what can.</summary>
public sealed class DkimSigningFaultTests
{
    private const string From = "From: a@football.example.com\r\n";
    private const string Head = From + "To: b@example.net\r\nSubject: s\r\nDate: Fri, 11 Jul 2003 21:00:37 -0700\r\nMessage-ID: <1@football.example.com>\r\n";

    [Theory]
    [InlineData("Subject: s\r\n\r\nbody", DkimMessageFault.NoFrom, "no From")]
    [InlineData("", DkimMessageFault.NoFrom, "no From")]
    [InlineData("\r\nFrom: a@b.example\r\n", DkimMessageFault.NoFrom, "no From")]
    [InlineData(From + From + "\r\n", DkimMessageFault.SeveralFrom, "2 From")]
    [InlineData(From + "nonsense\r\n\r\n", DkimMessageFault.NotAHeaderField, "'nonsense'")]
    [InlineData("From a@b.example Fri Jul 11 2003\r\n" + From + "\r\n", DkimMessageFault.NotAHeaderField, "mbox")]
    [InlineData("\u00EF\u00BB\u00BF" + From + "\r\n", DkimMessageFault.NotAHeaderField, "byte order mark")]
    [InlineData("\u00FF\u00FEF\0r\0o\0m\0", DkimMessageFault.NotAHeaderField, "UTF-16")]
    [InlineData("\u00FE\u00FF\0F\0r\0o\0m", DkimMessageFault.NotAHeaderField, "UTF-16")]
    [InlineData("F\0r\0o\0m\0", DkimMessageFault.NotAHeaderField, "UTF-16")]
    [InlineData(" folded\r\n" + From + "\r\n", DkimMessageFault.NotAHeaderField, "no header field")]
    [InlineData(From + "\r\nnul\0", DkimMessageFault.Nul, "NUL")]
    [InlineData(From + "Subject: \0\r\n\r\n", DkimMessageFault.Nul, "NUL")]
    [InlineData(From + "\r\na\rb", DkimMessageFault.LineEnds, "CR stands")]
    [InlineData(From + "\r\na\r", DkimMessageFault.LineEnds, "CR stands")]
    [InlineData(From + "Subject: a\rb\r\n\r\n", DkimMessageFault.LineEnds, "CR stands")]
    [InlineData(From + "\r\na\nb\r\n", DkimMessageFault.LineEnds, "Some lines")]
    [InlineData(From + "Subject: a\n\r\n", DkimMessageFault.LineEnds, "Some lines")]
    public async Task A_message_that_servers_would_change_is_refused(string message, DkimMessageFault fault, string said)
    {
        var error = await Assert.ThrowsAsync<DkimMessageException>(() => SignedMessages.SignAsync(message, SignedMessages.Options(SignedMessages.Rsa)));
        Assert.Equal(fault, error.Fault);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a@football.example.com", false)]
    [InlineData("Joe <a@FOOTBALL.example.com>", false)]
    [InlineData("a@example.com", false)]
    [InlineData("a@mail.football.example.com", false)]
    [InlineData("\"a@b.example\" <a@football.example.com> (@c.example)", false)]
    [InlineData("a@one.example, b@two.example", false)]
    [InlineData("undisclosed:;", false)]
    [InlineData("a@football.example.net", true)]
    [InlineData("\"a \\\"x@football.example.com\" (a (b)) <a@shop.example.net>", true)]
    [InlineData("Joe\r\n <a@notfootball.example.com>", true)]
    public async Task A_domain_that_has_nothing_to_do_with_the_writer_is_told(string from, bool told)
    {
        var options = SignedMessages.Options(SignedMessages.Rsa);
        var findings = (await SignedMessages.SignaturesAsync($"From: {from}\r\n\r\n", options))[0].Findings;
        Assert.Equal(told ? [FindingSeverity.Warning] : [], findings.Where(finding => finding.Code == "DKIM-NOT-ALIGNED").Select(finding => finding.Severity));
        var both = await SignedMessages.SignaturesAsync("From: a@example.net\r\n\r\n", options, options with { Domain = "example.net" });
        Assert.DoesNotContain("DKIM-NOT-ALIGNED", both.SelectMany(signature => signature.Findings).Select(finding => finding.Code));
    }

    [Fact]
    public async Task A_header_section_that_verifiers_would_not_read_is_refused_also_where_the_signature_makes_it_so()
    {
        foreach (var message in new[] { string.Concat(Enumerable.Repeat("X-A: b\r\n", 100_000)) + From + "\r\n", $"{From}X-Long: {new string('x', 10 * 1024 * 1024)}\r\n\r\n", $"{From}X-Long: {new string('x', DkimMessageReader.MaxHeadLength - 300)}\r\n\r\n" })
            Assert.Equal(DkimMessageFault.HeadTooLong, (await Assert.ThrowsAsync<DkimMessageException>(() => SignedMessages.SignAsync(message, SignedMessages.Options(SignedMessages.Rsa)))).Fault);
    }

    [Fact]
    public async Task Bad_options_are_refused()
    {
        var good = SignedMessages.Options(SignedMessages.Rsa);
        foreach (var bad in new[]
        {
            good with { Domain = "no domain" }, good with { Selector = "" }, good with { Identity = "no identity" }, good with { Identity = "@other.example" },
            good with { Headers = ["To"], OverSignedHeaders = [] }, good with { Headers = ["From", "Sub ject"] }, good with { Headers = ["From:"] }, good with { Headers = ["From", new string('x', 300)] },
            good with { Lifetime = TimeSpan.Zero }, good with { Lifetime = TimeSpan.FromMilliseconds(999) }, good with { Lifetime = TimeSpan.MaxValue },
            good with { Expiration = SignedMessages.Now }, good with { Expiration = SignedMessages.Now.AddDays(1), Lifetime = TimeSpan.FromDays(1) },
        })
            await Assert.ThrowsAsync<ArgumentException>(() => SignedMessages.SignAsync(Head + "\r\n", bad));
        using var output = new MemoryStream();
        await Assert.ThrowsAsync<ArgumentException>(() => new DkimSigner(TimeProvider.System).WriteSignedAsync(output, [good], new PieceStream([], 1), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_signature_has_the_tags_that_were_asked_for_and_short_lines()
    {
        var options = SignedMessages.Options(SignedMessages.Rsa, DkimCanonicalization.Simple) with { Identity = "\"J\u00F6 e\"@mail.football.example.com", Expiration = SignedMessages.Now.AddDays(7), Headers = ["From", "To", "X-" + new string('x', 150)] };
        var signature = Assert.Single(await SignedMessages.SignaturesAsync(Head + "\r\n", options));
        Assert.StartsWith("DKIM-Signature: v=1; a=rsa-sha256; c=simple/relaxed; d=football.example.com;", signature.Header, StringComparison.Ordinal);
        Assert.Contains("i=\"J=C3=B6=20e\"@mail.football.example.com;", signature.Header, StringComparison.Ordinal);
        Assert.Contains($"t={SignedMessages.Now.ToUnixTimeSeconds()};", signature.Header, StringComparison.Ordinal);
        Assert.Contains($"x={SignedMessages.Now.AddDays(7).ToUnixTimeSeconds()};", signature.Header, StringComparison.Ordinal);
        Assert.All(signature.Header.Split("\r\n"), line => Assert.InRange(line.Length, 0, 250));
        Assert.Equal((SignedMessages.Now, SignedMessages.Now.AddDays(7), 2048), (signature.Timestamp, signature.Expiration, signature.KeySize));
        Assert.Equal(DkimStatus.Pass, (await SignedMessages.VerifyOneAsync(signature.Header + Head + "\r\n")).Status);
    }

    [Fact]
    public async Task By_default_none_of_the_fields_that_a_reader_sees_can_be_added()
    {
        var names = Assert.Single(await SignedMessages.SignaturesAsync(Head + "\r\n", SignedMessages.Options(SignedMessages.Rsa))).SignedHeaders;
        foreach (var name in new[] { "From", "To", "Subject", "Date", "Message-ID" }) Assert.Equal(2, names.Count(signed => signed == name));
        foreach (var name in new[] { "MIME-Version", "Content-Type", "Content-Transfer-Encoding" }) Assert.Equal(1, names.Count(signed => signed == name));
        Assert.DoesNotContain("Reply-To", names);
    }

    /// <summary>What is put into the message, the options' change, the finding.</summary>
    [Theory]
    [InlineData(Head, "body\r\n", "", null)]
    [InlineData(From, "body\r\n", "", "DKIM-HEADER-MISSING")]
    [InlineData(Head, "\u00C3\u00A9\r\n", "", "DKIM-BODY-8BIT")]
    [InlineData(Head, "long", "", "DKIM-BODY-LONG-LINES")]
    [InlineData("Received: from a\r\n" + Head, "body\r\n", "Received", "DKIM-HEADER-TRANSIT")]
    [InlineData("Received: from a\r\n" + Head, "body\r\n", "", null)]
    [InlineData(Head, "body\r\n", "return-path", "DKIM-HEADER-TRANSIT")]
    [InlineData(Head, "body\r\n", "only From", "DKIM-HEADER-UNSIGNED")]
    [InlineData(Head, "body\r\n", "1 hour", "DKIM-EXPIRES-SOON")]
    [InlineData(Head, "body\r\n", "past", "DKIM-EXPIRED")]
    [InlineData(Head, "body\r\n", "weak", "DKIM-KEY-WEAK")]
    [InlineData(Head, "body\r\n", "twice", "DKIM-ALREADY-SIGNED")]
    public async Task What_will_break_a_signature_is_told(string head, string body, string how, string? code)
    {
        using var weak = DkimSigningKey.Create(DkimKeyAlgorithm.Rsa, 1024);
        var good = SignedMessages.Options(how == "weak" ? weak : SignedMessages.Rsa);
        var options = how switch
        {
            "only From" => good with { Headers = ["From"], OverSignedHeaders = [] },
            "1 hour" => good with { Lifetime = TimeSpan.FromHours(1) },
            "past" => good with { Lifetime = TimeSpan.FromHours(1), Timestamp = SignedMessages.Now.AddDays(-1) },
            "Received" => good with { Headers = [.. DkimHeaderNames.Signed, how] },
            "return-path" => good with { OverSignedHeaders = [.. DkimHeaderNames.OverSigned, how] },
            _ => good,
        };
        var message = $"{head}\r\n{(body == "long" ? new string('a', 2000) : body)}";
        if (how == "twice") message = await SignedMessages.SignAsync(message, good);
        var findings = Assert.Single(await SignedMessages.SignaturesAsync(message, options)).Findings;
        if (code is null) Assert.Empty(findings);
        else Assert.Equal(code, Assert.Single(findings).Code);
        Assert.All(findings, finding => Assert.False(finding.Remedy.Length == 0 || finding.Reference.Length == 0));
    }
}
