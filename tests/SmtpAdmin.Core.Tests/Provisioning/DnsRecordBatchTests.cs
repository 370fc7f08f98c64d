using SmtpAdmin.Dns;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Core.Tests.Provisioning;

public sealed class DnsRecordBatchTests
{
    [Fact]
    public void Records_of_one_name_and_type_join_and_what_is_there_twice_counts_once()
    {
        var batch = Batch("a.example. 60 IN A 192.0.2.1", "A.EXAMPLE. IN A 192.0.2.2", "a.example. IN A 192.0.2.1", "b.example. IN A 192.0.2.1");
        Assert.Equal([2, 1], batch.Sets.Select(set => set.Records.Count));
        Assert.Equal(60, batch.Sets[0].TtlSeconds);
    }

    [Theory]
    [InlineData(DnsRecordFault.MixedTtl, "a.example. 60 IN A 192.0.2.1", "a.example. 61 IN A 192.0.2.2")]
    [InlineData(DnsRecordFault.CnameBesideOtherData, "a.example. IN CNAME b.example.", "a.example. IN TXT x")]
    [InlineData(DnsRecordFault.CnameBesideOtherData, "a.example. IN TXT x", "a.example. IN MX 1 b.example.", "A.example. IN CNAME b.example.")]
    [InlineData(DnsRecordFault.SeveralRecords, "a.example. IN CNAME b.example.", "a.example. IN CNAME c.example.")]
    [InlineData(DnsRecordFault.SeveralOfOneKind, "a.example. IN TXT \"v=spf1 -all\"", "a.example. IN TXT \"V=SPF1 mx -all\"")]
    [InlineData(DnsRecordFault.SeveralOfOneKind, "_dmarc.a.example. IN TXT \"v=DMARC1; p=none\"", "_dmarc.a.example. IN TXT \"v=DMARC1;p=reject\"")]
    [InlineData(DnsRecordFault.SeveralOfOneKind, "_dmarc.a.example. IN TXT \"v = DMARC1 ; p=none\"", "_dmarc.a.example. IN TXT \"v=DMARC1;p=reject\"")]
    [InlineData(DnsRecordFault.SeveralOfOneKind, "a.example. IN TXT v=STSv1; id=1", "a.example. IN TXT v=STSv1; id=2")]
    public void What_contradicts_is_refused_and_what_was_there_stays(DnsRecordFault fault, params string[] lines)
    {
        var batch = Batch([.. lines.SkipLast(1).Select(Quoted)]);
        var before = batch.Sets.Select(set => set.ToString()).ToList();
        Assert.Equal(fault, Assert.Throws<DnsRecordException>(() => batch.Add(DnsRecordLine.Parse(Quoted(lines[^1])))).Fault);
        Assert.Equal(before, batch.Sets.Select(set => set.ToString()));
    }

    [Fact]
    public void Tokens_and_one_SPF_record_get_on_with_each_other() =>
        Assert.Equal(3, Assert.Single(Batch("a.example. IN TXT \"v=spf1 -all\"", "a.example. IN TXT \"v=spf10\"", "a.example. IN TXT \"token=1\"").Sets).Records.Count);

    private static string Quoted(string line) => line.Contains("v=STSv1", StringComparison.Ordinal) ? line.Replace("v=STSv1", "\"v=STSv1", StringComparison.Ordinal) + "\"" : line;

    private static DnsRecordBatch Batch(params string[] lines)
    {
        var batch = new DnsRecordBatch();
        foreach (var line in lines) batch.Add(DnsRecordLine.Parse(line));
        return batch;
    }

    [Theory]
    [InlineData("example.org. IN A 192.0.2.1", true)]
    [InlineData("a.EXAMPLE.org. IN A 192.0.2.1", true)]
    [InlineData("a.example.net. IN A 192.0.2.1", false)]
    [InlineData("notexample.org. IN A 192.0.2.1", false)]
    public void What_is_not_in_the_zone_is_refused_wherever_it_comes_from(string line, bool isWithin)
    {
        var (batch, set) = (new DnsRecordBatch(SmtpAdmin.Dns.DnsName.Parse("example.org")), DnsRecordLine.Parse(line));
        if (isWithin) batch.Add(set);
        else Assert.Equal(DnsRecordFault.OutOfZone, Assert.Throws<DnsRecordException>(() => batch.Add(set)).Fault);
        Assert.Equal(isWithin ? 1 : 0, batch.Sets.Count);
    }
}
