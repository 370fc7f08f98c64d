using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dkim;

namespace SmtpAdmin.Core.Tests.Dkim.Records;

public sealed class DkimRecordPropertyTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    private static readonly string[] Pieces =
    [
        "v=DKIM1", "v=DKIM1;", "k=rsa;", "k=ed25519;", "p=", "p=;", "h=sha256:sha1;", "s=*;", "t=y:s;", "n=a=20b;", "g=*;", ";", "=", " ", "\"", "\\", "\\;", "\r\n", "\t", "-----BEGIN PUBLIC KEY-----", "-----END PUBLIC KEY-----",
        DkimKeySamples.Rsa, DkimKeySamples.Rsa[..100], DkimKeySamples.Rsa[100..], DkimKeySamples.Rsa1024, DkimKeySamples.EdKey, "MIIB", "MIIBIjANBg", "AAAA", "====", "\u0000", "\u00ff", "&quot;", "<br>", "IN TXT (", ")", "x", "%2B", "v=spf1 -all",
    ];

    /// <summary>What was written is read as it was.</summary>
    [Fact]
    public void A_record_that_is_written_is_read()
    {
        var notes = Gen.Elements("", "a", "Büro 1; =x:|", "  ", "\t~", "日本", "a\u0000b", "=20");
        var cases = Gen.Zip(Gen.Zip(Gen.Elements(DkimKeyAlgorithm.Rsa, DkimKeyAlgorithm.Ed25519), Gen.Choose(0, 3)), Gen.Zip(notes, Gen.Choose(0, int.MaxValue)));
        Prop.ForAll(cases.ToArbitrary(), made =>
        {
            var ((algorithm, flags), (note, seed)) = made;
            var data = new byte[algorithm == DkimKeyAlgorithm.Rsa ? 100 : 32];
            new Random(seed).NextBytes(data);
            var text = DkimKeyRecordText.Write(algorithm, data, (DkimKeyMode)flags, note);
            var read = DkimKeyRecord.Read(text);
            return read is { Problems.Count: 0, HasVersion: true, IsRevoked: false, IsForMail: true } && read.KeyData.AsSpan().SequenceEqual(data)
                && read.Flags == (DkimKeyMode)flags && read.KeyType == DkimKeyRecordText.TypeOf(algorithm) && (read.Note ?? "") == PlainText.Clean(note)
                && text.StartsWith("v=DKIM1; ", StringComparison.Ordinal) && text.LastIndexOf("p=", StringComparison.Ordinal) > text.LastIndexOf(';');
        }).QuickCheckThrowOnFailure();
    }

    /// <summary>Any text at all gets a report, of bounded size, and what is to be published in its place has no fault.</summary>
    [Fact]
    public async Task Any_text_gets_a_report()
    {
        var texts = Gen.OneOf(Gen.ListOf(Gen.Elements(Pieces)).Select(string.Concat), Gen.ListOf(Gen.Choose(0, 255).Select(octet => (char)octet)).Select(string.Concat), Damaged());
        await Task.Run(() => Prop.ForAll(texts.ToArbitrary(), async text =>
        {
            var resolver = new StubResolver().Txt("s._domainkey.example.com", text);
            var report = await new DkimRecordChecker(resolver, TimeProvider.System).CheckAsync(new DkimRecordQuery { Domain = "example.com", Selector = "s" }, Token);
            var isRepaired = DkimRecordRepair.Of(text, []) is not { } repaired || DkimKeyRecord.Read(repaired) is { Problems.Count: 0, HasVersion: true };
            var isWrong = report.Findings.Any(finding => finding.Severity == FindingSeverity.Error);
            return isRepaired && report.Status switch
            {
                DkimRecordStatus.Pass or DkimRecordStatus.Warning => !isWrong && report.KeySize is not null && report.Record is not null,
                DkimRecordStatus.Revoked => !isWrong && report.Revoked,
                DkimRecordStatus.Fail => isWrong,
                _ => report.Record is null,
            };
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400)), Token);
    }

    /// <summary>What somebody hands over is a record or is refused; so are names.</summary>
    [Fact]
    public async Task Any_text_can_be_handed_over()
    {
        var checker = new DkimRecordChecker(new StubResolver(), TimeProvider.System);
        var texts = Gen.OneOf(Gen.ListOf(Gen.Elements(Pieces)).Select(string.Concat), ArbMap.Default.GeneratorFor<string>().Select(text => text ?? ""), Gen.ListOf(Gen.Elements("example", "com", "Bücher", "b-c", "d_e", "_domainkey", "mail", "", "-x", "x y", "192", "a@b")).Select(labels => string.Join('.', labels)));
        await Task.Run(() => Prop.ForAll(texts.ToArbitrary(), async text =>
        {
            var isName = DkimNameText.TryReadDomain(text, out var domain, out var problem);
            if (isName ? DkimName.Of(domain!) != domain : problem is not { Length: > 10 }) return false;
            if (DkimNameText.TryReadSelector(text, out var selector, out problem) ? DkimName.Of(selector) != selector : problem is not { Length: > 10 }) return false;
            return DkimRecordText.TryRead(text, out var record, out problem)
                ? (await checker.CheckAsync(new DkimRecordQuery { Record = record }, Token)).Record is not null
                : problem is { Length: > 10 };
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400)), Token);
    }

    /// <summary>64 KB of anything are judged as fast as they are read; this test would hang where they are not.</summary>
    [Theory]
    [InlineData("v=DKIM1; p=", "-")]
    [InlineData("", "p=1;")]
    [InlineData("", "\"")]
    [InlineData("", "\" ")]
    [InlineData("", "\\")]
    [InlineData("v=DKIM1; k=rsa", " ")]
    [InlineData("v=DKIM1; k=rsa", ",")]
    [InlineData("v=DKIM1; n=", "=20")]
    [InlineData("v=DKIM1; t=", "y:")]
    [InlineData("v=DKIM1; p=", "-BEGIN -END")]
    public async Task Long_records_do_not_hang(string start, string piece)
    {
        var text = (start + string.Concat(Enumerable.Repeat(piece, 65_000 / piece.Length)))[..65_000];
        foreach (var length in new[] { 16_000, 65_000 })
        {
            var report = await new DkimRecordChecker(new StubResolver().Txt("s._domainkey.example.com", text[..length]), TimeProvider.System)
                .CheckAsync(new DkimRecordQuery { Domain = "example.com", Selector = "s" }, Token);
            Assert.InRange(report.Tags.Count, 0, 200);
            Assert.InRange(report.Findings.Count, 0, 100);
        }
    }

    [Fact]
    public async Task Thousands_of_tags_do_not_hang()
    {
        var text = string.Concat(Enumerable.Range(0, 9_000).Select(number => $"x{number}=;"));
        var report = await new DkimRecordChecker(new StubResolver().Txt("s._domainkey.example.com", $"v=DKIM1; p=; {text}"), TimeProvider.System)
            .CheckAsync(new DkimRecordQuery { Domain = "example.com", Selector = "s" }, Token);
        Assert.Equal((DkimRecordStatus.Revoked, 100), (report.Status, report.Tags.Count));
        Assert.Contains(report.Findings, finding => finding.Code == "DKIM-MORE" && finding.Message.Contains("8980", StringComparison.Ordinal));
    }

    /// <summary>A tag list is read without an exception, and its tags cover its text in order.</summary>
    [Fact]
    public void Any_text_is_read_as_a_tag_list()
    {
        var texts = Gen.ListOf(Gen.Elements(Pieces)).Select(string.Concat);
        Prop.ForAll(texts.ToArbitrary(), text =>
        {
            var list = DkimTagList.Read(text);
            var positions = list.Tags.Select(tag => tag.Position).ToList();
            return positions.SequenceEqual(positions.Order()) && list.Tags.All(tag => text[tag.ValueStart..tag.ValueEnd].Trim(' ', '\t', '\r', '\n') == tag.Value && list[tag.Name] == tag);
        }).QuickCheckThrowOnFailure();
    }

    private static Gen<string> Damaged() => Gen.Choose(0, int.MaxValue).Select(seed =>
    {
        var random = new Random(seed);
        var text = new System.Text.StringBuilder(random.Next(2) == 0 ? DkimKeySamples.GoodRecord : Rfc8463Message.Ed25519Record);
        for (var count = random.Next(1, 5); count > 0 && text.Length > 0; count--)
        {
            var at = random.Next(text.Length);
            if (random.Next(2) == 0) text.Remove(at, Math.Min(random.Next(1, 60), text.Length - at));
            else text.Insert(at, Pieces[random.Next(Pieces.Length)]);
        }
        return text.ToString();
    });
}
