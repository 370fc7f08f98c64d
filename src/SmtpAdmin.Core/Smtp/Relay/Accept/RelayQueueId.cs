namespace SmtpAdmin.Smtp.Relay;

/// <summary>Names of messages: capital letters and digits, short, and never the same again.</summary>
internal static class RelayQueueId
{
    private const int TimeDigits = 7; // seconds for a thousand years; always as many, so that no two pairs look the same

    // Without I, L, O and U, which people misread. In ASCII order: names sort by time.
    private static ReadOnlySpan<char> Digits => "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private static readonly DateTimeOffset Epoch = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Makes a name: the second, and the message's number. A spool never gives a number twice, and one that is made anew has another time.</summary>
    /// <param name="time">When the message came.</param>
    /// <param name="number">Its number in the spool.</param>
    public static string Create(DateTimeOffset time, long number)
    {
        Span<char> text = stackalloc char[TimeDigits + 13];
        var seconds = Math.Max(0, (long)(time - Epoch).TotalSeconds);
        for (var at = TimeDigits - 1; at >= 0; at--, seconds >>= 5) text[at] = Digits[(int)(seconds & 31)];
        var rest = (ulong)number;
        var length = 1;
        for (var left = rest >> 5; left > 0; left >>= 5) length++;
        for (var at = TimeDigits + length - 1; at >= TimeDigits; at--, rest >>= 5) text[at] = Digits[(int)(rest & 31)];
        return new string(text[..(TimeDigits + length)]);
    }
}
