using System.Text.RegularExpressions;

namespace SmtpAdmin.Cli.Tests.Docs;

/// <summary>Links within the repository lead somewhere.</summary>
public sealed partial class LinksTests
{
    public static TheoryData<string> Pages =>
    [
        "README.md",
        "CHANGELOG.md",
        .. Directory.GetFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Repository.PathOf("."), path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_relative_link_leads_to_a_file_or_folder(string page)
    {
        var folder = Path.GetDirectoryName(Repository.PathOf(page))!;
        var dead = Link().Matches(Repository.Read(page))
            .Select(match => match.Groups["target"].Value)
            .Where(target => !target.Contains(':', StringComparison.Ordinal))
            .Select(target => target.Split('#')[0])
            .Where(target => target.Length > 0 && !Path.Exists(Path.Combine(folder, target)));

        Assert.Empty(dead);
    }

    [Fact]
    public void There_is_something_to_check() => Assert.True(Link().Count(Repository.Read("README.md")) >= 5);

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();
}
