using System.Text;

namespace SmtpAdmin.Mime;

/// <summary>A header field as it stands in a message.</summary>
/// <param name="Raw">All its octets, folds and the CRLF at its end included.</param>
/// <param name="NameLength">The length of the name, without white space behind it; 0 for a line that is no header field.</param>
/// <param name="ValueStart">Where the value begins, behind the colon.</param>
internal readonly record struct HeaderField(ReadOnlyMemory<byte> Raw, int NameLength, int ValueStart)
{
    private const int LineEnd = 2;

    /// <summary>The name as it is written; empty for a line that is no header field.</summary>
    public string Name => Encoding.ASCII.GetString(NameOctets);

    /// <summary>The name's octets.</summary>
    public ReadOnlySpan<byte> NameOctets => Raw.Span[..NameLength];

    /// <summary>The value's octets with its folds, without the CRLF at the end.</summary>
    public ReadOnlySpan<byte> ValueOctets => Raw.Span[ValueStart..^LineEnd];

    /// <summary>The line is a header field (RFC 5322 section 2.2).</summary>
    public bool IsField => NameLength > 0;

    /// <summary>The field has this name; case does not count (RFC 5322 section 1.2.2).</summary>
    /// <param name="name">The name, ASCII.</param>
    public bool Is(ReadOnlySpan<char> name) => NameLength == name.Length && Ascii.EqualsIgnoreCase(NameOctets, name);

    /// <summary>Reads a field.</summary>
    /// <param name="raw">Its lines, each with its CRLF.</param>
    public static HeaderField Read(ReadOnlyMemory<byte> raw)
    {
        var octets = raw.Span;
        // ftext is printable ASCII without the colon (RFC 5322 section 3.6.8); white space before the colon is obsolete, but read (section 4.5).
        var length = octets.IndexOfAnyExceptInRange((byte)'!', (byte)'~');
        var colon = octets.IndexOf((byte)':');
        if (colon < length || length < 0) length = colon;
        var isField = length > 0 && octets[length..colon].IndexOfAnyExcept((byte)' ', (byte)'\t') < 0;
        return isField ? new HeaderField(raw, length, colon + 1) : new HeaderField(raw, 0, 0);
    }
}
