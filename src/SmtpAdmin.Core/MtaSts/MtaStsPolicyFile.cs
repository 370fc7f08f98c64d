using System.Text;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.MtaSts;

/// <summary>Writes the file of a policy, for a web server to serve.</summary>
public static class MtaStsPolicyFile
{
    /// <summary>The name of the file (RFC 8461 section 3.3).</summary>
    public const string Name = "mta-sts.txt";

    private const int MostRead = 64 * 1024; // octets: what senders read at most (RFC 8461 section 3.3)

    /// <summary>The file that a path means: itself, or <see cref="Name"/> in a folder that is there.</summary>
    public static string PathOf(string path) => Directory.Exists(path) ? Path.Combine(path, Name) : path;

    /// <summary>What is done with the file, for who confirms it.</summary>
    public static string Action(MtaStsNewPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return $"Write the MTA-STS policy of {policy.Domain} (mode {policy.Mode}, id {policy.Id})";
    }

    /// <summary>Why a second policy of one run does not go over the first.</summary>
    public static RecordRefusal Taken(string path, MtaStsNewPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return new(RecordRefusalCode.BadPath, $"'{PlainText.Excerpt(path, 260)}' has the policy of another domain from this run: each domain has a file of its own. Make the policy of {policy.Domain} by itself, with another -Path.", path);
    }

    /// <summary>Writes the file whole, in the place of an earlier policy or where there was nothing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="policyText">The policy.</param>
    /// <param name="timeProvider">Measures the pauses between tries, where another program has the file open.</param>
    /// <param name="cancellationToken">Ends the writing, not the replacing once it began.</param>
    /// <returns>False when the file had this policy already.</returns>
    /// <exception cref="IOException">It cannot be written, or is there and is no policy.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be written, or the file not read.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the old file is there as before.</exception>
    public static async Task<bool> WriteAsync(string path, string policyText, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(path);
        var octets = Encoding.ASCII.GetBytes(policyText);
        if (File.Exists(path) && FileKinds.Of(path) == FileKind.Regular)
        {
            var there = await ReadAsync(path, cancellationToken).ConfigureAwait(false);
            if (there.AsSpan().SequenceEqual(octets)) return false;
            if (there.Length > 0 && !IsPolicy(there)) throw new IOException($"'{PlainText.Excerpt(path, 260)}' is there and is no MTA-STS policy. Name another file, or remove it first.");
        }
        await AtomicFile.WriteAsync(path, async (stream, token) => await stream.WriteAsync(octets, token).ConfigureAwait(false), newFileMode: null, timeProvider, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Lines of <c>name: value</c>, one of them the version (RFC 8461 section 3.2).</summary>
    private static bool IsPolicy(byte[] octets) =>
        Encoding.Latin1.GetString(octets).Split('\n').Select(line => line.Trim()).Any(line => line.StartsWith("version:", StringComparison.Ordinal) && line[8..].Trim() == "STSv1");

    private static async Task<byte[]> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous);
        await using (file.ConfigureAwait(false))
        {
            var octets = new byte[MostRead];
            var length = await file.ReadAtLeastAsync(octets, octets.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return octets[..length];
        }
    }
}
