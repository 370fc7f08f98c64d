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
