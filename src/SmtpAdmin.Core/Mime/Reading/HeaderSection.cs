namespace SmtpAdmin.Mime;

/// <summary>The header section of a message (RFC 5322 section 2.2), its lines ended by CRLF.</summary>
internal sealed class HeaderSection
{
    private HeaderSection(IReadOnlyList<HeaderField> fields, bool hasBareLineFeed, bool hasBareReturn, bool hasNul)
    {
        Fields = fields;
        HasBareLineFeed = hasBareLineFeed;
        HasBareReturn = hasBareReturn;
        HasNul = hasNul;
    }

    /// <summary>The fields in order, and between them the lines that are none.</summary>
    public IReadOnlyList<HeaderField> Fields { get; }

    /// <summary>A line ends in LF alone, as in files on Unix; <see cref="Fields"/> have CRLF in its place.</summary>
    public bool HasBareLineFeed { get; }

    /// <summary>Some lines end in CRLF, and some in LF alone.</summary>
    public bool HasMixedLineEnds { get; private init; }

    /// <summary>A CR stands without an LF behind it.</summary>
    public bool HasBareReturn { get; }

    /// <summary>An octet is NUL.</summary>
    public bool HasNul { get; }

    /// <summary>Reads a section.</summary>
    /// <param name="raw">Its lines, ended by CRLF or LF, without the empty line behind them; the last may lack its end.</param>
    public static HeaderSection Read(ReadOnlyMemory<byte> raw)
    {
        var (lines, bareLineFeeds) = WithLineEnds(raw);
        var fields = new List<HeaderField>();
        var octets = lines.Span;
        for (var start = 0; start < octets.Length;)
        {
            var end = start;
            do
            {
                end += octets[end..].IndexOf((byte)'\n') + 1;
            }
            while (end < octets.Length && octets[end] is (byte)' ' or (byte)'\t');
            fields.Add(HeaderField.Read(lines[start..end]));
            start = end;
        }
        return new HeaderSection(fields, bareLineFeeds > 0, HasReturnAlone(octets), octets.Contains((byte)0))
        {
            HasMixedLineEnds = bareLineFeeds > 0 && bareLineFeeds < raw.Span.Count((byte)'\n'),
        };
    }

    private static (ReadOnlyMemory<byte> Lines, int BareLineFeeds) WithLineEnds(ReadOnlyMemory<byte> raw)
    {
        var octets = raw.Span;
        var bare = octets.Count((byte)'\n') - octets.Count("\r\n"u8);
        var isOpen = octets.Length > 0 && octets[^1] != '\n';
        if (bare == 0 && !isOpen) return (raw, 0);

        var lines = new byte[octets.Length + bare + (isOpen ? 2 : 0)];
        var (at, last) = (0, (byte)'\n');
        foreach (var octet in octets)
        {
            if (octet == '\n' && last != '\r') lines[at++] = (byte)'\r';
            lines[at++] = last = octet;
        }
        if (isOpen && last != '\r') lines[at++] = (byte)'\r';
        if (isOpen) lines[at++] = (byte)'\n';
        return (lines.AsMemory(0, at), bare);
    }

    private static bool HasReturnAlone(ReadOnlySpan<byte> octets)
    {
        for (var rest = octets; rest.IndexOf((byte)'\r') is >= 0 and var at; rest = rest[(at + 1)..])
        {
            if (at + 1 >= rest.Length || rest[at + 1] != '\n') return true;
        }
        return false;
    }
}
