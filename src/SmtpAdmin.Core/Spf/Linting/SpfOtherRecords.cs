using System.Text;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Spf;

/// <summary>What a name publishes beside its record that is or looks like SPF.</summary>
internal static class SpfOtherRecords
{
    /// <summary>Further records, slips, and those of type 99, as text.</summary>
    public static IEnumerable<string> Of(SpfLintEvidence evidence) =>
        Further(evidence).Concat(evidence.Texts.Select(text => text.Text).Where(text => SpfLookalike.Of(text) is not null)).Concat(OfType99(evidence));

    /// <summary>The records of a name that has several; of one whose record was given, those published.</summary>
    public static IEnumerable<string> Further(SpfLintEvidence evidence)
    {
        var records = evidence.Texts.Select(text => text.Text).Where(text => SpfRecord.IsSpf(text)).ToArray();
        return records.Length > 1 || evidence.IsGiven ? records : [];
    }

    /// <summary>The records of type 99; like TXT they are character-strings (RFC 4408 section 3.1.1).</summary>
    public static IEnumerable<string> OfType99(SpfLintEvidence evidence) =>
        evidence.Type99?.Records.OfType<UnknownRecord>().Select(record => Text(record.Data.Span)) ?? [];

    private static string Text(ReadOnlySpan<byte> data)
    {
        var text = new StringBuilder();
        while (!data.IsEmpty)
        {
            var length = Math.Min(data[0], data.Length - 1);
            text.Append(Encoding.Latin1.GetString(data.Slice(1, length)));
            data = data[(length + 1)..];
        }
        return text.ToString();
    }
}
