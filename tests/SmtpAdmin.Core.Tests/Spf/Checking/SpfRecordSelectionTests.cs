using System.Text;
using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Core.Tests.Spf.Support;
using SmtpAdmin.Dns;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Checking;

/// <summary>RFC 7208 sections 3.1 to 3.4, 4.3 to 4.6: which record is worked on.</summary>
public sealed class SpfRecordSelectionTests
{
    [Theory]
    [InlineData("a@example")] // one label
    [InlineData("a@localhost.")]
    [InlineData("a@[192.0.2.3]")]
    [InlineData("a@[IPv6:2001:db8::1]")]
    [InlineData("a@example..com")]
    [InlineData("a@.example.com")]
    [InlineData("a@example.com..")]
    [InlineData("a@")]
    [InlineData("@")]
    [InlineData("a@aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg.com")] // 64 octets
    public async Task A_domain_that_cannot_have_a_record_gives_none_without_a_question(string mailFrom)
    {
        var dns = new StubResolver();
        var result = await SpfRun.CheckAsync(dns, mailFrom: mailFrom);
        Assert.Equal((SpfResult.None, 0), (result.Result, dns.Questions));
    }

    [Fact]
    public async Task A_name_of_254_octets_gives_none_and_one_of_253_is_asked_for()
    {
        var longest = string.Join('.', Enumerable.Repeat(new string('a', 49), 5)) + ".abc"; // 5 * 50 + 3
        Assert.Equal(253, longest.Length);
        var dns = new StubResolver().Txt(longest, "v=spf1 -all");
        Assert.Equal(SpfResult.Fail, (await SpfRun.CheckAsync(dns, mailFrom: $"a@{longest}")).Result);
        Assert.Equal(SpfResult.Fail, (await SpfRun.CheckAsync(dns, mailFrom: $"a@{longest}.")).Result);
        Assert.Equal(SpfResult.None, (await SpfRun.CheckAsync(dns, mailFrom: $"a@{longest}d")).Result);
    }

    [Fact]
    public async Task A_dot_at_the_end_of_the_domain_changes_nothing() =>
        Assert.Equal(SpfResult.Pass, (await SpfRun.CheckAsync(new StubResolver().Txt("email.example.com", "v=spf1 a:%{d} ?all").A("email.example.com", SpfRun.IPv4), mailFrom: "a@email.example.com.")).Result);

    [Theory]
    [InlineData(null, "helo.example.com")]
    [InlineData("", "helo.example.com")]
    [InlineData("<>", "helo.example.com")]
    public async Task The_null_sender_is_checked_as_postmaster_of_its_HELO_name(string? mailFrom, string helo)
    {
        var dns = new StubResolver().Txt(helo, "v=spf1 exists:%{l}.at.%{o} -all").A($"postmaster.at.{helo}", "127.0.0.2");
        var result = await SpfRun.CheckAsync(dns, mailFrom: mailFrom, helo: helo);
        Assert.Equal((SpfResult.Pass, helo, ""), (result.Result, result.Domain, result.MailFrom));
    }

    [Theory]
    [InlineData("email.example.com")]
    [InlineData("@email.example.com")]
    public async Task A_sender_without_a_local_part_is_postmaster(string mailFrom)
    {
        var dns = new StubResolver().Txt("email.example.com", "v=spf1 exists:%{l}.at.%{o} -all").A("postmaster.at.email.example.com", "127.0.0.2");
        Assert.Equal(SpfResult.Pass, (await SpfRun.CheckAsync(dns, mailFrom: mailFrom)).Result);
    }

    [Fact]
    public async Task The_last_at_sign_divides_so_that_a_quoted_local_part_may_have_one()
    {
        var dns = new StubResolver().Txt("example.com", "v=spf1 -all").Txt("example.org", "v=spf1 ?all");
        Assert.Equal(SpfResult.Fail, (await SpfRun.CheckAsync(dns, mailFrom: "\"a@example.org\"@example.com")).Result);
    }

    [Fact]
    public async Task A_domain_that_does_not_exist_or_has_no_record_gives_none()
    {
        Assert.Equal(SpfResult.None, (await SpfRun.CheckAsync(new StubResolver())).Result);
        Assert.Equal(SpfResult.None, (await SpfRun.CheckAsync(new StubResolver().A(SpfRun.Domain, "192.0.2.3"))).Result);
        Assert.Equal(SpfResult.None, (await SpfRun.CheckAsync(new StubResolver().Txt(SpfRun.Domain, "v=spf10 -all", "hello", "v=spf1-all", ""))).Result);
    }

    [Theory]
    [ClassData(typeof(InconclusiveOutcomes))]
    public async Task What_the_DNS_did_not_tell_is_a_temporary_error_and_never_none(DnsOutcome outcome)
    {
        var result = await SpfRun.CheckAsync(new StubResolver().Fails(SpfRun.Domain, DnsType.TXT, outcome, "why"));
        Assert.Equal((SpfResult.TempError, SpfProblemKind.DnsFailure, true), (result.Result, result.Problem!.Kind, result.Problem.IsTemporary));
        Assert.Contains(outcome.ToString(), result.Problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v=spf1 -all", "v=spf1 -all")]
    [InlineData("v=spf1 -all", "V=SPF1")]
    [InlineData("v=spf1 foo", "v=spf1 ?all")]
    public async Task Several_records_are_a_permanent_error(params string[] records)
    {
        var result = await SpfRun.CheckAsync(new StubResolver().Txt(SpfRun.Domain, records));
        Assert.Equal((SpfResult.PermError, SpfProblemKind.SeveralRecords), (result.Result, result.Problem!.Kind));
    }

    [Fact]
    public async Task Other_TXT_records_beside_one_do_not_matter() =>
        Assert.Equal(SpfResult.Fail, (await SpfRun.CheckAsync(new StubResolver().Txt(SpfRun.Domain, "v=spf10 +all", "v=spf2.0/mfrom +all", "v=spf1 -all", "google-site-verification=x"))).Result);

    [Theory]
    [InlineData("v=spf1 ip4:192.0", ".2.3 -all")]
    [InlineData("v=s", "pf1 ip4:192.0.2.3 -all")]
    [InlineData("v=spf1", " ip4:192.0.2.3 -all")]
    [InlineData("v=spf1 ip4:192.0.2.3", " ", "", "-all")]
    [InlineData("", "v=spf1 +all")]
    public async Task Strings_of_a_record_are_joined_without_a_space(params string[] strings) =>
        Assert.Equal(SpfResult.Pass, (await SpfRun.CheckAsync(new StubResolver().Put(Strings(strings)))).Result);

    [Fact]
    public async Task So_a_space_that_is_missing_between_strings_is_missing() =>
        Assert.Equal(SpfResult.PermError, (await SpfRun.CheckAsync(new StubResolver().Put(Strings("v=spf1 ip4:192.0.2.3", "-all")))).Result);

    [Fact]
    public async Task An_alias_is_followed_and_macros_keep_the_name_that_was_asked_for()
    {
        var other = DnsName.Parse("records.example.net");
        var dns = new StubResolver()
            .Alias(SpfRun.Domain, DnsType.TXT, "records.example.net", new TxtRecord(other, TimeSpan.FromHours(1), [Encoding.Latin1.GetBytes("v=spf1 exists:%{d}.ok.example -all")]))
            .A($"{SpfRun.Domain}.ok.example", "127.0.0.2");
        Assert.Equal(SpfResult.Pass, (await SpfRun.CheckAsync(dns)).Result);
        Assert.Equal(SpfResult.None, (await SpfRun.CheckAsync(new StubResolver().Alias(SpfRun.Domain, DnsType.TXT, "nowhere.example.net"))).Result);
    }

    [Theory]
    [InlineData("v=spf1 ip4:192.0.2.3 -all foo")]
    [InlineData("v=spf1 +all a:")]
    [InlineData("v=spf1 ip4:192.0.2.3 exp=x")]
    [InlineData("v=spf1 include:other.example.org redirect=x.example redirect=y.example")]
    [InlineData("v=spf1 ip4:192.0.2.3 -all \u00fc")]
    public async Task A_syntax_error_anywhere_is_a_permanent_error_before_anything_is_tried(string record)
    {
        var dns = new StubResolver().Txt("other.example.org", "v=spf1 +all");
        var result = await SpfRun.WithAsync(record, dns);
        Assert.Equal((SpfResult.PermError, SpfProblemKind.Syntax, 1), (result.Result, result.Problem!.Kind, dns.Questions));
        Assert.Null(result.MatchedDirective);
    }

    private static DnsAnswer Strings(params string[] strings)
    {
        var name = DnsName.Parse(SpfRun.Domain);
        var record = new TxtRecord(name, TimeSpan.FromHours(1), [.. strings.Select(text => (ReadOnlyMemory<byte>)Encoding.Latin1.GetBytes(text))]);
        return new DnsAnswer { Name = name, Type = DnsType.TXT, Outcome = DnsOutcome.Answer, Records = [record] };
    }
}
