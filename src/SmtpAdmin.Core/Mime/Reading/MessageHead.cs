namespace SmtpAdmin.Mime;

/// <summary>Where the header section of a message ends.</summary>
internal static class MessageHead
{
    /// <summary>
    /// Looks for the empty line that ends the section (RFC 5322 section 2.1). White space alone does not make a line empty: it continues a
    /// header field (section 4.2).
    /// </summary>
    /// <param name="octets">The message, or its beginning.</param>
    /// <param name="from">Where to begin to look: no empty line ends before it. For octets that come in pieces, so that none is looked at twice.</param>
    /// <param name="headLength">The length of the header section, without the empty line.</param>
    /// <param name="bodyStart">Where the body begins.</param>
    /// <returns>Whether the empty line is there.</returns>
    public static bool TryFindEnd(ReadOnlySpan<byte> octets, int from, out int headLength, out int bodyStart)
    {
        for (var line = from; line < octets.Length;)
        {
            if (octets[line] == '\n' || (octets[line] == '\r' && line + 1 < octets.Length && octets[line + 1] == '\n'))
            {
                headLength = line;
                bodyStart = line + (octets[line] == '\n' ? 1 : 2);
                return true;
            }
            var end = octets[line..].IndexOf((byte)'\n');
            if (end < 0) break;
            line += end + 1;
        }
        headLength = bodyStart = octets.Length;
        return false;
    }
}
