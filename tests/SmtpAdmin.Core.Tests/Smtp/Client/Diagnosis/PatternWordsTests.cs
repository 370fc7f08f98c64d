using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Core.Tests.Smtp.Client.Diagnosis;

public class PatternWordsTests
{
    private static readonly TextPattern[] Patterns = [.. CauseRules.All.SelectMany(rule => rule.When).Select(matcher => matcher.Pattern).OfType<TextPattern>()];

    [Theory]
    [InlineData("relay access denied", "relay access denied")]
    [InlineData("relays? denied", " denied")]
    [InlineData("abc|defg", "abc|defg")]
    [InlineData("(one|two) listed (at|in)", " listed ")]
    [InlineData(@"\bspam\b", "spam")]
    [InlineData(@"zen\.spamhaus", "zen.spamhaus")]
    [InlineData(@"\?p=Bad", "?p=Bad")]
    [InlineData("gr[ea]y-? ?listed", "listed")]
    [InlineData("abcd+efg", "abcd")]
    [InlineData("abc*defg", "defg")]
    [InlineData("abc{0,2}def", "def")]
    [InlineData(@"^(<[^>]*>: )?(a (b|\)) )?later", "later")]
    [InlineData(@"a[\]|)]bcd", "bcd")]
    [InlineData("abc|(d|e)", null)]
    [InlineData("ab", null)]
    [InlineData("", null)]
    public void Each_alternative_has_its_longest_certain_word(string pattern, string? words)
    {
        var found = PatternWords.Of(pattern);
        Assert.Equal(words, found is null ? null : string.Join('|', found));
    }

    [Fact]
    public void No_rule_is_kept_from_a_reply_on_file_that_it_matches() => Assert.All(CauseSample.All, sample =>
    {
        var text = sample.Reply is null ? sample.Text : CauseSample.ParseReply(sample.Reply).Text;
        Assert.All(Patterns, pattern => Assert.True(pattern.MayMatch(text) || !pattern.Matches(text)));
    });

    [Fact]
    public void No_rule_is_kept_from_any_text_that_it_matches()
    {
        string[] words = [.. CauseSample.All.SelectMany(sample => (sample.Reply ?? sample.Text).Split(' ')).Distinct()];
        Prop.ForAll(Gen.Elements(words).ListOf().Select(list => string.Join(' ', list)).ToArbitrary(), text =>
            Patterns.All(pattern => pattern.MayMatch(text) || !pattern.Matches(text))).QuickCheckThrowOnFailure();
    }
}
