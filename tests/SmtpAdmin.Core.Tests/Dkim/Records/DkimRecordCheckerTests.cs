using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dkim;
using SmtpAdmin.Dns;
using static SmtpAdmin.Core.Tests.Dkim.Records.DkimKeySamples;

namespace SmtpAdmin.Core.Tests.Dkim.Records;

public sealed class DkimRecordCheckerTests
{
    private const string Name = "mail._domainkey.example.com";
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_good_record_passes_and_is_told_tag_by_tag()
    {
        var report = await CheckAsync($"v=DKIM1; k=rsa; h=sha256; s=email; t=s; n=from=20us; p={Rsa}");
        Assert.Equal((DkimRecordStatus.Pass, true), (report.Status, report.Passed));
        Assert.Empty(report.Findings);
        Assert.Equal((Name, "rsa", 2048, false, false), (report.RecordName, report.KeyType, report.KeySize, report.Revoked, report.TestMode));
        Assert.Equal("844ea10d4a1fc33105bd381f775e4d6858918b6f8f2dd5f7322e2115a4ac07a7", report.Fingerprint);
        Assert.Equal((DkimKeyMode.StrictIdentity, "from us"), (report.Flags, report.Note));
        Assert.Equal(["email", "sha256"], [.. report.ServiceTypes, .. report.HashAlgorithms]);
        Assert.Equal(["v", "k", "h", "s", "t", "n", "p"], report.Tags.Select(tag => tag.Tag));
        Assert.All(report.Tags, tag => Assert.Equal(DkimTagStatus.Ok, tag.Status));
        Assert.Equal([0, 9, 16, 26, 35, 40, 53], report.Tags.Select(tag => tag.Position));
        Assert.NotNull(report.AnswerLength);
    }

    [Theory]
    [InlineData("v=DKIM1; k=rsa; p={rsa1024}", DkimRecordStatus.Warning, "DKIM-KEY-WEAK")]
    [InlineData("v=DKIM1; k=rsa; p={rsa512}", DkimRecordStatus.Fail, "DKIM-KEY-WEAK")]
    [InlineData("v=DKIM1; k=rsa; p={rsa3072}", DkimRecordStatus.Pass, "DKIM-KEY-LARGE")]
    [InlineData("v=DKIM1; k=rsa; p={rsa4104}", DkimRecordStatus.Warning, "DKIM-KEY-LARGE")]
    [InlineData("v=DKIM1; k=ed25519; p={ed}", DkimRecordStatus.Pass, "DKIM-KEY-ED25519")]
    [InlineData("v=DKIM1; k=rsa; p=", DkimRecordStatus.Revoked, "DKIM-REVOKED")]
    [InlineData("v=DKIM1; p=;", DkimRecordStatus.Revoked, "DKIM-REVOKED")]
    [InlineData("v=DKIM1; t=y; p={rsa}", DkimRecordStatus.Warning, "DKIM-TEST-MODE")]
    [InlineData("v=DKIM1; t=x:s; p={rsa}", DkimRecordStatus.Pass, "DKIM-UNKNOWN-FLAG")]
    [InlineData("v=DKIM1; s=other; p={rsa}", DkimRecordStatus.Fail, "DKIM-NOT-FOR-MAIL")]
    [InlineData("v=DKIM1; h=sha1; p={rsa}", DkimRecordStatus.Fail, "DKIM-HASH")]
    [InlineData("v=DKIM1; h=md5:sha3; p={rsa}", DkimRecordStatus.Fail, "DKIM-HASH")]
    [InlineData("v=DKIM1; h=sha1:sha256; p={rsa}", DkimRecordStatus.Pass, "DKIM-HASH-SHA1")]
    [InlineData("k=rsa; p={rsa}", DkimRecordStatus.Pass, "DKIM-NO-VERSION")]
    [InlineData("p={rsa}", DkimRecordStatus.Pass, "DKIM-NO-VERSION")]
    [InlineData("k=rsa; v=DKIM1; p={rsa}", DkimRecordStatus.Fail, "DKIM-VERSION-PLACE")]
    [InlineData("v=dkim1; k=rsa; p={rsa}", DkimRecordStatus.Fail, "DKIM-VERSION")]
    [InlineData("v=DKIM2; k=rsa; p={rsa}", DkimRecordStatus.Fail, "DKIM-VERSION")]
    [InlineData("v=DKIM1; x=1; p={rsa}", DkimRecordStatus.Pass, "DKIM-UNKNOWN-TAG")]
    [InlineData("v=DKIM1; g=*; p={rsa}", DkimRecordStatus.Pass, "DKIM-UNKNOWN-TAG")]
    [InlineData("v=DKIM1; K=rsa; p={rsa}", DkimRecordStatus.Warning, "DKIM-TAG-CASE")]
    [InlineData("v=DKIM1; k=rsa; k=rsa; p={rsa}", DkimRecordStatus.Fail, "DKIM-DUPLICATE-TAG")]
    [InlineData("v=DKIM1; k=; p={rsa}", DkimRecordStatus.Fail, "DKIM-EMPTY-TAG")]
    [InlineData("v=DKIM1; h=; p={rsa}", DkimRecordStatus.Fail, "DKIM-EMPTY-TAG")]
    [InlineData("v=DKIM1; s=; p={rsa}", DkimRecordStatus.Fail, "DKIM-EMPTY-TAG")]
    [InlineData("v=DKIM1; t= :; p={rsa}", DkimRecordStatus.Fail, "DKIM-EMPTY-TAG")]
    [InlineData("v=DKIM1; n=; p={rsa}", DkimRecordStatus.Pass, "")]
    [InlineData("v=DKIM1;; k=rsa; p={rsa}", DkimRecordStatus.Fail, "DKIM-SYNTAX")]
    [InlineData("v=DKIM1; rsa; p={rsa}", DkimRecordStatus.Fail, "DKIM-SYNTAX")]
    [InlineData("v=DKIM1; 1k=rsa; p={rsa}", DkimRecordStatus.Fail, "DKIM-SYNTAX")]
    [InlineData("v=DKIM1; n=\u0001; p={rsa}", DkimRecordStatus.Fail, "DKIM-SYNTAX")]
    [InlineData("v=DKIM1; k=rs a; p={rsa}", DkimRecordStatus.Fail, "DKIM-SYNTAX")]
    [InlineData("v=DKIM1; h=sha 256; p={rsa}", DkimRecordStatus.Fail, "DKIM-SYNTAX")]
    [InlineData("v=DKIM1; s=* : em\tail; p={rsa}", DkimRecordStatus.Fail, "DKIM-SYNTAX")]
    [InlineData("v=DKIM1; h= sha256 : sha256 ; s= * : email ; t= s ; p={rsa}", DkimRecordStatus.Pass, "")]
    [InlineData("v=DKIM1; k=rsa", DkimRecordStatus.Fail, "DKIM-NO-KEY")]
    [InlineData("v=DKIM1; k=rsa p={rsa}", DkimRecordStatus.Fail, "DKIM-MISSING-SEMICOLON")]
    [InlineData("v=DKIM1; k=dsa; p={rsa}", DkimRecordStatus.Fail, "DKIM-KEY-TYPE")]
    [InlineData("v=DKIM1; k=ed25519; p={rsa}", DkimRecordStatus.Fail, "DKIM-KEY-TYPE")]
    [InlineData("v=DKIM1; k=rsa; p={ed}", DkimRecordStatus.Fail, "DKIM-KEY-TYPE")]
    [InlineData("v=DKIM1; p={ed}", DkimRecordStatus.Fail, "DKIM-KEY-TYPE")]
    [InlineData("v=DKIM1; k=ed25519; p={edinfo}", DkimRecordStatus.Fail, "DKIM-KEY-WRAPPED")]
    [InlineData("v=DKIM1; k=rsa; p={bare}", DkimRecordStatus.Warning, "DKIM-KEY-BARE")]
    [InlineData("v=DKIM1; k=rsa; p={ec}", DkimRecordStatus.Fail, "DKIM-KEY-TYPE")]
    [InlineData("v=DKIM1; k=rsa; p={certificate}", DkimRecordStatus.Fail, "DKIM-KEY-CERTIFICATE")]
    [InlineData("v=DKIM1; k=rsa; p={private}", DkimRecordStatus.Fail, "DKIM-PRIVATE-KEY DKIM-ANSWER-LENGTH")]
    [InlineData("v=DKIM1; k=rsa; p={pkcs1}", DkimRecordStatus.Fail, "DKIM-PRIVATE-KEY DKIM-ANSWER-LENGTH")]
    [InlineData("v=DKIM1; k=rsa; p={cut}", DkimRecordStatus.Fail, "DKIM-KEY-CUT")]
    [InlineData("v=DKIM1; k=rsa; p={rsa}AAAA", DkimRecordStatus.Fail, "DKIM-KEY-BROKEN")]
    [InlineData("v=DKIM1; k=rsa; p=AAAA", DkimRecordStatus.Fail, "DKIM-KEY-BROKEN")]
    [InlineData("v=DKIM1; k=rsa; p=!!!!", DkimRecordStatus.Fail, "DKIM-KEY-BASE64")]
    [InlineData("v=DKIM1; k=rsa; p=(your key)", DkimRecordStatus.Fail, "DKIM-KEY-BASE64")]
    [InlineData("v=DKIM1; k=ed25519; p=AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", DkimRecordStatus.Fail, "DKIM-KEY-BROKEN")] // no point of the curve
    [InlineData("\"v=DKIM1; k=rsa; p={rsa}\"", DkimRecordStatus.Fail, "DKIM-QUOTES")]
    [InlineData("\"v=DKIM1; k=rsa; \" \"p={rsa}\"", DkimRecordStatus.Fail, "DKIM-QUOTES")]
    [InlineData("{rsa}", DkimRecordStatus.Fail, "DKIM-NO-KEY DKIM-SYNTAX DKIM-NO-VERSION")]
    [InlineData("v=DKIM1\\; k=rsa\\; p={rsa}", DkimRecordStatus.Fail, "DKIM-BACKSLASH")]
    [InlineData("v=DKIM1; k=rsa;\\n p={rsa}", DkimRecordStatus.Fail, "DKIM-BACKSLASH")]
    [InlineData("v=DKIM1; k=rsa;\r\n p={rsa}", DkimRecordStatus.Warning, "DKIM-LINE-BREAK")]
    [InlineData("v=DKIM1; k=rsa; p=-----BEGIN PUBLIC KEY-----{rsa}-----END PUBLIC KEY-----", DkimRecordStatus.Fail, "DKIM-PEM-ARMOUR")]
    public async Task Each_slip_has_a_finding_of_its_own(string record, DkimRecordStatus status, string code)
    {
        var report = await CheckAsync(Fill(record));
        Assert.Equal((status, code), (report.Status, string.Join(' ', report.Findings.Select(finding => finding.Code))));
        Assert.All(report.Findings, finding => Assert.True(finding.Reference.Length > 0 && finding.Message.EndsWith('.') || finding.Message.EndsWith('\''), finding.ToString()));
    }

    [Theory]
    [InlineData("\"v=DKIM1; k=rsa; \" \"p={rsa}\"")]
    [InlineData("\u00e2\u0080\u009cv=DKIM1; k=rsa; p={rsa}\u00e2\u0080\u009d")]
    [InlineData("v=DKIM1\\; k=rsa\\; p={rsa}")]
    [InlineData("mail._domainkey IN TXT ( \"v=DKIM1; k=rsa; p={rsa}\" )")]
    [InlineData("v=DKIM1; k=rsa;\n p={rsa}")]
    [InlineData("v=DKIM1; k=; h=; s=:; t=; p={rsa}")]
    [InlineData("v=DKIM1; k=rsa;<br>p={rsa}")]
    [InlineData("v=DKIM1; k=rsa p={rsa}")]
    [InlineData("v=DKIM1, k=rsa, p={rsa}")]
    [InlineData("p={rsa}; k=rsa; v=DKIM1")]
    [InlineData("v=DKIM1; k=rsa; p={bare}")]
    [InlineData("v=DKIM1; k=ed25519; p={rsa}")]
    [InlineData("v=DKIM1; p=-----BEGIN PUBLIC KEY-----{rsa}-----END PUBLIC KEY-----")]
    [InlineData("p={urlsafe}")]
    [InlineData("{rsa}")]
    [InlineData("v=DKIM1; k=rs a; p={rsa}")]
    public async Task The_remedy_gives_the_record_as_it_is_meant(string record)
    {
        var report = await CheckAsync(Fill(record));
        Assert.Contains(report.Findings, finding => finding.Remedy == $"Publish it so: {TxtText.ZoneLine(DnsName.Parse(Name), TxtText.Split(GoodRecord))}");
    }

    [Fact]
    public async Task A_wrapped_ed25519_key_is_given_as_it_should_be()
    {
        var report = await CheckAsync(Fill("v=DKIM1; k=ed25519; t=s; p={edinfo}"));
        Assert.EndsWith($"\"v=DKIM1; k=ed25519; t=s; p={EdKey}\"", report.Findings.Single().Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Spaces_in_the_key_and_between_strings_do_no_harm()
    {
        var spaced = $"v = DKIM1 ; k = rsa ; p = {Rsa[..100]} {Rsa[100..200]}\t{Rsa[200..]} ;";
        var resolver = new StubResolver().Put(new DnsAnswer
        {
            Name = DnsName.Parse(Name),
            Type = DnsType.TXT,
            Outcome = DnsOutcome.Answer,
            Records = [new TxtRecord(DnsName.Parse(Name), TimeSpan.FromHours(1), [.. new[] { spaced[..40], spaced[40..41], "", spaced[41..250], spaced[250..] }.Select(part => (ReadOnlyMemory<byte>)Encoding.Latin1.GetBytes(part))])],
        });
        var report = await CheckAsync(resolver);
        Assert.Equal((DkimRecordStatus.Pass, 5, spaced), (report.Status, report.StringCount, report.Record));
    }

    [Fact]
    public async Task A_record_that_was_cut_at_255_octets_is_told_so()
    {
        var report = await CheckAsync(GoodRecord[..255]);
        var finding = Assert.Single(report.Findings);
        Assert.Equal("DKIM-KEY-CUT", finding.Code);
        Assert.Contains("of 294 octets. A string of a TXT record holds 255 octets", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_was_split_into_two_records_is_put_together()
    {
        var report = await CheckAsync(new StubResolver().Txt(Name, GoodRecord[..255], GoodRecord[255..]));
        var finding = Assert.Single(report.Findings, finding => finding.Code == "DKIM-SPLIT-RECORDS");
        Assert.EndsWith(TxtText.ZoneLine(DnsName.Parse(Name), TxtText.Split(GoodRecord)), finding.Remedy, StringComparison.Ordinal);
        Assert.Equal(DkimRecordStatus.Fail, report.Status);
    }

    [Theory]
    [ClassData(typeof(InconclusiveOutcomes))]
    public async Task What_the_DNS_did_not_tell_is_unknown_and_neither_missing_nor_wrong(DnsOutcome outcome)
    {
        var report = await CheckAsync(new StubResolver().Fails(Name, DnsType.TXT, outcome, "out of order."));
        Assert.Equal((DkimRecordStatus.Unknown, false, "DKIM-UNKNOWN"), (report.Status, report.Passed, report.Findings.Single().Code));
        Assert.Contains($"{outcome} (out of order)", report.Findings[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DnsOutcome.NxDomain, "does not exist")]
    [InlineData(DnsOutcome.NoData, "has no TXT record")]
    public async Task A_missing_record_is_missing(DnsOutcome outcome, string words)
    {
        var report = await CheckAsync(new StubResolver().Fails(Name, DnsType.TXT, outcome));
        Assert.Equal((DkimRecordStatus.None, "DKIM-NONE"), (report.Status, report.Findings.Single().Code));
        Assert.Contains(words, report.Findings[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mail._domainkey.example.com.example.com", "put behind the name twice")]
    [InlineData("mail.example.com", "mail._domainkey.example.com.")]
    [InlineData("mail.domainkey.example.com", "mail._domainkey.example.com.")]
    [InlineData("_domainkey.example.com", "mail._domainkey.example.com.")]
    [InlineData("example.com", "mail._domainkey.example.com.")]
    public async Task A_key_at_the_wrong_place_is_found(string place, string words)
    {
        var report = await CheckAsync(new StubResolver().Txt(place, GoodRecord));
        Assert.Equal(["DKIM-NONE", "DKIM-MISPLACED"], report.Findings.Select(finding => finding.Code));
        Assert.Contains(place, report.Findings[1].Message, StringComparison.Ordinal);
        Assert.Contains(words, report.Findings[1].Remedy, StringComparison.Ordinal);
        Assert.Equal(DkimRecordStatus.None, report.Status);
    }

    [Fact]
    public async Task A_key_of_the_zone_above_is_found_for_a_host()
    {
        var checker = new DkimRecordChecker(new StubResolver().Txt("mail._domainkey.example.com", GoodRecord), TimeProvider.System);
        var report = await checker.CheckAsync(new DkimRecordQuery { Domain = "news.example.com", Selector = "mail" }, Token);
        Assert.Contains(report.Findings, finding => finding.Code == "DKIM-MISPLACED");
    }

    [Fact]
    public async Task Records_that_are_no_keys_are_no_keys()
    {
        var report = await CheckAsync(new StubResolver().Txt(Name, "v=spf1 -all", "v=DMARC1; p=none"));
        Assert.Equal((DkimRecordStatus.None, "DKIM-NONE"), (report.Status, report.Findings.Single().Code));
        Assert.Contains("'v=spf1 -all'", report.Findings[0].Message, StringComparison.Ordinal);
        Assert.Equal(["v=spf1 -all", "v=DMARC1; p=none"], report.OtherRecords);
    }

    [Fact]
    public async Task A_record_beside_the_key_is_warned_of_and_two_keys_are_wrong()
    {
        var beside = await CheckAsync(new StubResolver().Txt(Name, "v=spf1 -all", GoodRecord));
        Assert.Equal((DkimRecordStatus.Warning, "DKIM-OTHER-RECORDS"), (beside.Status, beside.Findings.Single().Code));
        Assert.Contains("SPF belongs at the domain itself", beside.Findings[0].Remedy, StringComparison.Ordinal);

        var two = await CheckAsync(new StubResolver().Txt(Name, GoodRecord, "v=DKIM1; p="));
        Assert.Equal((DkimRecordStatus.Fail, "DKIM-SEVERAL"), (two.Status, two.Findings.Single().Code));
        Assert.Equal((null, 2), (two.Record, two.OtherRecords.Count));
    }

    [Fact]
    public async Task An_alias_is_told_and_one_that_leads_nowhere_is_an_error()
    {
        var target = DnsName.Parse("mail.dkim.provider.example");
        var text = new TxtRecord(target, TimeSpan.FromHours(1), [Encoding.Latin1.GetBytes(GoodRecord[..200]), Encoding.Latin1.GetBytes(GoodRecord[200..])]);
        var good = await CheckAsync(new StubResolver().Alias(Name, DnsType.TXT, target.ToString(), text));
        Assert.Equal((DkimRecordStatus.Pass, "DKIM-ALIAS"), (good.Status, good.Findings.Single().Code));
        Assert.Equal([target.ToString()], good.Aliases);

        var dangling = await CheckAsync(new StubResolver().Alias(Name, DnsType.TXT, target.ToString()));
        Assert.Equal(DkimRecordStatus.None, dangling.Status);
        var finding = Assert.Single(dangling.Findings);
        Assert.Equal("DKIM-ALIAS-DANGLING", finding.Code);
        Assert.Contains("whoever comes to own that name", finding.Message, StringComparison.Ordinal);
        Assert.Contains("Either set it up there again", finding.Remedy, StringComparison.Ordinal);
        Assert.Contains("never both", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_alias_within_the_domain_has_no_other_owner_to_warn_of()
    {
        var dangling = await CheckAsync(new StubResolver().Alias(Name, DnsType.TXT, "keys.example.com"));
        Assert.DoesNotContain("own that name", dangling.Findings.Single().Message, StringComparison.Ordinal);
        var target = DnsName.Parse("keys.example.com");
        var good = await CheckAsync(new StubResolver().Alias(Name, DnsType.TXT, "keys.example.com", new TxtRecord(target, TimeSpan.FromHours(1), [Encoding.Latin1.GetBytes(GoodRecord)])));
        Assert.DoesNotContain("who runs that name", good.Findings.Single().Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("key.provider.test.example.com", "key.provider.test")]
    [InlineData("keys.example.com.example.com", "keys.example.com")]
    public async Task The_dot_that_a_target_lacks_is_told_where_the_name_without_the_zone_has_a_key(string target, string meant)
    {
        var report = await CheckAsync(new StubResolver().Alias(Name, DnsType.TXT, target).Txt(meant, GoodRecord));
        var finding = Assert.Single(report.Findings);
        Assert.Equal((DkimRecordStatus.None, "DKIM-ALIAS-DOT", $"Publish it so: {Name}. IN CNAME {meant}."), (report.Status, finding.Code, finding.Remedy));
    }

    [Fact]
    public async Task The_target_of_an_alias_that_was_typed_into_a_text_is_told()
    {
        var report = await CheckAsync(new StubResolver().Txt(Name, "mail.dkim.provider.example."));
        Assert.Equal((DkimRecordStatus.None, "DKIM-ALIAS-AS-TEXT"), (report.Status, report.Findings.Single().Code));
        Assert.EndsWith($"{Name}. IN CNAME mail.dkim.provider.example.", report.Findings[0].Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wildcard_is_seen_through()
    {
        var revoked = await CheckAsync(new WildcardResolver("v=DKIM1; p="));
        Assert.Equal((DkimRecordStatus.Revoked, "DKIM-REVOKED DKIM-WILDCARD-REVOKED"), (revoked.Status, string.Join(' ', revoked.Findings.Select(finding => finding.Code))));
        var other = await CheckAsync(new WildcardResolver("v=spf1 -all"));
        Assert.Equal("DKIM-NONE DKIM-WILDCARD", string.Join(' ', other.Findings.Select(finding => finding.Code)));
    }

    [Fact]
    public async Task The_private_key_is_held_against_the_record()
    {
        var path = TestData.PathOf("dkim/keys/rsa-encrypted.pem");
        var pair = await DkimKeyIdentity.ReadAsync(path, "Grüße 1".AsMemory(), Token);
        var good = await CheckAsync(GoodRecord, pair);
        Assert.Equal((true, path, DkimRecordStatus.Pass), (good.PrivateKeyMatches, good.PrivateKeyPath, good.Status == DkimRecordStatus.Warning ? DkimRecordStatus.Pass : good.Status));

        var bare = await CheckAsync(Fill("v=DKIM1; k=rsa; p={bare}"), pair);
        Assert.True(bare.PrivateKeyMatches);

        var other = await CheckAsync($"v=DKIM1; p={Rsa1024}", pair);
        Assert.Equal((false, DkimRecordStatus.Fail), (other.PrivateKeyMatches, other.Status));
        Assert.Contains(other.Findings, finding => finding.Code == "DKIM-KEY-MISMATCH" && finding.Remedy.Contains(TxtText.ZoneLine(DnsName.Parse(Name), TxtText.Split(GoodRecord)), StringComparison.Ordinal));

        var missing = await CheckAsync(new StubResolver(), pair);
        Assert.Null(missing.PrivateKeyMatches);
        Assert.Equal($"Publish: {TxtText.ZoneLine(DnsName.Parse(Name), TxtText.Split(GoodRecord))}", missing.Findings.Single(finding => finding.Code == "DKIM-NONE").Remedy);

        Assert.Null((await CheckAsync("v=DKIM1; p=", pair)).PrivateKeyMatches);
        Assert.Null((await CheckAsync("v=DKIM1; p=!", pair)).PrivateKeyMatches);
    }

    [Fact]
    public async Task A_private_key_that_everybody_can_read_is_warned_of()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such permissions.");
        if (OperatingSystem.IsWindows()) return; // tells the analyzer what the line above does

        var path = Path.Combine(Directory.CreateTempSubdirectory("smtpadmin-dkim-").FullName, "key.pem");
        File.Copy(TestData.PathOf("dkim/keys/rsa.pem"), path);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Assert.Contains((await CheckAsync(GoodRecord, await DkimKeyIdentity.ReadAsync(path, default, Token))).Findings, finding => finding.Code == "DKIM-KEY-FILE-OPEN");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Empty((await CheckAsync(GoodRecord, await DkimKeyIdentity.ReadAsync(path, default, Token))).Findings);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public async Task A_private_key_in_the_record_is_not_repeated()
    {
        var secret = Fill("{private}");
        var report = await CheckAsync($"v=DKIM1; k=rsa; p={secret}");
        var told = string.Join('\n', [report.Record, .. report.Strings, .. report.Tags.Select(tag => tag.Value), .. report.Findings.Select(finding => finding.Message + finding.Remedy)]);
        Assert.DoesNotContain(secret[40..80], told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_of_64_KB_is_judged_in_bounds()
    {
        var many = await CheckAsync("v=DKIM1; " + string.Concat(Enumerable.Range(0, 16_000).Select(_ => "x=1;"))[..60_000]);
        Assert.InRange(many.Findings.Count, 2, 60);
        var large = await CheckAsync("v=DKIM1; p=" + new string('A', 65_000));
        Assert.Equal(DkimRecordStatus.Fail, large.Status);
        Assert.All(large.Findings, finding => Assert.InRange(finding.Message.Length, 1, 2000));
        Assert.All(large.Tags, tag => Assert.InRange(tag.Value.Length, 1, 1000));
    }

    [Fact]
    public async Task A_record_that_is_given_is_judged_without_the_DNS()
    {
        var resolver = new StubResolver();
        var checker = new DkimRecordChecker(resolver, TimeProvider.System);
        foreach (var text in new[] { GoodRecord, $"mail._domainkey.example.com. 3600 IN TXT ( \"v=DKIM1; k=rsa; \"\n \"p={Rsa[..200]}\"\n \"{Rsa[200..]}\" ) ; a note" })
        {
            Assert.True(DkimRecordText.TryRead(text, out var given, out _));
            var report = await checker.CheckAsync(new DkimRecordQuery { Record = given }, Token);
            Assert.Equal((DkimRecordStatus.Pass, GoodRecord), (report.Status, report.Record));
        }
        Assert.Equal(0, resolver.Questions);
        Assert.False(DkimRecordText.TryRead(" ", out _, out var empty));
        Assert.Contains("empty", empty, StringComparison.Ordinal);
        Assert.False(DkimRecordText.TryRead(new string('x', 65_536), out _, out var long64));
        Assert.Contains("65536", long64, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => checker.CheckAsync(new DkimRecordQuery { Domain = "example.com" }, Token));
    }

    private static Task<DkimRecordReport> CheckAsync(string record, DkimKeyIdentity? key = null) => CheckAsync(new StubResolver().Txt(Name, record), key);

    private static Task<DkimRecordReport> CheckAsync(IDnsResolver resolver, DkimKeyIdentity? key = null) =>
        new DkimRecordChecker(resolver, TimeProvider.System).CheckAsync(new DkimRecordQuery { Domain = "example.com", Selector = "mail", PrivateKey = key }, Token);

    private static string Fill(string text)
    {
        text = text.Replace("{rsa}", Rsa, StringComparison.Ordinal).Replace("{rsa1024}", Rsa1024, StringComparison.Ordinal).Replace("{ed}", EdKey, StringComparison.Ordinal)
            .Replace("{urlsafe}", Rsa.Replace('+', '-').Replace('/', '_'), StringComparison.Ordinal).Replace("{cut}", Rsa[..200], StringComparison.Ordinal)
            .Replace("{edinfo}", Convert.ToBase64String([0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00, .. Convert.FromBase64String(EdKey)]), StringComparison.Ordinal);
        if (!text.Contains('{', StringComparison.Ordinal)) return text;
        using var rsa = RSA.Create();
        rsa.ImportFromPem(TestData.Text("dkim/keys/rsa.pem"));
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return text.Replace("{bare}", Convert.ToBase64String(rsa.ExportRSAPublicKey()), StringComparison.Ordinal)
            .Replace("{private}", Convert.ToBase64String(rsa.ExportPkcs8PrivateKey()), StringComparison.Ordinal)
            .Replace("{pkcs1}", Convert.ToBase64String(rsa.ExportRSAPrivateKey()), StringComparison.Ordinal)
            .Replace("{ec}", Convert.ToBase64String(ec.ExportSubjectPublicKeyInfo()), StringComparison.Ordinal)
            .Replace("{certificate}", string.Concat(TestData.Text("dkim/keys/certificate.pem").Split('\n')[1..^2]), StringComparison.Ordinal)
            .Replace("{rsa512}", Public(512), StringComparison.Ordinal).Replace("{rsa3072}", Public(3072), StringComparison.Ordinal).Replace("{rsa4104}", Public(4104), StringComparison.Ordinal);
    }

    /// <summary>A public key of a size, made up: nobody has its private half.</summary>
    private static string Public(int size)
    {
        using var rsa = RSA.Create();
        var modulus = new byte[size / 8];
        Array.Fill(modulus, (byte)0xC5);
        while (new RsaNumbers(new BigInteger(modulus, isUnsigned: true, isBigEndian: true), 65537).Problem() is not null) BitConverter.TryWriteBytes(modulus.AsSpan(8), BitConverter.ToUInt32(modulus, 8) + 1); // till no small prime divides it
        rsa.ImportParameters(new RSAParameters { Modulus = modulus, Exponent = [1, 0, 1] });
        return Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo());
    }

    /// <summary>A zone with a wildcard below _domainkey.</summary>
    private sealed class WildcardResolver(string text) : IDnsResolver
    {
        public ValueTask<DnsAnswer> ResolveAsync(DnsName name, DnsType type, CancellationToken cancellationToken) => ValueTask.FromResult(name.IsWithin(DnsName.Parse("_domainkey.example.com"))
            ? new DnsAnswer { Name = name, Type = type, Outcome = DnsOutcome.Answer, Records = [new TxtRecord(name, TimeSpan.FromHours(1), [Encoding.Latin1.GetBytes(text)])] }
            : new DnsAnswer { Name = name, Type = type, Outcome = DnsOutcome.NxDomain });
    }
}
