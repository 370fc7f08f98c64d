namespace SmtpAdmin.Smtp.Relay;

/// <summary>The lines of one file of the audit log, also while it is written. Memory stays bounded whatever the file holds.</summary>
internal sealed class AuditLines : IAsyncDisposable
{
    private const int BlockSize = 256 * 1024; // octets
    private const int MaxLine = 64 * 1024 * 1024; // octets: an envelope with far more recipients than anybody accepts

    private readonly FileStream _file;
    private byte[] _buffer = new byte[BlockSize];
    private int _start;
    private int _searched;
    private int _end;
    private bool _isSkipping;

    private AuditLines(FileStream file) => _file = file;

    /// <summary>Lines that were too long to be any of ours.</summary>
    public long Damaged { get; private set; }

    /// <summary>Octets stand behind the last line end: the writer was killed, or is not done yet.</summary>
    public bool IsTorn => _end > _start || _isSkipping;

    /// <summary>Opens a file; null when it is gone.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static AuditLines? Open(string path)
    {
        try
        {
            return new AuditLines(new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0, Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
            }));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Reads on; false at the end. Lines that were handed out are no longer valid.</summary>
    public async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_searched, _end, _start) = (_searched - _start, _end - _start, 0);
        }
        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= MaxLine) Skip();
            else Array.Resize(ref _buffer, _buffer.Length * 2);
        }
        var read = await _file.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        _end += read;
        return read > 0;
    }

    /// <summary>Takes the next whole line, without its end; false when more must be read.</summary>
    public bool TryNext(out ReadOnlySpan<byte> line)
    {
        while (true)
        {
            var length = _buffer.AsSpan(_searched, _end - _searched).IndexOf((byte)'\n');
            if (length < 0)
            {
                _searched = _end;
                if (_isSkipping) _start = _end;
                line = default;
                return false;
            }
            line = _buffer.AsSpan(_start, _searched + length - _start);
            _start = _searched = _searched + length + 1;
            if (!_isSkipping) return true;
            _isSkipping = false;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _file.DisposeAsync();

    private void Skip()
    {
        Damaged++;
        _isSkipping = true;
        _start = _searched = _end = 0;
    }
}
