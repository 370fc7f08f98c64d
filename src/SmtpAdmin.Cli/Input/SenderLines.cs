using SmtpAdmin.Spf;

namespace SmtpAdmin.Cli.Input;

/// <summary>Reads senders of lines: one a line, or a table with the names of its columns in the first.</summary>
/// <param name="address">The IP address where a line has none; null for none.</param>
/// <param name="mailFrom">The MAIL FROM address where there is none; null for none.</param>
/// <param name="heloName">The HELO name where there is none; null for none.</param>
internal sealed class SenderLines(string? address, string? mailFrom, string? heloName)
{
    private static readonly char[] Separators = ['\t', ';', ','];

    private bool _isFirst = true;
    private char _separator;
    private IReadOnlyList<string>? _names;

    /// <summary>The line belongs to a table: it is the first and names columns, or stands under such a line.</summary>
    public bool IsTable(string line)
    {
        if (!_isFirst) return _names is not null;
        return Separators.Any(separator => CsvLine.Split(line, separator) is [_, _, ..] cells && cells.Any(SpfSenderRow.IsPart));
    }

    /// <summary>Reads a line.</summary>
    /// <returns>Why there is no sender; null where there is one, or none is wanted: of the first line of a table, and a row with nothing in it.</returns>
    /// <exception cref="UsageException">The table lacks a column.</exception>
    public string? Read(string line, out SpfSender? sender)
    {
        sender = null;
        var isHead = _isFirst && IsTable(line);
        _isFirst = false;
        if (isHead)
        {
            _separator = Separators.First(separator => line.Contains(separator, StringComparison.Ordinal));
            _names = CsvLine.Split(line, _separator);
            return SpfSenderRow.Lacking(_names, address, mailFrom) is { } lacking ? throw new UsageException(lacking.Problem) : null;
        }
        string? problem;
        if (_names is null) return SpfSenderText.TryParse(line, address, mailFrom, heloName, out sender, out problem) ? null : problem;
        var cells = CsvLine.Split(line, _separator);
        var row = _names.Select((name, at) => (name, at < cells.Count ? cells[at] : "")).ToList();
        SpfSenderRow.TryRead(row, address, mailFrom, heloName, out sender, out problem);
        return problem is null ? null : $"{problem} It stands in '{PlainText.Excerpt(line)}'.";
    }
}
