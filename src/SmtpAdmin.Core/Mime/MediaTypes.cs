using System.Text.RegularExpressions;

namespace SmtpAdmin.Mime;

/// <summary>Media types by file extension.</summary>
public static class MediaTypes
{
    /// <summary>What is sent when nothing better is known (RFC 2046 section 4.5.1).</summary>
    public const string Default = "application/octet-stream";

    private static readonly Lazy<Dictionary<string, string>> Table = new(() =>
        new Dictionary<string, string>(EmbeddedJson.Read<Dictionary<string, string>>("Mime.mediatypes.json"), StringComparer.OrdinalIgnoreCase));

    private static readonly Regex MediaType = new(
        """^[\w!#$&^.+-]+/[\w!#$&^.+-]+([ \t]*;[ \t]*[\w!#$&^.*+-]+=([\w!#$&^.%'*+-]+|"([^"\\]|\\[ -~])*"))*$""",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <summary>The media type of a file by its extension; <see cref="Default"/> when the extension is not known.</summary>
    public static string ForFileName(string fileName) =>
        Table.Value.GetValueOrDefault(Path.GetExtension(fileName), Default);

    /// <summary>A discrete type or a message, with parameters or without (RFC 2045 section 5.1). A multipart is no file.</summary>
    internal static bool IsWellFormed(string type) =>
        type.Length <= 500
        && MediaType.IsMatch(type)
        && !type.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase);
}
