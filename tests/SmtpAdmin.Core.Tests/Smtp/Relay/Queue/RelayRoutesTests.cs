using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Queue;

public sealed class RelayRoutesTests
{
    private static readonly SmtpRelayRoute Direct = new();
    private static readonly SmtpRelayRoute SmartHost = new() { SmartHosts = [new SmtpSmartHost { Host = "smart.example", Port = 587 }, new SmtpSmartHost { Host = "second.example" }] };

    [Theory]
    [InlineData("a@example.org", "exact")]
    [InlineData("a@EXAMPLE.Org", "exact")]
    [InlineData("a@www.example.org", "below")]
    [InlineData("a@deep.www.example.org", "below")]
    [InlineData("a@x.deeper.example.org", "longer")]
    [InlineData("a@deeper.example.org", "below")]
    [InlineData("a@notexample.org", "rest")]
    [InlineData("a@org", "rest")]
    [InlineData("\"a@example.org\"@b.test", "rest")]
    [InlineData("a@bücher.test", "idn")]
    [InlineData("a@BÜCHER.test", "idn")]
    [InlineData("a@xn--bcher-kva.test", "idn")]
    [InlineData("a@münchen.xn--bcher-kva.test", "idnBelow")]
    [InlineData("a@[192.0.2.7]", "literal")]
    [InlineData("a@[192.0.2.8]", "rest")]
    [InlineData("a@[IPv6:2001:DB8:0:0::1]", "literal6")]
    public void The_most_exact_route_is_taken(string address, string expected)
    {
        var routes = new Dictionary<string, SmtpRelayRoute>
        {
            ["rest"] = new(),
            ["below"] = new() { Domains = [".example.org"] },
            ["exact"] = new() { Domains = ["other.test", "Example.ORG"] },
            ["longer"] = new() { Domains = [".deeper.example.org"] },
            ["idn"] = new() { Domains = ["bücher.test"] },
            ["idnBelow"] = new() { Domains = [".Bücher.test"] },
            ["literal"] = new() { Domains = ["[192.0.2.7]"] },
            ["literal6"] = new() { Domains = ["[IPv6:2001:db8::1]"] },
        };
        var found = new RelayRoutes([.. routes.Values], "relay.example").Find(address);
        Assert.Equal(expected, routes.Single(route => ReferenceEquals(route.Value, found.Route)).Key);
    }

    [Fact]
    public void Mail_by_a_smart_host_has_one_destination_whatever_the_domain()
    {
        var routes = new RelayRoutes([SmartHost], "relay.example");
        var destination = routes.Find("a@one.test");
        Assert.Equal(("smart.example:587", null), (destination.Name, destination.Domain));
        Assert.Same(destination, routes.Find("b@two.test"));
        Assert.Same(destination, routes.Find("Postmaster"));
    }

    [Fact]
    public void Direct_mail_has_a_destination_for_each_domain_in_ASCII()
    {
        var routes = new RelayRoutes([Direct], "relay.example");
        var destination = routes.Find("a@BÜCHER.example");
        Assert.Equal(("xn--bcher-kva.example", "xn--bcher-kva.example"), (destination.Name, destination.Domain));
        Assert.Equal(destination, routes.Find("b@xn--bcher-kva.EXAMPLE"));
        Assert.NotEqual(destination, routes.Find("b@other.example"));
        Assert.Same(routes.Find("a@x.test"), routes.Find("b@x.test"));
    }

    [Fact]
    public void Address_literals_have_one_form()
    {
        var routes = new RelayRoutes([Direct], "relay.example");
        Assert.Equal("[192.0.2.1]", routes.Find("a@[192.0.2.1]").Domain);
        Assert.Equal("[IPv6:2001:db8::1]", routes.Find("a@[ipv6:2001:0DB8::0001]").Domain);
    }

    [Fact]
    public void The_postmaster_without_a_domain_is_ours()
    {
        Assert.Equal("relay.example", new RelayRoutes([Direct], "Relay.Example").Find("Postmaster").Domain);
        Assert.Equal("example.org", new RelayRoutes([Direct], "relay.example", "admin@example.org").Find("postmaster").Domain);
    }

    [Fact]
    public void Without_a_route_for_the_rest_some_addresses_have_none()
    {
        var routes = new RelayRoutes([SmartHost with { Domains = ["example.org"] }], "relay.example");
        Assert.NotSame(RelayRoutes.NoRoute, routes.Find("a@example.org"));
        Assert.Same(RelayRoutes.NoRoute, routes.Find("a@example.com"));
    }

    [Fact]
    public void Equal_routes_that_are_not_the_same_one_do_not_share_a_destination()
    {
        SmtpRelayRoute one = new() { Domains = ["one.test"], SmartHosts = SmartHost.SmartHosts }, two = new() { Domains = ["two.test"], SmartHosts = SmartHost.SmartHosts };
        var routes = new RelayRoutes([one, two], "relay.example");
        Assert.NotEqual(routes.Find("a@one.test"), routes.Find("a@two.test"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a..b")]
    [InlineData("[nothing]")]
    [InlineData("[192.0.2.1")]
    public void A_route_by_what_is_no_domain_is_refused(string domain) =>
        Assert.Throws<ArgumentException>(() => new RelayRoutes([new SmtpRelayRoute { Domains = [domain] }], "relay.example"));

    [Fact]
    public void Any_number_of_domains_finds_its_destination()
    {
        var routes = new RelayRoutes([Direct], "relay.example");
        for (var n = 0; n < 10_000; n++) Assert.Equal($"d{n}.test", routes.Find($"a@d{n}.test").Domain);
        Assert.Equal(new RelayDestination("d0.test", Direct, "d0.test"), routes.Find("a@d0.test"));
    }
}
