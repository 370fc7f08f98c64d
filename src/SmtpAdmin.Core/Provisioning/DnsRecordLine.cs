using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>One record as a line of a zone file (RFC 1035 section 5.1), with all that may be left out there written out: there is no origin and no line before.</summary>
public static class DnsRecordLine
{
    /// <summary>Reads <c>owner. [ttl] [IN] TYPE data</c>. Names end with a dot: without one they would be relative, and nobody says to what.</summary>
    /// <exception cref="DnsRecordException">The line is none.</exception>
    public static DnsRecordSet Parse(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        var rest = line;
        var owner = Take(ref rest);
        if (!DnsName.TryParse(owner, out var name, out var problem)) throw new DnsRecordException(DnsRecordFault.BadName, problem, line);
        if (!DnsNameParser.IsAbsolute(owner))
            throw new DnsRecordException(DnsRecordFault.BadName, $"The name '{PlainText.Excerpt(owner)}' at the head of a zone-file line has no dot at its end, and here is no origin that it could be relative to. Write '{name}.' if that is the whole name.", line);
        TimeSpan? ttl = null;
        var type = DnsType.None;
        for (var word = Take(ref rest); ; word = Take(ref rest))
        {
            if (ttl is null && TryReadSeconds(word, out var seconds)) ttl = seconds;
            else if (string.Equals(word, "IN", StringComparison.OrdinalIgnoreCase)) continue;
            else if (DnsTypeText.TryParse(word, out type)) break;
            else throw new DnsRecordException(DnsRecordFault.BadType, word.Length == 0 ? $"The line of {name} has no type." : $"'{PlainText.Excerpt(word)}' in the line of {name} is no record type, and no time to live from 0 to {int.MaxValue} seconds.", line);
        }
        DnsRecordSetRules.CheckType(name, type);
        return new DnsRecordSet(name, type, [DnsRecordRow.ReadData(name, type, rest, needsDots: true)], ttl);
    }

    private static bool TryReadSeconds(string word, [NotNullWhen(true)] out TimeSpan? time)
    {
        time = int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds) : null;
        return time is not null;
    }

    private static string Take(ref string rest)
    {
        rest = rest.TrimStart(' ', '\t');
        var end = rest.IndexOfAny([' ', '\t']);
        var word = end < 0 ? rest : rest[..end];
        rest = rest[word.Length..];
        return word;
    }
}
