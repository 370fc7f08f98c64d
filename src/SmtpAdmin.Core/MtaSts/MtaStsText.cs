using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SmtpAdmin.MtaSts;

/// <summary>The texts of a policy and of its record (RFC 8461 sections 3.1 and 3.2).</summary>
internal static class MtaStsText
{
    /// <summary>How a record begins; the case counts.</summary>
    public const string Version = "v=STSv1";

    /// <summary>The label below a domain that holds its record.</summary>
    public const string Label = "_mta-sts";

    /// <summary>The label below a domain that serves the file.</summary>
    public const string HostLabel = "mta-sts";

    /// <summary>The longest time for which a policy holds, in seconds.</summary>
    public const long MaxAgeSeconds = 31_557_600;

    private const int MaxId = 32;

    /// <summary>The file. Lines end with CRLF, as the text of section 3.2 has it; readers take LF alone too.</summary>
    public static string Policy(MtaStsMode mode, IEnumerable<string> hosts, TimeSpan maxAge)
    {
        var text = new StringBuilder();
        text.Append("version: STSv1\r\n").Append(CultureInfo.InvariantCulture, $"mode: {Word(mode)}\r\n");
        foreach (var host in hosts) text.Append(CultureInfo.InvariantCulture, $"mx: {host}\r\n");
        return text.Append(CultureInfo.InvariantCulture, $"max_age: {maxAge.TotalSeconds:0}\r\n").ToString();
    }

    /// <summary>The record. The semicolon at the end is optional, and stands in every example of the RFC.</summary>
    public static string Record(string id) => $"{Version}; id={id};";

    /// <summary>
    /// An id for a policy: the first half of the SHA-256 of its text. The same policy has the same id whenever and wherever it is made, so that making it again changes
    /// nothing; another policy has another, which is all that senders look at: an id has no order (section 3.1).
    /// </summary>
    public static string IdOf(string policy) => Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(policy)), 0, MaxId / 2).ToLowerInvariant();

    /// <summary>sts-id = %s"id=" 1*32(ALPHA / DIGIT)</summary>
    public static bool IsId(string id) => id.Length is > 0 and <= MaxId && id.All(char.IsAsciiLetterOrDigit);

    /// <summary>The id of a record; null where it has none that senders would read.</summary>
    /// <param name="record">The text of the TXT record.</param>
    public static string? IdIn(string record)
    {
        // sts-text-record = sts-version 1*(sts-field-delim sts-field) [sts-field-delim]; sts-field-delim = *WSP ";" *WSP
        var fields = record.Split(';').Select(field => field.Trim(' ', '\t')).ToList();
        if (fields[0] != Version || record[0] is ' ' or '\t') return null;
        var ids = fields.Skip(1).Where(field => field.StartsWith("id=", StringComparison.Ordinal)).Select(field => field[3..]).ToList();
        return ids is [var id] && IsId(id) ? id : null;
    }

    private static string Word(MtaStsMode mode) => mode switch { MtaStsMode.Testing => "testing", MtaStsMode.Enforce => "enforce", _ => "none" };
}
