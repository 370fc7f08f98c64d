namespace SmtpAdmin.Cli.Tests;

/// <summary>Where things are in the source tree.</summary>
internal static class Repository
{
    private static readonly string Root = FindRoot();

    public static string PathOf(string relative) => Path.Combine(Root, relative);

    public static string Read(string relative) => File.ReadAllText(PathOf(relative));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "SmtpAdmin.slnx"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("SmtpAdmin.slnx is not above the tests.");
    }
}
