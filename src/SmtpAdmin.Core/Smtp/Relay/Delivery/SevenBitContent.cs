using System.Buffers;
using SmtpAdmin.Mime;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>A message that is made one without octets above 127 as it is read.</summary>
internal sealed class SevenBitContent : ISpoolContent
{
    private readonly MessageReader _reader;
    private readonly SevenBitConverter _converter;
    private readonly ArrayBufferWriter<byte> _output = new();
    private bool _isOver;

    /// <param name="content">The message as it is; disposed with this.</param>
    /// <param name="parts">The numbers of the entities to encode.</param>
    public SevenBitContent(ISpoolContent content, IReadOnlySet<int> parts)
    {
        _reader = new MessageReader(content, content.Length);
        _converter = new SevenBitConverter(parts, _output);
        Length = content.Length;
    }

    /// <summary>The octets of the message as it is; how many it becomes is not known before its end.</summary>
    public long Length { get; }

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        _output.ResetWrittenCount();
        while (_output.WrittenCount == 0 && !_isOver)
        {
            if (!await _reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                throw _reader.Damage is { } damage ? new SpoolDamageException(damage) : new IOException(_reader.Fault);
            if (_reader.Block.IsEmpty) _converter.Finish();
            else _converter.Feed(_reader.Block.Span);
            _isOver = _reader.Block.IsEmpty;
        }
        return _output.WrittenMemory;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _reader.DisposeAsync();
}
