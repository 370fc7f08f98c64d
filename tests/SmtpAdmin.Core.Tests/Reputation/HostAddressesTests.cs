using System.Net;
using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dns;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Core.Tests.Reputation;

public sealed class HostAddressesTests
{
    private static readonly DnsName Host = DnsName.Parse("mail.example.com");

    [Fact]
    public async Task Both_families_are_looked_up_and_IPv4_comes_first()
    {
        var host = await LookUpAsync(new StubResolver().Aaaa("mail.example.com", "2600::25").A("mail.example.com", "1.2.3.5", "1.2.3.4", "1.2.3.5"));
        Assert.Equal(["1.2.3.5", "1.2.3.4", "2600::25"], host.Addresses.Select(address => address.ToString()));
        Assert.False(host.MayBeMore);
        Assert.Null(host.Problem("mail.example.com"));
    }

    [Fact]
    public async Task Addresses_behind_an_alias_count()
    {
        var target = DnsName.Parse("real.example.com");
        var host = await LookUpAsync(new StubResolver().Alias("mail.example.com", DnsType.A, "real.example.com", new ARecord(target, TimeSpan.FromHours(1), IPAddress.Parse("1.2.3.4"))));
        Assert.Equal("1.2.3.4", Assert.Single(host.Addresses).ToString());
    }

    [Fact]
    public async Task A_host_without_any_has_a_problem()
    {
        var problem = (await LookUpAsync(new StubResolver())).Problem("mail.example.com");
        Assert.Equal("HOST-NO-ADDRESS", problem?.Code);
        Assert.Contains("mail.example.com", problem!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [ClassData(typeof(InconclusiveOutcomes))]
    public async Task What_is_not_known_is_never_taken_for_nothing(DnsOutcome outcome)
    {
        var half = await LookUpAsync(new StubResolver().A("mail.example.com", "1.2.3.4").Fails("mail.example.com", DnsType.AAAA, outcome));
        Assert.Equal((1, true, "HOST-UNKNOWN"), (half.Addresses.Count, half.MayBeMore, half.Problem("mail.example.com")?.Code));
        var none = await LookUpAsync(new StubResolver().Fails("mail.example.com", DnsType.A, outcome));
        Assert.Equal((0, true, "HOST-UNKNOWN"), (none.Addresses.Count, none.MayBeMore, none.Problem("mail.example.com")?.Code));
    }

    private static Task<HostAddresses> LookUpAsync(StubResolver dns) => HostAddresses.LookUpAsync(dns, Host, TestContext.Current.CancellationToken);
}
