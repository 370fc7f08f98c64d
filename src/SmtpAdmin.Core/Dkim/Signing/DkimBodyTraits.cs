namespace SmtpAdmin.Dkim;

/// <summary>Looks through a body, in pieces of any size, for what servers may change on its way (RFC 6376 section 5.3).</summary>
internal sealed class DkimBodyTraits
{
    private const int MaxLineLength = 998; // octets without the line end, RFC 5322 section 2.1.1

    private int _lineLength; // of the line that the last piece ended in

    /// <summary>An octet is beyond ASCII.</summary>
    public bool Has8Bit { get; private set; }

    /// <summary>A line is longer than servers need to take.</summary>
    public bool HasLongLine { get; private set; }

    /// <summary>Takes the next octets.</summary>
    public void Append(ReadOnlySpan<byte> octets)
    {
        Has8Bit = Has8Bit || octets.IndexOfAnyInRange((byte)0x80, (byte)0xFF) >= 0;
        while (!HasLongLine && octets.Length > 0)
        {
            // A line as long as may be, with CR and LF: where it has an LF, all lines up to there are short enough.
            var room = MaxLineLength + 2 - _lineLength;
            var end = octets[..Math.Min(room, octets.Length)].LastIndexOf((byte)'\n');
            if (end >= 0)
            {
                _lineLength = 0;
                octets = octets[(end + 1)..];
            }
            else
            {
                HasLongLine = octets.Length >= room;
                _lineLength += Math.Min(room, octets.Length);
                octets = default;
            }
        }
    }
}
