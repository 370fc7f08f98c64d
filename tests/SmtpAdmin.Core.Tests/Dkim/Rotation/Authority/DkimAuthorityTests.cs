using System.Net;
using SmtpAdmin.Dkim;
using SmtpAdmin.Dns;
using SmtpAdmin.Lab;

namespace SmtpAdmin.Core.Tests.Dkim.Rotation.Authority;

public sealed class DkimAuthorityTests
{
    private const string Key = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
    private const string Other = "O2onvM62pC1io6jQKm8Nc2UyFXcd4kOmOsBIoYtZ2ik=";
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private static readonly DnsName Name = DnsName.Parse("s._domainkey.example.org");
    private static readonly DkimExpectedKey Expected = new(DkimKeyAlgorithm.Ed25519, Convert.FromBase64String(Key));

    private readonly FakeAuthority _dns = new FakeAuthority().Zone("example.org", ("ns1.example.org", "192.0.2.1"), ("ns2.example.org", "192.0.2.2 2001:db8::2"));

    [Theory]
    [InlineData($"v=DKIM1; k=ed25519; p={Key}", DkimServerStatus.Published)]
    [InlineData($"k=ed25519;p={Key}", DkimServerStatus.Published)] // the same key, written otherwise
    [InlineData($"v=DKIM1;  p=11qYAYKxCrfVS/7TyWQHOg7h cvPapiMlrwIaaPcHURo= ; n=new; k=ed25519; h=sha256; s=email:x; t=s", DkimServerStatus.Published)]
    [InlineData($"v=DKIM1; k=ed25519; p={Other}", DkimServerStatus.Different)]
    [InlineData($"v=DKIM1; k=rsa; p={Key}", DkimServerStatus.Different)]
    [InlineData($"v=DKIM1; p={Key}", DkimServerStatus.Different)] // rsa is what is meant without k=
    [InlineData("v=DKIM1; k=ed25519; p=", DkimServerStatus.Revoked)]
    [InlineData($"v=DKIM1; k=ed25519; s=tlsrpt; p={Key}", DkimServerStatus.Faulty)]
    [InlineData($"v=DKIM1; k=ed25519; h=sha1; p={Key}", DkimServerStatus.Faulty)]
    [InlineData($"v=DKIM2; k=ed25519; p={Key}", DkimServerStatus.Faulty)]
    [InlineData($"v=DKIM1; k=ed25519; p={Key}; p={Key}", DkimServerStatus.Faulty)]
    [InlineData("v=DKIM1; k=ed25519; p=!!!!", DkimServerStatus.Faulty)]
    [InlineData("v=DKIM1; k=ed25519", DkimServerStatus.Faulty)]
    [InlineData("v=spf1 -all", DkimServerStatus.Faulty)]
    public async Task A_record_is_read_as_a_receiver_reads_it_and_compared_by_its_key(string text, DkimServerStatus status)
    {
        _dns.Put(Name.ToString(), text);
        var publication = await LookAsync();
        Assert.Equal(3, publication.Servers.Count);
        Assert.All(publication.Servers, server => Assert.Equal(status, server.Status));
        Assert.Equal((status == DkimServerStatus.Published, status != DkimServerStatus.Published, false), (publication.IsEverywhere, publication.IsMissing, publication.IsUnknown));
    }

    [Fact]
    public async Task Every_address_of_every_server_is_asked_and_one_that_differs_is_enough()
    {
        _dns.Put(Name.ToString(), $"v=DKIM1; k=ed25519; p={Key}");
        Assert.True((await LookAsync()).IsEverywhere);
        Assert.Equal(["192.0.2.1:53", "192.0.2.2:53", "[2001:db8::2]:53"], _dns.Asked.Where(asked => asked.Type == DnsType.TXT).Select(asked => asked.Server.ToString()).Order(StringComparer.Ordinal));

        _dns.Put([FakeAuthority.At("2001:db8::2")], Name.ToString(), $"v=DKIM1; k=ed25519; p={Key}", "v=spf1 -all");
        var publication = await LookAsync();
        Assert.Equal((false, true, true), (publication.IsEverywhere, publication.IsMissing, publication.IsSomewhere));
        Assert.Equal((DkimServerStatus.Several, "ns2.example.org"), (publication.Servers[2].Status, publication.Servers[2].Host));
    }

    [Fact]
    public async Task A_server_that_answers_from_a_cache_or_for_others_says_nothing()
    {
        _dns.Put(Name.ToString(), $"v=DKIM1; k=ed25519; p={Key}");
        _dns.NotAuthoritative.Add(FakeAuthority.At("192.0.2.1"));
        var publication = await LookAsync();
        Assert.Equal((false, false, true), (publication.IsEverywhere, publication.IsMissing, publication.IsUnknown));
        Assert.Contains("AA", publication.Servers[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_IPv6_a_server_counts_by_its_other_address_and_without_that_it_is_unknown()
    {
        _dns.Put(Name.ToString(), $"v=DKIM1; k=ed25519; p={Key}");
        _dns.Failing[FakeAuthority.At("2001:db8::2")] = DnsOutcome.Unreachable;
        var publication = await LookAsync();
        Assert.Equal((true, DkimServerStatus.NotReached), (publication.IsEverywhere, publication.Servers[2].Status));

        _dns.Failing[FakeAuthority.At("2001:db8::2")] = DnsOutcome.Timeout; // it is reached, and does not tell
        Assert.True((await LookAsync()).IsUnknown);
        _dns.Failing[FakeAuthority.At("2001:db8::2")] = DnsOutcome.Unreachable;
        _dns.Failing[FakeAuthority.At("192.0.2.2")] = DnsOutcome.Timeout;
        Assert.True((await LookAsync()).IsUnknown);

        // Another server is reached by IPv6: then it is not IPv6 that leads nowhere.
        _dns.Failing.Remove(FakeAuthority.At("192.0.2.2"));
        _dns.Zone("example.org", ("ns1.example.org", "192.0.2.1 2001:db8::1"), ("ns2.example.org", "192.0.2.2 2001:db8::2"));
        _dns.Put([FakeAuthority.At("2001:db8::1")], Name.ToString(), $"v=DKIM1; k=ed25519; p={Key}");
        Assert.True((await LookAsync()).IsUnknown);
    }

    [Fact]
    public async Task An_alias_is_followed_to_the_servers_of_its_target()
    {
        _dns.Zone("mail.example", ("ns.mail.example", "192.0.2.9"));
        _dns.Alias(Name.ToString(), "key.mail.example");
        _dns.Put("key.mail.example", $"v=DKIM1; k=ed25519; p={Key}");
        var publication = await LookAsync();
        Assert.True(publication.IsEverywhere);
        Assert.Equal([DkimServerStatus.Alias, DkimServerStatus.Alias, DkimServerStatus.Alias, DkimServerStatus.Published], publication.Servers.Select(server => server.Status));
        Assert.Equal(("ns.mail.example", "key.mail.example"), (publication.Servers[3].Host, publication.Servers[3].Name));

        _dns.Put("key.mail.example");
        Assert.True((await LookAsync()).IsMissing);
        Assert.True((await LookAsync()).IsWithdrawn);
        _dns.Failing[FakeAuthority.At("192.0.2.9")] = DnsOutcome.Timeout;
        Assert.Equal((true, false), ((await LookAsync()).IsUnknown, (await LookAsync()).IsWithdrawn));
    }

    [Fact]
    public async Task An_alias_that_loops_or_that_servers_do_not_agree_on_is_not_a_key()
    {
        _dns.Alias(Name.ToString(), "t._domainkey.example.org");
        _dns.Alias("t._domainkey.example.org", Name.ToString());
        var publication = await LookAsync();
        Assert.Equal((false, true), (publication.IsEverywhere, publication.IsUnknown));
        Assert.Contains("come back", publication.Problem, StringComparison.Ordinal);

        _dns.Alias([FakeAuthority.At("192.0.2.1")], Name.ToString(), "u._domainkey.example.org");
        Assert.Contains("do not agree", (await LookAsync()).Problem, StringComparison.Ordinal);

        for (var hop = 0; hop < 12; hop++) _dns.Alias(hop == 0 ? Name.ToString() : $"a{hop}.example.org", $"a{hop + 1}.example.org");
        Assert.Contains("longer than", (await LookAsync()).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Servers_that_cannot_be_found_make_it_unknown()
    {
        _dns.Put(Name.ToString(), $"v=DKIM1; k=ed25519; p={Key}");
        _dns.Zone("example.org", ("ns1.example.org", "192.0.2.1"), ("gone.example.org", ""));
        var publication = await LookAsync();
        Assert.Equal((true, "it has no address"), (publication.IsUnknown, publication.Servers[1].Detail));

        _dns.Zone("example.org", ("ns1.example.org", "192.0.2.1"));
        Assert.True((await LookAsync()).IsEverywhere);
        _dns.Unresolvable.Add(DnsName.Parse("ns1.example.org"));
        Assert.True((await LookAsync()).IsUnknown);
        _dns.Unresolvable.Add(DnsName.Parse("example.org"));
        Assert.Equal("The name servers of example.org could not be asked for (ServFail). It failed.", (await LookAsync()).Problem);
        _dns.Zone("example.org", [.. Enumerable.Range(0, 41).Select(number => ($"ns{number}.example.org", $"192.0.2.{number}"))]);
        _dns.Unresolvable.Clear();
        Assert.Contains("41 name servers", (await LookAsync()).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_zone_cut_that_is_nearest_to_the_name_counts()
    {
        _dns.Zone("_domainkey.example.org", ("ns.mail.example", "192.0.2.9"));
        _dns.Put(Name.ToString(), $"v=DKIM1; k=ed25519; p={Key}");
        var publication = await LookAsync();
        Assert.Equal(("192.0.2.9:53", true), (Assert.Single(publication.Servers).Server, publication.IsEverywhere));
    }

    [Fact]
    public async Task Servers_that_are_given_are_asked_in_place_of_the_zones_but_not_for_what_is_not_theirs()
    {
        _dns.Zone("hidden.example", ("hidden.example", "192.0.2.77")).Zone("mail.example", ("ns.mail.example", "192.0.2.9"));
        _dns.Alias(Name.ToString(), "key.mail.example");
        _dns.Put("key.mail.example", $"v=DKIM1; k=ed25519; p={Key}");
        var publication = await new DkimAuthority(_dns, _dns, [FakeAuthority.At("192.0.2.1")]).LookAsync(Name, Expected, Token);
        Assert.Equal(["192.0.2.1:53", "192.0.2.9:53"], publication.Servers.Select(server => server.Server));
        Assert.True(publication.IsEverywhere);
        Assert.True((await new DkimAuthority(_dns, _dns, [FakeAuthority.At("192.0.2.77")]).LookAsync(Name, Expected, Token)).IsUnknown);
    }

    [Theory]
    [InlineData(3600, 300, 3600)]
    [InlineData(null, 300, null)]
    public async Task How_long_resolvers_may_keep_the_absence_comes_from_the_zone(int? negative, int timeToLive, int? expected)
    {
        _dns.Put(Name.ToString(), $"v=DKIM1; k=ed25519; p={Key}");
        (_dns.NegativeTime, _dns.TimeToLive) = (negative is { } seconds ? TimeSpan.FromSeconds(seconds) : null, TimeSpan.FromSeconds(timeToLive));
        var publication = await LookAsync();
        Assert.Equal(expected, publication.IsCacheTimeSure ? (int)publication.CacheTime.TotalSeconds : null);
    }

    [Fact]
    public async Task A_server_that_does_not_tell_how_long_does_not_make_forget_what_another_tells()
    {
        _dns.Put(Name.ToString(), $"v=DKIM1; k=ed25519; p={Key}");
        _dns.NegativeTime = TimeSpan.FromDays(1);
        _dns.WithoutSoa.Add(_dns.ServersOf("example.org")[1]);
        var publication = await LookAsync();
        Assert.Equal((TimeSpan.FromDays(1), false), (publication.CacheTime, publication.IsCacheTimeSure));
        _dns.Put([_dns.ServersOf("example.org")[1]], Name.ToString());
        publication = await LookAsync();
        Assert.Equal((TimeSpan.FromDays(1), true), (publication.CacheTime, publication.IsMissing));
    }

    [Fact]
    public async Task Servers_that_the_zone_names_and_the_resolver_does_not_yet_know_are_asked_too()
    {
        var first = FakeAuthority.At("192.0.2.1");
        _dns.Zone("third.example", ("ns3.third.example", "192.0.2.3"));
        _dns.Zone("example.org", ("ns1.example.org", "192.0.2.1"));
        _dns.Put(Name.ToString(), $"v=DKIM1; k=ed25519; p={Key}");
        Assert.True((await LookAsync()).IsEverywhere);
        _dns.OwnServers[(first, DnsName.Parse("example.org"))] = ["ns1.example.org", "ns3.third.example"];
        var publication = await LookAsync();
        Assert.Equal(["192.0.2.1:53", "192.0.2.3:53"], publication.Servers.Select(server => server.Server));
        Assert.False(publication.IsEverywhere);
        _dns.OwnServers[(first, DnsName.Parse("example.org"))] = [.. Enumerable.Range(1, 41).Select(number => $"ns{number}.example.org")];
        Assert.Contains("name servers; 40 are looked at", (await LookAsync()).Problem, StringComparison.Ordinal);
    }

    /// <summary>Over real sockets: the record is larger than a plain UDP answer, and the answer is the zone's own.</summary>
    [Fact]
    public async Task A_real_server_is_asked_without_recursion()
    {
        await using var lab = LabDnsServer.Start([LabZone.Parse("example.org", $"""
            $TTL 300
            @ SOA ns hostmaster 1 3600 600 86400 120
            s._domainkey TXT "v=DKIM1; k=ed25519; n={new string('x', 200)}" "{new string('x', 200)}; p={Key}"
            alias._domainkey CNAME s._domainkey
            """)]);
        lab.Order("s._domainkey.example.org", new LabDnsFault(LabDnsFaultKind.Truncate) { Times = 1 });
        using var servers = new DnsNameServers(new DnsResolverOptions { Timeout = TimeSpan.FromSeconds(20) }, TimeProvider.System);
        var publication = await new DkimAuthority(_dns, servers, [lab.EndPoint]).LookAsync(DnsName.Parse("alias._domainkey.example.org"), Expected, Token);
        Assert.True(publication.IsEverywhere, string.Join("; ", publication.Servers));
        Assert.Equal(TimeSpan.FromSeconds(300), publication.CacheTime); // of the alias; the zone's no is kept for two minutes
        Assert.True((await new DkimAuthority(_dns, servers, [lab.EndPoint]).LookAsync(DnsName.Parse("none._domainkey.example.org"), Expected, Token)).IsWithdrawn);
    }

    private Task<DkimPublication> LookAsync() => new DkimAuthority(_dns, _dns, Array.Empty<IPEndPoint>()).LookAsync(Name, Expected, Token);
}
