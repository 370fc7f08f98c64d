using System.Net;
using System.Net.Sockets;
using SmtpAdmin.Dns;
using SmtpAdmin.Lab;

namespace SmtpAdmin.Core.Tests.Lab;

public sealed class LabEnvironmentTests
{
    [Theory]
    [InlineData("127.0.0.1", DnsOutcome.Answer, "mail.lab.test.")]
    [InlineData("192.0.2.24", DnsOutcome.Answer, "one.lab.test.|two.lab.test.")]
    [InlineData("192.0.2.25", DnsOutcome.NxDomain, "")]
    [InlineData("192.0.2.26", DnsOutcome.Answer, "other.lab.test.")]
    [InlineData("192.0.2.27", DnsOutcome.Answer, "host-192-0-2-27.dynamic.lab.test.")]
    [InlineData("192.0.2.28", DnsOutcome.ServFail, "")]
    [InlineData("192.0.2.29", DnsOutcome.Answer, "gone.lab.test.")]
    [InlineData("192.0.2.30", DnsOutcome.Answer, "classless.lab.test.")]
    [InlineData("192.0.2.31", DnsOutcome.Timeout, "")]
    [InlineData("2001:db8::25", DnsOutcome.Answer, "mail6.lab.test.")]
    public async Task Each_address_has_the_reverse_DNS_that_it_is_there_for(string address, DnsOutcome outcome, string names)
    {
        await using var lab = await LabEnvironment.StartAsync(TestContext.Current.CancellationToken);
        await using var resolver = new DnsResolver(
            new DnsResolverOptions { Servers = [lab.Dns.EndPoint], Timeout = TimeSpan.FromSeconds(outcome == DnsOutcome.Timeout ? 0.3 : 20), Attempts = 1 }, TimeProvider.System);
        var answer = await resolver.ResolveAsync(DnsName.ForReverse(IPAddress.Parse(address)), DnsType.PTR, TestContext.Current.CancellationToken);
        Assert.Equal(outcome, answer.Outcome);
        Assert.Equal(names, string.Join('|', answer.Records.Select(record => record.DataText).Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("lab.test", DnsType.MX, "10 mail.lab.test.")]
    [InlineData("mail.lab.test", DnsType.A, "127.0.0.1")]
    [InlineData("nomail.lab.test", DnsType.MX, "0 .")]
    [InlineData("25.2.0.192.bl.lab.test", DnsType.A, "127.0.0.4")]
    public async Task The_domain_has_its_records(string name, DnsType type, string data)
    {
        await using var lab = await LabEnvironment.StartAsync(TestContext.Current.CancellationToken);
        await using var resolver = new DnsResolver(new DnsResolverOptions { Servers = [lab.Dns.EndPoint] }, TimeProvider.System);
        var answer = await resolver.ResolveAsync(DnsName.Parse(name), type, TestContext.Current.CancellationToken);
        Assert.Equal(data, string.Join('|', answer.Records.Select(record => record.DataText)));
    }

    [Fact]
    public async Task Disposing_leaves_nothing_listening()
    {
        IPEndPoint dns, sink;
        await using (var lab = await LabEnvironment.StartAsync(TestContext.Current.CancellationToken))
        {
            dns = lab.Dns.EndPoint;
            sink = lab.Sink.EndPoint;
            using var client = await LabClient.ConnectAsync(sink);
            await client.ReadAsync();
        }
        foreach (var endPoint in new[] { dns, sink })
        {
            using var client = new TcpClient();
            await Assert.ThrowsAnyAsync<SocketException>(async () => await client.ConnectAsync(endPoint, TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Without_TLS_there_is_AUTH_in_the_clear()
    {
        await using var lab = await LabEnvironment.StartAsync(new LabEnvironmentOptions { WithoutTls = true }, TimeProvider.System, TestContext.Current.CancellationToken);
        using var client = await LabClient.ConnectAsync(lab.Sink.EndPoint);
        await client.ReadAsync();
        var ehlo = await client.SayAsync("EHLO a");
        Assert.DoesNotContain("STARTTLS", ehlo, StringComparison.Ordinal);
        Assert.Contains("AUTH ", ehlo, StringComparison.Ordinal);
        Assert.StartsWith("235", await client.SayAsync("AUTH PLAIN " + Convert.ToBase64String("\0demo@lab.test\0lab password"u8)), StringComparison.Ordinal);
    }
}
