using SmtpAdmin.Dns;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Core.Tests.Provisioning.Publishing;

public sealed class DnsWantedSetTests
{
    private const string Selector = "s1._domainkey.a.test";

    [Fact]
    public void Another_key_under_a_selector_in_use_takes_Force()
    {
        var (old, key) = (LabPublishing.Text(Selector, "v=DKIM1; k=rsa; p=AAAA"), LabPublishing.Text(Selector, "v=DKIM1; k=rsa; p=BBBB"));
        var exception = Assert.Throws<DnsPublishException>(() => DnsWantedSet.Published(key, old, new DnsPublishOptions { Merge = true }));
        Assert.Equal(DnsPublishFault.OtherRecords, exception.Problem.Fault);
        Assert.True(DnsWantedSet.Published(key, old, new DnsPublishOptions { Force = true }).HasSameData(key));
    }

    [Theory]
    [InlineData("p=AAAA; t=s")]
    [InlineData("v=DKIM1; p=AA AA")]
    [InlineData("v=DKIM1; p=")]
    public void The_same_key_written_otherwise_or_revoked_takes_nothing(string text)
    {
        var wanted = LabPublishing.Text(Selector, text);
        Assert.True(DnsWantedSet.Published(wanted, LabPublishing.Text(Selector, "v=DKIM1; k=rsa; p=AAAA"), new DnsPublishOptions()).HasSameData(wanted));
    }

    [Theory]
    [InlineData(null, null, null, 3600)]
    [InlineData(null, null, 77, 77)]
    [InlineData(null, 60, 77, 60)]
    [InlineData(5, 60, 77, 5)]
    public void The_time_to_live_is_that_of_the_record_or_of_the_command_or_what_was_there_or_an_hour(int? own, int? command, int? before, int expected)
    {
        var current = before is { } seconds ? DnsRecordSet.OfText(DnsName.Parse("a.test"), "v=spf1 -all", TimeSpan.FromSeconds(seconds)) : new DnsRecordSet(DnsName.Parse("a.test"), DnsType.TXT, []);
        var wanted = DnsRecordSet.OfText(DnsName.Parse("a.test"), "v=spf1 mx -all", own is { } given ? TimeSpan.FromSeconds(given) : null);
        var options = new DnsPublishOptions { TimeToLive = command is { } ttl ? TimeSpan.FromSeconds(ttl) : null };
        Assert.Equal(expected, DnsWantedSet.Published(wanted, current, options).TtlSeconds);
    }
}
