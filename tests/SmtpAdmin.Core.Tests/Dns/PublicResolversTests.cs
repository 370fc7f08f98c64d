using System.Net;
using System.Text.Json;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Core.Tests.Dns;

public sealed class PublicResolversTests
{
    [Theory]
    [InlineData("8.8.8.8", "Google Public DNS")]
    [InlineData("1.1.1.1", "Cloudflare")]
    [InlineData("9.9.9.9", "Quad9")]
    [InlineData("208.67.222.222", "OpenDNS")]
    [InlineData("2001:4860:4860::8888", "Google Public DNS")]
    [InlineData("2606:4700:4700:0:0:0:0:1111", "Cloudflare")]
    [InlineData("::ffff:8.8.4.4", "Google Public DNS")]
    public void The_ones_that_everybody_uses_have_a_name(string address, string name) =>
        Assert.Equal(name, PublicResolvers.NameOf(IPAddress.Parse(address)));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.53")]
    [InlineData("192.168.1.1")]
    [InlineData("8.8.8.9")]
    [InlineData("::1")]
    [InlineData("fe80::1")]
    public void Any_other_has_none(string address) => Assert.Null(PublicResolvers.NameOf(IPAddress.Parse(address)));

    [Fact]
    public void Every_address_of_the_data_is_one_on_the_Internet_and_stands_there_once()
    {
        using var data = JsonDocument.Parse(RepositoryFiles.Read("src/SmtpAdmin.Core/Dns", "public-resolvers.json"));
        var entries = data.RootElement.EnumerateArray()
            .SelectMany(entry => entry.GetProperty("addresses").EnumerateArray(), (entry, address) => (Name: entry.GetProperty("name").GetString(), Address: IPAddress.Parse(address.GetString()!)))
            .ToList();
        Assert.Distinct(entries.Select(entry => entry.Address));
        Assert.All(entries, entry => Assert.Equal(entry.Name, PublicResolvers.NameOf(entry.Address)));
        Assert.DoesNotContain(entries, entry => SpecialAddress.Find(entry.Address) is not null);
    }
}
