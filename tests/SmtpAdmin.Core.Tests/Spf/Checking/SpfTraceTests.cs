using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Core.Tests.Spf.Support;
using SmtpAdmin.Dns;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Checking;

/// <summary>What was tried, as objects and as text.</summary>
public sealed class SpfTraceTests
{
    [Fact]
    public async Task Every_record_term_and_look_up_stands_there_in_its_order()
    {
        var dns = new StubResolver().Txt("i.example.org", "v=spf1 mx ?all").Mx("i.example.org", (10, "h.example.org")).A("h.example.org", "198.51.100.1").Txt("r.example.org", "v=spf1 ~all");
        var trace = (await TraceAsync("v=spf1 ip4:198.51.100.0/24 include:i.example.org exists:%{ir}.x.example redirect=r.example.org", dns)).Trace!;
        Assert.Equal(["ip4:198.51.100.0/24", "include:i.example.org", "exists:%{ir}.x.example", "redirect=r.example.org"], trace.Terms.Select(term => term.Term));
        Assert.Equal([false, false, false, true], trace.Terms.Select(term => term.Matched ?? throw new InvalidOperationException()));
        Assert.Equal(["3.2.0.192.x.example"], trace.Terms[2].Lookups.Select(lookup => lookup.Name));
        Assert.Equal(["i.example.org", "h.example.org"], trace.Terms[1].Record!.Terms[0].Lookups.Select(lookup => lookup.Name));
        Assert.Equal((SpfResult.SoftFail, SpfResult.SoftFail, SpfResult.Neutral), (trace.Result, trace.Terms[3].Record!.Result, trace.Terms[1].Record!.Result));
        Assert.Equal(
            """
            email.example.com: SoftFail, v=spf1 ip4:198.51.100.0/24 include:i.example.org
            │  exists:%{ir}.x.example redirect=r.example.org
            ├─ TXT email.example.com: Answer
            ├─ ip4:198.51.100.0/24: no match
            ├─ include:i.example.org: no match
            │  └─ i.example.org: Neutral, v=spf1 mx ?all
            │     ├─ TXT i.example.org: Answer
            │     ├─ mx: no match
            │     │  ├─ MX i.example.org: 10 h.example.org.
            │     │  └─ A h.example.org: 198.51.100.1
            │     └─ ?all: match
            ├─ exists:%{ir}.x.example (3.2.0.192.x.example): no match
            │  └─ A 3.2.0.192.x.example: NxDomain
            └─ redirect=r.example.org: match
               └─ r.example.org: SoftFail, v=spf1 ~all
                  ├─ TXT r.example.org: Answer
                  └─ ~all: match
            """.ReplaceLineEndings("\n"),
            trace.ToString());
    }

    [Fact]
    public async Task What_ended_the_check_is_an_error()
    {
        var result = await TraceAsync("v=spf1 a:x.example.org -all", new StubResolver().Fails("x.example.org", DnsType.A, DnsOutcome.ServFail, "lame"));
        Assert.Null(Assert.Single(result.Trace!.Terms).Matched);
        Assert.EndsWith("└─ a:x.example.org: error\n   └─ A x.example.org: ServFail", result.Trace.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_fit_a_terminal_however_long_the_record_and_however_deep_the_tree()
    {
        var deep = new StubResolver().Txt("i.example.org", $"v=spf1 {string.Join(' ', Enumerable.Repeat("ip4:198.51.100.77", 30))} x={new string('x', 300)} redirect=i.example.org");
        var lines = (await TraceAsync("v=spf1 include:i.example.org", deep)).Trace!.ToString().Split('\n');
        Assert.True(lines.Length > 100);
        Assert.All(lines, line => Assert.InRange(line.Length, 1, 78));
    }

    [Fact]
    public async Task Nothing_in_it_drives_a_terminal()
    {
        var text = (await TraceAsync("v=spf1 \u001b[2Jfoo \u0007 -all\n", new StubResolver())).Trace!.ToString();
        Assert.DoesNotContain(text.Replace("\n", "", StringComparison.Ordinal), char.IsControl);
    }

    [Fact]
    public async Task There_is_none_unless_it_is_wanted() => Assert.Null((await SpfRun.WithAsync("v=spf1 -all")).Trace);

    private static Task<SpfCheckResult> TraceAsync(string record, StubResolver dns) =>
        SpfRun.CheckAsync(dns.Txt(SpfRun.Domain, record), options: new SpfCheckOptions { Trace = true });
}
