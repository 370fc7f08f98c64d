using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Dns;
using SmtpAdmin.Mime;
using SmtpAdmin.Reputation;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Core.Tests;

public class PlainTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("tab\there", "tab\there")]
    [InlineData("b\u00FCcher \u65E5\u672C \U0001F600", "b\u00FCcher \u65E5\u672C \U0001F600")]
    [InlineData("\u001b[31m\u0007\r\n\0\u009b\u007f", "\uFFFD[31m\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD")]
    [InlineData("\u061C\u200E\u200F\u202A\u202E\u2066\u2069", "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD")]
    [InlineData("\u2028\u2029", "\uFFFD\uFFFD")]
    [InlineData("a\u200Bb\u2060c\uFEFFd", "a\uFFFDb\uFFFDc\uFFFDd")]
    [InlineData("\u0646\u200C\u0647 \U0001F468\u200D\U0001F33E", "\u0646\u200C\u0647 \U0001F468\u200D\U0001F33E")] // what joins or parts letters is part of how they are shown
    public void What_does_something_is_replaced_and_what_is_shown_is_kept(string text, string expected) => Assert.Equal(expected, PlainText.Clean(text));

    [Fact]
    public void Half_a_character_is_replaced()
    {
        Assert.Equal("\uFFFDa\uFFFD", PlainText.Clean("\udc00a\ud83d"));
        Assert.Equal("aaaa...", PlainText.Excerpt("aaaa\U0001F600bbbb", 8)); // never cut within one
    }

    [Fact]
    public void An_excerpt_is_short_and_on_one_line() =>
        Prop.ForAll<string>(text =>
        {
            var shown = PlainText.Excerpt(text ?? "");
            return shown.Length <= 80 && !shown.Any(char.IsControl);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("a\u001b[31mb")]
    [InlineData("a\u202Eb")]
    [InlineData("a\nb")]
    [InlineData("a\u0007\u200F b")]
    public void Whoever_refuses_a_text_tells_it_back_harmlessly(string text)
    {
        var problems = new List<string>();
        if (!DnsName.TryParse($"{text} ..", out _, out var problem)) problems.Add(problem);
        if (!DnsServerAddress.TryParse(text, out _, out problem)) problems.Add(problem);
        if (!DnsServerAddress.TryParse($"192.0.2.1:{text}", out _, out problem)) problems.Add(problem);
        if (!EmailAddress.TryParse($"{text}@ @", out _, out problem)) problems.Add(problem);
        if (!NamedAddress.TryParse($"\"{text}\" x <a@b>", out _, out problem)) problems.Add(problem);
        if (!SmtpServerName.TryParse($"{text}:x", out _, out problem)) problems.Add(problem);
        if (!SmtpServerName.TryParse($"[{text}", out _, out problem)) problems.Add(problem);
        if (!ReputationTarget.TryParse($"{text}/99", out _, out problem)) problems.Add(problem);
        if (!ReputationTarget.TryParse($"{text}::/99", out _, out problem)) problems.Add(problem);
        Assert.Equal(9, problems.Count);
        Assert.All(problems, told => Assert.DoesNotContain(told, character => char.IsControl(character) || character is '\u202E' or '\u200F'));
    }
}
