namespace SmtpAdmin.Smtp.Relay;

/// <summary>Reads lines of bounded length from a stream.</summary>
internal sealed class ControlLines(Stream stream, int maxLength)
{
    /// <summary>More than any answer has, in octets: an item with a thousand recipients has some 500 KiB.</summary>
    public const int MaxAnswerLength = 64 * 1024 * 1024;

    /// <summary>More than any request has, in octets: a filter may name thousands of messages.</summary>
    public const int MaxRequestLength = 4 * 1024 * 1024;

    private byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    /// <summary>The next line without its LF, valid until the next call; null at the end.</summary>
    /// <exception cref="InvalidDataException">The line is too long, or the stream ends in the middle of one.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken)
    {
        var searched = 0;
        while (true)
        {
            var length = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (length >= 0)
            {
                var line = _buffer.AsMemory(_start, searched + length);
                _start += searched + length + 1;
                return line;
            }
            searched = _end - _start;
            if (searched >= maxLength) throw new InvalidDataException("The line is too long.");
            MakeRoom();
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
            if (read == 0) return searched == 0 ? null : throw new InvalidDataException("The line is not whole.");
            _end += read;
        }
    }

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }
        if (_end == _buffer.Length) Array.Resize(ref _buffer, (int)Math.Min(_buffer.Length * 2L, maxLength));
    }
}
