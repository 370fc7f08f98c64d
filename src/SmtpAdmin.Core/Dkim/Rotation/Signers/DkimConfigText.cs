using System.Text;

namespace SmtpAdmin.Dkim;

/// <summary>
/// A signer's configuration as text in which each character is an octet, so that what is no UTF-8 comes through unchanged. Signers take names
/// and paths as octets; what this program says of them, or puts there, is UTF-8.
/// </summary>
internal static class DkimConfigText
{
    private const int FirstLength = 64 * 1024; // octets

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; a symbolic link is followed.</param>
    /// <param name="most">More octets than that are not read. What the system says of the length is not relied on: a file may grow, or be one of /proc.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The text; null when there is more of it.</returns>
    /// <exception cref="IOException">It cannot be read, or is no regular file.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<string?> ReadAsync(string path, int most, CancellationToken cancellationToken)
    {
        // A pipe would be waited for without end, and a device may have no end.
        if (FileKinds.Of(path) == FileKind.Other) throw new IOException($"'{PlainText.Excerpt(path, 260)}' is no regular file but {FileKinds.Others}.");
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
        await using (file.ConfigureAwait(false))
        {
            var octets = new byte[Math.Min(FirstLength, most + 1)];
            for (var length = 0; ;)
            {
                length += await file.ReadAtLeastAsync(octets.AsMemory(length), octets.Length - length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                if (length > most) return null;
                if (length < octets.Length) return Encoding.Latin1.GetString(octets, 0, length);
                Array.Resize(ref octets, (int)Math.Min(2L * octets.Length, most + 1L));
            }
        }
    }

    /// <summary>The octets of a text in UTF-8, as such a text.</summary>
    public static string ToOctets(string text) => Ascii.IsValid(text) ? text : Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    /// <summary>What such a text says where it is UTF-8, with U+FFFD for what is not.</summary>
    public static string FromOctets(string octets) => Ascii.IsValid(octets) ? octets : Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(octets));
}
