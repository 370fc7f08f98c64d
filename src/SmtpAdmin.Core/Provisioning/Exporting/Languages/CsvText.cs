namespace SmtpAdmin.Provisioning;

/// <summary>Text in tables (RFC 4180).</summary>
internal static class CsvText
{
    /// <summary>What ends a line (RFC 4180 section 2).</summary>
    public const string LineEnd = "\r\n";

    /// <summary>A cell; in quotes where it has to be (RFC 4180 section 2).</summary>
    public static string Cell(string text) =>
        text.AsSpan().IndexOfAny("\",\r\n") < 0 && text.Trim() == text ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A name, or data that begins with one, with its first character as <c>\DDD</c> (RFC 1035 section 5.1) where a spreadsheet would take the cell for a formula.</summary>
    public static string WithoutFormula(string zoneText) =>
        zoneText.Length > 0 && zoneText[0] is '=' or '+' or '-' or '@' ? FormattableString.Invariant($"\\{(int)zoneText[0]:D3}{zoneText[1..]}") : zoneText;
}
