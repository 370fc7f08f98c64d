using System.Diagnostics.CodeAnalysis;

namespace SmtpAdmin.Spf;

/// <summary>Reads records that somebody hands over, mostly out of a file: what published records must not have around them is taken off.</summary>
public static class SpfRecordText
{
    private const char ByteOrderMark = '\uFEFF'; // at the head of files that come from Windows

    /// <summary>The text without blanks and line ends around it, and without a byte order mark in front.</summary>
    /// <param name="text">The text.</param>
    public static string Clean(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Trim().TrimStart(ByteOrderMark).Trim();
    }

    /// <summary>Reads a record; what is wrong within it is among its problems.</summary>
    /// <param name="text">The text.</param>
    /// <param name="record">The record.</param>
    /// <param name="problem">Why it is none, in sentences.</param>
    public static bool TryRead(string text, [NotNullWhen(true)] out SpfRecord? record, [NotNullWhen(false)] out string? problem)
    {
        var clean = Clean(text);
        record = SpfRecord.IsSpf(clean) ? SpfRecord.Parse(clean) : null;
        problem = record is null
            ? $"'{PlainText.Excerpt(clean)}' is no SPF record: it does not begin with '{SpfRecord.Version}' and a space. Give its text alone, without quotes and in one piece."
            : null;
        return record is not null;
    }
}
