using SmtpAdmin.Dkim;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>A message as it was given: a file, octets, text or a stream.</summary>
public sealed record InputMessage
{
    /// <summary>The file; null when it came another way.</summary>
    public string? Path { get; private init; }

    /// <summary>It was given as text, and goes out as text.</summary>
    public bool IsText { get; private init; }

    /// <summary>It was given as a stream, which whoever gave it closes.</summary>
    public bool IsStream { get; private init; }

    private Func<Stream> Source { get; init; } = () => Stream.Null;

    /// <summary>A file.</summary>
    /// <param name="path">The file.</param>
    public static InputMessage OfFile(string path) => new() { Path = path, Source = () => DkimMessageFile.Open(path) };

    /// <summary>Text.</summary>
    /// <param name="text">The message.</param>
    public static InputMessage OfText(string text) => new() { IsText = true, Source = () => new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text), writable: false) };

    /// <summary>Octets.</summary>
    /// <param name="octets">The message.</param>
    public static InputMessage OfOctets(byte[] octets) => new() { Source = () => new MemoryStream(octets, writable: false) };

    /// <summary>A stream.</summary>
    /// <param name="stream">The message, from the stream's position on.</param>
    public static InputMessage OfStream(Stream stream) => new() { IsStream = true, Source = () => stream };

    /// <summary>Opens the message.</summary>
    /// <exception cref="IOException">The file is not there, or cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read, or is a directory.</exception>
    public Stream Open() => Source();
}
