using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Core.Tests.Spf.Support;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Checking;

/// <summary>Records that are too much of something.</summary>
public sealed class SpfBadInputTests
{
    [Theory]
    [InlineData('a', SpfResult.PermError)]
    [InlineData('%', SpfResult.PermError)]
    [InlineData('\0', SpfResult.PermError)]
    [InlineData(' ', SpfResult.Neutral)]
    [InlineData('\u00ff', SpfResult.PermError)]
    public async Task A_record_of_64_KB_of_one_octet(char octet, SpfResult result) => Assert.Equal(result, (await SpfRun.WithAsync($"v=spf1 {new string(octet, 65_000)}")).Result);

    [Fact]
    public async Task A_thousand_networks_are_worked_through()
    {
        var networks = string.Join(' ', Enumerable.Range(0, 1000).Select(at => $"ip4:198.{at / 256}.{at % 256}.0/24"));
        Assert.Equal(SpfResult.Pass, (await SpfRun.WithAsync($"v=spf1 {networks} ip4:192.0.2.3 -all")).Result);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("include:email.example.com")]
    [InlineData("ptr:%{p}")]
    [InlineData("exists:%{s}%{s}%{s}%{s}.%{i}.%{p}.x.example")]
    public async Task A_thousand_terms_that_cost_a_look_up_end_at_the_eleventh(string term)
    {
        var dns = new StubResolver().A(SpfRun.Domain, "198.51.100.1");
        var result = await SpfRun.CheckAsync(dns.Txt(SpfRun.Domain, $"v=spf1 {string.Join(' ', Enumerable.Repeat($"-{term}", 1000))}"), options: new SpfCheckOptions { MaxVoidLookups = 1000 });
        Assert.Equal((SpfResult.PermError, SpfProblemKind.LookupLimit, 11), (result.Result, result.Problem!.Kind, result.LookupCount));
        Assert.InRange(dns.Questions, 1, 12);
    }

    [Fact]
    public async Task Macros_that_expand_past_all_limits_make_a_name_that_fits_or_none()
    {
        var dns = new StubResolver();
        var macros = string.Concat(Enumerable.Repeat("%{s}", 10_000));
        var result = await SpfRun.WithAsync($"v=spf1 exists:{macros}.x.example ?all", dns, mailFrom: $"{new string('a', 1900)}@email.example.com");
        Assert.Equal((SpfResult.Neutral, 2), (result.Result, dns.Questions));
        Assert.All(dns.Asked, name => Assert.InRange(name.Length, 1, 253));
    }

    [Fact]
    public async Task Includes_within_includes_of_many_hosts_ask_no_more_than_the_limits_allow()
    {
        var dns = new StubResolver();
        for (var level = 1; level <= 11; level++)
        {
            var hosts = string.Join(' ', Enumerable.Range(1, 12).Select(at => $"mx:m{at}.example.org"));
            dns.Txt(level == 1 ? SpfRun.Domain : $"i{level}.example.org", $"v=spf1 include:i{level + 1}.example.org {hosts} -all");
        }
        for (var at = 1; at <= 12; at++) dns.Mx($"m{at}.example.org", [.. Enumerable.Range(1, 10).Select(host => ((ushort)host, $"h{host}.m{at}.example.org"))]);
        var result = await SpfRun.CheckAsync(dns, options: new SpfCheckOptions { MaxVoidLookups = 1000 });
        Assert.Equal((SpfResult.PermError, 11), (result.Result, result.LookupCount));
        Assert.InRange(dns.Questions, 11, 170);
    }
}
