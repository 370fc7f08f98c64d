using System.Text;

namespace SmtpAdmin.Cli.Input;

/// <summary>A line of a table with separators (RFC 4180 section 2); a cell does not go on in the next line.</summary>
internal static class CsvLine
{
    /// <summary>The cells. Quotes around one are taken off; two in a quoted one are one.</summary>
    public static IReadOnlyList<string> Split(string line, char separator)
    {
        var (cells, cell, isQuoted) = (new List<string>(), new StringBuilder(), false);
        for (var at = 0; at < line.Length; at++)
        {
            var character = line[at];
            if (character == '"')
            {
                var isPair = isQuoted && at + 1 < line.Length && line[at + 1] == '"';
                if (isPair) at++;
                else isQuoted = !isQuoted;
                if (isPair) cell.Append('"');
            }
            else if (character == separator && !isQuoted)
            {
                cells.Add(cell.ToString().Trim());
                cell.Clear();
            }
            else
            {
                cell.Append(character);
            }
        }
        cells.Add(cell.ToString().Trim());
        return cells;
    }
}
