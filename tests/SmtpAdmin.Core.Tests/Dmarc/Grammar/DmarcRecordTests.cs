using SmtpAdmin.Dmarc;

namespace SmtpAdmin.Core.Tests.Dmarc.Grammar;

public sealed class DmarcRecordTests
{
    [Fact]
    public void Every_tag_of_the_standard_is_read()
    {
        var record = Read("v=DMARC1; p=reject; sp=quarantine; np=none; adkim=s; aspf=s; rua=mailto:a@example.com,mailto:b@example.net; ruf=https://example.com/f; fo=1:d:s; t=y; psd=n");
        Assert.Equal((DmarcPolicy.Reject, DmarcPolicy.Quarantine, DmarcPolicy.None), (record.Policy, record.SubdomainPolicy, record.NonexistentSubdomainPolicy));
        Assert.Equal((DmarcAlignment.Strict, DmarcAlignment.Strict, true, DmarcPublicSuffix.No), (record.DkimAlignment, record.SpfAlignment, record.IsTesting, record.PublicSuffixDomain));
        Assert.Equal(["example.com", "example.net"], record.AggregateReportTo.Select(uri => uri.Host));
        Assert.Equal(["https://example.com/f"], record.FailureReportTo.Select(uri => uri.Value));
        Assert.Equal([DmarcFailureOption.AnyFail, DmarcFailureOption.Dkim, DmarcFailureOption.Spf], record.FailureOption);
        Assert.Empty(record.Problems);
        Assert.Equal(11, record.Tags.Count);
    }

    [Fact]
    public void What_is_not_there_is_as_the_standard_has_it_by_default()
    {
        var record = Read("v=DMARC1;p=none");
        Assert.Equal((null, null, DmarcAlignment.Relaxed, DmarcAlignment.Relaxed, false, DmarcPublicSuffix.Unspecified), (record.SubdomainPolicy, record.NonexistentSubdomainPolicy, record.DkimAlignment, record.SpfAlignment, record.IsTesting, record.PublicSuffixDomain));
        Assert.Equal([DmarcFailureOption.AllFail], record.FailureOption);
        Assert.Empty(record.AggregateReportTo.Concat(record.FailureReportTo));
    }

    [Theory]
    [InlineData("v=DMARC1", true)]
    [InlineData("v=DMARC1;", true)]
    [InlineData("V \t= DMARC1 ; p=none", true)]
    [InlineData("v=dmarc1; p=none", false)] // section 4.7: the value is case sensitive
    [InlineData("v=DMARC10; p=none", false)]
    [InlineData("v=DMARC1 p=none", false)]
    [InlineData(" v=DMARC1; p=none", false)]
    [InlineData("p=none; v=DMARC1", false)]
    [InlineData("v=spf1 -all", false)]
    [InlineData("", false)]
    public void The_version_alone_makes_a_text_a_record(string text, bool isRecord)
    {
        Assert.Equal(isRecord, DmarcRecord.IsDmarc(text));
        Assert.Equal(isRecord, DmarcRecord.TryParse(text, out _));
    }

    [Theory]
    [InlineData("v=DMARC1; p=NONE; ADKIM=S", "")]
    [InlineData("v=DMARC1 \t;\t p = none ; ; rua = mailto:a@example.com , mailto:b@example.com ;", "Syntax:: a semicolon stands where a tag belongs")]
    [InlineData("v=DMARC1; p=none; pct=50; rf=afrf; ri=3600", "Removed:pct: the tag is no part|Removed:rf: the tag is no part|Removed:ri: the tag is no part")]
    [InlineData("v=DMARC1; p=none; fi=7", "Unknown:fi: there is no such tag")]
    [InlineData("v=DMARC1; p=none; p=reject", "Duplicate:p: the tag stands there twice")]
    [InlineData("v=DMARC1; p=none; rua=mailto:a@example.com!10m", "Obsolete:rua: '!10m' limits")]
    [InlineData("v=DMARC1; p=none; rua=a@example.com,,mailto:b@example.com", "Syntax:rua: 'a@example.com' has no scheme|Syntax:rua: an address is empty")]
    [InlineData("v=DMARC1; p=none; fo=0:1", "Syntax:fo: '0:1' is not made of")]
    [InlineData("v=DMARC1; p=none; fo=d:d", "Syntax:fo: 'd:d' is not made of")]
    [InlineData("v=DMARC1; p=none; adkim=x; t=yes; psd=", "Syntax:adkim: 'x' is not r or s|Syntax:t: 'yes' is not y or n|Syntax:psd: the tag has no value")]
    [InlineData("v=DMARC1; p=none; p2=x; reject; aspf=\u00fc", "Syntax:: 'p2' is no name of a tag|Syntax:: 'reject' has no equals sign|Syntax:aspf: a character stands in the value")]
    public void What_is_wrong_is_told_and_leaves_the_rest_as_it_is(string text, string wanted)
    {
        var record = Read(text);
        Assert.Equal(DmarcPolicy.None, record.Policy);
        var told = record.Problems.Select(problem => $"{problem.Kind}:{problem.Tag}: {problem.Message}").ToList();
        var expected = wanted.Split('|', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(expected.Length, told.Count);
        Assert.All(expected.Zip(told), pair => Assert.StartsWith(pair.First, pair.Second, StringComparison.Ordinal));
        Assert.All(record.Problems, problem => Assert.InRange(problem.Position, 0, text.Length));
    }

    [Theory]
    [InlineData("v=DMARC1; rua=mailto:a@example.com", DmarcPolicy.None)]
    [InlineData("v=DMARC1; p=bogus; rua=mailto:a@example.com", DmarcPolicy.None)]
    [InlineData("v=DMARC1; p=reject; sp=bogus; rua=mailto:a@example.com", DmarcPolicy.None)]
    [InlineData("v=DMARC1; p=reject; sp=bogus", null)]
    [InlineData("v=DMARC1; p=reject; np=", null)]
    [InlineData("v=DMARC1; p=bogus; rua=nothing", null)]
    [InlineData("v=DMARC1", null)]
    [InlineData("v=DMARC1; p=reject; adkim=bogus", DmarcPolicy.Reject)]
    public void A_broken_policy_is_none_where_there_is_somebody_to_tell_and_else_no_policy(string text, DmarcPolicy? applied)
    {
        var record = Read(text);
        Assert.Equal(applied, record.AppliedPolicy);
        Assert.Equal(applied, record.AppliedSubdomainPolicy);
        Assert.Equal(applied, record.AppliedNonexistentSubdomainPolicy);
    }

    [Fact]
    public void The_policies_below_the_domain_inherit()
    {
        Assert.Equal((DmarcPolicy.Quarantine, DmarcPolicy.Quarantine), (Read("v=DMARC1; p=reject; sp=quarantine").AppliedSubdomainPolicy, Read("v=DMARC1; p=reject; sp=quarantine").AppliedNonexistentSubdomainPolicy));
        Assert.Equal((DmarcPolicy.None, DmarcPolicy.Reject), (Read("v=DMARC1; p=none; np=reject").AppliedSubdomainPolicy, Read("v=DMARC1; p=none; np=reject").AppliedNonexistentSubdomainPolicy));
    }

    [Fact]
    public void What_is_so_by_default_is_left_out_when_a_record_is_written() =>
        Assert.Equal("v=DMARC1; p=reject; np=none; rua=mailto:a@example.com", Read("v=DMARC1; np=none; sp=reject; aspf=r; fo=0; t=n; psd=u; adkim=r; rua=mailto:a@example.com!5k; p=reject").ToRecordText());

    private static DmarcRecord Read(string text)
    {
        Assert.True(DmarcRecord.TryParse(text, out var record));
        return record;
    }
}
