using System.Net;
using System.Net.Sockets;
using SmtpAdmin.Core.Tests.Smtp.Client.Support;
using SmtpAdmin.Core.Tests.Smtp.Relay.Delivery.Support;
using SmtpAdmin.Dns;
using SmtpAdmin.Smtp.Client;
using SmtpAdmin.Smtp.Relay;
using static SmtpAdmin.Core.Tests.Smtp.Relay.Delivery.Support.DeliveryScript;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Delivery;

public sealed class RoutingTests
{
    private const string Takes = Hello + Message + Taken + Quit;

    [Fact]
    public async Task The_best_MX_takes_the_mail()
    {
        await using var bench = Bench(new TestNetwork().On("192.0.2.10:25", Takes));
        bench.Resolver.Mx("example.net", (20, "backup.example.net"), (10, "mx.example.net")).A("mx.example.net", "192.0.2.10").A("backup.example.net", "192.0.2.20");
        var result = await DeliverAsync(bench);

        Assert.Equal((DeliveryOutcome.Delivered, "mx.example.net", "192.0.2.10:25"), (result.Outcome, result.Server, result.EndPoint));
        Assert.DoesNotContain("backup.example.net", bench.Resolver.Asked);
    }

    [Theory]
    [InlineData("refused")]
    [InlineData("S: 421 4.3.2 busy\nX: close")]
    [InlineData("S: 450 later\nC: QUIT\nS: 221 bye")]
    [InlineData("S: 554 5.7.1 not you\nC: QUIT\nS: 221 bye")]
    [InlineData("S: 521 no mail here\nX: close")]
    [InlineData("X: close")]
    [InlineData("S: 220 mx.example.net\nC: EHLO relay.example.org\nS: 450 later\nC: QUIT\nS: 221 bye")]
    [InlineData("S: 220 mx.example.net\nC: EHLO relay.example.org\nX: close")]
    public async Task The_next_MX_takes_what_the_best_does_not(string best)
    {
        var network = new TestNetwork().On("192.0.2.20:25", Takes);
        if (best != "refused") network.On("192.0.2.10:25", best);
        await using var bench = Bench(network);
        bench.Resolver.Mx("example.net", (10, "mx.example.net"), (20, "backup.example.net")).A("mx.example.net", "192.0.2.10").A("backup.example.net", "192.0.2.20");
        var result = await DeliverAsync(bench);

        Assert.Equal((DeliveryOutcome.Delivered, "backup.example.net"), (result.Outcome, result.Server));
        Assert.Equal(["192.0.2.10:25", "192.0.2.20:25"], bench.Network.Tried);
    }

    [Fact]
    public async Task All_addresses_of_a_host_are_tried_IPv6_first()
    {
        await using var bench = Bench(new TestNetwork().On("192.0.2.11:25", Takes));
        bench.Resolver.Mx("example.net", (10, "mx.example.net")).A("mx.example.net", "192.0.2.10", "192.0.2.11").Aaaa("mx.example.net", "2001:db8::1");

        Assert.Equal(DeliveryOutcome.Delivered, (await DeliverAsync(bench)).Outcome);
        Assert.Equal(["[2001:db8::1]:25", "192.0.2.10:25", "192.0.2.11:25"], bench.Network.Tried);
    }

    [Fact]
    public async Task Only_addresses_of_the_family_that_is_wanted_are_tried()
    {
        var options = DeliveryBench.BasicOptions with { Delivery = new SmtpRelayDelivery { AddressFamily = SmtpAddressFamily.IPv4Only } };
        await using var bench = Bench(new TestNetwork().On("192.0.2.10:25", Takes), options);
        bench.Resolver.Mx("example.net", (10, "mx.example.net")).A("mx.example.net", "192.0.2.10").Aaaa("mx.example.net", "2001:db8::1");

        Assert.Equal(DeliveryOutcome.Delivered, (await DeliverAsync(bench)).Outcome);
        Assert.Equal(["192.0.2.10:25"], bench.Network.Tried);
    }

    [Fact]
    public async Task A_domain_without_MX_is_its_own_host()
    {
        await using var bench = Bench(new TestNetwork().On("192.0.2.10:25", Takes));
        bench.Resolver.A("example.net", "192.0.2.10");

        Assert.Equal((DeliveryOutcome.Delivered, "example.net"), Of(await DeliverAsync(bench)));
    }

    [Fact]
    public async Task An_address_literal_needs_no_DNS()
    {
        await using var bench = new DeliveryBench { Network = new TestNetwork().On("192.0.2.10:25", Takes), Destination = DeliveryBench.ToMx("[192.0.2.10]") };

        Assert.Equal((DeliveryOutcome.Delivered, "192.0.2.10"), Of(await DeliverAsync(bench)));
        Assert.Empty(bench.Resolver.Asked);
    }

    [Fact]
    public async Task An_IPv6_literal_is_an_address_too()
    {
        await using var bench = new DeliveryBench { Network = new TestNetwork().On("[2001:db8::1]:25", Takes), Destination = DeliveryBench.ToMx("[IPv6:2001:db8::1]") };

        Assert.Equal((DeliveryOutcome.Delivered, "2001:db8::1"), Of(await DeliverAsync(bench)));
    }

    [Fact]
    public async Task A_null_MX_fails_at_once()
    {
        await using var bench = Bench(new TestNetwork());
        bench.Resolver.Mx("example.net", (0, "."));
        var result = await DeliverAsync(bench);

        Assert.Equal((DeliveryOutcome.Failed, "5.1.10", SmtpFailureKind.NullMx), (result.Outcome, result.Status, result.FailureKind));
        Assert.Null(Assert.Single(bench.Engine.Figures).BackedOffUntil);
    }

    [Fact]
    public async Task A_domain_that_does_not_exist_fails_at_once()
    {
        await using var bench = Bench(new TestNetwork());
        var result = await DeliverAsync(bench);

        Assert.Equal((DeliveryOutcome.Failed, "5.1.2", SmtpFailureKind.NameNotFound), (result.Outcome, result.Status, result.FailureKind));
    }

    [Theory]
    [InlineData(nameof(DnsOutcome.ServFail))]
    [InlineData(nameof(DnsOutcome.Timeout))]
    public async Task A_domain_of_which_nothing_is_known_waits(string outcome)
    {
        await using var bench = Bench(new TestNetwork());
        bench.Resolver.Fails("example.net", DnsType.MX, Enum.Parse<DnsOutcome>(outcome));
        var result = await DeliverAsync(bench);

        Assert.Equal((DeliveryOutcome.Deferred, "4.4.3", SmtpFailureKind.NameUnknown), (result.Outcome, result.Status, result.FailureKind));
        Assert.NotNull(Assert.Single(bench.Engine.Figures).BackedOffUntil);
    }

    [Fact]
    public async Task An_MX_of_which_no_address_is_known_waits_and_the_next_is_tried()
    {
        await using var bench = Bench(new TestNetwork().On("192.0.2.20:25", Takes));
        bench.Resolver.Mx("example.net", (10, "mx.example.net"), (20, "backup.example.net")).A("backup.example.net", "192.0.2.20")
            .Fails("mx.example.net", DnsType.A, DnsOutcome.ServFail).Fails("mx.example.net", DnsType.AAAA, DnsOutcome.ServFail);

        Assert.Equal((DeliveryOutcome.Delivered, "backup.example.net"), Of(await DeliverAsync(bench)));
    }

    [Fact]
    public async Task An_unknown_address_outweighs_what_failed_for_good()
    {
        await using var bench = Bench(new TestNetwork().On("192.0.2.20:25", "S: 554 no\nC: QUIT\nS: 221 bye"));
        bench.Resolver.Mx("example.net", (10, "mx.example.net"), (20, "backup.example.net")).A("backup.example.net", "192.0.2.20")
            .Fails("mx.example.net", DnsType.A, DnsOutcome.ServFail).Fails("mx.example.net", DnsType.AAAA, DnsOutcome.ServFail);
        var result = await DeliverAsync(bench);

        Assert.Equal((DeliveryOutcome.Deferred, "4.4.3"), (result.Outcome, result.Status));
    }

    [Fact]
    public async Task Mail_hosts_that_do_not_exist_are_an_error_of_the_domain()
    {
        await using var bench = Bench(new TestNetwork());
        bench.Resolver.Mx("example.net", (10, "mx.example.net"));
        var result = await DeliverAsync(bench);

        Assert.Equal((DeliveryOutcome.Failed, "5.4.4"), (result.Outcome, result.Status));
    }

    [Theory]
    [InlineData("554 5.7.1 not you", "5.7.1")]
    [InlineData("521 no mail here", "5.3.2")]
    public async Task Where_every_MX_refuses_us_for_good_the_message_fails(string greeting, string status)
    {
        await using var bench = Bench(new TestNetwork().On("192.0.2.10:25", $"S: {greeting}\nC: QUIT\nS: 221 bye").On("192.0.2.20:25", $"S: {greeting}\nX: close"));
        bench.Resolver.Mx("example.net", (10, "mx.example.net"), (20, "backup.example.net")).A("mx.example.net", "192.0.2.10").A("backup.example.net", "192.0.2.20");
        var result = await DeliverAsync(bench);

        Assert.Equal((DeliveryOutcome.Failed, status, greeting), (result.Outcome, result.Status, result.Text));
        Assert.True(result.IsReply);
        Assert.Equal(2, bench.Network.Tried.Count);
    }

    [Fact]
    public async Task Where_one_MX_refuses_us_and_another_is_away_the_message_waits()
    {
        await using var bench = Bench(new TestNetwork().On("192.0.2.20:25", "S: 554 5.7.1 not you\nC: QUIT\nS: 221 bye"));
        bench.Resolver.Mx("example.net", (10, "mx.example.net"), (20, "backup.example.net")).A("mx.example.net", "192.0.2.10").A("backup.example.net", "192.0.2.20");
        var result = await DeliverAsync(bench);

        Assert.Equal((DeliveryOutcome.Deferred, "4.4.1"), (result.Outcome, result.Status));
    }

    [Fact]
    public async Task An_MX_that_has_our_name_makes_a_loop()
    {
        await using var bench = Bench(new TestNetwork());
        bench.Resolver.Mx("example.net", (10, "Relay.example.org"), (20, "backup.example.net")).A("backup.example.net", "192.0.2.20");
        var result = await DeliverAsync(bench);

        Assert.Equal((DeliveryOutcome.Failed, "5.4.6"), (result.Outcome, result.Status));
        Assert.Empty(bench.Network.Tried);
    }

    [Fact]
    public async Task Only_hosts_that_are_better_than_us_are_tried()
    {
        await using var bench = Bench(new TestNetwork());
        bench.Resolver.Mx("example.net", (10, "mx.example.net"), (20, "relay.example.org"), (30, "worse.example.net"))
            .A("mx.example.net", "192.0.2.10").A("worse.example.net", "192.0.2.30");
        var result = await DeliverAsync(bench);

        Assert.Equal((DeliveryOutcome.Deferred, "4.4.1"), (result.Outcome, result.Status));
        Assert.Equal(["192.0.2.10:25"], bench.Network.Tried);
    }

    [Theory]
    [InlineData("S: 220 RELAY.example.org ESMTP\nC: QUIT\nS: 221 bye")]
    [InlineData("S: 220 mx\nC: EHLO relay.example.org\nS: 250 relay.example.org hello\nC: QUIT\nS: 221 bye")]
    public async Task An_MX_that_calls_itself_by_our_name_makes_a_loop(string script)
    {
        await using var bench = Bench(new TestNetwork().On("192.0.2.10:25", script));
        bench.Resolver.Mx("example.net", (10, "mx.example.net"), (20, "backup.example.net")).A("mx.example.net", "192.0.2.10").A("backup.example.net", "192.0.2.20");
        var result = await DeliverAsync(bench);

        Assert.Equal((DeliveryOutcome.Failed, "5.4.6"), (result.Outcome, result.Status));
        Assert.Equal(["192.0.2.10:25"], bench.Network.Tried);
    }

    [Theory]
    [InlineData("192.0.2.99")]
    [InlineData("0.0.0.0")]
    public async Task An_MX_that_is_our_own_listener_makes_a_loop(string listensOn)
    {
        var options = DeliveryBench.BasicOptions with { Listeners = [new SmtpRelayListener { EndPoint = new IPEndPoint(IPAddress.Parse(listensOn), 25) }] };
        await using var bench = Bench(new TestNetwork().On("192.0.2.99:25", Takes), options);
        bench.Resolver.Mx("example.net", (10, "mx.example.net")).A("mx.example.net", "192.0.2.99");
        var result = await DeliverAsync(bench);

        Assert.Equal((DeliveryOutcome.Failed, "5.4.6"), (result.Outcome, result.Status));
    }

    [Fact]
    public async Task Another_port_of_this_machine_is_another_server()
    {
        var options = DeliveryBench.BasicOptions with { Listeners = [new SmtpRelayListener { EndPoint = new IPEndPoint(IPAddress.Any, 2525) }] };
        await using var bench = Bench(new TestNetwork().On("192.0.2.99:25", Takes), options);
        bench.Resolver.Mx("example.net", (10, "mx.example.net")).A("mx.example.net", "192.0.2.99");

        Assert.Equal(DeliveryOutcome.Delivered, (await DeliverAsync(bench)).Outcome);
    }

    [Fact]
    public async Task Something_in_the_DNS_that_is_no_name_is_passed_over()
    {
        await using var bench = Bench(new TestNetwork().On("192.0.2.20:25", Takes));
        bench.Resolver.Mx("example.net", (10, "a\\032b.example.net"), (20, "backup.example.net")).A("backup.example.net", "192.0.2.20");

        Assert.Equal((DeliveryOutcome.Delivered, "backup.example.net"), Of(await DeliverAsync(bench)));
    }

    [Fact]
    public async Task A_host_that_was_not_reached_lately_is_tried_last()
    {
        var network = new TestNetwork().On("192.0.2.20:25", Takes, Takes).Fails("192.0.2.10:25", SocketError.HostUnreachable);
        await using var bench = Bench(network);
        bench.Resolver.Mx("example.net", (10, "mx.example.net"), (20, "backup.example.net")).A("mx.example.net", "192.0.2.10").A("backup.example.net", "192.0.2.20");
        await bench.DeliverAsync();
        await EndIdleAsync(bench);
        await bench.DeliverAsync();
        await EndIdleAsync(bench);
        bench.Time.Advance(TimeSpan.FromMinutes(3));
        network.On("192.0.2.10:25", Takes);
        Assert.Equal("mx.example.net", (await DeliverAsync(bench)).Server);

        Assert.Equal(["192.0.2.10:25", "192.0.2.20:25", "192.0.2.20:25", "192.0.2.10:25"], network.Tried);
    }

    [Fact]
    public async Task Smart_hosts_are_tried_in_order()
    {
        var network = new TestNetwork().On("192.0.2.1:587", "S: 451 4.3.2 later\nC: QUIT\nS: 221 bye").On("192.0.2.2:25", "S: 554 5.7.1 not you\nC: QUIT\nS: 221 bye").On("192.0.2.3:25", Takes);
        await using var bench = new DeliveryBench
        {
            Network = network,
            Destination = DeliveryBench.ToSmartHosts(
                new SmtpSmartHost { Host = "192.0.2.1", Port = 587 }, new SmtpSmartHost { Host = "missing.example.net" }, new SmtpSmartHost { Host = "192.0.2.2" }, new SmtpSmartHost { Host = "third.example.net" }),
        };
        bench.Resolver.A("third.example.net", "192.0.2.3");
        var result = await DeliverAsync(bench);

        Assert.Equal((DeliveryOutcome.Delivered, "third.example.net"), Of(result));
        Assert.Equal(["192.0.2.1:587", "192.0.2.2:25", "192.0.2.3:25"], network.Tried);
        Assert.DoesNotContain(bench.Resolver.Asked, name => name.Contains("MX", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("S: 554 5.7.1 not you\nC: QUIT\nS: 221 bye", "4.7.1")]
    [InlineData("S: 220 RELAY.example.org\nC: EHLO relay.example.org\nS: 550 5.5.0 no\nC: QUIT\nS: 221 bye", "4.5.0")]
    public async Task What_a_smart_host_refuses_to_open_for_waits(string script, string status)
    {
        await using var bench = new DeliveryBench { Network = new TestNetwork().On(DeliveryBench.SmartHost, script) };
        var result = await DeliverAsync(bench);

        Assert.Equal((DeliveryOutcome.Deferred, status), (result.Outcome, result.Status));
        Assert.NotNull(Assert.Single(bench.Engine.Figures).BackedOffUntil);
    }

    [Fact]
    public async Task A_smart_host_that_does_not_exist_is_a_mistake_that_mail_waits_for()
    {
        await using var bench = new DeliveryBench { Destination = DeliveryBench.ToSmartHosts(new SmtpSmartHost { Host = "missing.example.net" }) };
        var result = await DeliverAsync(bench);

        Assert.Equal((DeliveryOutcome.Deferred, "4.4.4"), (result.Outcome, result.Status));
    }

    [Fact]
    public async Task A_smart_host_that_is_our_own_listener_is_a_mistake_that_mail_waits_for()
    {
        await using var bench = new DeliveryBench
        {
            Network = new TestNetwork().On("192.0.2.99:25", Takes),
            Destination = DeliveryBench.ToSmartHosts(new SmtpSmartHost { Host = "192.0.2.99" }),
        };
        var result = await DeliverAsync(bench);

        Assert.Equal((DeliveryOutcome.Deferred, "4.4.6"), (result.Outcome, result.Status));
    }

    [Fact]
    public async Task A_smart_host_may_have_our_name()
    {
        await using var bench = new DeliveryBench { Network = new TestNetwork().On(DeliveryBench.SmartHost, Takes.Replace("mx.example.net", "relay.example.org", StringComparison.Ordinal)) };

        Assert.Equal(DeliveryOutcome.Delivered, (await DeliverAsync(bench)).Outcome);
    }

    private static DeliveryBench Bench(TestNetwork network, SmtpRelayOptions? options = null) =>
        new() { Network = network, Destination = DeliveryBench.ToMx("example.net"), Options = options ?? DeliveryBench.BasicOptions };

    private static async Task<DeliveryResult> DeliverAsync(DeliveryBench bench)
    {
        var result = await bench.DeliverAsync();
        await bench.StopAsync();
        return result;
    }

    private static async Task EndIdleAsync(DeliveryBench bench)
    {
        while (bench.Engine.Figures.Any(figures => figures.Connections > 0))
        {
            bench.Time.Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
    }

    private static (DeliveryOutcome, string?) Of(DeliveryResult result) => (result.Outcome, result.Server);
}
