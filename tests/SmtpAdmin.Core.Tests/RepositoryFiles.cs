namespace SmtpAdmin.Core.Tests;

/// <summary>Files of the source tree, for golden data.</summary>
internal static class RepositoryFiles
{
    private static readonly string Root = FindRoot();

    /// <summary>A file's octets.</summary>
    public static byte[] Read(string folder, string name) => File.ReadAllBytes(Path.Combine(Root, folder, name));

    /// <summary>The names of a folder's files.</summary>
    public static IEnumerable<string> Names(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern).Select(path => Path.GetFileName(path));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "SmtpAdmin.slnx"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("SmtpAdmin.slnx is not above the tests.");
    }
}
