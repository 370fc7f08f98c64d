namespace SmtpAdmin.Cli.Tests.Docs;

/// <summary>The calls of docs/guides/set-up-a-sending-domain.md are understood. The interop tests run them.</summary>
public sealed class SendingDomainGuideTests
{
    public static TheoryData<string> Calls =>
        [.. GuideBlocks.Calls(GuideBlocks.In(Repository.Read("docs/guides/set-up-a-sending-domain.md").ReplaceLineEndings("\n"), "sh").Select(block => block.Replace("\n  ", "\n", StringComparison.Ordinal))).Select(words => string.Join('\n', words))];

    [Theory]
    [MemberData(nameof(Calls))]
    public void A_call_is_understood(string words) => GuideBlocks.AssertUnderstood(words.Split('\n'));

    [Fact]
    public void There_is_something_to_check() => Assert.Equal(11, Calls.Count);
}
