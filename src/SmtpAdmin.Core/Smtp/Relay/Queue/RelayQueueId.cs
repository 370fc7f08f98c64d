namespace SmtpAdmin.Smtp.Relay;

/// <summary>
/// Makes the names of messages. A name has 8 to 14 digits and capital letters: 7 for the second, the rest for the message's number in its spool,
/// so that no two are alike, not even when a spool is begun anew. They sort by time. There are no vowels, which would make words, and no
/// letters that look like digits when somebody reads one out of a photograph (B, G, I, L, O, Q, S, Z).
/// </summary>
internal static class RelayQueueId
{
    private const string Signs = "0123456789CDFHJKMNPRTVWX"; // in the order of ASCII
    private const int TimeLength = 7; // 24^7 seconds are 145 years
    private const ulong Range = 24UL * 24 * 24 * 24 * 24 * 24 * 24;

    private static readonly long Epoch = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    /// <summary>Makes a name.</summary>
    /// <param name="time">When the message came.</param>
    /// <param name="number">Its number in the spool. Those beyond 4,586 million begin again, in another second.</param>
    public static string Create(DateTimeOffset time, long number)
    {
        Span<char> name = stackalloc char[2 * TimeLength];
        var seconds = (ulong)((time.ToUnixTimeSeconds() - Epoch) % (long)Range + (long)Range) % Range;
        for (var at = TimeLength - 1; at >= 0; at--, seconds /= 24) name[at] = Signs[(int)(seconds % 24)];

        var rest = (ulong)number % Range;
        var length = TimeLength + 1;
        for (var left = rest; left >= 24; left /= 24) length++;
        for (var at = length - 1; at >= TimeLength; at--, rest /= 24) name[at] = Signs[(int)(rest % 24)];
        return new string(name[..length]);
    }
}
