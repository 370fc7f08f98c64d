using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace SmtpAdmin.Dkim;

/// <summary>Files of private keys.</summary>
public static class DkimKeyFile
{
    private const int MaxLength = 64 * 1024; // characters; the PEM of an RSA key of 16384 bits has a fifth

    /// <summary>The name of a key's file: what rspamd looks for by itself (<c>$domain.$selector.key</c>), and as good as any for the others.</summary>
    /// <param name="domain">The domain in ASCII.</param>
    /// <param name="selector">The selector.</param>
    public static string NameOf(string domain, string selector) => $"{domain}.{selector}.key";

    /// <summary>Reads a private key.</summary>
    /// <param name="path">The file.</param>
    /// <param name="passphrase">The passphrase of an encrypted key; empty for none.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DkimKeyException">It holds no private key, or none for DKIM, or is no regular file, or the passphrase is wrong.</exception>
    /// <exception cref="IOException">The file is not there or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<DkimSigningKey> ReadAsync(string path, ReadOnlyMemory<char> passphrase, CancellationToken cancellationToken)
    {
        if (FileKinds.Of(path) is FileKind.Other or FileKind.Folder)
            throw new DkimKeyException($"It is no regular file but a folder, {FileKinds.Others}. Name the file of a private key.") { Fault = DkimKeyFault.NotAKey };
        var text = ArrayPool<char>.Shared.Rent(MaxLength + 1);
        try
        {
            // Without a buffer of its own for the octets that nobody would wipe; Latin-1, because a PEM is ASCII and what is none is told so.
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous);
            await using (file.ConfigureAwait(false))
            {
                var length = await ReadAsync(file, text, cancellationToken).ConfigureAwait(false);
                if (length > MaxLength) throw new DkimKeyException($"The file is longer than {MaxLength} octets: it is no private key in PEM.") { Fault = DkimKeyFault.NotAKey };
                return DkimSigningKey.Read(text.AsSpan(0, length), passphrase.Span);
            }
        }
        finally
        {
            Array.Clear(text);
            ArrayPool<char>.Shared.Return(text);
        }
    }

    /// <summary>Writes a private key, readable by its owner alone from its first octet on: whole or not at all. A folder that is not there is made for its owner alone.</summary>
    /// <param name="path">The file. A symbolic link there is replaced, not followed.</param>
    /// <param name="pem">The key.</param>
    /// <param name="overwrite">Replace a file that is there.</param>
    /// <param name="like">A file whose owner and group it is to have, where this account may give files away; null for who writes.</param>
    /// <param name="timeProvider">Measures pauses between tries.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <returns>False when a file is there that is not to be replaced.</returns>
    /// <exception cref="IOException">The disk is full, the folder is missing, or the like; nothing was left.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing was left.</exception>
    internal static async Task<bool> WriteAsync(string path, string pem, bool overwrite, string? like, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var octets = Encoding.ASCII.GetBytes(pem);
        try
        {
            MakeFolder(Path.GetDirectoryName(path)!);
            return await AtomicFile.WritePrivateAsync(path, octets, overwrite, like is null ? null : UnixOwner.Of(like), timeProvider, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(octets);
        }
    }

    /// <summary>Why a folder that is not there is not made, as sentences; null when it can be. Only the last part of a path is made: more of it missing is mostly a slip.</summary>
    internal static string? FolderProblem(string folder)
    {
        if (AtomicFile.IsThere(folder)) return $"'{PlainText.Excerpt(folder, 260)}' is no folder. Give one with -Path.";
        return Path.GetDirectoryName(folder.TrimEnd(Path.DirectorySeparatorChar)) is { } parent && Directory.Exists(parent) ? null
            : $"There is no folder '{PlainText.Excerpt(folder, 260)}', nor the one above it. Look whether -Path is spelled right; only its last part is made with the key.";
    }

    /// <summary>Makes the folder for its owner alone, where it is not there.</summary>
    private static void MakeFolder(string folder)
    {
        if (Directory.Exists(folder)) return;
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static async Task<int> ReadAsync(FileStream file, char[] text, CancellationToken cancellationToken)
    {
        var octets = new byte[MaxLength + 1];
        try
        {
            var length = await file.ReadAtLeastAsync(octets, octets.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            Encoding.Latin1.GetChars(octets, 0, length, text, 0);
            return length;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(octets);
        }
    }
}
