using System.Buffers;
using System.Text.Json;

namespace SmtpAdmin.Reputation;

/// <summary>
/// An audit trail: a text file in UTF-8 with a JSON object a line (JSON Lines), one for each run and each change. Lines are only ever added. Runs
/// take turns by a file beside it, <c>.lock</c>, and not by the log itself, so that whatever follows the log may keep it open.
/// </summary>
public static class DnsblLog
{
    private const int FlushSize = 64 * 1024;

    /// <summary>Adds lines. A last line without its end, which a crash left, gets one first.</summary>
    /// <param name="path">The file; made when it is not there. A symbolic link is followed.</param>
    /// <param name="entries">What to add.</param>
    /// <param name="timeProvider">Measures the waiting for other runs: 30 seconds at most.</param>
    /// <param name="cancellationToken">Ends the waiting; lines that are being written are written.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="DnsblLogException">The file cannot be written, or another run holds it for too long.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing was added.</exception>
    public static async Task AppendAsync(string path, IReadOnlyList<DnsblLogEntry> entries, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentNullException.ThrowIfNull(timeProvider);
        if (entries.Count == 0) return;
        try
        {
            var target = AtomicFile.ResolveLinks(path);
            var hold = await LockFile.TakeAsync(target + ".lock", target, LockFile.Patience, timeProvider, cancellationToken).ConfigureAwait(false)
                ?? throw new DnsblLogException($"Another run has held the log '{Shown(path)}' for {LockFile.Patience.TotalSeconds:0} seconds. See which process has '{Shown(target + ".lock")}' open, and end it if it hangs.");
            await using (hold.ConfigureAwait(false)) await AppendLinesAsync(target, entries).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not DnsblLogException and (IOException or UnauthorizedAccessException))
        {
            throw new DnsblLogException(
                $"The log '{Shown(path)}' cannot be written: {PlainText.Excerpt(exception.Message.TrimEnd('.'), 300)}. Name a file in a directory that is there and that the account that runs this may write, on a disk that is not full.",
                exception);
        }
    }

    private static async Task AppendLinesAsync(string path, IReadOnlyList<DnsblLogEntry> entries)
    {
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous);
        await using (file.ConfigureAwait(false))
        {
            if (!file.CanSeek) throw new DnsblLogException($"The log '{Shown(path)}' is no regular file, so no lines can be added to it. Name another one.");
            var lines = new ArrayBufferWriter<byte>(FlushSize);
            if (await IsTornAsync(file).ConfigureAwait(false)) lines.Write("\n"u8);
            file.Seek(0, SeekOrigin.End);
            var json = new Utf8JsonWriter(lines);
            await using (json.ConfigureAwait(false))
            {
                foreach (var entry in entries)
                {
                    json.Reset();
                    entry.Write(json);
                    json.Flush();
                    lines.Write("\n"u8);
                    if (lines.WrittenCount < FlushSize) continue;
                    await file.WriteAsync(lines.WrittenMemory, CancellationToken.None).ConfigureAwait(false);
                    lines.ResetWrittenCount();
                }
            }
            await file.WriteAsync(lines.WrittenMemory, CancellationToken.None).ConfigureAwait(false);
            RandomAccess.FlushToDisk(file.SafeFileHandle);
        }
    }

    private static async Task<bool> IsTornAsync(FileStream file)
    {
        if (file.Length == 0) return false;
        file.Seek(-1, SeekOrigin.End);
        var last = new byte[1];
        return await file.ReadAsync(last, CancellationToken.None).ConfigureAwait(false) == 1 && last[0] != (byte)'\n';
    }

    private static string Shown(string path) => PlainText.Excerpt(path, 260);
}
