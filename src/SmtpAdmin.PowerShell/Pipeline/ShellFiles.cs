using System.Management.Automation;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>Files that a path names in the shell.</summary>
internal static class ShellFiles
{
    private const string FileSystem = "FileSystem";

    /// <summary>The files that a path names: the one of exactly this name, or else those that fit it as a pattern.</summary>
    /// <param name="path">The path.</param>
    /// <param name="paths">Where the shell is.</param>
    /// <exception cref="IOException">There are none.</exception>
    /// <exception cref="RuntimeException">The path names a drive that is not there, or the like.</exception>
    public static IReadOnlyList<string> Find(string path, PathIntrinsics paths)
    {
        var literal = paths.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
        var shown = PlainText.Excerpt(path, 260);
        if (provider.Name != FileSystem) throw new IOException($"'{shown}' is no file.");
        if (File.Exists(literal)) return [literal];
        if (Directory.Exists(literal)) throw new IOException($"'{shown}' is a folder; name the files in it.");
        var files = WildcardPattern.ContainsWildcardCharacters(path)
            ? paths.GetResolvedProviderPathFromPSPath(path, out _).Where(File.Exists).ToList()
            : [];
        return files.Count > 0 ? files : throw new IOException($"There is no file '{shown}'.");
    }

    /// <summary>Writes a file to the pipeline as Get-Item does: its tables show more than a FileInfo knows. Runs on the pipeline's thread.</summary>
    /// <param name="cmdlet">The cmdlet.</param>
    /// <param name="path">The file, in full.</param>
    public static void Write(PSCmdlet cmdlet, string path) =>
        cmdlet.WriteObject(cmdlet.SessionState.InvokeProvider.Item.Get([$"{FileSystem}::{path}"], force: true, literalPath: true), enumerateCollection: true);
}
