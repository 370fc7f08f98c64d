using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>A file on the disk.</summary>
internal sealed class DiskFile(FileStream stream) : ISpoolFile
{
    private const int Interrupted = 4; // EINTR

    private readonly SafeFileHandle _handle = stream.SafeFileHandle;

    /// <inheritdoc/>
    public long Length => RandomAccess.GetLength(_handle);

    /// <inheritdoc/>
    public void Write(long offset, IReadOnlyList<ReadOnlyMemory<byte>> buffers)
    {
        try
        {
            if (buffers.Count == 1) RandomAccess.Write(_handle, buffers[0].Span, offset);
            else RandomAccess.Write(_handle, buffers, offset);
        }
        catch (ArgumentOutOfRangeException exception) when (exception.ParamName == "value") // what the runtime makes of EFBIG
        {
            throw new IOException("The system allows no file of this size (ulimit -f).", exception);
        }
    }

    /// <inheritdoc/>
    public void Sync()
    {
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.FlushToDisk(_handle);
            return;
        }
        // The base class library has fsync, which writes when the file was changed, too, and takes a file system that can keep nothing for one that did.
        while (FDataSync(_handle) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error != Interrupted) throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
        }
    }

    /// <inheritdoc/>
    public void Truncate(long length) => RandomAccess.SetLength(_handle, length);

    /// <inheritdoc/>
    public int Read(long offset, Span<byte> buffer)
    {
        var count = 0;
        while (count < buffer.Length)
        {
            var read = RandomAccess.Read(_handle, buffer[count..], offset + count);
            if (read == 0) break;
            count += read;
        }
        return count;
    }

    /// <inheritdoc/>
    public async ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var count = 0;
        while (count < buffer.Length)
        {
            var read = await RandomAccess.ReadAsync(_handle, buffer[count..], offset + count, cancellationToken).ConfigureAwait(false);
            if (read == 0) break;
            count += read;
        }
        return count;
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    [DllImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int FDataSync(SafeFileHandle file);
}
