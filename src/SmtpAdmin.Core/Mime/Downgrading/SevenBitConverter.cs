using System.Buffers;

namespace SmtpAdmin.Mime;

/// <summary>
/// Makes a message with octets above 127 one without (RFC 6152 section 3): bodies that have them become quoted-printable, and say so. What
/// the message means stays the same; a DKIM signature over it does not hold any more.
/// </summary>
/// <param name="parts">The numbers of the entities to encode, from a <see cref="SevenBitSurvey"/> without an obstacle.</param>
/// <param name="output">Takes the message.</param>
internal sealed class SevenBitConverter(IReadOnlySet<int> parts, IBufferWriter<byte> output) : MimeWalker
{
    private readonly QuotedPrintableWriter _writer = new();

    /// <inheritdoc/>
    protected override void OnHeader(MimeEntity entity, bool hasEmptyLine)
    {
        var isEncoded = Encodes(entity);
        foreach (var field in entity.Header.Fields)
        {
            // What encloses others has no encoding of its own but 7bit, which need not be said (RFC 2045 section 6.4).
            var isDropped = field.Is("Content-Transfer-Encoding") && (isEncoded || (!entity.IsLeaf && !entity.IsEncoded));
            if (!isDropped) output.Write(field.Raw.Span);
        }
        if (isEncoded)
        {
            if (entity is { IsMessage: true, HasVersion: false }) output.Write("MIME-Version: 1.0\r\n"u8);
            if (!entity.HasType) output.Write("Content-Type: text/plain; charset=unknown-8bit\r\n"u8); // RFC 1428 section 3
            output.Write("Content-Transfer-Encoding: quoted-printable\r\n"u8);
        }
        if (hasEmptyLine) output.Write("\r\n"u8);
    }

    /// <inheritdoc/>
    protected override void OnBody(MimeEntity? leaf, ReadOnlySpan<byte> text, bool endsLine)
    {
        if (leaf is not null && Encodes(leaf))
        {
            _writer.Write(text, output);
            if (endsLine) _writer.EndLine(output);
            return;
        }
        while (text.IndexOfAnyInRange((byte)128, (byte)255) is >= 0 and var at)
        {
            output.Write(text[..at]);
            if (leaf is null) output.Write("?"u8); // in no part, and read by nobody
            else QuotedPrintableWriter.Escape(text[at], output); // quoted-printable already, but for this
            text = text[(at + 1)..];
        }
        output.Write(text);
        if (endsLine) output.Write("\r\n"u8);
    }

    /// <inheritdoc/>
    protected override void OnDelimiter(ReadOnlySpan<byte> line, bool hasEnd)
    {
        _writer.Finish(output);
        output.Write(line);
        if (hasEnd) output.Write("\r\n"u8);
    }

    /// <inheritdoc/>
    protected override void OnOverflow(ReadOnlySpan<byte> header) => output.Write(header);

    /// <inheritdoc/>
    protected override void OnEnd() => _writer.Finish(output);

    private bool Encodes(MimeEntity entity) => !entity.IsEncoded && parts.Contains(entity.Number);
}
