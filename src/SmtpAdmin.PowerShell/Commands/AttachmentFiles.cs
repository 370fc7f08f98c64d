using System.Management.Automation;
using SmtpAdmin.Mime;
using SmtpAdmin.PowerShell.Pipeline;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.PowerShell.Commands;

/// <summary>Files on their way into a message.</summary>
internal static class AttachmentFiles
{
    private const int MaxOctets = 64 * 1024 * 1024;
    private const string FileSystem = "FileSystem";

    /// <summary>The files that a path names: the one of exactly this name, or else those that fit it as a pattern.</summary>
    /// <exception cref="IOException">There are none; a message without the file that it was to carry is worse than no message.</exception>
    public static IReadOnlyList<string> Find(string path, PathIntrinsics paths)
    {
        var literal = paths.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
        if (provider.Name != FileSystem) throw new IOException($"'{path}' is no file.");
        if (File.Exists(literal)) return [literal];
        if (Directory.Exists(literal)) throw new IOException($"'{path}' is a folder; name the files in it.");
        var files = WildcardPattern.ContainsWildcardCharacters(path)
            ? paths.GetResolvedProviderPathFromPSPath(path, out _).Where(File.Exists).ToList()
            : [];
        return files.Count > 0 ? files : throw new IOException($"There is no file '{path}'.");
    }

    /// <summary>Reads the files, each once however many servers the message goes to.</summary>
    /// <exception cref="CmdletErrorException">A file cannot be read, or is larger than any mail server takes.</exception>
    public static async Task<IReadOnlyList<MessageAttachment>> ReadAsync(IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        var attachments = new List<MessageAttachment>(files.Count);
        foreach (var file in files)
        {
            try
            {
                await using var stream = File.OpenRead(file);
                attachments.Add(await AttachmentReader.ReadAsync(Path.GetFileName(file), stream, contentType: null, MaxOctets, cancellationToken).ConfigureAwait(false));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new CmdletErrorException(Errors.BadArgument("BadAttachment", exception, file));
            }
        }
        return attachments;
    }
}
