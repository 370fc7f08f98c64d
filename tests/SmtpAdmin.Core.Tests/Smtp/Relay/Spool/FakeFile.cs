using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay;

/// <summary>An open file of a fake disk.</summary>
internal sealed class FakeFile(FakeDisk disk, string path, FakeInode inode, bool canWrite) : ISpoolFile
{
    private bool _isClosed;

    public long Length
    {
        get
        {
            var length = 0;
            Do(DiskStep.Read, () => length = inode.View.Length);
            return length;
        }
    }

    public void Write(long offset, IReadOnlyList<ReadOnlyMemory<byte>> buffers)
    {
        Assert.True(canWrite);
        var all = buffers.SelectMany(buffer => buffer.ToArray()).ToArray();
        Do(DiskStep.Write, () =>
        {
            disk.Take(all.Length);
            inode.Write(offset, all);
        }, random => inode.Write(offset, all.AsSpan(0, random.Next(all.Length + 1))));
    }

    public void Sync()
    {
        Assert.True(canWrite);
        Do(DiskStep.Sync, inode.Sync, inode.FailSync);
    }

    public void Truncate(long length)
    {
        Assert.True(canWrite);
        Do(DiskStep.Truncate, () => inode.Truncate(length));
    }

    public int Read(long offset, Span<byte> buffer)
    {
        var octets = new byte[buffer.Length];
        var count = 0;
        Do(DiskStep.Read, () =>
        {
            var rest = inode.View[(int)Math.Min(offset, inode.View.Length)..];
            count = Math.Min(rest.Length, octets.Length);
            rest[..count].CopyTo(octets);
        });
        octets.AsSpan(0, count).CopyTo(buffer);
        return count;
    }

    public async ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        return Read(offset, buffer.Span);
    }

    public void Dispose() => _isClosed = true;

    private void Do(DiskStep step, Action action, Action<Random>? half = null)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        disk.Do(step, path, action, half);
    }
}
