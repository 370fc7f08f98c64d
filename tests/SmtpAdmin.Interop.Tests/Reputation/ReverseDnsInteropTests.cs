using System.Net;
using SmtpAdmin.Dns;
using SmtpAdmin.Interop.Tests.Dns;
using SmtpAdmin.Interop.Tests.Peers;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Interop.Tests.Reputation;

public class ReverseDnsInteropTests(PeerSet peers) : NameServerTests(peers)
{
    /// <summary>Addresses and what tests/data/zones says of them.</summary>
    public static TheoryData<NameServer, string, ReverseDnsStatus, string?> Addresses()
    {
        (string Address, ReverseDnsStatus Status, string? ConfirmedName)[] rows =
        [
            ("192.0.2.10", ReverseDnsStatus.Pass, "mx.interop.test"),
            ("192.0.2.11", ReverseDnsStatus.Pass, "backup.interop.test"),
            ("192.0.2.14", ReverseDnsStatus.Pass, "pool-192-0-2-14.dynamic.interop.test"),
            ("192.0.2.20", ReverseDnsStatus.Pass, "one.interop.test"),
            ("192.0.2.65", ReverseDnsStatus.Pass, "classless.interop.test"), // RFC 2317
            ("2001:db8::10", ReverseDnsStatus.Pass, "mx.interop.test"),
            ("192.0.2.12", ReverseDnsStatus.Mismatch, null),
            ("192.0.2.66", ReverseDnsStatus.Mismatch, null), // RFC 2317
            ("192.0.2.13", ReverseDnsStatus.NotForwardable, null), // the name does not exist
            ("192.0.2.15", ReverseDnsStatus.NotForwardable, null), // the name has no address
            ("2001:db8::11", ReverseDnsStatus.NotForwardable, null), // the name has an address of the other family
            ("192.0.2.99", ReverseDnsStatus.NoPtr, null), // NXDOMAIN
            ("192.0.2.30", ReverseDnsStatus.NoPtr, null), // no data
            ("192.0.2.67", ReverseDnsStatus.NoPtr, null), // an alias to nowhere, RFC 2317
            ("2001:db8::12", ReverseDnsStatus.NoPtr, null),
            ("192.0.2.16", ReverseDnsStatus.Unknown, null), // the name's zone answers SERVFAIL
            ("192.0.2.130", ReverseDnsStatus.Unknown, null), // an alias into a zone that answers SERVFAIL
            ("192.0.2.131", ReverseDnsStatus.Unknown, null), // an alias in a loop
            ("198.18.0.1", ReverseDnsStatus.Unknown, null), // REFUSED
        ];
        var data = new TheoryData<NameServer, string, ReverseDnsStatus, string?>();
        foreach (var server in Enum.GetValues<NameServer>())
        {
            foreach (var (address, status, name) in rows) data.Add(server, address, status, name);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task Each_address_gets_its_verdict(NameServer server, string address, ReverseDnsStatus status, string? confirmedName)
    {
        var result = await CheckAsync(server, address, new ReverseDnsOptions());

        Assert.Equal((status, confirmedName), (result.Status, result.ConfirmedName));
        Assert.Equal(status == ReverseDnsStatus.Pass, result.ForwardConfirmed);
        Assert.Equal(address.EndsWith(".14", StringComparison.Ordinal), result.IsGeneric);
        if (status != ReverseDnsStatus.Pass) Assert.NotEmpty(result.Findings);
    }

    [Theory]
    [InlineData(NameServer.Bind)]
    [InlineData(NameServer.Unbound)]
    public async Task The_record_to_ask_for_stands_where_the_alias_leads(NameServer server)
    {
        var result = await CheckAsync(server, "192.0.2.67", new ReverseDnsOptions { HeloName = "mx.interop.test" });

        var finding = Assert.Single(result.Findings, finding => finding.Code == "PTR-MISSING");
        Assert.Contains("67.64/26.2.0.192.in-addr.arpa. IN PTR mx.interop.test.", finding.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(NameServer.Bind)]
    [InlineData(NameServer.Unbound)]
    public async Task Every_name_of_several_is_listed_with_its_addresses(NameServer server)
    {
        var result = await CheckAsync(server, "192.0.2.20", new ReverseDnsOptions());

        Assert.Equal(["nowhere.interop.test", "one.interop.test", "two.interop.test"], result.PtrName.Order(StringComparer.Ordinal));
        Assert.Equal(
            [("nowhere.interop.test", DnsOutcome.NxDomain, ""), ("one.interop.test", DnsOutcome.Answer, "192.0.2.20"), ("two.interop.test", DnsOutcome.Answer, "192.0.2.21")],
            result.Names.OrderBy(name => name.Name, StringComparer.Ordinal).Select(name => (name.Name, name.Outcome, string.Join(' ', name.Addresses))));
    }

    [Theory]
    [InlineData("mx.interop.test", HeloStatus.Pass)]
    [InlineData("backup.interop.test", HeloStatus.Mismatch)]
    [InlineData("nowhere.interop.test", HeloStatus.NotForwardable)]
    [InlineData("name.broken.test", HeloStatus.Unknown)]
    [InlineData("www.interop.test", HeloStatus.NotInPtr)] // an alias of the PTR name
    public async Task The_HELO_name_is_held_against_the_address(string heloName, HeloStatus status)
    {
        var result = await CheckAsync(NameServer.Unbound, "192.0.2.10", new ReverseDnsOptions { HeloName = heloName });

        Assert.Equal((ReverseDnsStatus.Pass, status), (result.Status, result.HeloStatus));
    }

    [Theory]
    [InlineData(NameServer.Bind)]
    [InlineData(NameServer.Nsd)]
    [InlineData(NameServer.Unbound)]
    public async Task A_whole_block_is_checked_address_by_address(NameServer server)
    {
        await using var resolver = new DnsResolver(Options(await RequireAsync(server)) with { UseCache = true }, TimeProvider.System);
        var checker = new ReverseDnsChecker(resolver, TimeProvider.System);
        Assert.True(ReputationTarget.TryParse("192.0.2.0/24", out var target, out _));

        var results = new List<ReverseDnsResult>();
        await foreach (var result in checker.CheckAllAsync(Only(target), new ReverseDnsOptions(), Token)) results.Add(result);

        Assert.Equal(256, results.Select(result => result.IPAddress).Distinct().Count());
        Assert.Equal(
            [(ReverseDnsStatus.Pass, 5), (ReverseDnsStatus.NoPtr, 243), (ReverseDnsStatus.Mismatch, 2), (ReverseDnsStatus.NotForwardable, 2), (ReverseDnsStatus.Unknown, 4)],
            results.GroupBy(result => result.Status).OrderBy(group => group.Key).Select(group => (group.Key, group.Count())));
    }

    private static async IAsyncEnumerable<ReputationTarget> Only(ReputationTarget target)
    {
        await Task.CompletedTask;
        yield return target;
    }

    private async Task<ReverseDnsResult> CheckAsync(NameServer server, string address, ReverseDnsOptions options)
    {
        await using var resolver = new DnsResolver(Options(await RequireAsync(server)), TimeProvider.System);
        return await new ReverseDnsChecker(resolver, TimeProvider.System).CheckAsync(IPAddress.Parse(address), options, Token);
    }
}
