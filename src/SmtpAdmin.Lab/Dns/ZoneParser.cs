using System.Globalization;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Lab;

/// <summary>Reads zone files (RFC 1035 section 5.1, RFC 2308 section 4 for $TTL): <c>[owner] [ttl] [IN] type data</c>.</summary>
internal sealed class ZoneParser(DnsName origin)
{
    private readonly List<DnsRecord> _records = [];
    private DnsName _origin = origin;
    private DnsName? _owner;
    private TimeSpan _timeToLive = TimeSpan.FromMinutes(5);

    /// <exception cref="FormatException">The text is no zone; the message names the line.</exception>
    public static IReadOnlyList<DnsRecord> Parse(DnsName origin, string text)
    {
        var parser = new ZoneParser(origin);
        foreach (var entry in ZoneLexer.Split(text))
        {
            try
            {
                parser.Take(entry);
            }
            catch (FormatException error)
            {
                throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"Line {entry.Line}: {error.Message}"), error);
            }
        }
        return parser._records;
    }

    private void Take(ZoneEntry entry)
    {
        var words = new ZoneWords(entry.Tokens, _origin);
        if (entry.HasOwner)
        {
            switch (words.Peek()?.ToUpperInvariant())
            {
                case "$ORIGIN":
                    words.Next();
                    _origin = words.Name();
                    words.End();
                    return;
                case "$TTL":
                    words.Next();
                    _timeToLive = words.Duration();
                    words.End();
                    return;
                case ['$', ..]:
                    throw new FormatException($"The directive {words.Peek()} is not known here.");
            }
            _owner = words.Name();
        }
        if (_owner is null) throw new FormatException("There is no owner name.");

        var timeToLive = _timeToLive;
        while (words.Peek() is { } word)
        {
            if (word.Equals("IN", StringComparison.OrdinalIgnoreCase)) words.Next();
            else if (char.IsAsciiDigit(word[0])) timeToLive = words.Duration();
            else break;
        }
        _records.Add(ZoneRecordReader.Read(_owner, timeToLive, words));
        words.End();
    }
}
