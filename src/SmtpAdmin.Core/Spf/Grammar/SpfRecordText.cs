using System.Diagnostics.CodeAnalysis;

namespace SmtpAdmin.Spf;

/// <summary>Reads records as people give them.</summary>
public static class SpfRecordText
{
    /// <summary>Reads a record that is to take the place of a published one. What is wrong behind its version is among its <see cref="SpfRecord.Problems"/>.</summary>
    /// <param name="text">The record, blanks around it or not.</param>
    /// <param name="record">The record.</param>
    /// <param name="problem">Why it is none, as sentences.</param>
    public static bool TryRead(string text, [NotNullWhen(true)] out SpfRecord? record, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        var trimmed = text.Trim();
        record = SpfRecord.IsSpf(trimmed) ? SpfRecord.Parse(trimmed) : null;
        problem = record is null ? $"'{PlainText.Excerpt(text)}' is no SPF record: it does not begin with '{SpfRecord.Version}' and a space. Give its text alone, without quotes and in one piece." : null;
        return record is not null;
    }
}
