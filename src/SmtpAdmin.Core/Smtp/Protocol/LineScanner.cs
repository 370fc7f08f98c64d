namespace SmtpAdmin.Smtp.Protocol;

/// <summary>Finds lines in octets as they come, and forgets what is over a limit instead of storing it.</summary>
internal sealed class LineScanner
{
    private bool _discarding;
    private int _searched;

    /// <summary>Looks for a line.</summary>
    /// <param name="buffered">All octets that were not used up, from the same beginning as last time if nothing was.</param>
    /// <param name="limit">The most octets of a line, its end included.</param>
    /// <param name="length">How long the line is, without its end.</param>
    /// <param name="consumed">How many octets the caller may drop: the line with its end, or the part of a line that is too long anyway.</param>
    public LineScan Scan(ReadOnlySpan<byte> buffered, int limit, out int length, out int consumed)
    {
        length = 0;
        consumed = 0;
        var end = buffered[_searched..].IndexOf((byte)'\n');
        if (end < 0)
        {
            _searched = buffered.Length;
            if (_discarding || buffered.Length > limit)
            {
                _discarding = true;
                consumed = buffered.Length;
                _searched = 0;
            }
            return LineScan.Incomplete;
        }
        end += _searched;
        _searched = 0;
        consumed = end + 1;
        if (_discarding || consumed > limit)
        {
            _discarding = false;
            return LineScan.TooLong;
        }
        var strict = end > 0 && buffered[end - 1] == '\r';
        length = strict ? end - 1 : end;
        return strict ? LineScan.Line : LineScan.BareLineFeed;
    }
}
