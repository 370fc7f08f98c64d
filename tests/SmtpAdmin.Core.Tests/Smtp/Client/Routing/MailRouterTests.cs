using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dns;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Core.Tests.Smtp.Client.Routing;

public class MailRouterTests
{
    [Fact]
    public async Task Hosts_come_by_preference()
    {
        var resolver = new TableResolver().Mx("example.org", (20, "b.example.org"), (10, "a.example.org"), (30, "c.example.org"))
            .A("a.example.org", "192.0.2.1").A("b.example.org", "192.0.2.2").Aaaa("c.example.org", "2001:db8::1");

        var route = await RouteAsync(resolver, "user@example.org");

        Assert.Equal(MailRouteKind.Mx, route.Kind);
        Assert.Equal(SmtpFailureKind.None, route.FailureKind);
        Assert.Equal([new MailHost("a.example.org", 10), new MailHost("b.example.org", 20), new MailHost("c.example.org", 30)], route.Hosts);
        Assert.Empty(route.Findings);
    }

    [Fact]
    public async Task Hosts_of_equal_preference_come_in_every_order()
    {
        var resolver = new TableResolver().Mx("example.org", (10, "a.example.org"), (10, "b.example.org"), (5, "first.example.org"), (20, "last.example.org"));
        var router = new MailRouter(resolver, new Random(7));
        var orders = new HashSet<string>();
        for (var run = 0; run < 40; run++)
        {
            var route = await router.RouteAsync(DnsName.Parse("example.org"), TestContext.Current.CancellationToken);
            orders.Add(string.Join(' ', route.Hosts.Select(host => host.Name.Split('.')[0])));
        }
        Assert.Equal(["first a b last", "first b a last"], orders.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_host_that_stands_twice_keeps_its_better_place()
    {
        var resolver = new TableResolver().Mx("example.org", (20, "A.example.org"), (10, "a.example.org"), (15, "b.example.org"));
        var route = await RouteAsync(resolver, "user@example.org");
        Assert.Equal([10, 15], route.Hosts.Select(host => host.Preference));
    }

    [Fact]
    public async Task A_null_mx_means_no_mail()
    {
        var route = await RouteAsync(new TableResolver().Mx("example.org", (0, ".")).A("example.org", "192.0.2.1"), "user@example.org");
        Assert.Equal(SmtpFailureKind.NullMx, route.FailureKind);
        Assert.Equal(MailRouteKind.None, route.Kind);
        Assert.Empty(route.Hosts);
    }

    [Fact]
    public async Task A_null_mx_among_others_is_left_out_and_told()
    {
        var route = await RouteAsync(new TableResolver().Mx("example.org", (0, "."), (10, "a.example.org")).A("a.example.org", "192.0.2.1"), "user@example.org");
        Assert.Equal("a.example.org", Assert.Single(route.Hosts).Name);
        Assert.Equal("MX-NULL-AMONG-OTHERS", Assert.Single(route.Findings).Code);
    }

    [Theory]
    [InlineData("192.0.2.1")]
    [InlineData("2001:db8::1")]
    public async Task An_mx_with_an_address_is_left_out_and_told(string address)
    {
        var only = await RouteAsync(new TableResolver().Mx("example.org", (10, address)), "user@example.org");
        Assert.Equal(SmtpFailureKind.NameNotFound, only.FailureKind);
        Assert.Equal("MX-IS-ADDRESS", Assert.Single(only.Findings).Code);

        var beside = await RouteAsync(new TableResolver().Mx("example.org", (10, address), (20, "a.example.org")).A("a.example.org", "192.0.2.1"), "user@example.org");
        Assert.Equal("a.example.org", Assert.Single(beside.Hosts).Name);
        Assert.Equal("MX-IS-ADDRESS", Assert.Single(beside.Findings).Code);
    }

    [Theory]
    [InlineData("1.example.org")]
    [InlineData("10.20.30.example")]
    [InlineData("1")]
    public async Task A_name_that_begins_with_digits_is_a_name(string host)
    {
        var route = await RouteAsync(new TableResolver().Mx("example.org", (10, host)).A(host, "192.0.2.1"), "user@example.org");
        Assert.Equal(host, Assert.Single(route.Hosts).Name);
        Assert.Empty(route.Findings);
    }

    [Fact]
    public async Task An_mx_that_is_an_alias_is_used_and_told()
    {
        var resolver = new TableResolver().A("real.example.net", "192.0.2.1").Alias("mx.example.org", "real.example.net").Mx("example.org", (10, "mx.example.org"));
        var route = await RouteAsync(resolver, "user@example.org");
        Assert.Equal("mx.example.org", Assert.Single(route.Hosts).Name);
        var finding = Assert.Single(route.Findings);
        Assert.Equal("MX-IS-ALIAS", finding.Code);
        Assert.Contains("example.org. MX 10 real.example.net.", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_mx_without_address_is_told_but_not_one_that_could_not_be_looked_up()
    {
        var resolver = new TableResolver().Mx("example.org", (1, "gone.example.org"), (2, "empty.example.org"), (3, "unknown.example.org"), (4, "half.example.org"))
            .Empty("empty.example.org").Fails("unknown.example.org", DnsType.A, DnsOutcome.Timeout)
            .Empty("half.example.org").Fails("half.example.org", DnsType.AAAA, DnsOutcome.ServFail);
        var route = await RouteAsync(resolver, "user@example.org");
        Assert.Equal(4, route.Hosts.Count);
        Assert.Equal(["MX-NO-ADDRESS", "MX-NO-ADDRESS"], route.Findings.Select(finding => finding.Code));
        Assert.Contains("gone.example.org", route.Findings[0].Message, StringComparison.Ordinal);
        Assert.Contains("empty.example.org", route.Findings[1].Message, StringComparison.Ordinal);
        Assert.Equal([route.Findings[0], route.Findings[1], null, null], route.Hosts.Select(host => host.Findings.SingleOrDefault()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_domain_without_mx_is_its_own_host(bool four)
    {
        var resolver = four ? new TableResolver().A("example.org", "192.0.2.1") : new TableResolver().Aaaa("example.org", "2001:db8::1");
        var route = await RouteAsync(resolver, "user@example.org");
        Assert.Equal(MailRouteKind.ImplicitMx, route.Kind);
        Assert.Equal([new MailHost("example.org", 0)], route.Hosts);
        Assert.Equal("MX-IMPLICIT", Assert.Single(route.Findings).Code);
    }

    [Fact]
    public async Task A_domain_without_mx_and_address_has_no_route()
    {
        var route = await RouteAsync(new TableResolver().Empty("example.org"), "user@example.org");
        Assert.Equal(SmtpFailureKind.NameNotFound, route.FailureKind);
        Assert.Empty(route.Hosts);
    }

    [Fact]
    public async Task A_domain_that_does_not_exist_has_no_route_and_no_further_questions()
    {
        var resolver = new TableResolver();
        var route = await RouteAsync(resolver, "user@example.org");
        Assert.Equal(SmtpFailureKind.NameNotFound, route.FailureKind);
        Assert.Single(resolver.Asked);
    }

    [Theory]
    [ClassData(typeof(InconclusiveOutcomes))]
    public async Task Without_a_conclusive_answer_the_route_is_unknown_and_never_the_domain_itself(DnsOutcome outcome)
    {
        var resolver = new TableResolver().A("example.org", "192.0.2.1").Fails("example.org", DnsType.MX, outcome);
        var route = await RouteAsync(resolver, "user@example.org");
        Assert.Equal(SmtpFailureKind.NameUnknown, route.FailureKind);
        Assert.Empty(route.Hosts);
        Assert.Contains($"ended in {outcome} (no answer).", route.Text, StringComparison.Ordinal);
        Assert.Single(resolver.Asked);
    }

    [Theory]
    [InlineData(DnsType.A)]
    [InlineData(DnsType.AAAA)]
    public async Task Half_an_answer_about_the_addresses_is_unknown(DnsType failing)
    {
        var route = await RouteAsync(new TableResolver().Empty("example.org").Fails("example.org", failing, DnsOutcome.ServFail), "user@example.org");
        Assert.Equal(SmtpFailureKind.NameUnknown, route.FailureKind);
    }

    [Fact]
    public async Task One_address_is_enough_though_the_other_look_up_failed()
    {
        var route = await RouteAsync(new TableResolver().Aaaa("example.org", "2001:db8::1").Fails("example.org", DnsType.A, DnsOutcome.ServFail), "user@example.org");
        Assert.Equal(MailRouteKind.ImplicitMx, route.Kind);
    }

    [Fact]
    public async Task A_domain_that_is_an_alias_has_its_targets_mx()
    {
        var resolver = new TableResolver().Mx("target.example", (10, "mx.target.example")).A("mx.target.example", "192.0.2.1").Alias("example.org", "target.example");
        var route = await RouteAsync(resolver, "user@example.org");
        Assert.Equal("mx.target.example", Assert.Single(route.Hosts).Name);
        Assert.Equal("example.org", route.Domain);
    }

    [Theory]
    [InlineData("user@[192.0.2.7]", "192.0.2.7")]
    [InlineData("user@[IPv6:2001:db8::7]", "2001:db8::7")]
    public async Task An_address_literal_is_its_own_route(string recipient, string address)
    {
        var resolver = new TableResolver();
        var route = await RouteAsync(resolver, recipient);
        Assert.Equal(MailRouteKind.AddressLiteral, route.Kind);
        Assert.Equal(address, Assert.Single(route.Hosts).Address?.ToString());
        Assert.Empty(resolver.Asked);
    }

    [Fact]
    public async Task An_international_domain_is_asked_for_in_ascii()
    {
        var route = await RouteAsync(new TableResolver().Mx("xn--bcher-kva.example", (10, "mx.example.org")).A("mx.example.org", "192.0.2.1"), "user@bücher.example");
        Assert.Equal("xn--bcher-kva.example", route.Domain);
        Assert.Single(route.Hosts);
    }

    [Fact]
    public async Task A_flood_of_mx_records_is_cut()
    {
        var resolver = new TableResolver().Mx("example.org", [.. Enumerable.Range(0, 2000).Select(number => (number, $"h{number}.example.org"))]);
        var route = await RouteAsync(resolver, "user@example.org");
        Assert.Equal(MailRouter.MaxHosts, route.Hosts.Count);
        Assert.Equal("h0.example.org", route.Hosts[0].Name);
        Assert.Contains(route.Findings, finding => finding.Code == "MX-TOO-MANY");
        Assert.True(resolver.Asked.Count <= 1 + 2 * MailRouter.MaxHosts);
    }

    [Fact]
    public async Task A_cancelled_token_ends_it()
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new MailRouter(new TableResolver(), new Random(1)).RouteAsync(EmailAddress.Parse("user@example.org"), source.Token).AsTask());
    }

    [Fact]
    public void The_order_never_goes_down_and_no_host_is_lost() => Prop.ForAll(
        Gen.Choose(0, 3).Zip(Gen.Choose(0, 9)).ListOf().Where(list => list.Count > 0).ToArbitrary(),
        async list =>
        {
            var resolver = new TableResolver().Mx("example.org", [.. list.Select(entry => (entry.Item1, $"h{entry.Item2}.example.org"))]);
            var route = await new MailRouter(resolver, new Random(3)).RouteAsync(DnsName.Parse("example.org"), CancellationToken.None);
            Assert.Equal(route.Hosts.Select(host => host.Preference).Order(), route.Hosts.Select(host => host.Preference));
            Assert.Equal(
                list.GroupBy(entry => entry.Item2).ToDictionary(group => $"h{group.Key}.example.org", group => (int?)group.Min(entry => entry.Item1)),
                route.Hosts.ToDictionary(host => host.Name, host => host.Preference));
        }).QuickCheckThrowOnFailure();

    private static async Task<MailRoute> RouteAsync(TableResolver resolver, string recipient) =>
        await new MailRouter(resolver, new Random(1)).RouteAsync(EmailAddress.Parse(recipient), TestContext.Current.CancellationToken);
}
