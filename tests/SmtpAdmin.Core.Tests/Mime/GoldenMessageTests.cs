namespace SmtpAdmin.Core.Tests.Mime;

public class GoldenMessageTests
{
    public static TheoryData<string> Names => [.. GoldenMessages.All.Keys];

    [Theory, MemberData(nameof(Names))]
    public void A_draft_gives_the_message_on_file_octet_for_octet(string name)
    {
        var file = RepositoryFiles.Read("tests/data/mime", name + ".eml");
        Assert.Equal(System.Text.Encoding.UTF8.GetString(file), System.Text.Encoding.UTF8.GetString(GoldenMessages.Compose(name).Content.Span));
        Assert.True(GoldenMessages.Compose(name).Content.Span.SequenceEqual(file));
    }

    [Fact]
    public void Every_file_belongs_to_a_draft() =>
        Assert.Equal(
            GoldenMessages.All.Keys.Order(StringComparer.Ordinal),
            RepositoryFiles.Names("tests/data/mime", "*.eml").Select(name => Path.GetFileNameWithoutExtension(name)).Order(StringComparer.Ordinal));
}
