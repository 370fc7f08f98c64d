using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Grammar;

/// <summary>RFC 7208 section 7.1: the grammar of macro-strings.</summary>
public sealed class SpfMacroTests
{
    [Theory]
    [InlineData("%{d}")]
    [InlineData("%{D}")]
    [InlineData("%{s1r-}")]
    [InlineData("%{i000001r.}")]
    [InlineData("%{v99999999999999999999}")]
    [InlineData("%{hR}")]
    [InlineData("%%%_%-")]
    [InlineData("%{o.-+,/_=}")]
    [InlineData("")]
    [InlineData("{d}")]
    public void This_is_a_macro_string(string text) => Assert.True(SpfMacroParser.TryParse(text, isExplanation: false, out _, out _));

    [Theory]
    [InlineData("%", "none of")]
    [InlineData("%d", "none of")]
    [InlineData("100%", "none of")]
    [InlineData("% {d}", "none of")]
    [InlineData("%{", "closing brace")]
    [InlineData("%{d", "closing brace")]
    [InlineData("%{}", "empty")]
    [InlineData("%{x}", "no letter")]
    [InlineData("%{1}", "no letter")]
    [InlineData("%{d0}", "zero parts")]
    [InlineData("%{d00r}", "zero parts")]
    [InlineData("%{d-r}", "neither")]
    [InlineData("%{drr}", "neither")]
    [InlineData("%{dr2}", "neither")]
    [InlineData("%{d:}", "neither")]
    [InlineData("%{d2 }", "neither")]
    [InlineData("%{\u0131}", "no letter")]
    [InlineData("%{%{d}}", "no letter")]
    [InlineData("%{c}", "explanation only")]
    [InlineData("%{R}", "explanation only")]
    [InlineData("%{t}", "explanation only")]
    [InlineData("a b", "0x20")]
    [InlineData("a\u007f", "0x7f")]
    [InlineData("\u00fc", "0xfc")]
    public void This_is_none_and_the_reason_is_told(string text, string reason)
    {
        Assert.False(SpfMacroParser.TryParse(text, isExplanation: false, out _, out var problem));
        Assert.Contains(reason, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("See http://%{d}/why.html?s=%{S}&i=%{I}")]
    [InlineData("%{c} at %{t} by %{r}")]
    public void An_explanation_may_have_spaces_and_three_letters_more(string text)
    {
        Assert.True(SpfMacroParser.TryParse(text, isExplanation: true, out var macros, out _));
        Assert.True(macros.HasMacros);
        Assert.False(SpfMacroParser.TryParse(text, isExplanation: false, out _, out _));
    }

    [Theory]
    [InlineData("tab\tbed")]
    [InlineData("caf\u00e9")]
    [InlineData("\u001b[2J")]
    public void But_nothing_outside_printable_ASCII(string text) => Assert.False(SpfMacroParser.TryParse(text, isExplanation: true, out _, out _));

    [Theory]
    [InlineData("%%", "%")]
    [InlineData("%_", " ")]
    [InlineData("%-", "%20")]
    [InlineData("a%_b%%c%-d", "a b%c%20d")]
    public void Three_escapes_stand_for_themselves(string text, string expansion)
    {
        Assert.True(SpfMacroParser.TryParse(text, isExplanation: false, out var macros, out _));
        Assert.False(macros.HasMacros);
        Assert.Equal(expansion, macros.StaticText);
    }
}
