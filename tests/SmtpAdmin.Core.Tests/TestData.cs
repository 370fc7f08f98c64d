namespace SmtpAdmin.Core.Tests;

/// <summary>Finds <c>tests/data</c> beside the test sources.</summary>
internal static class TestData
{
    public static string PathOf(string relative) => Path.Combine(Root(), relative);

    public static string Text(string relative) => File.ReadAllText(PathOf(relative));

    public static byte[] Bytes(string relative) => File.ReadAllBytes(PathOf(relative));

    /// <summary>The rows of a tab-separated file, without comments and empty lines.</summary>
    public static IEnumerable<string[]> Rows(string relative) =>
        File.ReadLines(PathOf(relative)).Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('\t'));

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "SmtpAdmin.slnx"))) return Path.Combine(folder.FullName, "tests", "data");
        }
        throw new DirectoryNotFoundException("The folder with SmtpAdmin.slnx is not above the test assembly.");
    }
}
