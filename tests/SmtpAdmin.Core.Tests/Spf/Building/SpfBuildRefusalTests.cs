using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Building;

public sealed class SpfBuildRefusalTests
{
    [Fact]
    public async Task Plus_all_is_refused_with_what_to_do()
    {
        var refusal = await SpfBuild.RefuseAsync(new SpfBuildRequest { Domain = "example.com", IPAddress = ["192.0.2.1"], All = SpfQualifier.Pass });
        Assert.Equal(SpfRefusalCode.AuthorizesEverybody, refusal.Code);
        Assert.Contains("-All Neutral", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.0.0.0/0")]
    [InlineData("::/0")]
    [InlineData("0.0.0.0/1,128.0.0.0/1")]
    [InlineData("1.2.3.4/0")]
    public async Task Every_address_is_plus_all_by_another_name(string given) =>
        Assert.Equal(SpfRefusalCode.AuthorizesEverybody, (await SpfBuild.RefuseAsync(new SpfBuildRequest { IPAddress = given.Split(',') })).Code);

    [Theory]
    [InlineData("mail.example.com/0")]
    [InlineData("@//0")]
    public async Task So_is_a_host_with_no_bits(string given) =>
        Assert.Equal(SpfRefusalCode.AuthorizesEverybody, (await SpfBuild.RefuseAsync(new SpfBuildRequest { A = [given] })).Code);

    [Fact]
    public async Task So_is_an_include_of_one()
    {
        var dns = new StubResolver().Txt("open.example", "v=spf1 +all");
        Assert.Equal(SpfRefusalCode.AuthorizesEverybody, (await SpfBuild.RefuseAsync(new SpfBuildRequest { Include = ["open.example"] }, dns)).Code);
    }

    [Theory]
    [InlineData("halves.example", null)]
    [InlineData(null, "halves.example")]
    public async Task So_is_a_record_with_all_addresses_in_parts(string? include, string? redirect)
    {
        var dns = new StubResolver().Txt("halves.example", "v=spf1 ip4:0.0.0.0/1 ip4:128.0.0.0/1 -all");
        var request = new SpfBuildRequest { Include = include is null ? [] : [include], Redirect = redirect };
        Assert.Equal(SpfRefusalCode.AuthorizesEverybody, (await SpfBuild.RefuseAsync(request, dns)).Code);
    }

    [Fact]
    public async Task Every_address_may_be_kept_out()
    {
        var record = await SpfBuild.MakeAsync(new SpfBuildRequest { IPAddress = ["-0.0.0.0/0", "2001:db8::1"] });
        Assert.Equal("v=spf1 -ip4:0.0.0.0/0 ip6:2001:db8::1 -all", record.Value);
    }

    [Fact]
    public async Task Redirect_beside_all_is_refused()
    {
        var refusal = await SpfBuild.RefuseAsync(new SpfBuildRequest { Redirect = "_spf.example.com", All = SpfQualifier.Fail });
        Assert.Equal(SpfRefusalCode.RedirectBesideAll, refusal.Code);
        Assert.Contains("-All Fail", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("192.0.2.0/33")]
    [InlineData("192.0.2.0/024")]
    [InlineData("192.0.2.0/")]
    [InlineData("192.0.2.0/-1")]
    [InlineData("192.0.2")]
    [InlineData("192.0.2.256")]
    [InlineData("2001:db8::/129")]
    [InlineData("::ffff:0:0/95")]
    [InlineData("mail.example.com")]
    [InlineData("192.0.2.1 -all")]
    [InlineData("fe80::1%eth0")]
    [InlineData("")]
    [InlineData("-")]
    public async Task A_bad_address_or_block_is_refused(string given) =>
        Assert.Equal((SpfRefusalCode.BadIPAddress, given), ((await SpfBuild.RefuseAsync(new SpfBuildRequest { IPAddress = [given] })) is var refusal) ? (refusal.Code, refusal.Subject) : default);

    [Theory]
    [InlineData("192.0.2.1")]
    [InlineData("mail.example.com/33")]
    [InlineData("mail.example.com/28/64")]
    [InlineData("mail.example.com//129")]
    [InlineData("mail.example.com/")]
    [InlineData("mail")]
    [InlineData("mail..example.com")]
    [InlineData("%{x}.example.com")]
    [InlineData("%{d.example.com")]
    [InlineData("mail.example.com ip4:0.0.0.0/0")]
    [InlineData("")]
    public async Task A_bad_host_is_refused(string given) =>
        Assert.Equal(SpfRefusalCode.BadA, (await SpfBuild.RefuseAsync(new SpfBuildRequest { A = [given] })).Code);

    [Theory]
    [InlineData("localhost")]
    [InlineData("https://example.com/spf")]
    [InlineData("me@example.com")]
    [InlineData("example.com -all")]
    [InlineData("192.0.2.1")]
    [InlineData("example.123")]
    [InlineData("%{c}.example.com")]
    [InlineData("%{i0}.example.com")]
    [InlineData("%(i).example.com")]
    [InlineData("a\"b.example.com")]
    [InlineData("")]
    [InlineData("x..example.com")]
    public async Task A_bad_name_or_macro_is_refused(string given)
    {
        Assert.Equal(SpfRefusalCode.BadInclude, (await SpfBuild.RefuseAsync(new SpfBuildRequest { Include = [given] })).Code);
        Assert.Equal(SpfRefusalCode.BadExists, (await SpfBuild.RefuseAsync(new SpfBuildRequest { Exists = [given] })).Code);
        Assert.Equal(SpfRefusalCode.BadRedirect, (await SpfBuild.RefuseAsync(new SpfBuildRequest { Redirect = given })).Code);
        Assert.Equal(SpfRefusalCode.BadExplanation, (await SpfBuild.RefuseAsync(new SpfBuildRequest { Explanation = given, All = SpfQualifier.Fail })).Code);
    }

    [Theory]
    [InlineData("com")]
    [InlineData("")]
    [InlineData("a..b")]
    [InlineData("me@example.com")]
    [InlineData("192.0.2.1")]
    [InlineData("exa mple.com")]
    public async Task A_bad_domain_is_refused(string domain) =>
        Assert.Equal(SpfRefusalCode.BadDomain, (await SpfBuild.RefuseAsync(new SpfBuildRequest { Domain = domain, IPAddress = ["192.0.2.1"] })).Code);

    [Fact]
    public async Task A_domain_of_254_octets_is_refused()
    {
        var domain = string.Join('.', Enumerable.Repeat(new string('a', 62), 4)) + ".ab";
        Assert.Equal(254, domain.Length);
        Assert.Equal(SpfRefusalCode.BadDomain, (await SpfBuild.RefuseAsync(new SpfBuildRequest { Domain = domain, IPAddress = ["192.0.2.1"] })).Code);
    }

    [Fact]
    public async Task All_that_is_wrong_is_told_at_once()
    {
        var result = await SpfBuild.RunAsync(new SpfBuildRequest { Domain = "com", IPAddress = ["x", "192.0.2.1"], Include = ["localhost"], Provider = ["Gogle"], All = SpfQualifier.Pass });
        Assert.Equal(
            [SpfRefusalCode.BadDomain, SpfRefusalCode.BadIPAddress, SpfRefusalCode.BadInclude, SpfRefusalCode.UnknownProvider, SpfRefusalCode.AuthorizesEverybody],
            result.Refusals.Select(refusal => refusal.Code));
    }

    [Fact]
    public async Task Nothing_given_is_refused_with_what_to_give()
    {
        Assert.Equal(SpfRefusalCode.NothingGiven, (await SpfBuild.RefuseAsync(new SpfBuildRequest { Domain = "example.com" })).Code);
        Assert.Equal(SpfRefusalCode.NothingGiven, (await SpfBuild.RefuseAsync(new SpfBuildRequest { Domain = "example.com", All = SpfQualifier.SoftFail })).Code);
        Assert.Contains("needs no include", (await SpfBuild.RefuseAsync(new SpfBuildRequest { Domain = "example.com", Provider = ["Yahoo"] })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Eleven_lookups_are_refused_and_ten_are_not()
    {
        var dns = new StubResolver();
        for (var at = 0; at < 5; at++) dns.Txt($"spf{at}.example", $"v=spf1 include:inner{at}.example -all").Txt($"inner{at}.example", $"v=spf1 ip4:192.0.2.{at} -all");
        dns.A("mail.example.com", "192.0.2.25");
        var includes = Enumerable.Range(0, 5).Select(at => $"spf{at}.example").ToArray();
        Assert.Equal(10, (await SpfBuild.MakeAsync(new SpfBuildRequest { Domain = "example.com", Include = includes }, dns)).LookupCount);

        var refusal = await SpfBuild.RefuseAsync(new SpfBuildRequest { Domain = "example.com", Include = includes, A = ["mail.example.com"] }, dns);
        Assert.Equal(SpfRefusalCode.TooManyLookups, refusal.Code);
        Assert.Contains("needs 11 look-ups", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("'include:spf0.example' 2", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(6, (await SpfBuild.MakeAsync(new SpfBuildRequest { Domain = "example.com", Include = includes, A = ["mail.example.com"], NoLookup = true }, dns)).LookupCount);
    }

    [Fact]
    public async Task Eleven_terms_of_its_own_are_refused_without_lookups_too() =>
        Assert.Equal(SpfRefusalCode.TooManyLookups, (await SpfBuild.RefuseAsync(new SpfBuildRequest { A = [.. Enumerable.Range(0, 11).Select(at => $"h{at}.example.com")], NoLookup = true })).Code);

    [Theory]
    [InlineData("none.example", SpfRefusalCode.IncludeWithoutRecord)]
    [InlineData("gone.example", SpfRefusalCode.IncludeWithoutRecord)]
    [InlineData("two.example", SpfRefusalCode.BrokenTerm)]
    [InlineData("wrong.example", SpfRefusalCode.BrokenTerm)]
    [InlineData("outer.example", SpfRefusalCode.IncludeWithoutRecord)]
    [InlineData("back.example", SpfRefusalCode.Loop)]
    [InlineData("example.com", SpfRefusalCode.Loop)]
    public async Task What_ends_in_a_permanent_error_is_refused(string include, SpfRefusalCode code)
    {
        var dns = new StubResolver().Txt("none.example", "hello").Txt("two.example", "v=spf1 -all", "v=spf1 ~all").Txt("wrong.example", "v=spf1 ipv4:1.2.3.4 -all")
            .Txt("outer.example", "v=spf1 include:none.example -all").Txt("back.example", "v=spf1 include:example.com -all");
        Assert.Equal(code, (await SpfBuild.RefuseAsync(new SpfBuildRequest { Domain = "example.com", Include = [include] }, dns)).Code);
    }

    [Theory]
    [InlineData("none.example", SpfRefusalCode.RedirectWithoutRecord)]
    [InlineData("example.com", SpfRefusalCode.Loop)]
    public async Task A_redirect_to_nothing_is_refused(string redirect, SpfRefusalCode code) =>
        Assert.Equal(code, (await SpfBuild.RefuseAsync(new SpfBuildRequest { Domain = "example.com", Redirect = redirect })).Code);

    [Fact]
    public async Task A_record_of_more_than_64_kilobytes_is_refused()
    {
        var addresses = Enumerable.Range(0, 6000).Select(at => $"10.{at / 100}.{at % 100 * 2}.1").ToArray();
        Assert.Equal(SpfRefusalCode.TooLong, (await SpfBuild.RefuseAsync(new SpfBuildRequest { IPAddress = addresses })).Code);
        Assert.Equal(SpfRefusalCode.TooLong, (await SpfBuild.RefuseAsync(new SpfBuildRequest { IPAddress = [.. Enumerable.Repeat("192.0.2.1", SpfBuildRequest.MaxValues + 1)] })).Code);
    }

    [Fact]
    public async Task Ten_thousand_addresses_that_touch_are_one_block()
    {
        var addresses = Enumerable.Range(0, 8192).Select(at => $"10.0.{at / 256}.{at % 256}").Reverse().ToArray();
        Assert.Equal("v=spf1 ip4:10.0.0.0/19 -all", (await SpfBuild.MakeAsync(new SpfBuildRequest { IPAddress = addresses })).Value);
    }

    [Fact]
    public async Task The_look_up_for_the_macro_p_counts()
    {
        var names = Enumerable.Range(0, 10).Select(at => $"%{{p}}.e{at}.test").ToArray();
        Assert.Equal(SpfRefusalCode.TooManyLookups, (await SpfBuild.RefuseAsync(new SpfBuildRequest { Exists = names })).Code);
        Assert.Equal(10, (await SpfBuild.MakeAsync(new SpfBuildRequest { Exists = names[1..] })).LookupCount);
    }
}
