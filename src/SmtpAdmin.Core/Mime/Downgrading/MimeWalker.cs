using System.Buffers;
using System.Text;

namespace SmtpAdmin.Mime;

/// <summary>
/// Takes a message apart into its entities (RFC 2045, RFC 2046) as its octets come. Memory is bounded by the longest header section that is
/// taken. Not safe for use by several threads.
/// </summary>
internal abstract class MimeWalker
{
    private const int MaxHeaderLength = 256 * 1024; // octets
    private const int MaxPiece = 4096; // octets of a line that are handed on at once
    private const int MaxDepth = 30;

    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly ArrayBufferWriter<byte> _header = new();
    private readonly List<(byte[] Boundary, bool IsSealed, bool IsDigest)> _multiparts = [];
    private MimeEntity? _leaf; // whose body it is; null between parts
    private bool _inHeader = true;
    private bool _isMessage = true;
    private bool _isWithinLine;
    private int _count;

    /// <summary>Takes the next octets of the message.</summary>
    public void Feed(ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty)
        {
            var end = octets.IndexOf((byte)'\n');
            var part = end < 0 ? octets : octets[..(end + 1)];
            octets = octets[part.Length..];
            if (end >= 0 && _line.WrittenCount == 0)
            {
                TakeLine(part, hasEnd: true);
                continue;
            }
            _line.Write(part);
            if (end >= 0)
            {
                TakeLine(_line.WrittenSpan, hasEnd: true);
                _line.ResetWrittenCount();
            }
            else if (_line.WrittenCount > MaxPiece && !_inHeader)
            {
                GiveOut();
            }
            else if (_line.WrittenCount > MaxHeaderLength)
            {
                Overflow();
                GiveOut();
            }
        }
    }

    /// <summary>The message is over.</summary>
    public void Finish()
    {
        if (_line.WrittenCount > 0) TakeLine(_line.WrittenSpan, hasEnd: false);
        if (_inHeader && (_header.WrittenCount > 0 || _count == 0)) EndHeader(hasEmptyLine: false);
        OnEnd();
    }

    /// <summary>A header section was read.</summary>
    /// <param name="entity">What it describes.</param>
    /// <param name="hasEmptyLine">A body follows, perhaps an empty one.</param>
    protected abstract void OnHeader(MimeEntity entity, bool hasEmptyLine);

    /// <summary>A line that parts a multipart.</summary>
    protected abstract void OnDelimiter(ReadOnlySpan<byte> line, bool hasEnd);

    /// <summary>A piece of a body.</summary>
    /// <param name="leaf">Whose body it is; null for what stands before, between and behind parts and belongs to none.</param>
    /// <param name="text">The piece, within one line.</param>
    /// <param name="endsLine">The line ends behind it.</param>
    protected abstract void OnBody(MimeEntity? leaf, ReadOnlySpan<byte> text, bool endsLine);

    /// <summary>A header section is too long to be read; what follows is handed on as a body.</summary>
    protected abstract void OnOverflow(ReadOnlySpan<byte> header);

    /// <summary>The message is over.</summary>
    protected abstract void OnEnd();

    private void TakeLine(ReadOnlySpan<byte> line, bool hasEnd)
    {
        var text = hasEnd ? line[..^1] : line;
        if (hasEnd && text is [.., (byte)'\r']) text = text[..^1];
        if (!_isWithinLine && TryDelimit(text, hasEnd)) return;
        if (!_inHeader)
        {
            OnBody(_leaf, text, hasEnd);
            _isWithinLine = false;
        }
        else if (text.IsEmpty)
        {
            EndHeader(hasEmptyLine: true);
        }
        else
        {
            _header.Write(text);
            _header.Write("\r\n"u8);
            if (_header.WrittenCount > MaxHeaderLength) Overflow();
        }
    }

    /// <summary>Hands on what is there of a long line, but for a CR that may belong to its end.</summary>
    private void GiveOut()
    {
        var text = _line.WrittenSpan;
        var endsInReturn = text[^1] == '\r';
        OnBody(_leaf, endsInReturn ? text[..^1] : text, endsLine: false);
        _line.ResetWrittenCount();
        if (endsInReturn) _line.Write("\r"u8);
        _isWithinLine = true;
    }

    /// <summary>delimiter = "--" boundary, close-delimiter = delimiter "--", and white space behind both (RFC 2046 section 5.1.1).</summary>
    private bool TryDelimit(ReadOnlySpan<byte> line, bool hasEnd)
    {
        if (_multiparts.Count == 0 || !line.StartsWith("--"u8)) return false;
        var rest = line[2..].TrimEnd(" \t"u8);
        for (var at = _multiparts.Count - 1; at >= 0; at--)
        {
            var boundary = _multiparts[at].Boundary;
            if (!rest.StartsWith(boundary)) continue;
            var closes = rest[boundary.Length..].SequenceEqual("--"u8);
            if (!closes && rest.Length > boundary.Length) continue;
            if (_inHeader) EndHeader(hasEmptyLine: false); // a part without a body
            // A part that encloses others ends with the one that encloses it, whether it was closed or not.
            _multiparts.RemoveRange(closes ? at : at + 1, _multiparts.Count - at - (closes ? 0 : 1));
            (_leaf, _inHeader, _isMessage) = (null, !closes, false);
            OnDelimiter(line, hasEnd);
            return true;
        }
        return false;
    }

    private void EndHeader(bool hasEmptyLine)
    {
        var header = HeaderSection.Read(_header.WrittenSpan.ToArray());
        _header.ResetWrittenCount();
        var isDigest = _multiparts.Count > 0 && _multiparts[^1].IsDigest && !_isMessage;
        var entity = new MimeEntity(_count++, header, _isMessage, _multiparts.Exists(multipart => multipart.IsSealed))
        {
            Type = MimeEntity.Read(header, isDigest ? "message/rfc822" : "text/plain"), // RFC 2046 section 5.1.5, RFC 2045 section 5.2
        };
        OnHeader(entity, hasEmptyLine);
        (_leaf, _inHeader, _isMessage) = (entity, false, false);
        if (entity.IsMultipart && _multiparts.Count < MaxDepth)
        {
            var type = entity.Type.MediaType;
            _multiparts.Add((Encoding.Latin1.GetBytes(entity.Type.Boundary!), type is "multipart/signed" or "multipart/encrypted", type == "multipart/digest"));
            _leaf = null;
        }
        else if (entity.IsEnclosure && hasEmptyLine)
        {
            (_leaf, _inHeader, _isMessage) = (null, true, true);
        }
    }

    private void Overflow()
    {
        OnOverflow(_header.WrittenSpan);
        _header.ResetWrittenCount();
        (_leaf, _inHeader) = (null, false);
    }
}
