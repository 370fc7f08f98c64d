using System.Net;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Core.Tests.Reputation;

public class GenericNamesTests
{
    public static TheoryData<string, string, string> Names =>
        [.. TestData.Rows("reverse-dns/names.tsv").Select(row => new TheoryDataRow<string, string, string>(row[0], row[1], row[2]))];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_name_is_generic_or_chosen_as_the_data_says(string address, string name, string expected)
    {
        var reason = GenericNames.Reason(name, IPAddress.Parse(address));
        Assert.Equal(expected, reason is null ? "chosen" : "generic");
    }

    [Theory]
    [InlineData("host-192-0-2-10.example.net", "it spells the address")]
    [InlineData("dhcp-44.campus.example", "the address comes from a pool")]
    public void The_reason_names_the_rule(string name, string expected) =>
        Assert.Equal(expected, GenericNames.Reason(name, IPAddress.Parse("192.0.2.10")));
}
