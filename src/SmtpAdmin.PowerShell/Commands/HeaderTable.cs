using System.Collections;
using System.Globalization;
using SmtpAdmin.Mime;

namespace SmtpAdmin.PowerShell.Commands;

/// <summary>Headers from a hashtable: a value that is a list stands for as many headers.</summary>
internal static class HeaderTable
{
    public static IReadOnlyList<MessageHeader> Read(IDictionary table)
    {
        var headers = new List<MessageHeader>();
        foreach (DictionaryEntry entry in table)
        {
            var values = entry.Value is IEnumerable list and not string ? list.Cast<object?>() : [entry.Value];
            headers.AddRange(values.Select(value => new MessageHeader(Text(entry.Key), Text(value))));
        }
        return headers;
    }

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
