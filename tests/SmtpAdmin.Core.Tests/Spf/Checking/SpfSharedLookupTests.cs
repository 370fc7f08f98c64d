using System.Net;
using SmtpAdmin.Core.Tests.Dns;
using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Core.Tests.Spf.Support;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Checking;

/// <summary>Many senders share what is looked up.</summary>
public sealed class SpfSharedLookupTests
{
    private static StubResolver Zone() => SpfRun.Hosts(3).Txt(SpfRun.Domain, "v=spf1 a:h1.example.org a:h2.example.org include:i.example.org -all").Txt("i.example.org", "v=spf1 a:h3.example.org ip4:192.0.2.0/25 ?all");

    [Fact]
    public async Task A_thousand_senders_of_one_record_ask_each_question_once()
    {
        var dns = Zone();
        var checker = new SpfChecker(dns, TimeProvider.System);
        await checker.CheckAsync(Sender(0), new SpfCheckOptions(), TestContext.Current.CancellationToken);
        var asked = dns.Questions;
        Assert.Equal(5, asked);
        var results = await checker.CheckAllAsync(Senders(1000), new SpfCheckOptions(), TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal((1000, asked), (results.Count, dns.Questions));
        Assert.Equal(results.Count(result => result.IPAddress.GetAddressBytes()[3] < 128), results.Count(result => result.Passed));
    }

    [Fact]
    public async Task Unless_each_is_to_ask_for_itself()
    {
        var dns = Zone();
        var checker = new SpfChecker(dns, TimeProvider.System);
        for (var at = 0; at < 3; at++) await checker.CheckAsync(Sender(at), new SpfCheckOptions { ShareLookups = false }, TestContext.Current.CancellationToken);
        Assert.Equal(15, dns.Questions);
    }

    [Fact]
    public async Task After_a_while_what_has_changed_is_seen()
    {
        var (dns, time) = (Zone(), new ManualTime());
        var checker = new SpfChecker(dns, time);
        Assert.True((await checker.CheckAsync(Sender(1), new SpfCheckOptions(), TestContext.Current.CancellationToken)).Passed);
        dns.Txt(SpfRun.Domain, "v=spf1 -all");
        Assert.True((await checker.CheckAsync(Sender(1), new SpfCheckOptions(), TestContext.Current.CancellationToken)).Passed);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.False((await checker.CheckAsync(Sender(1), new SpfCheckOptions(), TestContext.Current.CancellationToken)).Passed);
    }

    private static async IAsyncEnumerable<SpfSender> Senders(int count)
    {
        for (var at = 0; at < count; at++)
        {
            await Task.Yield();
            yield return Sender(at);
        }
    }

    private static SpfSender Sender(int at) => new(IPAddress.Parse($"192.0.2.{at % 256}"), $"user{at}@{SpfRun.Domain}", null);
}
