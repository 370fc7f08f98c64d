using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>A password, a client secret or a token, and where it comes from: a file or a variable of the environment, read when it is needed. It shows in no text.</summary>
public sealed class RelaySecret
{
    private const int MaxLength = 16 * 1024; // octets

    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private readonly string? _path;
    private readonly string? _variable;
    private readonly string? _text;

    private RelaySecret(string? path, string? variable, string? text) => (_path, _variable, _text) = (path, variable, text);

    /// <summary>A file of one line. On Unix a file that every account may read or write is refused.</summary>
    /// <exception cref="ArgumentException">There is no path.</exception>
    public static RelaySecret FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new RelaySecret(Path.GetFullPath(path), null, null);
    }

    /// <summary>A variable of the environment.</summary>
    /// <exception cref="ArgumentException">There is no name.</exception>
    public static RelaySecret FromVariable(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new RelaySecret(null, name, null);
    }

    /// <summary>The secret itself, from somebody who was asked for it.</summary>
    /// <exception cref="ArgumentException">It is empty.</exception>
    public static RelaySecret FromText(string secret)
    {
        ArgumentException.ThrowIfNullOrEmpty(secret);
        return new RelaySecret(null, null, secret);
    }

    /// <summary>The file; null where it comes from elsewhere.</summary>
    internal string? FilePath => _path;

    /// <summary>Reads it. At once, because a TLS handshake may ask for it, which cannot wait: some octets of a local file.</summary>
    /// <exception cref="SmtpCredentialException">It is not there, cannot be read, or is open to other accounts.</exception>
    internal string Read()
    {
        if (_text is not null) return _text;
        if (_variable is not null)
        {
            return Environment.GetEnvironmentVariable(_variable) is { Length: > 0 } value
                ? value
                : throw new SmtpCredentialException($"The environment has no variable '{PlainText.Excerpt(_variable)}', or it is empty. Set it for the account that runs the relay.");
        }
        try
        {
            return ReadFile(_path!);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SmtpCredentialException($"The secret cannot be read: {PlainText.Excerpt(exception.Message, 300)}", exception);
        }
    }

    /// <summary>Puts another secret in the place of this one, where it has a file.</summary>
    /// <returns>Null when it is stored; else why not, as a sentence.</returns>
    internal async Task<string?> ReplaceAsync(string secret, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        if (_path is null) return "It does not come from a file.";
        var octets = Encoding.UTF8.GetBytes(secret + "\n");
        try
        {
            await AtomicFile.WriteAsync(
                _path, async (file, token) => await file.WriteAsync(octets, token).ConfigureAwait(false),
                OperatingSystem.IsWindows() ? null : UnixFileMode.UserRead | UnixFileMode.UserWrite, timeProvider, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return PlainText.Excerpt(exception.Message, 300);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(octets);
        }
    }

    /// <summary>Where it comes from, never what it is.</summary>
    public override string ToString() => _path is not null ? $"the file '{PlainText.Excerpt(_path, 260)}'" : _variable is not null ? $"the variable '{PlainText.Excerpt(_variable)}'" : "a given secret";

    private static string ReadFile(string path)
    {
        var shown = PlainText.Excerpt(path, 260);
        if (SecretFile.Problem(path) is { } problem) throw new SmtpCredentialException($"'{shown}' is not read: {problem}");
        if (IsOpen(path)) throw new SmtpCredentialException($"'{shown}' holds a secret, and every account may read or write it. Keep it to the account that runs the relay (chmod 600 or 640).");
        var octets = new byte[MaxLength + 1];
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            var length = file.ReadAtLeast(octets, octets.Length, throwOnEndOfStream: false);
            if (length > MaxLength) throw new SmtpCredentialException($"'{shown}' is longer than {MaxLength} octets: it is no file with a secret.");
            return TryLine(octets.AsSpan(0, length), out var secret, out var wrong) ? secret : throw new SmtpCredentialException($"'{shown}' {wrong}");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(octets);
        }
    }

    private static bool TryLine(ReadOnlySpan<byte> content, [NotNullWhen(true)] out string? secret, out string wrong)
    {
        (secret, wrong) = (null, "");
        if (content.StartsWith("\uFEFF"u8)) content = content[3..];
        content = content.TrimEnd("\r\n"u8);
        if (content.IsEmpty) wrong = "is empty. Put the secret into its first line.";
        else if (content.ContainsAny("\r\n\0"u8)) wrong = "has several lines. Put the secret into one line, and nothing else.";
        else if (!System.Text.Unicode.Utf8.IsValid(content)) wrong = "is not UTF-8. Save it as UTF-8.";
        else secret = Encoding.UTF8.GetString(content);
        return secret is not null;
    }

    /// <summary>Every account may read or write it. Of Windows nothing is known.</summary>
    internal static bool IsOpen(string path) => !OperatingSystem.IsWindows() && File.Exists(path) && (File.GetUnixFileMode(AtomicFile.ResolveLinks(path)) & Others) != 0;
}
