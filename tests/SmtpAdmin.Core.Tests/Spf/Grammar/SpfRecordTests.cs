using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Grammar;

/// <summary>RFC 7208 sections 4.5, 4.6, 4.6.1, 6 and 12: the record as a whole.</summary>
public sealed class SpfRecordTests
{
    [Theory]
    [InlineData("v=spf1", true)]
    [InlineData("v=spf1 ", true)]
    [InlineData("v=spf1 -all", true)]
    [InlineData("V=SPF1 -all", true)]
    [InlineData("v=Spf1 -all", true)]
    [InlineData("v=spf10 -all", false)]
    [InlineData("v=spf1-all", false)]
    [InlineData("v=spf1\t-all", false)]
    [InlineData("v=spf1\0", false)]
    [InlineData(" v=spf1 -all", false)]
    [InlineData("v=spf2.0/pra -all", false)]
    [InlineData("\"v=spf1 -all\"", false)]
    [InlineData("v=spf", false)]
    [InlineData("", false)]
    public void A_record_begins_with_its_version_in_any_case_then_a_space_or_the_end(string text, bool isSpf)
    {
        Assert.Equal(isSpf, SpfRecord.IsSpf(text));
        Assert.Equal(isSpf, SpfRecord.Parse(text).IsValid);
    }

    [Fact]
    public void Terms_stand_in_their_order_with_their_places_and_any_number_of_spaces_between()
    {
        var record = SpfRecord.Parse("v=spf1  ip4:192.0.2.1   mx exp=why.example.com  ~all ");
        Assert.True(record.IsValid);
        Assert.Equal(["ip4:192.0.2.1", "mx", "exp=why.example.com", "~all"], record.Terms.Select(term => term.Text));
        Assert.Equal([8, 24, 27, 48], record.Terms.Select(term => term.Position));
        Assert.All(record.Terms, term => Assert.Equal(term.Text, record.Text.Substring(term.Position, term.Text.Length)));
    }

    [Theory]
    [InlineData("a", SpfQualifier.Pass)]
    [InlineData("+a", SpfQualifier.Pass)]
    [InlineData("-a", SpfQualifier.Fail)]
    [InlineData("~a", SpfQualifier.SoftFail)]
    [InlineData("?a", SpfQualifier.Neutral)]
    public void A_qualifier_stands_in_front_and_is_a_plus_by_default(string term, SpfQualifier qualifier) =>
        Assert.Equal(qualifier, Assert.IsType<SpfDirective>(Assert.Single(SpfRecord.Parse($"v=spf1 {term}").Terms)).Qualifier);

    [Theory]
    [InlineData("ALL", SpfMechanism.All)]
    [InlineData("-InClUdE:example.com", SpfMechanism.Include)]
    [InlineData("A", SpfMechanism.A)]
    [InlineData("?MX", SpfMechanism.Mx)]
    [InlineData("PTR", SpfMechanism.Ptr)]
    [InlineData("IP4:192.0.2.1", SpfMechanism.Ip4)]
    [InlineData("Ip6:::1", SpfMechanism.Ip6)]
    [InlineData("EXISTS:Example.COM", SpfMechanism.Exists)]
    public void Names_of_mechanisms_are_the_same_in_any_case(string term, SpfMechanism mechanism) =>
        Assert.Equal(mechanism, Assert.Single(SpfRecord.Parse($"v=spf1 {term}").Directives).Mechanism);

    [Theory]
    [InlineData("Redirect=example.com")]
    [InlineData("REDIRECT=example.com")]
    public void Names_of_modifiers_are_too(string term) => Assert.Equal("example.com", SpfRecord.Parse($"v=spf1 {term}").Redirect?.Value.Text);

    [Fact]
    public void Every_wrong_term_is_among_the_problems_and_the_rest_among_the_terms()
    {
        var record = SpfRecord.Parse("v=spf1 ip4:1.2.3 mx foo -all");
        Assert.False(record.IsValid);
        Assert.Equal(["ip4:1.2.3", "foo"], record.Problems.Select(problem => problem.Term));
        Assert.Equal([7, 20], record.Problems.Select(problem => problem.Position));
        Assert.Equal(["RFC 7208 section 5.6", "RFC 7208 section 4.6.1"], record.Problems.Select(problem => problem.Reference));
        Assert.Equal(["mx", "-all"], record.Terms.Select(term => term.Text));
    }

    [Theory]
    [InlineData("redirect=a.example redirect=b.example")]
    [InlineData("exp=a.example -all EXP=a.example")]
    public void Redirect_and_exp_stand_there_once_at_most(string terms) =>
        Assert.Contains("twice", Assert.Single(SpfRecord.Parse($"v=spf1 {terms}").Problems).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("foo=bar")]
    [InlineData("foo=")]
    [InlineData("foo=bar foo=bar")]
    [InlineData("x-y_z.0=%{d}/%%%_%-")]
    [InlineData("all=x")]
    [InlineData("default=deny")]
    [InlineData("when=%{t}%{r}%{c}")]
    public void Modifiers_that_nobody_knows_change_nothing_wherever_and_however_often_they_stand(string terms)
    {
        Assert.True(SpfRecord.Parse($"v=spf1 {terms} -all").IsValid);
        Assert.True(SpfRecord.Parse($"v=spf1 -all {terms}").IsValid);
    }

    [Theory]
    [InlineData("foo=%")]
    [InlineData("foo=%(d)")]
    [InlineData("foo=%{q}")]
    [InlineData("foo=\u00e4")]
    [InlineData("foo=\u0001")]
    [InlineData("1foo=bar")]
    [InlineData("-foo=bar")]
    [InlineData("=bar")]
    [InlineData("f\u00f6o=bar")]
    [InlineData("f,o=bar")]
    public void But_they_have_to_follow_the_grammar(string term) => Assert.False(SpfRecord.Parse($"v=spf1 {term} -all").IsValid);

    [Theory]
    [InlineData("a\tmx")]
    [InlineData("a\nmx")]
    [InlineData("a\u00a0mx")]
    [InlineData("++a")]
    [InlineData("+")]
    [InlineData("*all")]
    [InlineData("- all")]
    [InlineData("ip4")]
    [InlineData("\u2013all")]
    [InlineData("aLL\u0130")]
    [InlineData("\u0131p4:192.0.2.1")]
    [InlineData("redirect:example.com")]
    [InlineData("\0")]
    public void What_is_no_term_is_told(string terms)
    {
        var record = SpfRecord.Parse($"v=spf1 {terms} -all");
        Assert.NotEmpty(record.Problems);
        Assert.All(record.Problems, problem => Assert.DoesNotContain(problem.Message, char.IsControl));
    }

    [Theory]
    [InlineData("v=spf1 -all", true)]
    [InlineData(" \tV=SPF1 foo\r\n", true)]
    [InlineData("\"v=spf1 -all\"", false)]
    [InlineData("v=spf10 -all", false)]
    [InlineData("", false)]
    public void A_record_that_people_give_may_have_blanks_around_it(string text, bool isRecord)
    {
        Assert.Equal(isRecord, SpfRecordText.TryRead(text, out var record, out var problem));
        Assert.Equal(isRecord, problem is null);
        Assert.Equal(isRecord ? text.Trim() : null, record?.Text);
    }
}
