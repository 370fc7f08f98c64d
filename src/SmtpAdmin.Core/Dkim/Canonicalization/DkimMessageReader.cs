using System.Buffers;
using SmtpAdmin.Mime;

namespace SmtpAdmin.Dkim;

/// <summary>Reads a message once: first its header section, then its body in pieces.</summary>
/// <param name="stream">The message; it is left open.</param>
internal sealed class DkimMessageReader(Stream stream) : IDisposable
{
    /// <summary>The longest header section, in octets, line ends included. Longer ones belong to no honest mail, and every signature would have to read them.</summary>
    public const int MaxHeadLength = 64 * 1024;

    private const int BufferSize = 64 * 1024; // octets

    private byte[]? _head = ArrayPool<byte>.Shared.Rent(MaxHeadLength + 2);
    private byte[]? _body;
    private int _used;
    private int _bodyStart;
    private bool _isFirstPiece = true;

    /// <summary>The file is text in UTF-16: there are no header fields in it to be read.</summary>
    public bool IsUtf16 => DkimFileEncoding.IsUtf16(_head.AsSpan(0, _used));

    /// <summary>The header section as it was read, without the empty line; valid until this is disposed.</summary>
    public ReadOnlyMemory<byte> RawHead { get; private set; }

    /// <summary>The empty line behind the header section, as it was read; empty when the message ends before it.</summary>
    public ReadOnlyMemory<byte> RawEmptyLine { get; private set; }

    /// <summary>Reads the header section.</summary>
    /// <returns>The section; null when it is longer than <see cref="MaxHeadLength"/>.</returns>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public async Task<HeaderSection?> ReadHeadAsync(CancellationToken cancellationToken)
    {
        var head = _head!;
        var line = 0;
        while (true)
        {
            var read = _used < head.Length ? await stream.ReadAsync(head.AsMemory(_used), cancellationToken).ConfigureAwait(false) : 0;
            _used += read;
            var isFound = MessageHead.TryFindEnd(head.AsSpan(0, _used), line, out var length, out _bodyStart);
            line = head.AsSpan(line, _used - line).LastIndexOf((byte)'\n') + line + 1;
            // The empty line may end one octet after what was read: how the stream is cut must not decide.
            if (length > MaxHeadLength && (isFound || read == 0 || _used > MaxHeadLength + 1)) return null;
            if (!isFound && read > 0) continue;
            RawHead = head.AsMemory(0, length);
            RawEmptyLine = head.AsMemory(length, _bodyStart - length);
            return HeaderSection.Read(RawHead);
        }
    }

    /// <summary>Reads the next piece of the body, which is valid until the next is read.</summary>
    /// <returns>The piece; empty at the end.</returns>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ReadBodyAsync(CancellationToken cancellationToken)
    {
        if (_isFirstPiece)
        {
            _isFirstPiece = false;
            if (_bodyStart < _used) return _head.AsMemory(_bodyStart, _used - _bodyStart);
        }
        _body ??= ArrayPool<byte>.Shared.Rent(BufferSize);
        return _body.AsMemory(0, await stream.ReadAsync(_body, cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_head is not null) ArrayPool<byte>.Shared.Return(_head);
        if (_body is not null) ArrayPool<byte>.Shared.Return(_body);
        (_head, _body) = (null, null);
    }
}
