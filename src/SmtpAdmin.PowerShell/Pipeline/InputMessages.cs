using System.Collections;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>Messages, as they are bound: paths, text, octets, streams, or objects with a path.</summary>
/// <param name="paths">Where the shell is.</param>
/// <param name="refuse">Takes what is wrong with one; the others still count.</param>
internal sealed partial class InputMessages(PathIntrinsics paths, Action<ErrorRecord> refuse)
{
    private static readonly string[] PathProperties = ["FullName", "PSPath", "LiteralPath", "Path"];

    /// <summary>The files that paths name.</summary>
    public IEnumerable<InputMessage> OfPaths(IEnumerable<string?> names) => names.SelectMany(name => OfPath(name ?? ""));

    /// <summary>The messages of what is bound to -Message.</summary>
    /// <param name="item">What is bound.</param>
    /// <param name="fromPipeline">It came down the pipeline, where a text without a line end is a path, as elsewhere.</param>
    /// <exception cref="CmdletErrorException">What comes is in pieces, and no message will come of it.</exception>
    public IEnumerable<InputMessage> Of(object? item, bool fromPipeline)
    {
        var value = item is PSObject wrapped ? wrapped.BaseObject : item;
        switch (value)
        {
            case string text when !fromPipeline || text.AsSpan().IndexOfAny('\r', '\n') >= 0: return [InputMessage.OfText(text)];
            case string path: return IsHeaderLine(path) ? throw Pieces("A line of a message came in place of the message. Give it whole: Get-Content -Raw, or the path of its file.") : OfPath(path);
            case byte[] octets: return [InputMessage.OfOctets(octets)];
            case Stream stream: return [InputMessage.OfStream(stream)];
            case byte: throw Pieces("Octets came one by one in place of a message. Give them whole: -Message $octets, Get-Content -AsByteStream -Raw, or the path of the file.");
            case FileSystemInfo file: return OfPath(file.FullName);
            case IEnumerable lines when lines.Cast<object?>().All(line => line is string or PSObject { BaseObject: string }): return [InputMessage.OfText(string.Concat(lines.Cast<object?>().Select(line => $"{line}\r\n")))];
        }
        if (value is not null && PathProperties.Select(name => PSObject.AsPSObject(item!).Properties[name]?.Value as string).FirstOrDefault(path => path is { Length: > 0 }) is { } named) return OfPath(named);
        refuse(Errors.BadArgument("BadMessage", value is null ? "The message is null." : $"A {value.GetType().Name} is no message. Give text, octets (byte[]), a stream, or a file.", value));
        return [];
    }

    private IReadOnlyList<InputMessage> OfPath(string path)
    {
        try
        {
            if (path.Length == 0) throw new IOException("The path of a message is empty.");
            return [.. ShellFiles.Find(path, paths).Select(InputMessage.OfFile)];
        }
        catch (Exception exception) when (exception is IOException or RuntimeException and not PipelineStoppedException)
        {
            refuse(new ErrorRecord(exception, "BadMessagePath", ErrorCategory.ObjectNotFound, path));
            return [];
        }
    }

    private static CmdletErrorException Pieces(string problem) => new(Errors.BadArgument("BadMessage", problem, null));

    /// <summary>Get-Content without -Raw gives lines, and the first of a message is a header field.</summary>
    private static bool IsHeaderLine(string text) => HeaderLine().IsMatch(text) && !File.Exists(text);

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9-]+:[ \t]", RegexOptions.CultureInvariant)]
    private static partial Regex HeaderLine();
}
