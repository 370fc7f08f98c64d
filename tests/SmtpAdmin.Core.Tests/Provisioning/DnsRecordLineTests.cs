using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Core.Tests.Provisioning;

public sealed class DnsRecordLineTests
{
    [Theory]
    [InlineData("a.example. 60 IN TXT \"x\"", "a.example. 60 IN TXT \"x\"")]
    [InlineData("a.example. IN 60 MX 10 b.example.", "a.example. 60 IN MX 10 b.example.")]
    [InlineData("\ta.example.  txt  x", "a.example. IN TXT \"x\"")]
    [InlineData("a.example. TYPE65280 \\# 1 FF", "a.example. IN TYPE65280 \\# 1 FF")]
    public void A_line_is_read_as_zone_files_have_it(string line, string expected) => Assert.Equal(expected, DnsRecordLine.Parse(line).ToString());

    [Theory]
    [InlineData("a.example 60 IN TXT x", DnsRecordFault.BadName)]
    [InlineData("a 60 IN TXT x", DnsRecordFault.BadName)]
    [InlineData("a\\. 60 IN TXT x", DnsRecordFault.BadName)]
    [InlineData("@ IN TXT x", DnsRecordFault.BadName)]
    [InlineData("", DnsRecordFault.BadName)]
    [InlineData("a.example.", DnsRecordFault.BadType)]
    [InlineData("a.example. 60", DnsRecordFault.BadType)]
    [InlineData("a.example. CH TXT x", DnsRecordFault.BadType)]
    [InlineData("a.example. IN ANY x", DnsRecordFault.BadType)]
    [InlineData("a.example. 60 60 IN TXT x", DnsRecordFault.BadType)]
    [InlineData("a.example. IN MX 10 b.example", DnsRecordFault.BadData)]
    [InlineData("a.example. IN CNAME b", DnsRecordFault.BadData)]
    [InlineData("a.example. IN TXT", DnsRecordFault.BadData)]
    public void What_is_no_line_or_might_be_relative_is_refused(string line, DnsRecordFault fault) =>
        Assert.Equal(fault, Assert.Throws<DnsRecordException>(() => DnsRecordLine.Parse(line)).Fault);
}
