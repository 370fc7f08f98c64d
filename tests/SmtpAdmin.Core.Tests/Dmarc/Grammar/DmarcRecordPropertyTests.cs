using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dmarc;

namespace SmtpAdmin.Core.Tests.Dmarc.Grammar;

public sealed class DmarcRecordPropertyTests
{
    private static readonly Gen<DmarcPolicy?> Policy = Gen.Elements<DmarcPolicy?>(null, DmarcPolicy.None, DmarcPolicy.Quarantine, DmarcPolicy.Reject);
    private static readonly Gen<List<string>> Addresses = Gen.ListOf(Gen.Elements("a@example.com", "b!c@example.net", "\"d,e\"@example.org", "ü@bücher.example", "https://example.com/x;y")).Select(list => list.Distinct().ToList());

    private static readonly Gen<DmarcBuildRequest> Request =
        from policy in Policy
        from subdomains in Policy
        from nonexistent in Policy
        from isTesting in Gen.Elements(true, false)
        from alignment in Gen.Elements(DmarcAlignment.Relaxed, DmarcAlignment.Strict).Two()
        from suffix in Gen.Elements(DmarcPublicSuffix.Unspecified, DmarcPublicSuffix.Yes, DmarcPublicSuffix.No)
        from rua in Addresses
        from ruf in Addresses
        from options in Gen.SubListOf(DmarcFailureOption.AnyFail, DmarcFailureOption.Dkim, DmarcFailureOption.Spf)
        select new DmarcBuildRequest
        {
            Domain = "example.com", Policy = policy, SubdomainPolicy = subdomains, NonexistentSubdomainPolicy = nonexistent, IsTesting = isTesting, DkimAlignment = alignment.Item1,
            SpfAlignment = alignment.Item2, PublicSuffixDomain = suffix, AggregateReportTo = rua, FailureReportTo = ruf, FailureOption = ruf.Count > 0 ? [.. options] : [], NoLookup = true,
        };

    [Fact]
    public void What_is_built_reads_back_as_what_was_asked_for() =>
        Prop.ForAll(Arb.From(Request), async request =>
        {
            var made = Assert.IsType<DmarcNewRecord>((await new DmarcRecordBuilder(new StubResolver()).BuildAsync(request, TestContext.Current.CancellationToken)).Made);
            Assert.True(DmarcRecord.TryParse(made.Value, out var record));
            Assert.Empty(record.Problems);
            var policy = request.Policy ?? DmarcPolicy.None;
            Assert.Equal((policy, request.SubdomainPolicy ?? policy, request.NonexistentSubdomainPolicy ?? request.SubdomainPolicy ?? policy), (record.AppliedPolicy, record.AppliedSubdomainPolicy, record.AppliedNonexistentSubdomainPolicy));
            Assert.Equal((record.AppliedPolicy, record.AppliedSubdomainPolicy, record.AppliedNonexistentSubdomainPolicy), (made.Policy, made.SubdomainPolicy, made.NonexistentSubdomainPolicy));
            Assert.Equal((request.DkimAlignment, request.SpfAlignment, request.IsTesting, request.PublicSuffixDomain), (record.DkimAlignment, record.SpfAlignment, record.IsTesting, record.PublicSuffixDomain));
            Assert.Equal(made.AggregateReportTo, record.AggregateReportTo.Select(uri => uri.Value));
            Assert.Equal(made.FailureReportTo, record.FailureReportTo.Select(uri => uri.Value));
            Assert.Equal((request.AggregateReportTo.Count, request.FailureReportTo.Count), (record.AggregateReportTo.Count, record.FailureReportTo.Count));
            Assert.Equal(request.FailureOption.Count > 0 ? request.FailureOption : [DmarcFailureOption.AllFail], record.FailureOption);
            Assert.Equal(made.Value, record.ToRecordText());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_text_makes_it_throw_and_what_it_writes_reads_back_as_the_same()
    {
        var piece = Gen.Elements(
            "v", "=", "DMARC1", "v=DMARC1", ";", "; ", "p=reject", "sp=", "np", "none", "rua=", "mailto:a@example.com", ",", "!10m", "fo=", "0:d", ":", "t=y", "psd=n", " ", "\t", "\0", "\u00e9", "pct=5", "x");
        var text = Gen.OneOf(ArbMap.Default.GeneratorFor<string>().Select(any => any ?? ""), Gen.ListOf(piece).Select(parts => $"v=DMARC1;{string.Concat(parts)}"));
        Prop.ForAll(Arb.From(text), given =>
        {
            if (!DmarcRecord.TryParse(given, out var record)) return;
            Assert.Equal(given, record.Text);
            Assert.True(DmarcRecord.TryParse(record.ToRecordText(), out var again));
            Assert.Equal((record.Policy, record.IsTesting, record.DkimAlignment, record.PublicSuffixDomain), (again.Policy, again.IsTesting, again.DkimAlignment, again.PublicSuffixDomain));
            Assert.Equal(record.AggregateReportTo, again.AggregateReportTo);
            Assert.Equal(record.FailureOption, again.FailureOption);
            Assert.Empty(again.Problems);
        }).QuickCheckThrowOnFailure();
    }
}
