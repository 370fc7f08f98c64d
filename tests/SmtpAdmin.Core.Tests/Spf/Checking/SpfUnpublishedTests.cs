using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Core.Tests.Spf.Support;
using SmtpAdmin.Dns;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Checking;

/// <summary>Records that are proved before they are published.</summary>
public sealed class SpfUnpublishedTests
{
    [Fact]
    public async Task A_record_takes_the_place_of_what_the_domain_publishes_without_a_question()
    {
        var dns = new StubResolver().Txt(SpfRun.Domain, "v=spf1 -all", "v=spf1 ?all");
        var result = await SpfRun.CheckAsync(dns, options: With("v=spf1 ip4:192.0.2.3 -all"));
        Assert.Equal((SpfResult.Pass, 0), (result.Result, dns.Questions));
    }

    [Fact]
    public async Task What_it_names_is_looked_up_and_its_loops_meet_the_record_itself()
    {
        var dns = new StubResolver().Txt("other.example.org", "v=spf1 include:email.example.com -all").Txt(SpfRun.Domain, "v=spf1 +all");
        var result = await SpfRun.CheckAsync(dns, options: With("v=spf1 include:other.example.org -all"));
        Assert.Equal((SpfResult.PermError, SpfProblemKind.LookupLimit), (result.Result, result.Problem!.Kind));
        Assert.Equal(SpfResult.Fail, (await SpfRun.CheckAsync(dns, mailFrom: "a@EMAIL.example.com.", options: With("v=spf1 -all"))).Result);
    }

    [Fact]
    public async Task A_record_that_is_wrong_is_a_permanent_error() =>
        Assert.Equal(SpfResult.PermError, (await SpfRun.CheckAsync(new StubResolver(), options: With("v=spf1 ip5:1"))).Result);

    [Fact]
    public async Task Records_of_several_names_may_be_unpublished()
    {
        var dns = new StubResolver();
        var options = With("v=spf1 include:_SPF1.email.example.com redirect=_spf2.email.example.com") with
        {
            Unpublished = new Dictionary<DnsName, SpfRecord>
            {
                [DnsName.Parse("_spf1.email.example.com")] = SpfRecord.Parse("v=spf1 ip4:192.0.2.3 -all"),
                [DnsName.Parse("_spf2.email.example.com")] = SpfRecord.Parse("v=spf1 ip4:192.0.2.4 -all"),
            },
        };
        Assert.Equal(SpfResult.Pass, (await SpfRun.CheckAsync(dns, options: options)).Result);
        Assert.Equal(SpfResult.Pass, (await SpfRun.CheckAsync(dns, "192.0.2.4", options: options)).Result);
        Assert.Equal(SpfResult.Fail, (await SpfRun.CheckAsync(dns, "192.0.2.5", options: options)).Result);
        Assert.Equal(0, dns.Questions);
    }

    private static SpfCheckOptions With(string record) => new() { Record = SpfRecord.Parse(record) };
}
