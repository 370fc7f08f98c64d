namespace SmtpAdmin.Smtp.Relay;

/// <summary>Looks for octets above 127 in a message's header section, as the message comes.</summary>
internal sealed class HeaderScan
{
    private bool _atLineStart = true;
    private bool _afterReturn; // a CR at the line's start

    /// <summary>The header section was seen to its end, or an octet above 127 was found in it.</summary>
    public bool IsOver { get; private set; }

    /// <summary>An octet above 127 stands in the header section.</summary>
    public bool HasEightBit { get; private set; }

    /// <summary>Takes the next octets of the message.</summary>
    public void Feed(ReadOnlySpan<byte> octets)
    {
        foreach (var octet in octets)
        {
            if (IsOver) return;
            if (octet == '\n')
            {
                if (_atLineStart) IsOver = true; // an empty line, RFC 5322 section 2.1
                _atLineStart = true;
                continue;
            }
            if (octet == '\r' && _atLineStart && !_afterReturn)
            {
                _afterReturn = true;
                continue;
            }
            _afterReturn = false;
            _atLineStart = false;
            if (octet > 127) HasEightBit = IsOver = true;
        }
    }
}
