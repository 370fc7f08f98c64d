using System.Net;
using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dns;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Support;

/// <summary>One check, with the sender of RFC 7208 section 7.4 where none is given.</summary>
internal static class SpfRun
{
    public const string Domain = "email.example.com";
    public const string MailFrom = $"strong-bad@{Domain}";
    public const string IPv4 = "192.0.2.3";
    public const string IPv6 = "2001:db8::cb01";

    public static async Task<SpfCheckResult> CheckAsync(
        IDnsResolver dns, string address = IPv4, string? mailFrom = MailFrom, string? helo = null, SpfCheckOptions? options = null, TimeProvider? time = null) =>
        await new SpfChecker(dns, time ?? TimeProvider.System).CheckAsync(
            new SpfSender(IPAddress.Parse(address), mailFrom, helo), options ?? new SpfCheckOptions(), TestContext.Current.CancellationToken);

    /// <summary>Checks against a record that the sender's domain publishes.</summary>
    public static Task<SpfCheckResult> WithAsync(string record, StubResolver? dns = null, string address = IPv4, string mailFrom = MailFrom, string? helo = null) =>
        CheckAsync((dns ?? new StubResolver()).Txt(Domain, record), address, mailFrom, helo);

    /// <summary>The addresses of <c>host</c>.example.org for a number of names: <c>h1</c>, <c>h2</c> and so on.</summary>
    public static StubResolver Hosts(int count, string address = "198.51.100.1")
    {
        var dns = new StubResolver();
        for (var at = 1; at <= count; at++) dns.A($"h{at}.example.org", address);
        return dns;
    }

    /// <summary>What a text with macros expands to, as a name that <c>exists</c> asks for.</summary>
    public static async Task<string?> ExpandAsync(string macros, string address = IPv4, StubResolver? dns = null, string mailFrom = MailFrom, string? helo = null)
    {
        var record = $"v=spf1 exists:{macros} ?all";
        var result = await CheckAsync((dns ?? new StubResolver()).Txt(Domain, record), address, mailFrom, helo, new SpfCheckOptions { Trace = true });
        Assert.Equal(SpfResult.Neutral, result.Result);
        return result.Trace!.Terms[0].Target;
    }
}
